/**
 * Panels that outlive their extension host. When that dies VS Code starts another, and leaves the pages of the old one as
 * they were: nobody feeds them any more, and no serializer is asked for them. They are replaced.
 */
import * as vscode from 'vscode';
import { panelTitle } from './panelMessages';
import { VIEW_TYPE } from './panels';
import type { DiagramPanels } from './panels';

const KEY = 'diagrams';
/** Of which documents diagrams were drawn last. */
const MOST = 20;
/** After a reload of the window the serializer is asked for a panel that is seen well before this, in ms. */
const ASKED_MS = 4000;

const isOurs = ({ input }: vscode.Tab): boolean =>
  input instanceof vscode.TabInputWebview && input.viewType.endsWith(VIEW_TYPE);

/** `tabs`: those that were there before this host opened any. */
export function outliveHost(
  state: vscode.Memento,
  panels: DiagramPanels,
  tabs: readonly vscode.Tab[],
): vscode.Disposable {
  const old = new Set(tabs.filter(isOurs));
  let uris = state.get<readonly string[]>(KEY, []);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    if (old.size === 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => void replaceOrphans(panels, old, uris), ASKED_MS);
  };
  look();
  return vscode.Disposable.from(
    { dispose: () => clearTimeout(timer) },
    // One that was hidden is looked at once it is seen.
    vscode.window.tabGroups.onDidChangeTabs(look),
    panels.onDidPaint(({ uri }) => {
      if (uri === '' || uri === uris[0]) return;
      uris = [uri, ...uris.filter((other) => other !== uri)].slice(0, MOST);
      void state.update(KEY, uris);
    }),
  );
}

/** A tab that is seen, in a place where no panel of this host is. */
function isOrphan(panels: DiagramPanels, tab: vscode.Tab): boolean {
  const { viewColumn } = tab.group;
  const isThere = vscode.window.tabGroups.all.some((group) => group.tabs.includes(tab));
  return (
    isThere &&
    tab.isActive &&
    !panels.all.some(({ webviewPanel }) => webviewPanel.visible && webviewPanel.viewColumn === viewColumn)
  );
}

async function replaceOrphans(
  panels: DiagramPanels,
  old: Set<vscode.Tab>,
  uris: readonly string[],
): Promise<void> {
  for (const tab of [...old].filter((one) => isOrphan(panels, one))) {
    old.delete(tab);
    const locked = tab.label.startsWith('[');
    const uri = uris.find((one) => panelTitle(vscode.Uri.parse(one), locked) === tab.label);
    // Its reader may have opened another one meanwhile.
    if (locked || !panels.all.some((panel) => !panel.locked)) {
      const made = vscode.window.createWebviewPanel(
        VIEW_TYPE,
        tab.label,
        { viewColumn: tab.group.viewColumn, preserveFocus: true },
        { enableFindWidget: true },
      );
      await panels.deserializeWebviewPanel(made, { uri, locked });
    }
    await vscode.window.tabGroups.close(tab, true);
  }
}
