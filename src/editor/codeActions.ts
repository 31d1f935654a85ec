/** The ways out of our problems as quick fixes, each one undoable edit; all of them at once; and the lines to copy. */
import * as vscode from 'vscode';
import { commandLine } from '../report/toolLine';
import { fixingAll, mayFixAll, LONGEST_FIX_ALL } from '../report/fixes/fixAll';
import { fixCommand } from '../report/fixes/fixCommand';
import { findingWays } from '../report/fixes/waysOut';
import { LANGUAGE } from './analyses';
import { codeOf, rangeOf } from './diagnostics';
import { inSlices } from './inSlices';
import { quoted } from './quoted';
import type { Analysis } from '../config/analyse';
import type { Code } from '../engine/codes';
import type { Finding, TextFix } from '../config/model';
import type { CommandLine } from '../report/toolLine';
import type { Analyses } from './analyses';

const { QuickFix, Source, SourceFixAll } = vscode.CodeActionKind;
const FIX_ALL = SourceFixAll.append('vmemmapLens');
const COPY_COMMAND = Source.append('copyCommand.vmemmapLens');
const COPY = 'vmemmapLens.copyLine';
/** A menu holds no more of what a user wrote. */
const LONGEST_TITLE = 200;

type Line = Extract<CommandLine, { line: string }>;

export function registerCodeActions(analyses: Analyses): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(COPY, copyLine),
    vscode.languages.registerCodeActionsProvider(
      LANGUAGE,
      {
        async provideCodeActions(document, range, { diagnostics, only }, token) {
          // VS Code asks with each move of the caret: a large text that is being laid out is not held up by that.
          if (diagnostics.length === 0 && !only) return [];
          const analysis = await analyses.asked(document, token);
          if (!analysis) return [];
          const wants = (kind: vscode.CodeActionKind): boolean => !only || only.intersects(kind);
          const { version } = document;
          const isWanted = (): boolean => !token.isCancellationRequested && document.version === version;
          const fixes = wants(QuickFix)
            ? await inSlices(quickFixes(document, analysis, diagnostics), isWanted)
            : [];
          if (!fixes) return [];
          return [
            ...fixes,
            ...(only && wants(FIX_ALL) ? fixAllActions(document, analysis) : []),
            ...(only && wants(COPY_COMMAND) ? copyActions(document, analysis, range) : []),
          ];
        },
        async resolveCodeAction(action, token) {
          if (action instanceof FixAllAction) await action.resolve(analyses, token);
          return action;
        },
      },
      { providedCodeActionKinds: [QuickFix, FIX_ALL, COPY_COMMAND] },
    ),
  );
}

/** Of a selection over many problems, too: in steps. */
function* quickFixes(
  document: vscode.TextDocument,
  analysis: Analysis,
  diagnostics: readonly vscode.Diagnostic[],
): Generator<void, vscode.CodeAction[]> {
  const text = document.getText();
  const kinds = new Set<Code>();
  const actions: vscode.CodeAction[] = [];
  for (const diagnostic of diagnostics) {
    const offset = document.offsetAt(diagnostic.range.start);
    const finding = analysis.findings.find((f) => f.code === codeOf(diagnostic) && f.offset === offset);
    if (!finding) continue;
    const ways = yield* findingWays(text, analysis, finding);
    for (const [i, way] of ways.entries()) {
      const action = editing(document, way.title, QuickFix, way.edits);
      action.diagnostics = [diagnostic];
      action.isPreferred = i === 0;
      actions.push(action);
    }
    if (kinds.has(finding.code)) continue;
    kinds.add(finding.code);
    if (ways.length > 0) actions.push(...ofThisKind(document, analysis, finding));
    actions.push(...copyWay(text, analysis, finding, ways[0]));
  }
  return actions;
}

function editing(
  document: vscode.TextDocument,
  title: string,
  kind: vscode.CodeActionKind,
  edits: TextFix['edits'],
): vscode.CodeAction {
  const action = new vscode.CodeAction(quoted(title, LONGEST_TITLE), kind);
  action.edit = new vscode.WorkspaceEdit();
  for (const edit of edits) action.edit.replace(document.uri, rangeOf(document, edit), edit.newText);
  return action;
}

/** Mends all of a text, or all of a kind. What that comes to is worked out when it is chosen. */
class FixAllAction extends vscode.CodeAction {
  readonly #document: vscode.TextDocument;
  readonly #version: number;
  readonly #code: Code | undefined;

  constructor(title: string, kind: vscode.CodeActionKind, document: vscode.TextDocument, code?: Code) {
    super(title, kind);
    this.#document = document;
    this.#version = document.version;
    this.#code = code;
  }

  /** Without an edit where nothing can be mended, or the text has gone on. */
  async resolve(analyses: Analyses, token: vscode.CancellationToken): Promise<void> {
    const document = this.#document;
    const isWanted = (): boolean =>
      !token.isCancellationRequested && !document.isClosed && document.version === this.#version;
    const analysis = isWanted() ? await analyses.asked(document, token) : undefined;
    if (!analysis || !isWanted()) return;
    const all = await inSlices(fixingAll(document.getText(), analysis, this.#code), isWanted);
    if (all) this.edit = editing(document, this.title, this.kind!, [all.edit]).edit!;
    else if (this.#code !== undefined && isWanted())
      vscode.window.setStatusBarMessage(vscode.l10n.t('These cannot be fixed all at once.'), 6000);
  }
}

/** Where there are several problems of a kind, of which one at least can be mended. */
const ofThisKind = (
  document: vscode.TextDocument,
  { findings }: Analysis,
  { code }: Finding,
): vscode.CodeAction[] =>
  findings.filter((f) => f.code === code).length < 2 || document.getText().length > LONGEST_FIX_ALL
    ? []
    : [new FixAllAction(vscode.l10n.t('Fix all of this kind ({0})', code), QuickFix, document, code)];

function fixAllActions(document: vscode.TextDocument, analysis: Analysis): vscode.CodeAction[] {
  if (!mayFixAll(document.getText(), analysis)) return [];
  const title = vscode.l10n.t('Fix all vmemmap Lens problems that have a way out');
  return [new FixAllAction(title, FIX_ALL, document)];
}

const copying = (kind: vscode.CodeActionKind, line: Line): vscode.CodeAction => {
  const title = vscode.l10n.t('Copy “{0}”', quoted(line.line, LONGEST_TITLE));
  const action = new vscode.CodeAction(title, kind);
  action.command = { title, command: COPY, arguments: [line] };
  return action;
};

/** The line that does on the machine what the preferred way does in the config. */
function copyWay(
  text: string,
  analysis: Analysis,
  { place }: Finding,
  way: TextFix | undefined,
): vscode.CodeAction[] {
  const line = way && typeof place?.pgmap === 'number' && fixCommand(text, analysis, place.pgmap, way);
  if (!line || !('line' in line)) return [];
  return [copying(QuickFix, line)];
}

function copyActions(
  document: vscode.TextDocument,
  { config }: Analysis,
  range: vscode.Range,
): vscode.CodeAction[] {
  const at = config.placeAt(document.offsetAt(range.start))?.pgmap;
  const pgmap = typeof at === 'number' ? config.pgmaps[at] : undefined;
  const line = pgmap && commandLine(pgmap);
  if (!line || !('line' in line)) return [];
  return [copying(COPY_COMMAND, line)];
}

/** Copied, never run. */
async function copyLine(line: Line): Promise<void> {
  await vscode.env.clipboard.writeText(line.line);
  const said = vscode.l10n.t('Copied: {0}', quoted(line.line, LONGEST_TITLE));
  vscode.window.setStatusBarMessage(line.caution ? `${said} ${line.caution}` : said, 6000);
}
