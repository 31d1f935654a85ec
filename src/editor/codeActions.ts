/** The ways out of our problems as quick fixes, each one undoable edit; all of them at once; and the lines to copy. */
import * as vscode from 'vscode';
import { commandLine } from '../report/commandLine';
import { fixAll } from '../report/fixAll';
import { fixCommand } from '../report/fixCommand';
import { waysOut } from '../report/waysOut';
import { LANGUAGE } from './analyses';
import { codeOf, rangeOf } from './diagnostics';
import { quoted } from './quoted';
import type { Analysis } from '../config/analyse';
import type { Code } from '../engine/codes';
import type { Finding, TextFix } from '../config/model';
import type { CommandLine } from '../report/commandLine';
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
          return [
            ...(wants(QuickFix) ? quickFixes(document, analysis, diagnostics) : []),
            ...(only && wants(FIX_ALL) ? fixAllActions(document, analysis) : []),
            ...(only && wants(COPY_COMMAND) ? copyActions(document, analysis, range) : []),
          ];
        },
      },
      { providedCodeActionKinds: [QuickFix, FIX_ALL, COPY_COMMAND] },
    ),
  );
}

function quickFixes(
  document: vscode.TextDocument,
  analysis: Analysis,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  const text = document.getText();
  const kinds = new Set<Code>();
  return diagnostics.flatMap((diagnostic) => {
    const offset = document.offsetAt(diagnostic.range.start);
    const finding = analysis.findings.find((f) => f.code === codeOf(diagnostic) && f.offset === offset);
    if (!finding) return [];
    const ways = waysOut(text, analysis, finding);
    const actions = ways.map((way, i) => {
      const action = editing(document, way.title, QuickFix, way.edits);
      action.diagnostics = [diagnostic];
      action.isPreferred = i === 0;
      return action;
    });
    if (kinds.has(finding.code)) return actions;
    kinds.add(finding.code);
    return [
      ...actions,
      ...ofThisKind(document, analysis, finding),
      ...copyWay(text, analysis, finding, ways[0]),
    ];
  });
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

/** Where there are several problems of a kind, and more than one of them can be mended. */
function ofThisKind(
  document: vscode.TextDocument,
  analysis: Analysis,
  { code }: Finding,
): vscode.CodeAction[] {
  if (analysis.findings.filter((f) => f.code === code).length < 2) return [];
  const all = fixAll(document.getText(), analysis, code);
  if (!all || all.fixed < 2) return [];
  return [editing(document, vscode.l10n.t('Fix all of this kind ({0})', code), QuickFix, [all.edit])];
}

function fixAllActions(document: vscode.TextDocument, analysis: Analysis): vscode.CodeAction[] {
  const all = fixAll(document.getText(), analysis);
  if (!all) return [];
  const title = vscode.l10n.t('Fix all vmemmap Lens problems that have a way out');
  return [editing(document, title, FIX_ALL, [all.edit])];
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
