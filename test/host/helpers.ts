/** Opening, editing and waiting in the extension host. */
import * as vscode from 'vscode';
import type { VmemmapLens } from '../../src/extension';

export const EXTENSION = 'vmemmap-lens.vmemmap-lens';

export async function lens(): Promise<VmemmapLens> {
  const extension = vscode.extensions.getExtension<VmemmapLens>(EXTENSION)!;
  return extension.activate();
}

let opened = 0;

/** An unsaved config under a name of its own: the name is what the schema goes by. */
export async function open(content: string): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.from({ scheme: 'untitled', path: `/unsaved-${++opened}.pgmap.jsonc` });
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), content));
  return editor;
}

/** Replaces all of the text, as an undoable edit. */
export async function replace(editor: vscode.TextEditor, content: string): Promise<void> {
  const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
  await editor.edit((edit) => edit.replace(whole, content));
}

/** Waits until `get` gives something that is not undefined or false; fails with `what` after thirty seconds. */
export async function until<T>(
  what: string,
  get: () => T | undefined | false | Thenable<T | undefined | false>,
): Promise<T> {
  const limit = Date.now() + 30_000;
  for (;;) {
    const got = await get();
    if (got !== undefined && got !== false) return got;
    if (Date.now() > limit) throw new Error(`waited thirty seconds for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Our problems of a document, in order, as `code text`. */
export const problems = ({ uri }: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter((d) => d.source === 'vmemmap Lens');

/** The code of a problem; ours is a link as well. */
export const codeOf = ({ code }: vscode.Diagnostic): unknown =>
  typeof code === 'object' ? code.value : code;

/** Closes every editor; an unsaved text is emptied first, or VS Code would ask about it. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter((d) => d.isUntitled)) {
    const edit = new vscode.WorkspaceEdit();
    edit.delete(document.uri, new vscode.Range(0, 0, document.lineCount, 0));
    await vscode.workspace.applyEdit(edit);
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

export const range = '"ranges": [{ "start": "0x10000000000", "size": "1GiB" }]';

/** Does `what` and waits until a panel has painted the document at its version then, or a later one. */
export async function paintedBy(document: vscode.TextDocument, what: () => unknown): Promise<void> {
  const { panel: panels } = await lens();
  let latest = -1;
  const listening = panels.onDidPaint((paint) => {
    if (paint.uri === document.uri.toString()) latest = Math.max(latest, paint.version);
  });
  try {
    await what();
    await until(`${document.uri.toString()} to be painted`, () => latest >= document.version);
  } finally {
    listening.dispose();
  }
}

/** A file of its own in the folder that is open. */
export async function file(name: string, content: string): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  return vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One, preview: false });
}

export const remove = async ({ document }: vscode.TextEditor): Promise<void> => {
  await vscode.workspace.fs.delete(document.uri).then(undefined, () => undefined);
};
