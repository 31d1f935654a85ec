/** `Open Machine Output as Diagram` and `Convert to pgmap Config`: what daxctl, ndctl, iomem and others printed, as a config. */
import * as vscode from 'vscode';
import { convert, isConfig } from '../formats/convert';
import { LANGUAGE } from './analyses';
import { fileName } from './panelMessages';
import { openUntitled } from './untitled';
import type { Input } from '../formats/convert';
import type { DiagramPanels } from './panels';

/** More is no output of these tools, and would hold up the editor. */
const LONGEST = 16 * 2 ** 20;

/** Converts, and shows the diagram beside the config. Nothing is saved. */
export async function openMachineOutput(panels: DiagramPanels): Promise<void> {
  const document = await convertMachineOutput();
  if (document) panels.openToSide(document);
}

/** The config as an untitled document; undefined, with a sentence, where nothing usable is found. */
export async function convertMachineOutput(): Promise<vscode.TextDocument | undefined> {
  const input = await whatThereIs();
  if (input.text.length > LONGEST) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('This text is longer than 16 MiB; select the part that a tool printed.'),
    );
    return undefined;
  }
  if (isConfig(input.text)) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('This is a pgmap config already: save it as NAME.pgmap.jsonc.'),
    );
    return undefined;
  }
  const { text, usable, summary } = convert([input]);
  if (!usable) {
    void vscode.window.showWarningMessage(summary);
    return undefined;
  }
  const document = await openUntitled('machine', text);
  vscode.window.setStatusBarMessage(summary, 6000);
  return document;
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
