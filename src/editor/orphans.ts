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

interface Kept {
  readonly session: string;
  readonly uris: readonly string[];
}

/** `tabs`: those that were there before this host opened any. */
export function outliveHost(
  state: vscode.Memento,
  panels: DiagramPanels,
  tabs: readonly vscode.Tab[],
): vscode.Disposable {
  const { sessionId } = vscode.env;
  const before = state.get<Kept>(KEY);
  // The session is that of the window: once that is loaded anew, the serializer brings panels back with all they kept.
  let uris = before?.session === sessionId ? before.uris : [];
  if (uris.length > 0) void replaceOrphans(panels, tabs, uris);
  return panels.onDidPaint(({ uri }) => {
    if (uri === '' || uri === uris[0]) return;
    uris = [uri, ...uris.filter((other) => other !== uri)].slice(0, MOST);
    void state.update(KEY, { session: sessionId, uris } satisfies Kept);
  });
}

const isOurs = ({ input }: vscode.Tab): boolean =>
  input instanceof vscode.TabInputWebview && input.viewType.endsWith(VIEW_TYPE);

async function replaceOrphans(
  panels: DiagramPanels,
  tabs: readonly vscode.Tab[],
  uris: readonly string[],
): Promise<void> {
  const orphans = tabs.filter(isOurs);
  for (const { label, group } of orphans) {
    const locked = label.startsWith('[');
    // Its reader may have opened another one meanwhile.
    if (!locked && panels.all.some((panel) => !panel.locked)) continue;
    const uri = uris.find((one) => panelTitle(vscode.Uri.parse(one), locked) === label);
    const made = vscode.window.createWebviewPanel(
      VIEW_TYPE,
      label,
      { viewColumn: group.viewColumn, preserveFocus: true },
      { enableFindWidget: true },
    );
    await panels.deserializeWebviewPanel(made, { uri, locked });
  }
  await vscode.window.tabGroups.close(orphans, true);
}
