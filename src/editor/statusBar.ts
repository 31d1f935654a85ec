/** The total of the active file, in the status bar. */
import * as vscode from 'vscode';
import { formatBytes } from '../engine/units';
import { savedWords } from '../report/lens';
import { ramOf } from '../report/words';
import { LANGUAGE } from './analyses';
import { isOn, onSwitched } from './settings';
import { TYPING_PAUSE_MS } from './typingPause';
import type { Analysis } from '../config/analyse';
import type { Analyses } from './analyses';

export class StatusBar implements vscode.Disposable {
  readonly #analyses: Analyses;
  readonly #item = vscode.window.createStatusBarItem(
    'vmemmapLens.total',
    vscode.StatusBarAlignment.Right,
    90,
  );
  readonly #subscriptions: vscode.Disposable;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whose total it says. */
  #told: vscode.TextDocument | undefined;

  constructor(analyses: Analyses) {
    this.#analyses = analyses;
    this.#item.name = vscode.l10n.t('vmemmap total');
    this.#item.command = 'vmemmapLens.openDiagramToSide';
    this.#subscriptions = vscode.Disposable.from(
      this.#item,
      onSwitched('statusBar', () => void this.#show()),
      vscode.window.onDidChangeActiveTextEditor(() => void this.#show()),
      vscode.workspace.onDidOpenTextDocument(() => void this.#show()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === this.#document) this.#later();
      }),
    );
    void this.#show();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
  }

  get #document(): vscode.TextDocument | undefined {
    const document = vscode.window.activeTextEditor?.document;
    return document?.languageId === LANGUAGE ? document : undefined;
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#show(), TYPING_PAUSE_MS);
  }

  async #show(): Promise<void> {
    const document = this.#document;
    const version = document?.version;
    if (!document || !isOn('statusBar', document)) return this.#item.hide();
    // While there is no total yet, and in a text that is broken, the last one stays; that of another file does not.
    if (this.#told !== document) this.#item.hide();
    const isOver = (): boolean => document !== this.#document;
    const analysis = await this.#analyses.soon(document, {
      get cancelled() {
        return isOver();
      },
    });
    if (!analysis || isOver() || document.version !== version || analysis.config.broken) return;
    this.#told = document;
    const refused = refusedWords(analysis);
    this.#item.text = refused ? `$(error) ${refused}` : `$(graph) ${totalWords(analysis)}`;
    const machine = analysis.config.places.objectOf({ pgmap: null }) ? undefined : analysis.config.defaults;
    this.#item.tooltip = machine
      ? vscode.l10n.t('vmemmap of this file, on the machine of the settings: click for the diagram')
      : vscode.l10n.t('vmemmap of this file: click for the diagram');
    this.#item.show();
  }
}

/** Pgmaps that the kernel refuses take nothing: the total would look like that of a config without them. */
function refusedWords(analysis: Analysis): string | undefined {
  const { pgmaps } = analysis.population;
  const refused = pgmaps.filter(({ outcome }) => !outcome.ok).length;
  if (refused === 0) return undefined;
  const words = vscode.l10n.t('{0} of {1} pgmaps refused', refused, pgmaps.length);
  return refused === pgmaps.length ? `vmemmap: ${words}` : `${totalWords(analysis)} · ${words}`;
}

function totalWords({ population }: Analysis): string {
  const { totals } = population;
  return totals.bytesSaved === 0 ? `vmemmap ${formatBytes(ramOf(totals))}` : `vmemmap ${savedWords(totals)}`;
}
