/** Problems, lenses, hints, colours and the total wait for a pause in the typing; the diagram follows every key. */
import * as vscode from 'vscode';
import type { Analysis } from '../config/analyse';
import type { Analyses } from './analyses';

/**
 * In ms: longer than from one key to the next. For every answer VS Code lays out each line that is seen, and the next key
 * would wait for that.
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

  /**
   * For a provider: the analysis of the text as it stands once nobody types; undefined where VS Code has lost interest.
   * To one that it has not, nothing must be answered: VS Code would take away what is there.
   */
  async asked(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<Analysis | undefined> {
    while (!token.isCancellationRequested) {
      const left = (this.#changed.get(document) ?? -Infinity) + TYPING_PAUSE_MS - performance.now();
      if (left > 0) {
        await new Promise((resolve) => setTimeout(resolve, left));
        continue;
      }
      const analysis = await this.analyses.asked(document, token);
      if (analysis) return analysis;
    }
    return undefined;
  }
}
