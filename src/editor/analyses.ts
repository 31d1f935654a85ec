/** One analysis for each version of a document, shared by everything that shows it. */
import { analyse, LARGEST_LIVE, tooLarge } from '../config/analyse';
import type * as vscode from 'vscode';
import type { Analysis } from '../config/analyse';

export const LANGUAGE = 'pgmap';

export class Analyses {
  private readonly cache = new WeakMap<
    vscode.TextDocument,
    { version: number; analysis: Analysis; cost: number }
  >();

  /** The analysis of the text as it stands, saved or not. */
  readonly of = (document: vscode.TextDocument): Analysis => {
    const known = this.cache.get(document);
    if (known?.version === document.version) return known.analysis;
    const start = performance.now();
    const text = document.getText();
    const analysis = text.length > LARGEST_LIVE ? tooLarge(text) : analyse(text);
    this.cache.set(document, { version: document.version, analysis, cost: performance.now() - start });
    return analysis;
  };

  /** How long the last analysis of the document took, in ms: what shows a huge one waits longer between keystrokes. */
  readonly costOf = (document: vscode.TextDocument): number => this.cache.get(document)?.cost ?? 0;
}
