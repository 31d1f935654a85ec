/** The commands on the pgmap config that is worked on, but for those of its diagram. */
import * as vscode from 'vscode';
import { LANGUAGE } from './analyses';
import { later } from './later';
import type { Analyses } from './analyses';

/** The pgmap document a command is about: that of the active editor, else one that can be seen. */
function pgmapEditor(): vscode.TextEditor | undefined {
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  return editors.find((e) => e?.document.languageId === LANGUAGE);
}

/** Runs `use` on that editor, or says what to open first. */
export function onPgmap(use: (editor: vscode.TextEditor) => unknown): () => unknown {
  return () => {
    const editor = pgmapEditor();
    if (editor) return use(editor);
    return vscode.window.showInformationMessage(
      vscode.l10n.t('Open a *.pgmap.json or *.pgmap.jsonc file first.'),
    );
  };
}

const NAMES = ['showReport', 'whatChanged', 'copyTextDiagram'] as const;

export const registerCommands = (analyses: Analyses): vscode.Disposable =>
  vscode.Disposable.from(
    ...NAMES.map((name) =>
      vscode.commands.registerCommand(
        `vmemmapLens.${name}`,
        onPgmap(async (editor) => (await later()).ON_PGMAP[name](editor, analyses)),
      ),
    ),
  );
