/** What the panel's picture is held against: the same file on another machine, or another file. Follows both texts. */
import * as vscode from 'vscode';
import { analysing, LARGEST_LIVE } from '../config/analyse';
import { onOtherMachine } from '../config/otherMachine';
import type { Analyses } from './analyses';
import type { ComparedMessage, CompareWith } from '../protocol';
import { inSlices } from './inSlices';
import { fileName, showMessage } from './panelMessages';
import { quoted } from './quoted';

/** Changes are gathered this long, and longer where laying the other side out takes time. */
const DELAY_MS = 30;
const COSTS = 2;

export class Comparison implements vscode.Disposable {
  readonly #analyses: Analyses;
  readonly #send: (message: ComparedMessage) => void;
  readonly #subscription: vscode.Disposable;
  /** By the URI of the file that is compared: each keeps its own. */
  readonly #withs = new Map<string, CompareWith>();
  #document: vscode.TextDocument | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #cost = 0;
  /** How often it was asked for: the last time counts. */
  #asked = 0;

  constructor(analyses: Analyses, send: (message: ComparedMessage) => void) {
    this.#analyses = analyses;
    this.#send = send;
    this.#subscription = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && this.concerns(document)) this.#later();
    });
  }

  dispose(): void {
    this.#asked++;
    clearTimeout(this.#timer);
    this.#subscription.dispose();
  }

  /** Whether it is the file on the other side that is meant: the panel stays where it is when that is edited. */
  isOther(document: vscode.TextDocument): boolean {
    const chosen = this.#chosen();
    return !!chosen && 'uri' in chosen && chosen.uri === document.uri.toString();
  }

  concerns(document: vscode.TextDocument): boolean {
    return this.#chosen() !== undefined && (document === this.#document || this.isOther(document));
  }

  /** The panel shows this document now. */
  follow(document: vscode.TextDocument | undefined): void {
    this.#document = document;
  }

  /** The same file under another name, or opened anew: what it is compared with goes along. */
  rebind(document: vscode.TextDocument, was?: vscode.Uri): void {
    const before = was?.toString();
    const chosen = before === undefined ? undefined : this.#withs.get(before);
    if (chosen) {
      this.#withs.delete(before!);
      this.#withs.set(document.uri.toString(), chosen);
    }
    this.follow(document);
  }

  set(uri: string, chosen: CompareWith | null): void {
    if (chosen) this.#withs.set(uri, chosen);
    else this.#withs.delete(uri);
    if (this.#document?.uri.toString() === uri) void this.post();
  }

  /** Sends what is compared now, or that nothing is. */
  async post(): Promise<void> {
    const document = this.#document;
    if (!document) return;
    const asked = ++this.#asked;
    const chosen = this.#withs.get(document.uri.toString()) ?? null;
    const { version } = document;
    // Meanwhile it may be another file, another choice or another text that is shown.
    const isWanted = (): boolean =>
      asked === this.#asked && document === this.#document && document.version === version;
    const start = performance.now();
    const message = await this.#message(document, chosen, isWanted);
    if (!message || !isWanted()) return;
    this.#cost = performance.now() - start;
    this.#send(message);
  }

  #chosen(): CompareWith | undefined {
    return this.#document && this.#withs.get(this.#document.uri.toString());
  }

  #later(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        void this.post();
      },
      Math.max(DELAY_MS, COSTS * this.#cost),
    );
  }

  /** Undefined once it is not wanted any more. */
  async #message(
    document: vscode.TextDocument,
    chosen: CompareWith | null,
    isWanted: () => boolean,
  ): Promise<ComparedMessage | undefined> {
    const message = { type: 'compared', uri: document.uri.toString(), with: chosen } as const;
    if (!chosen) return { ...message, problem: null, show: null };
    if (!('uri' in chosen)) {
      const text = document.getText();
      if (text.length > LARGEST_LIVE)
        return {
          ...message,
          problem: vscode.l10n.t('The file is too large to be laid out twice.'),
          show: null,
        };
      const other = onOtherMachine(text, chosen, this.#analyses.defaults(document.uri));
      const analysis = await inSlices(analysing(other), isWanted);
      if (!analysis) return undefined;
      // The main picture says what is wrong with the text; until it is mended the last comparison stays.
      if (analysis.config.broken)
        return { ...message, problem: vscode.l10n.t('The text cannot be read.'), show: null };
      return { ...message, problem: null, show: showMessage(document, analysis) };
    }
    try {
      const other = await vscode.workspace.openTextDocument(vscode.Uri.parse(chosen.uri, true));
      const analysis = await this.#analyses.soon(other, {
        get cancelled() {
          return !isWanted();
        },
      });
      if (!analysis) return undefined;
      const problem = analysis.config.broken
        ? vscode.l10n.t('{0} cannot be read as it stands.', quoted(fileName(other.uri)))
        : null;
      return { ...message, problem, show: problem === null ? showMessage(other, analysis) : null };
    } catch {
      return { ...message, problem: vscode.l10n.t('The other file is not there any more.'), show: null };
    }
  }
}
