/** An analysis as the panel gets it: plain data, with the user's own words cut to what can be shown. */
import type * as vscode from 'vscode';
import type { Analysis } from '../config/analyse';
import { cut, LONGEST_NAME, LONGEST_SENTENCE, pictureOf } from '../protocol/picture';
import type { ShowMessage, StaleMessage } from '../protocol';

export const fileName = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

export function panelTitle(uri: vscode.Uri | undefined, locked: boolean): string {
  const name = uri ? `vmemmap: ${fileName(uri)}` : 'vmemmap';
  return locked ? `[${name}]` : name;
}

const ofDocument = (document: vscode.TextDocument) => ({
  uri: document.uri.toString(),
  version: document.version,
  fileName: cut(fileName(document.uri), LONGEST_NAME),
});

export const showMessage = (document: vscode.TextDocument, analysis: Analysis): ShowMessage =>
  pictureOf(analysis, ofDocument(document));

/** `otherwise` is said where the text is broken in no way that has a finding. */
export function staleMessage(
  document: vscode.TextDocument,
  { config }: Analysis,
  otherwise: string,
): StaleMessage {
  const first = config.findings.find((f) => f.severity === 'error') ?? config.findings[0];
  const position = document.positionAt(first?.offset ?? 0);
  return {
    type: 'stale',
    ...ofDocument(document),
    message: cut(first?.message ?? otherwise, LONGEST_SENTENCE),
    line: position.line + 1,
    offset: document.offsetAt(position),
  };
}
