/** `Open Machine Output as Diagram` and `Convert to pgmap Config`: what daxctl, ndctl, iomem and others printed, as a config. */
import * as vscode from 'vscode';
import { convert, isConfig } from '../formats/convert';
import { LANGUAGE } from './analyses';
import { fileName } from './panelMessages';
import { openDocument, textOf } from './pgmapFiles';
import { quoted } from './quoted';
import { openUntitled } from './untitled';
import type { Input } from '../formats/convert';
import type { DroppedMessage } from '../protocol/drop';
import type { DiagramPanels } from './panels';

export { recognise } from '../formats/convert';

/** More is no output of these tools, and would hold up the editor. */
const LONGEST = 16 * 2 ** 20;
/** Of a file, in bytes: a character takes three at most. */
const LARGEST = 3 * LONGEST;
const TOO_LONG = vscode.l10n.t('This text is longer than 16 MiB; select the part that a tool printed.');

/** Converts, and shows the diagram beside the config. Nothing is saved. */
export async function openMachineOutput(
  panels: DiagramPanels,
  files: readonly vscode.Uri[] = [],
): Promise<void> {
  const document = await convertMachineOutput(files);
  if (document) panels.openToSide(document);
}

/** The config of the machine that printed it all, as an untitled document; undefined where a sentence said why not. */
export async function convertMachineOutput(
  files: readonly vscode.Uri[] = [],
): Promise<vscode.TextDocument | undefined> {
  const inputs = files.length > 0 ? await readAll(files) : [await whatThereIs()];
  const made = typeof inputs === 'string' ? inputs : await configOf(inputs);
  if (typeof made !== 'string') return made;
  void vscode.window.showWarningMessage(made);
  return undefined;
}

/** What was let fall on the diagram, or pasted into it: a config opens as it is, all else is converted. Or why not. */
export async function openDropped(
  { texts, uris }: DroppedMessage,
  column: vscode.ViewColumn,
): Promise<vscode.TextDocument | string> {
  const allowed = uris.map((uri) => asHere(vscode.Uri.parse(uri))).filter(isOfWorkspace);
  const read = await readAll(allowed);
  if (typeof read === 'string') return read;
  const inputs = [...texts, ...read];
  if (inputs.length === 0)
    return vscode.l10n.t('Nothing of it can be read as text: drop a file or a selection.');
  const config = inputs.find(({ text }) => isConfig(text));
  if (!config) return configOf(inputs, column);
  const uri = allowed[inputs.indexOf(config) - texts.length];
  if (!uri) return openUntitled('dropped', config.text, column);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, column);
  return document;
}

const ownScheme = (): string | undefined => vscode.workspace.workspaceFolders?.[0]?.uri.scheme;

/** The window names the files of a remote workspace otherwise than we, who run where they lie. */
const asHere = (uri: vscode.Uri): vscode.Uri =>
  uri.scheme === 'vscode-remote' && ownScheme() !== uri.scheme
    ? uri.with({ scheme: 'file', authority: '' })
    : uri;

/** Files, and what lies where the workspace lies; no link to elsewhere. */
const isOfWorkspace = ({ scheme }: vscode.Uri): boolean => scheme === 'file' || scheme === ownScheme();

async function configOf(
  inputs: readonly Input[],
  column?: vscode.ViewColumn,
): Promise<vscode.TextDocument | string> {
  const { l10n } = vscode;
  if (inputs.reduce((sum, { text }) => sum + text.length, 0) > LONGEST) return TOO_LONG;
  if (inputs.some(({ text }) => isConfig(text)))
    return l10n.t('This is a pgmap config already: save it as NAME.pgmap.jsonc.');
  const { text, usable, summary } = convert(inputs);
  if (!usable) return summary;
  const document = await openUntitled('machine', text, column);
  vscode.window.setStatusBarMessage(summary, 6000);
  return document;
}

/** The texts of files; or, where one of them is binary, gone or too large, a sentence on that. */
async function readAll(uris: readonly vscode.Uri[]): Promise<Input[] | string> {
  const inputs: Input[] = [];
  for (const uri of uris) {
    const name = fileName(uri);
    try {
      if (!openDocument(uri) && (await vscode.workspace.fs.stat(uri)).size > LARGEST) return TOO_LONG;
      inputs.push({ name, text: await textOf(uri) });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return vscode.l10n.t('{0} cannot be read: {1}', quoted(name), quoted(said, 200));
    }
  }
  return inputs;
}

/** The selection, else the text of the active editor; where that is none, or a config, the clipboard. */
async function whatThereIs(): Promise<Input> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.document.languageId === LANGUAGE)
    return { name: '', text: await vscode.env.clipboard.readText() };
  const { document, selection } = editor;
  const name = document.isUntitled ? '' : fileName(document.uri);
  return { name, text: document.getText(selection.isEmpty ? undefined : selection) };
}
