/** Which editor is meant: the active one, else one that can be seen. */
import * as vscode from 'vscode';
import { LANGUAGE } from './analyses';

const meant = (is: (document: vscode.TextDocument) => boolean): vscode.TextEditor | undefined =>
  [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors].find((e) => e && is(e.document));

/** The editor of a document; undefined where it cannot be seen. */
export const editorOf = (document: vscode.TextDocument): vscode.TextEditor | undefined =>
  meant((d) => d === document);

/** The pgmap document of the active editor, else one that can be seen. */
export const pgmapDocument = (): vscode.TextDocument | undefined =>
  meant((d) => d.languageId === LANGUAGE)?.document;
