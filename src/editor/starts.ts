/** What the empty panel's buttons do: a fixed thing each, with nothing of the message in it. */
import * as vscode from 'vscode';
import { NEWEST_RELEASE } from '../engine/releases';
import { LANGUAGE } from './analyses';
import { dropped } from './dropped';
import type { StartMessage } from '../protocol/session';

const EXAMPLE = '01-cxl-1gib.pgmap.jsonc';
const NEW = `{
  "machine": { "kernel": "${NEWEST_RELEASE}" },
  "pgmaps": [
    {
      "name": "dax0.0",
      "align": "2MiB",
      "ranges": [{ "start": "0x4080000000", "size": "16GiB" }]
    }
  ]
}
`;

/** True when there is a document to draw then. */
export async function start(what: StartMessage['what'], extension: vscode.Uri): Promise<boolean> {
  if (what === 'open') return openFile();
  if (what === 'paste') return pasted();
  const [name, content] = what === 'new' ? ['new', NEW] : ['example', await example(extension)];
  // The name is what language and schema go by. Asked for twice, the same document comes up, as it was left.
  const uri = vscode.Uri.from({ scheme: 'untitled', path: `${name}.pgmap.jsonc` });
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.getText() === '') {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), content);
    await vscode.workspace.applyEdit(edit);
  }
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
  return true;
}

async function pasted(): Promise<boolean> {
  const text = await vscode.env.clipboard.readText();
  const made = await dropped({ type: 'dropped', texts: [{ name: '', text }], uris: [] });
  if (typeof made === 'string') void vscode.window.showWarningMessage(made);
  return typeof made !== 'string';
}

async function example(extension: vscode.Uri): Promise<string> {
  const file = vscode.Uri.joinPath(extension, 'examples', EXAMPLE);
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}

async function openFile(): Promise<boolean> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open a pgmap config'),
    filters: { [vscode.l10n.t('pgmap config')]: ['json', 'jsonc'] },
  });
  const uri = chosen?.[0];
  if (!uri) return false;
  const opened = await vscode.workspace.openTextDocument(uri);
  const document =
    opened.languageId === LANGUAGE
      ? opened
      : await vscode.languages.setTextDocumentLanguage(opened, LANGUAGE);
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
  return true;
}
