/**
 * VS Code's own JSON service reads our texts as well (`jsonLanguageParticipants`): keys, outline, formatting, syntax. But it
 * waits for a file in the language json or jsonc, so it is asked to start with the first pgmap file.
 */
import * as vscode from 'vscode';
import { LANGUAGE } from './analyses';

/** Undefined where it is switched off. */
const service = (): vscode.Extension<unknown> | undefined =>
  vscode.extensions.getExtension('vscode.json-language-features');

export const hasJsonService = (): boolean => service() !== undefined;

export function startJsonService(): vscode.Disposable {
  const onText = ({ languageId }: vscode.TextDocument): void => {
    if (languageId !== LANGUAGE) return;
    subscription.dispose();
    // What keeps it from starting is its own to say.
    service()
      ?.activate()
      .then(undefined, () => {});
  };
  const subscription = vscode.workspace.onDidOpenTextDocument(onText);
  vscode.workspace.textDocuments.forEach(onText);
  return subscription;
}
