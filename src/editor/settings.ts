/** The settings that switch features off. */
import * as vscode from 'vscode';

const SECTION = 'vmemmapLens';

export type Feature = 'hover' | 'codeLens' | 'inlayHints' | 'statusBar' | 'semanticHighlighting';

/** Whether a feature is on, for a document where it can differ from one to the next. */
export const isOn = (feature: Feature, document?: vscode.TextDocument): boolean =>
  vscode.workspace.getConfiguration(SECTION, document).get(`${feature}.enabled`, true);

/** Calls `changed` when a feature has been switched on or off anywhere. */
export const onSwitched = (feature: Feature, changed: () => void): vscode.Disposable =>
  vscode.workspace.onDidChangeConfiguration((e) => {
    if (e.affectsConfiguration(`${SECTION}.${feature}`)) changed();
  });
