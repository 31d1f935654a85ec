/** One panel: it shows the diagram of one document at a time, and takes what is clicked in it back to the text. */
import * as vscode from 'vscode';
import type { Place } from '../engine/types';
import type {
  ComparedMessage,
  CompareWith,
  HostToPanel,
  PanelToHost,
  RevealMessage,
  SelectMessage,
} from '../protocol';
import { isPanelToHost } from '../protocol/toHost';
import type { DroppedMessage } from '../protocol/drop';
import type { ExportMessage } from '../protocol/export';
import type { FixMessage, StartMessage } from '../protocol/session';
import type { WhatIfMessage, WhatIfRowMessage } from '../protocol/whatIf';
import { LANGUAGE, type Analyses } from './analyses';
import { FileWatch } from './fileWatch';
import { later } from './later';
import { panelHtml, panelRoots } from './panelHtml';
import { panelTitle } from './panelMessages';
import { PictureFeed } from './pictureFeed';
import { onDefaultMachine } from './settings';
import { TextSide } from './textSide';
import type { Comparison } from './compare';
import type { WhatIfSide } from './whatIf';

export interface PanelParts {
  readonly extension: vscode.Uri;
  readonly analyses: Analyses;
  readonly log: vscode.LogOutputChannel;
}

export const webviewOptions = (extension: vscode.Uri): vscode.WebviewOptions => ({
  enableScripts: true,
  enableForms: false,
  enableCommandUris: false,
  localResourceRoots: panelRoots(extension),
});

export class DiagramPanel implements vscode.Disposable {
  readonly #parts: PanelParts;
  readonly #painted = new vscode.EventEmitter<{ version: number; ms: number }>();
  readonly #compared = new vscode.EventEmitter<ComparedMessage>();
  /** Made when something is compared for the first time. */
  #comparison: Comparison | undefined;
  readonly #feed: PictureFeed;
  readonly #text: TextSide;
  readonly #watch: FileWatch;
  #whatIfSide: WhatIfSide | undefined;
  readonly #subscriptions: vscode.Disposable[];
  #document: vscode.TextDocument | undefined;
  #locked: boolean;
  #ready = false;
  #disposed = false;
  /** What is to be shown once there is a picture. */
  #wanted: SelectMessage | undefined;

  /** Fires when the panel has painted a version of the text: for tests and for the latency figures. */
  readonly onDidPaint = this.#painted.event;
  /** Fires with every other side that is sent. */
  readonly onDidCompare = this.#compared.event;

  constructor(
    parts: PanelParts,
    /** VS Code's own. */
    readonly webviewPanel: vscode.WebviewPanel,
    locked: boolean,
  ) {
    this.#parts = parts;
    this.#locked = locked;
    const send = (message: HostToPanel): void => this.#send(message);
    this.#feed = new PictureFeed(parts.analyses, send, vscode.l10n.t('This is not a pgmap config.'));
    this.#text = new TextSide(parts.analyses, (place: Place) => send({ type: 'select', place }));
    this.#watch = new FileWatch({
      found: (document, was) => this.#rebind(document, was),
      gone: (message) => this.#feed.gone(message),
    });
    const { webview } = webviewPanel;
    this.#subscriptions = [
      this.#painted,
      this.#compared,
      this.#feed,
      this.#watch,
      webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      webviewPanel.onDidChangeViewState(() => this.#onViewState()),
      onDefaultMachine(() => {
        if (!this.#ready) return;
        this.#feed.again();
        void this.#comparison?.post();
      }),
      vscode.window.onDidChangeTextEditorSelection((e) => {
        if (e.textEditor.document === this.#document && this.#ready) this.#text.onCaret(e.textEditor);
      }),
    ];
    webview.html = panelHtml(webview, parts.extension);
  }

  /** The document it is about, if there is one. */
  get document(): vscode.TextDocument | undefined {
    return this.#document;
  }

  get locked(): boolean {
    return this.#locked;
  }

  set locked(locked: boolean) {
    this.#locked = locked;
    this.#tellAbout();
  }

  /** Shows another document; the same one once more changes nothing. */
  show(document: vscode.TextDocument): void {
    if (document === this.#document) return;
    this.#document = document;
    this.#text.forget();
    this.#watch.document = document;
    this.#tellAbout();
    this.#feed.document = document;
    this.#comparison?.follow(document);
    if (this.#ready) void this.#comparison?.post();
  }

  /** The text of a document has changed. */
  changed(document: vscode.TextDocument): void {
    if (document === this.#document) this.#feed.changed();
  }

  /** Shows a place of its document, and a part of the panel: at once, or with the first picture. */
  select(place: Place, part?: SelectMessage['part']): void {
    const message = { type: 'select', place, part } as const;
    if (this.#ready) this.#send(message);
    else this.#wanted = message;
  }

  /** Compares its document with another release, architecture or file. */
  compare(chosen: CompareWith): void {
    if (this.#document) void this.#compareWith(this.#document.uri.toString(), chosen);
  }

  /** Whether a document is the other side of its comparison. */
  isOther(document: vscode.TextDocument): boolean {
    return this.#comparison?.isOther(document) ?? false;
  }

  async #compareWith(uri: string, chosen: CompareWith | null): Promise<void> {
    const { Comparison } = await later();
    if (this.#disposed) return;
    if (!this.#comparison) {
      this.#comparison = new Comparison(this.#parts.analyses, (message) => {
        this.#send(message);
        this.#compared.fire(message);
      });
      this.#subscriptions.push(this.#comparison);
      this.#comparison.follow(this.#document);
    }
    this.#comparison.set(uri, chosen);
  }

  /** What the page says. */
  receive(message: unknown): void {
    if (isPanelToHost(message)) this.#onMessage(message);
    else this.#parts.log.warn('A message from the diagram was not understood and was dropped.');
  }

  dispose(): void {
    this.#disposed = true;
    this.#ready = false;
    for (const part of this.#subscriptions) part.dispose();
  }

  /** The same file under another name, or opened anew: the picture stays until the next one is there. */
  #rebind(document: vscode.TextDocument, was?: vscode.Uri): void {
    this.#document = document;
    this.#watch.document = document;
    this.#tellAbout(was?.toString());
    this.#feed.rebind(document);
    this.#comparison?.rebind(document, was);
    if (this.#ready) void this.#comparison?.post();
  }

  #tellAbout(was?: string): void {
    const document = this.#document;
    this.webviewPanel.title = panelTitle(document?.uri, this.#locked);
    this.#send({ type: 'about', uri: document?.uri.toString() ?? null, locked: this.#locked, was });
  }

  /** A hidden page is torn down: it says `ready` when it is back, and nothing reaches it before. */
  #onViewState(): void {
    if (this.webviewPanel.visible) return;
    this.#ready = false;
    this.#feed.ready = false;
  }

  #send(message: HostToPanel): void {
    if (this.#ready) void this.webviewPanel.webview.postMessage(message);
  }

  #onMessage(message: PanelToHost): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#tellAbout();
        this.#feed.ready = true;
        void this.#comparison?.post();
        return;
      case 'compare':
        void this.#compareWith(message.uri, message.with);
        return;
      case 'again':
        this.#feed.again();
        return;
      case 'painted':
        this.#painted.fire({ version: message.version, ms: message.ms });
        if (this.#wanted) this.#send(this.#wanted);
        this.#wanted = undefined;
        return;
      case 'reveal':
        void this.#reveal(message);
        return;
      case 'fix':
        void this.#fix(message);
        return;
      case 'whatIf':
        void this.#tellRows(message);
        return;
      case 'apply':
      case 'copy':
        void this.#row(message);
        return;
      case 'export':
        void this.#export(message);
        return;
      case 'cancel':
        this.#feed.cancel();
        return;
      case 'resume':
        this.#feed.resume();
        return;
      case 'dropped':
        void this.#dropped(message);
        return;
      case 'start':
        void this.#start(message.what);
        return;
      case 'failed':
        this.#parts.log.error(`Diagram: ${message.message}`);
        return;
    }
  }

  async #reveal(message: RevealMessage): Promise<void> {
    const document = this.#document;
    const { reveal } = await later();
    if ((message.how ?? 'go') === 'go') await this.#active();
    // Another file may be shown since.
    if (document && document === this.#document)
      await reveal(document, message, this.#parts.analyses, this.#text);
  }

  /** What a click in the panel shows elsewhere waits for this, or VS Code takes the focus back. */
  async #active(): Promise<void> {
    const { untilActive } = await later();
    if (!this.#disposed) await untilActive(this.webviewPanel);
  }

  async #start(what: StartMessage['what']): Promise<void> {
    await this.#active();
    if (await (await later()).start(what, this.#parts.extension)) this.#makeWay();
  }

  async #dropped(message: DroppedMessage): Promise<void> {
    const document = await (await later()).dropped(message);
    if (typeof document === 'string') return this.#send({ type: 'note', text: document });
    this.#makeWay();
    this.show(document);
  }

  /** Text on the left, diagram on the right: the panel makes way where it stands in the first column itself. */
  #makeWay(): void {
    if (!this.#disposed && this.webviewPanel.viewColumn === vscode.ViewColumn.One)
      this.webviewPanel.reveal(vscode.ViewColumn.Two, true);
  }

  async #whatIf(): Promise<WhatIfSide> {
    const { WhatIfSide } = await later();
    return (this.#whatIfSide ??= new WhatIfSide(this.#parts.analyses));
  }

  async #tellRows(subject: WhatIfMessage): Promise<void> {
    const side = await this.#whatIf();
    const rows = this.#document && (await side.rows(this.#document, subject));
    if (rows) this.#send(rows);
  }

  async #row(message: WhatIfRowMessage): Promise<void> {
    const side = await this.#whatIf();
    const said = this.#document && (await side.row(this.#document, message));
    if (said) this.#send({ type: 'note', text: said });
  }

  /** Opens the menu from which the picture is exported. */
  openExportMenu(): void {
    this.#send({ type: 'menu' });
  }

  async #export(message: ExportMessage): Promise<void> {
    const document = this.#document;
    if (!document) return;
    const { exported } = await later();
    const said = await exported(document, this.#parts.analyses.of(document), message);
    if (said) this.#send({ type: 'note', text: said });
  }

  async #fix({ version, code, offset, fix }: FixMessage): Promise<void> {
    const document = this.#document;
    if (!document) return;
    // What was offered is looked up in the text it was offered for: for any other text, nothing is offered.
    const offered =
      document.version === version && document.languageId === LANGUAGE
        ? this.#parts.analyses.of(document).findings.find((f) => f.code === code && f.offset === offset)
        : undefined;
    const edits = offered?.fixes[fix]?.edits;
    const { applyGuarded, STALE } = await later();
    const hindered = edits ? await applyGuarded(document, version, edits) : STALE;
    if (hindered) this.#send({ type: 'note', text: hindered });
  }
}
