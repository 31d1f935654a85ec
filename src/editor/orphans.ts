/**
 * Panels that outlive their extension host. When that dies VS Code starts another, and leaves the pages of the old one as
 * they were: nobody feeds them any more, and no serializer is asked for them. They are replaced.
 */
import * as vscode from 'vscode';
import { panelTitle } from './panelMessages';
import { VIEW_TYPE } from './panels';
import type { DiagramPanels } from './panels';

const KEY = 'diagrams';
/** Of so many documents it is known that a diagram was drawn. */
const MOST = 20;
/** After a window reload the serializer is asked for a panel that is seen, sooner than this, in ms. */
const WAIT_MS = 8000;

interface Kept {
  readonly session: string;
  readonly uris: readonly string[];
}

export function outliveHost(state: vscode.Memento, panels: DiagramPanels): vscode.Disposable {
  const { sessionId } = vscode.env;
  const before = state.get<Kept>(KEY);
  // A window has a session of its own, but where telemetry is not built in all have the same: then it may be a reload.
  const known = before?.session === sessionId;
  let uris = known ? before.uris : [];
  const orphans = known ? new Orphans(panels, uris) : undefined;
  const painted = panels.onDidPaint(({ uri }) => {
    if (uri === '' || uri === uris[0]) return;
    uris = [uri, ...uris.filter((other) => other !== uri)].slice(0, MOST);
    void state.update(KEY, { session: sessionId, uris } satisfies Kept);
  });
  return vscode.Disposable.from(painted, ...(orphans ? [orphans] : []));
}

const isOurs = ({ input }: vscode.Tab): boolean =>
  input instanceof vscode.TabInputWebview && input.viewType.endsWith(VIEW_TYPE);

class Orphans implements vscode.Disposable {
  readonly #panels: DiagramPanels;
  readonly #uris: readonly string[];
  readonly #subscription: vscode.Disposable;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Of the tabs that were there before us, no more than all can be orphans. */
  #left = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(isOurs).length;

  /** `uris`: what they may be of; a tab has no more than its title. */
  constructor(panels: DiagramPanels, uris: readonly string[]) {
    this.#panels = panels;
    this.#uris = uris;
    // One behind another tab may be no orphan until it is seen.
    this.#subscription = vscode.window.tabGroups.onDidChangeTabs(() => this.#later());
    this.#later();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
  }

  #later(): void {
    clearTimeout(this.#timer);
    if (this.#left > 0 && this.#seen().length > 0)
      this.#timer = setTimeout(() => void this.#replaceAll(), WAIT_MS);
  }

  /** Diagrams in front of their group that are none of ours. */
  #seen(): vscode.Tab[] {
    return vscode.window.tabGroups.all
      .filter(
        ({ viewColumn }) =>
          !this.#panels.all.some(({ webviewPanel: p }) => p.visible && p.viewColumn === viewColumn),
      )
      .map(({ activeTab }) => activeTab)
      .filter((tab) => tab !== undefined)
      .filter(isOurs);
  }

  async #replaceAll(): Promise<void> {
    const tabs = this.#seen().slice(0, this.#left);
    this.#left -= tabs.length;
    for (const tab of tabs) await this.#replace(tab);
    await vscode.window.tabGroups.close(tabs, true);
  }

  async #replace({ label, group }: vscode.Tab): Promise<void> {
    const locked = label.startsWith('[');
    // Its reader may have opened another one meanwhile.
    if (!locked && this.#panels.all.some((panel) => !panel.locked)) return;
    const uri = this.#uris.find((one) => panelTitle(vscode.Uri.parse(one), locked) === label);
    const column = { viewColumn: group.viewColumn, preserveFocus: true };
    const made = vscode.window.createWebviewPanel(VIEW_TYPE, label, column, { enableFindWidget: true });
    await this.#panels.deserializeWebviewPanel(made, { uri, locked });
  }
}
