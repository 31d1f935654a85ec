/** The panels there are: those that follow the editor, and those that are locked to their file. */
import * as vscode from 'vscode';
import type { ComparedMessage, CompareWith } from '../protocol';
import { LANGUAGE, type Analyses } from './analyses';
import { editorOf, pgmapDocument } from './editors';
import { DiagramPanel, webviewOptions, type PanelParts } from './panel';

export const VIEW_TYPE = 'vmemmapLens.diagram';
/** For the `when` clauses of the title bar: the panel in front is locked. */
const LOCKED = 'vmemmapLens.diagramLocked';

const iconIn = (extension: vscode.Uri): { light: vscode.Uri; dark: vscode.Uri } => ({
  light: vscode.Uri.joinPath(extension, 'media', 'pgmap-light.svg'),
  dark: vscode.Uri.joinPath(extension, 'media', 'pgmap-dark.svg'),
});

export class DiagramPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #parts: PanelParts;
  readonly #painted = new vscode.EventEmitter<{ version: number; ms: number; uri: string }>();
  readonly #compared = new vscode.EventEmitter<ComparedMessage>();
  readonly #panels = new Set<DiagramPanel>();
  readonly #subscriptions: vscode.Disposable;

  /** Fires when a panel has painted a version of its text: for tests and for the latency figures. */
  readonly onDidPaint = this.#painted.event;
  /** Fires with every other side of a comparison that is sent. */
  readonly onDidCompare = this.#compared.event;

  constructor({ extensionUri }: vscode.ExtensionContext, analyses: Analyses, log: vscode.LogOutputChannel) {
    this.#parts = { extension: extensionUri, analyses, log };
    this.#subscriptions = vscode.Disposable.from(
      this.#painted,
      this.#compared,
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this),
      // For all panels from the start: they hear of a key before whatever else waits for one.
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) for (const panel of this.#panels) panel.changed(document);
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#onEditor(editor)),
      // An editor may get its language after it became active.
      vscode.workspace.onDidOpenTextDocument((document) => {
        const editor = vscode.window.activeTextEditor;
        if (editor?.document === document) this.#onEditor(editor);
      }),
    );
  }

  /** For tests. */
  get all(): readonly DiagramPanel[] {
    return [...this.#panels];
  }

  /** The document a command is about: that of the diagram in front, else of the active editor, else one that can be seen. */
  get workedOn(): vscode.TextDocument | undefined {
    return this.#inFront()?.document ?? pgmapDocument();
  }

  /** The panel that follows the editor, at this document; empty where there is none. */
  openToSide(document = pgmapDocument(), column = vscode.ViewColumn.Beside): DiagramPanel {
    const found = this.all.find((panel) => !panel.locked);
    if (found) found.webviewPanel.reveal(undefined, true);
    const panel = found ?? this.#create(false, column);
    if (document) panel.show(document);
    return panel;
  }

  /** Compares a document, in the panel that shows it, with another release, architecture or file. */
  compare(document: vscode.TextDocument, chosen: CompareWith): void {
    const shown = this.#inFront();
    if (shown?.document !== document) this.openToSide(document);
    (shown?.document === document ? shown : this.all.find((panel) => !panel.locked))?.compare(chosen);
  }

  /** A panel that stays with this document. */
  openLocked(document: vscode.TextDocument): void {
    const found = this.all.find((panel) => panel.locked && panel.document === document);
    if (found) found.webviewPanel.reveal(undefined, true);
    else this.#create(true).show(document);
  }

  /** Opens the export menu of the panel in front, else of one that can be seen. */
  openExportMenu(): void {
    const panel = this.#inFront() ?? this.all.find(({ webviewPanel }) => webviewPanel.visible);
    if (panel) panel.openExportMenu();
    else
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Open a diagram first: vmemmap Lens: Open Diagram to the Side.'),
      );
  }

  /** From the diagram in front to its text: where that can be seen already, else beside it in the diagram's own group. */
  async showSource(): Promise<void> {
    const document = this.#inFront()?.document;
    if (!document) return;
    await vscode.window.showTextDocument(
      document,
      editorOf(document)?.viewColumn ?? vscode.ViewColumn.Active,
    );
  }

  /** Locks the panel in front to its document, or lets it follow the editor again. */
  toggleLock(): void {
    const panel = this.#inFront();
    if (!panel) return;
    panel.locked = !panel.locked;
    this.#tellContext();
    const document = panel.locked ? undefined : pgmapDocument();
    if (document) panel.show(document);
  }

  /** After a window reload. The state is what the panel saved: its document's URI, whether it is locked, and its own view. */
  async deserializeWebviewPanel(webviewPanel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { uri, locked } = (state ?? {}) as { uri?: unknown; locked?: unknown };
    webviewPanel.webview.options = webviewOptions(this.#parts.extension);
    const panel = this.#adopt(webviewPanel, locked === true);
    const own = await this.#opened(uri);
    // It may have been closed meanwhile.
    if (!this.#panels.has(panel)) return;
    // Where its file is gone there is nothing to stay with: it follows the editor.
    if (!own) panel.locked = false;
    this.#tellContext();
    const document = own ?? pgmapDocument();
    if (document && !panel.document) panel.show(document);
  }

  dispose(): void {
    for (const panel of this.all) panel.webviewPanel.dispose();
    this.#subscriptions.dispose();
  }

  async #opened(uri: unknown): Promise<vscode.TextDocument | undefined> {
    if (typeof uri !== 'string') return undefined;
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
      return document.languageId === LANGUAGE ? document : undefined;
    } catch (error) {
      this.#parts.log.info(`The diagram's file is not there any more: ${String(error)}`);
      return undefined;
    }
  }

  #create(locked: boolean, viewColumn = vscode.ViewColumn.Beside): DiagramPanel {
    const column = { viewColumn, preserveFocus: true };
    const options = { ...webviewOptions(this.#parts.extension), enableFindWidget: true };
    return this.#adopt(vscode.window.createWebviewPanel(VIEW_TYPE, 'vmemmap', column, options), locked);
  }

  #adopt(webviewPanel: vscode.WebviewPanel, locked: boolean): DiagramPanel {
    const panel = new DiagramPanel(this.#parts, webviewPanel, locked);
    webviewPanel.iconPath = iconIn(this.#parts.extension);
    this.#panels.add(panel);
    panel.onDidCompare((message) => this.#compared.fire(message));
    panel.onDidPaint((paint) => this.#painted.fire({ ...paint, uri: panel.document?.uri.toString() ?? '' }));
    webviewPanel.onDidChangeViewState(() => this.#tellContext());
    webviewPanel.onDidDispose(() => {
      this.#panels.delete(panel);
      panel.dispose();
    });
    this.#tellContext();
    return panel;
  }

  #inFront(): DiagramPanel | undefined {
    return this.all.find((panel) => panel.webviewPanel.active);
  }

  #tellContext(): void {
    void vscode.commands.executeCommand('setContext', LOCKED, this.#inFront()?.locked ?? false);
  }

  #onEditor(editor: vscode.TextEditor | undefined): void {
    if (editor?.document.languageId !== LANGUAGE) return;
    for (const panel of this.#panels)
      if (!panel.locked && !panel.isOther(editor.document)) panel.show(editor.document);
  }
}
