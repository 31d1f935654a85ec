/** The ways out of our problems, as quick fixes: each one undoable edit. */
import * as vscode from 'vscode';
import { LANGUAGE } from './analyses';
import { rangeOf } from './diagnostics';
import type { Analyses } from './analyses';
import type { TextFix } from '../config/model';

export function registerCodeActions(analyses: Analyses): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    LANGUAGE,
    {
      async provideCodeActions(document, _range, { diagnostics }, token) {
        // VS Code asks with each move of the caret: a large text that is being laid out is not held up by that.
        if (diagnostics.length === 0) return [];
        const analysis = await analyses.asked(document, token);
        if (!analysis) return [];
        const { findings } = analysis;
        return diagnostics.flatMap((diagnostic) => {
          const offset = document.offsetAt(diagnostic.range.start);
          const found = findings.find((f) => f.code === diagnostic.code && f.offset === offset);
          return (found?.fixes ?? []).map((fix, i) => quickFix(document, diagnostic, fix, i === 0));
        });
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

function quickFix(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  fix: TextFix,
  preferred: boolean,
): vscode.CodeAction {
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  for (const edit of fix.edits) action.edit.replace(document.uri, rangeOf(document, edit), edit.newText);
  action.diagnostics = [diagnostic];
  action.isPreferred = preferred;
  return action;
}
