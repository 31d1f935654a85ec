/** One analysis for each version of a document, shared by everything that shows it. */
import { analyse } from '../config/analyse';
import type * as vscode from 'vscode';
import type { Analysis } from '../config/analyse';

export const LANGUAGE = 'pgmap';

export class Analyses {
  private readonly cache = new WeakMap<vscode.TextDocument, { version: number; analysis: Analysis }>();

  /** The analysis of the text as it stands, saved or not. */
  readonly of = (document: vscode.TextDocument): Analysis => {
    const known = this.cache.get(document);
    if (known?.version === document.version) return known.analysis;
    const analysis = analyse(document.getText());
    this.cache.set(document, { version: document.version, analysis });
    return analysis;
  };
}
