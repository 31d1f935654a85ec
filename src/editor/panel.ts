/** The diagram beside the text: one panel, following the pgmap document that is being edited. */
import * as vscode from 'vscode';
import type { Analysis } from '../config/analyse';
import type { Place } from '../engine/types';
import {
  isPanelToHost,
  type ComparedMessage,
  type CompareWith,
  type HostToPanel,
  type PanelToHost,
  type RevealMessage,
  type ShowMessage,
} from '../protocol';
import { Comparison } from './compare';
import { panelHtml, panelRoots } from './panelHtml';
import { fileName, showMessage, staleMessage } from './panelMessages';

const VIEW_TYPE = 'vmemmapLens.diagram';
const LANGUAGE = 'pgmap';
/** The first change is shown at once, those that follow are gathered this long. */
const COALESCE_MS = 30;

const samePlace = (a: Place | undefined, b: Place | undefined): boolean =>
  a?.pgmap === b?.pgmap && a?.range === b?.range;

export class DiagramPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #analysisOf: (doc: vscode.TextDocument) => Analysis;
  readonly #log: vscode.LogOutputChannel;
  readonly #painted = new vscode.EventEmitter<{ version: number; ms: number }>();
  readonly #compared = new vscode.EventEmitter<ComparedMessage>();
  readonly #comparison: Comparison;
  readonly #subscriptions: vscode.Disposable[] = [];
  #panel: vscode.WebviewPanel | undefined;
  #document: vscode.TextDocument | undefined;
  #ready = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #changed = false;
  /** The last picture that could be drawn: a panel that comes back gets it even while the text is broken. */
  #lastGood: ShowMessage | undefined;
  #caret: Place | undefined;

  /** Fires when the panel has painted a version of the text: for tests and for the latency figures. */
  readonly onDidPaint = this.#painted.event;
  /** Fires with every other side that is sent. */
  readonly onDidCompare = this.#compared.event;

  constructor(
    context: vscode.ExtensionContext,
    analysisOf: (doc: vscode.TextDocument) => Analysis,
    log: vscode.LogOutputChannel,
  ) {
    this.#context = context;
    this.#analysisOf = analysisOf;
    this.#log = log;
    this.#comparison = new Comparison(analysisOf, (message) => {
      this.#send(message);
      this.#compared.fire(message);
    });
    this.#subscriptions.push(
      this.#painted,
      this.#compared,
      this.#comparison,
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this),
      vscode.workspace.onDidChangeTextDocument((e) => this.#onChange(e)),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#onEditor(editor)),
      vscode.window.onDidChangeTextEditorSelection((e) => this.#onCaret(e.textEditor)),
    );
  }

  openToSide(document: vscode.TextDocument): void {
    if (!this.#panel) {
      const panel = vscode.window.createWebviewPanel(
        VIEW_TYPE,
        'vmemmap',
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        { ...this.#options(), enableFindWidget: true },
      );
      this.#adopt(panel);
    } else this.#panel.reveal(undefined, true);
    this.#follow(document);
  }

  /** Compares the document with another release, architecture or file. */
  compare(document: vscode.TextDocument, chosen: CompareWith): void {
    this.openToSide(document);
    this.#comparison.set(document.uri.toString(), chosen);
  }

  /** After a window reload. The state is what the panel saved: its document's URI and its own view. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    panel.webview.options = this.#options();
    this.#panel?.dispose();
    this.#adopt(panel);
    const uri = (state as { uri?: unknown } | null | undefined)?.uri;
    if (typeof uri !== 'string') return this.#followActive();
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
      if (document.languageId === LANGUAGE && this.#panel === panel) this.#follow(document);
    } catch (error) {
      this.#log.info(`The diagram's file is not there any more: ${String(error)}`);
      this.#followActive();
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#panel?.dispose();
    for (const part of this.#subscriptions) part.dispose();
  }

  #options(): vscode.WebviewOptions {
    return {
      enableScripts: true,
      enableForms: false,
      enableCommandUris: false,
      localResourceRoots: panelRoots(this.#context.extensionUri),
    };
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    this.#ready = false;
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isPanelToHost(message)) this.#onMessage(message);
      else this.#log.warn('A message from the diagram was not understood and was dropped.');
    });
    panel.onDidChangeViewState(() => {
      // A hidden page is torn down: it says `ready` when it is back, and nothing reaches it before.
      if (!panel.visible) this.#ready = false;
      else if (this.#ready) this.#post(true);
    });
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#document = undefined;
      this.#lastGood = undefined;
      this.#comparison.follow(undefined);
    });
    panel.webview.html = panelHtml(panel.webview, this.#context.extensionUri);
  }

  #followActive(): void {
    const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
    const document = editors.find((e) => e?.document.languageId === LANGUAGE)?.document;
    if (document) this.#follow(document);
  }

  #follow(document: vscode.TextDocument): void {
    if (!this.#panel || document === this.#document) return;
    this.#document = document;
    this.#lastGood = undefined;
    this.#caret = undefined;
    this.#panel.title = `vmemmap: ${fileName(document.uri)}`;
    this.#comparison.follow(document);
    this.#post();
    if (this.#ready) void this.#comparison.post();
  }

  #onEditor(editor: vscode.TextEditor | undefined): void {
    if (editor?.document.languageId !== LANGUAGE || this.#comparison.isOther(editor.document)) return;
    this.#follow(editor.document);
  }

  #onChange(e: vscode.TextDocumentChangeEvent): void {
    if (!this.#panel || e.document !== this.#document || e.contentChanges.length === 0) return;
    if (this.#timer !== undefined) {
      this.#changed = true;
      return;
    }
    this.#postAndWait();
  }

  #onTimer(): void {
    this.#timer = undefined;
    if (!this.#changed) return;
    this.#changed = false;
    this.#postAndWait();
  }

  /** Changes that follow wait at least as long again as this one took: a huge file must not keep the host busy. */
  #postAndWait(): void {
    const start = performance.now();
    this.#post();
    const took = performance.now() - start;
    this.#timer = setTimeout(() => this.#onTimer(), Math.max(COALESCE_MS, 2 * took));
  }

  #onCaret(editor: vscode.TextEditor): void {
    const document = this.#document;
    if (!this.#panel || !document || editor.document !== document || !this.#ready) return;
    const { config } = this.#analysisOf(document);
    const place = config.placeAt(document.offsetAt(editor.selection.active));
    if (samePlace(place, this.#caret)) return;
    this.#caret = place;
    if (place) this.#send({ type: 'select', place });
  }

  #onMessage(message: PanelToHost): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        if (this.#document) {
          this.#post(true);
          void this.#comparison.post();
        } else this.#followActive();
        return;
      case 'painted':
        this.#painted.fire({ version: message.version, ms: message.ms });
        return;
      case 'reveal':
        void this.#reveal(message);
        return;
      case 'compare':
        this.#comparison.set(message.uri, message.with);
        return;
      case 'failed':
        this.#log.error(`Diagram: ${message.message}`);
        return;
    }
  }

  async #reveal(target: RevealMessage): Promise<void> {
    const document = this.#document;
    if (!document) return;
    const { config, findings } = this.#analysisOf(document);
    const found = 'offset' in target ? findings.find((f) => f.offset === target.offset) : undefined;
    const span =
      'place' in target ? config.spanOf(target.place) : { offset: target.offset, length: found?.length ?? 0 };
    // positionAt keeps within the document, whatever a late message asks for.
    const range = new vscode.Range(
      document.positionAt(span.offset),
      document.positionAt(span.offset + span.length),
    );
    const shown = vscode.window.visibleTextEditors.find((e) => e.document === document);
    // By URI: the document may have been closed since.
    await vscode.window.showTextDocument(document.uri, {
      selection: range,
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    });
  }

  #send(message: HostToPanel): void {
    if (this.#ready && this.#panel?.visible) void this.#panel.webview.postMessage(message);
  }

  /**
   * Analyses the text as it stands and sends the picture, or word that the last one is old.
   * `anew`: the page has nothing yet, or may have missed something.
   */
  #post(anew = false): void {
    const document = this.#document;
    if (!document || !this.#ready) return;
    const analysis = this.#analysisOf(document);
    const { broken } = analysis.config;
    // Half a config is no reason to redraw: it would flicker with every bracket. Where there is nothing yet, half is better.
    if (broken && (this.#lastGood || analysis.population.pgmaps.length === 0)) {
      if (anew && this.#lastGood) this.#send(this.#lastGood);
      this.#send(staleMessage(document, analysis));
      return;
    }
    const picture = showMessage(document, analysis);
    if (!broken) this.#lastGood = picture;
    this.#send(picture);
  }
}
