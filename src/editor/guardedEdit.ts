/** Edits that the panel asks for: of the very text they were offered for, or not at all. */
import * as vscode from 'vscode';
import { rangeOf } from './diagnostics';
import type { TextFix } from '../config/model';

export const STALE = vscode.l10n.t(
  'The text has changed since this was offered, so nothing was done. Try again.',
);
const REFUSED = vscode.l10n.t('VS Code did not take the edit; nothing was changed.');

const READ_ONLY = vscode.l10n.t(
  'The file is read-only, so nothing was done. Save it under another name first.',
);

/** VS Code would write even into a text that cannot be saved. */
async function isReadOnly({ uri, isUntitled }: vscode.TextDocument): Promise<boolean> {
  if (isUntitled) return false;
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) return true;
  try {
    return (await vscode.workspace.fs.stat(uri)).permissions === vscode.FilePermission.Readonly;
  } catch {
    // Gone from the disk: it can be saved anew.
    return false;
  }
}

/** Applies the edits as one undoable step, and says what hindered it. */
export async function applyGuarded(
  document: vscode.TextDocument,
  version: number,
  edits: TextFix['edits'],
): Promise<string | undefined> {
  if (await isReadOnly(document)) return READ_ONLY;
  if (document.isClosed || document.version !== version) return STALE;
  const edit = new vscode.WorkspaceEdit();
  for (const one of edits) edit.replace(document.uri, rangeOf(document, one), one.newText);
  return (await vscode.workspace.applyEdit(edit)) ? undefined : REFUSED;
}
