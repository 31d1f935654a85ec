/** Findings as problems, live on the unsaved text. */
import * as vscode from 'vscode';
import { LANGUAGE } from './analyses';
import type { Analyses } from './analyses';
import type { Finding, Span } from '../config/model';
import type { Severity } from '../engine/types';

/** Problems of a keystroke are gathered this long; the diagram does not wait for them. */
const DELAY_MS = 120;
/** More problems than this in one file are counted and not listed. */
const MOST = 500;

/** What the JSON service, which runs on this language too, reports itself. */
const OF_JSON_SERVICE: ReadonlySet<string> = new Set(['syntax', 'duplicate-key']);

const SEVERITY: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** A text with its places: an open document, or the text of a file. */
export type Placed = Pick<vscode.TextDocument, 'uri' | 'positionAt'>;

export const rangeOf = (document: Pick<Placed, 'positionAt'>, { offset, length }: Span): vscode.Range =>
  new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));

export class Diagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection(LANGUAGE);
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly analyses: Analyses) {
    this.subscriptions = [
      this.collection,
      vscode.workspace.onDidOpenTextDocument((document) => this.refresh(document)),
      vscode.workspace.onDidChangeTextDocument((e) => this.later(e.document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)),
    ];
    vscode.workspace.textDocuments.forEach((document) => this.refresh(document));
  }

  dispose(): void {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.subscriptions.forEach((s) => void s.dispose());
  }

  private later(document: vscode.TextDocument): void {
    if (document.languageId !== LANGUAGE) return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => this.refresh(document), Math.max(DELAY_MS, 3 * this.analyses.costOf(document))),
    );
  }

  private refresh(document: vscode.TextDocument): void {
    if (document.languageId !== LANGUAGE || document.isClosed) return;
    this.timers.delete(document.uri.toString());
    if (this.analyses.isLarge(document)) void this.refreshInSlices(document);
    else this.list(document);
  }

  /** A text that changes meanwhile is refreshed by its change. */
  private async refreshInSlices(document: vscode.TextDocument): Promise<void> {
    const analysis = await this.analyses.soon(document, { cancelled: false });
    if (analysis && document.languageId === LANGUAGE && !document.isClosed) this.list(document);
  }

  private list(document: vscode.TextDocument): void {
    this.collection.set(document.uri, listed(document, this.analyses.of(document).findings));
  }

  private forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.collection.delete(document.uri);
  }
}

/** The problems of a text; of very many the worst, and how many more there are. */
export function listed(document: Placed, all: readonly Finding[]): vscode.Diagnostic[] {
  const findings = all.filter((f) => !OF_JSON_SERVICE.has(f.code));
  const shown = findings.length > MOST ? mostSevere(findings) : findings;
  const problems = shown.map((finding) => problem(document, finding));
  if (findings.length > shown.length) problems.push(notShown(findings.length - shown.length));
  return problems;
}

const ORDER: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

const mostSevere = (findings: readonly Finding[]): Finding[] =>
  ORDER.flatMap((severity) => findings.filter((f) => f.severity === severity)).slice(0, MOST);

function problem(document: Placed, finding: Finding): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    rangeOf(document, finding),
    finding.message,
    SEVERITY[finding.severity],
  );
  diagnostic.source = 'vmemmap Lens';
  diagnostic.code = finding.code;
  diagnostic.relatedInformation = finding.related.map(
    (place) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(document.uri, rangeOf(document, place)),
        place.message,
      ),
  );
  return diagnostic;
}

function notShown(count: number): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(0, 0, 0, 0),
    `${count} more findings are not listed; the command line's "check" lists all.`,
    vscode.DiagnosticSeverity.Information,
  );
  diagnostic.source = 'vmemmap Lens';
  return diagnostic;
}
