/** Findings as problems, live on the unsaved text. */
import * as vscode from 'vscode';
import { ineffective } from '../config/ineffective';
import { SEVERITIES } from '../engine/types';
import { printable } from '../report/words';
import { LANGUAGE } from './analyses';
import { hasJsonService } from './jsonService';
import { severities } from './settings';
import { TYPING_PAUSE_MS } from './typingPause';
import type { Analysis } from '../config/analyse';
import type { Analyses } from './analyses';
import type { Finding, Span } from '../config/model';
import type { Severities } from './settings';
import type { Severity } from '../engine/types';

/** More problems than this in one file are counted and not listed. */
const MOST = 500;

/** What the JSON service reports itself where it runs. */
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
      // A save is a change of nothing.
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.later(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)),
      vscode.workspace.onDidChangeConfiguration((e) => {
        if (e.affectsConfiguration('vmemmapLens'))
          vscode.workspace.textDocuments.forEach((document) => this.refresh(document));
      }),
    ];
    // Not at once: activate() is waited for by others, and reading the first text is most of it.
    vscode.workspace.textDocuments.forEach((document) => this.later(document, 0));
  }

  dispose(): void {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.subscriptions.forEach((s) => void s.dispose());
  }

  private later(
    document: vscode.TextDocument,
    delay = Math.max(TYPING_PAUSE_MS, 3 * this.analyses.costOf(document)),
  ): void {
    if (document.languageId !== LANGUAGE) return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => this.refresh(document), delay),
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
    const analysis = await this.analyses.soon(document, {
      get cancelled() {
        return document.isClosed;
      },
    });
    if (analysis && document.languageId === LANGUAGE && !document.isClosed) this.list(document);
  }

  private list(document: vscode.TextDocument): void {
    this.collection.set(document.uri, listed(document, this.analyses.of(document)));
  }

  private forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.collection.delete(document.uri);
  }
}

/** The problems of a text; of very many the worst, and how many more there are. */
export function listed(document: Placed, analysis: Analysis): vscode.Diagnostic[] {
  const as = severities(document.uri);
  const served = hasJsonService();
  const findings = analysis.findings
    .filter((f) => !(served && OF_JSON_SERVICE.has(f.code)) && as[f.code] !== 'off')
    .map((f) => ({ finding: f, severity: severityOf(f, as) }));
  const shown = findings.length > MOST ? mostSevere(findings) : findings;
  const problems = shown.map((one) => problem(document, one));
  if (findings.length > shown.length) problems.push(notShown(document, findings.length - shown.length));
  if (as['ineffective-value'] !== 'off') problems.push(...faded(document, analysis));
  return problems;
}

/** A finding, and as what it is listed. */
interface Listed {
  readonly finding: Finding;
  readonly severity: Severity;
}

function severityOf({ code, severity }: Finding, as: Severities): Severity {
  const wanted = as[code];
  return wanted === undefined || wanted === 'off' ? severity : wanted;
}

const mostSevere = (findings: readonly Listed[]): Listed[] =>
  SEVERITIES.flatMap((severity) => findings.filter((f) => f.severity === severity)).slice(0, MOST);

const notShown = (document: Placed, count: number): vscode.Diagnostic =>
  ours(
    document,
    { offset: 0, length: 0 },
    vscode.l10n.t('{0} more findings are not listed; the command line\'s "check" lists all.', count),
    'information',
  );

/** What is written for nothing; an align that saves nothing is one. */
const UNNECESSARY: ReadonlySet<Finding['code']> = new Set([
  'ineffective-value',
  'unknown-key',
  'dedup-off-arch',
  'dedup-off-small-compound',
] as const);

/** The code leads to its section of docs/findings.md: see uriHandler.ts. */
const linked = (code: Finding['code']): { value: string; target: vscode.Uri } => ({
  value: code,
  target: vscode.Uri.from({
    scheme: vscode.env.uriScheme,
    authority: 'vmemmap-lens.vmemmap-lens',
    path: `/finding/${code}`,
  }),
});

/** The code of a finding, as a problem of ours carries it. */
export const codeOf = ({ code }: vscode.Diagnostic): unknown =>
  typeof code === 'object' ? code.value : code;

function ours(document: Placed, span: Span, message: string, severity: Severity): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(document, span), printable(message), SEVERITY[severity]);
  diagnostic.source = 'vmemmap Lens';
  return diagnostic;
}

/** Values that are written for nothing where no finding stands: dimmed, and not in the list of problems. */
const faded = (document: Placed, analysis: Analysis): vscode.Diagnostic[] =>
  ineffective(analysis)
    .slice(0, MOST)
    .map((value) => {
      const diagnostic = ours(document, value, value.message, 'hint');
      diagnostic.code = linked('ineffective-value');
      diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
      return diagnostic;
    });

function problem(document: Placed, { finding, severity }: Listed): vscode.Diagnostic {
  const diagnostic = ours(document, finding, finding.message, severity);
  diagnostic.code = linked(finding.code);
  if (UNNECESSARY.has(finding.code)) diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  diagnostic.relatedInformation = finding.related.map(
    (place) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(document.uri, rangeOf(document, place)),
        printable(place.message),
      ),
  );
  return diagnostic;
}
