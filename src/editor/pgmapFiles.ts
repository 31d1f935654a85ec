/** The pgmap files of the workspace, on any file system, and what they say. */
import * as vscode from 'vscode';

/** More files than this are no workspace of configs. */
export const MOST_FILES = 5000;

export const GLOB = '**/*.pgmap.{json,jsonc}';

/** By path; those that `files.exclude` hides are not among them. */
export async function pgmapFiles(token?: vscode.CancellationToken): Promise<vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(GLOB, undefined, MOST_FILES, token);
  return found.sort((a, b) => (a.toString() < b.toString() ? -1 : 1));
}

/** The open document of a file, saved or not. */
export const openDocument = (uri: vscode.Uri): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find((d) => d.uri.toString() === uri.toString() && !d.isClosed);

/** The text as it is edited, else as it is stored, in the encoding that an editor would open it in. */
export async function textOf(uri: vscode.Uri): Promise<string> {
  const open = openDocument(uri);
  if (open) return open.getText();
  return vscode.workspace.decode(await vscode.workspace.fs.readFile(uri), { uri });
}
