/** What a comparison can be with, asked of the user. */
import * as vscode from 'vscode';
import { ARCHES, pageSize } from '../engine/arch';
import { parseKernel } from '../engine/kernel';
import { SERIES } from '../engine/releases';
import { formatBytes } from '../engine/units';
import { LANGUAGE } from './analyses';
import { fileName } from './panelMessages';
import type { CompareWith } from '../protocol';

interface Choice extends vscode.QuickPickItem {
  readonly chosen?: CompareWith;
}

const FILES = '**/*.pgmap.{json,jsonc}';
const MOST_FILES = 200;
const OTHER = vscode.l10n.t('Another release, or what uname -r prints…');

async function askRelease(): Promise<CompareWith | undefined> {
  const items: Choice[] = [...SERIES]
    .reverse()
    .map((series) => ({ label: `Linux ${series}`, chosen: { kernel: series } }));
  const placeHolder = vscode.l10n.t('Compare with the same pgmaps under another kernel release');
  const picked = await vscode.window.showQuickPick([...items, { label: OTHER }], { placeHolder });
  if (!picked || picked.chosen) return picked?.chosen;
  const kernel = await vscode.window.showInputBox({
    prompt: vscode.l10n.t('Kernel release: 6.12, 6.1.192 or what uname -r prints'),
    validateInput: (text) =>
      parseKernel(text) ? null : vscode.l10n.t('Write "6.12", "6.1.192" or what uname -r prints.'),
  });
  return kernel === undefined ? undefined : { kernel };
}

async function askArchitecture(): Promise<CompareWith | undefined> {
  const items = ARCHES.map((arch): Choice => ({
    label: arch.name,
    description: vscode.l10n.t('{0} pages', formatBytes(pageSize(arch))),
    chosen: { arch: arch.name, pageSize: pageSize(arch) },
  }));
  const placeHolder = vscode.l10n.t('Compare with the same pgmaps on another architecture');
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.chosen;
}

/** Configs that are open, then those of the workspace. */
async function askFile(document: vscode.TextDocument): Promise<CompareWith | undefined> {
  const open = vscode.workspace.textDocuments.filter((d) => d.languageId === LANGUAGE && !d.isClosed);
  const found = await vscode.workspace.findFiles(FILES, undefined, MOST_FILES);
  const uris = new Map([...open.map((d) => d.uri), ...found].map((uri) => [uri.toString(), uri]));
  uris.delete(document.uri.toString());
  const items = [...uris.values()].map((uri): Choice => ({
    label: fileName(uri),
    description: vscode.workspace.asRelativePath(uri),
    chosen: { uri: uri.toString() },
  }));
  if (items.length === 0) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('There is no other pgmap file open or in the workspace.'),
    );
    return undefined;
  }
  const placeHolder = vscode.l10n.t('Compare with another pgmap file');
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.chosen;
}

/** By the command that asks; undefined where nothing is chosen. */
export const COMPARE_CHOICES = {
  compareRelease: askRelease,
  compareArchitecture: askArchitecture,
  compareFile: askFile,
} as const satisfies Readonly<
  Record<string, (document: vscode.TextDocument) => Promise<CompareWith | undefined>>
>;
