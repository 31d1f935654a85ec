/** The settings: features that are off, severities by code, the machine of files that name none. */
import * as vscode from 'vscode';
import { SEVERITIES } from '../engine/types';
import type { Code } from '../engine/codes';
import type { Severity } from '../engine/types';

const SECTION = 'vmemmapLens';

export type Feature = 'hover' | 'codeLens' | 'inlayHints' | 'statusBar' | 'semanticHighlighting';

/** Whether a feature is on, for a document where it can differ from one to the next. */
export const isOn = (feature: Feature, document?: vscode.TextDocument): boolean =>
  vscode.workspace.getConfiguration(SECTION, document).get(`${feature}.enabled`, true);

/** As what findings are listed, by code, in place of their own severity. */
export type Severities = Readonly<Partial<Record<Code, Severity | 'off'>>>;

const LEVELS: readonly unknown[] = [...SEVERITIES, 'off'];

/** What is no severity counts for nothing. */
export function severities(scope: vscode.Uri): Severities {
  const written: unknown = vscode.workspace.getConfiguration(SECTION, scope).get('severities');
  if (typeof written !== 'object' || written === null) return {};
  return Object.fromEntries(Object.entries(written).filter(([, level]) => LEVELS.includes(level)));
}

/** The members of `machine` for files that have none. */
export function defaultMachine(uri: vscode.Uri): object {
  const written: unknown = vscode.workspace.getConfiguration(SECTION, uri).get('defaultMachine');
  return typeof written === 'object' && written !== null ? written : {};
}

/** It may be a folder's own, and what is a folder changes after the settings have. */
export const onDefaultMachine = (changed: () => void): vscode.Disposable =>
  vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((e) => {
      if (e.affectsConfiguration(`${SECTION}.defaultMachine`)) changed();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(changed),
  );

/** Calls `changed` when a feature has been switched on or off anywhere, or says other figures. */
export const onSwitched = (feature: Feature, changed: () => void): vscode.Disposable =>
  vscode.workspace.onDidChangeConfiguration((e) => {
    const about = [feature, 'defaultMachine'].some((key) => e.affectsConfiguration(`${SECTION}.${key}`));
    if (about) changed();
  });
