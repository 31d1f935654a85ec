/** A pgmap config that is nowhere saved. */
import * as vscode from 'vscode';

/** Opens it under a name of its own, `new.pgmap.jsonc` or `new-2.pgmap.jsonc`: language and schema go by the name. */
export async function openUntitled(
  name: string,
  content: string,
  column?: vscode.ViewColumn,
): Promise<vscode.TextDocument> {
  const taken = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.path));
  let path = `${name}.pgmap.jsonc`;
  for (let n = 2; taken.has(path); n++) path = `${name}-${n}.pgmap.jsonc`;
  const uri = vscode.Uri.from({ scheme: 'untitled', path });
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), content);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document, column);
  return document;
}
