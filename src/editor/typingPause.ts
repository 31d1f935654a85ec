/** What is said on top of the text waits for a pause in the typing: the diagram alone follows every key. */
import * as vscode from 'vscode';
import type { Analysis } from '../config/analyse';
import type { Analyses } from './analyses';

/**
 * In ms: longer than from one key to the next. For every answer VS Code lays out each line that is seen, and the next
 * key would wait for that. Until then what is there stays where it is.
 */
export const TYPING_PAUSE_MS = 250;

export class TypingPause implements vscode.Disposable {
  /** When a document was changed last. */
  readonly #changed = new WeakMap<vscode.TextDocument, number>();
  readonly #subscription = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0) this.#changed.set(document, performance.now());
  });

  constructor(private readonly analyses: Analyses) {}

  dispose(): void {
    this.#subscription.dispose();
  }

  /** For a provider: the analysis once nobody types; undefined where VS Code has lost interest or the text has gone on. */
  async asked(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<Analysis | undefined> {
    const { version } = document;
    const left = (this.#changed.get(document) ?? -Infinity) + TYPING_PAUSE_MS - performance.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
    if (token.isCancellationRequested || document.version !== version) return undefined;
    const analysis = await this.analyses.asked(document, token);
    return document.version === version ? analysis : undefined;
  }
}
