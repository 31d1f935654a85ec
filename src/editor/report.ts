/** The command "Show Report": the figures of a config as a Markdown document beside it. */
import * as vscode from 'vscode';
import { reportMarkdown } from '../report/report';
import { LANGUAGE } from './analyses';
import { onDefaultMachine } from './settings';
import type { Analyses } from './analyses';

const SCHEME = 'vmemmap-report';

export const showReport = (document: vscode.TextDocument): Promise<void> => showBeside(uriOf(document));

/** The documents of a scheme that are open. */
export const openOf = (scheme: string): vscode.Uri[] =>
  vscode.workspace.textDocuments.map(({ uri }) => uri).filter((uri) => uri.scheme === scheme);

/** A document that is made, not written: read-only, beside the config it is of. */
export async function showBeside(uri: vscode.Uri): Promise<void> {
  const shown = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(shown, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}

/** The report as a read-only Markdown document that follows its config. */
export class Report implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly analyses: Analyses) {
    this.subscription = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId === LANGUAGE) this.changed.fire(uriOf(document));
      }),
      onDefaultMachine(() => openOf(SCHEME).forEach((uri) => this.changed.fire(uri))),
    );
  }

  dispose(): void {
    this.subscription.dispose();
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri.query, true));
    const { config, population } = this.analyses.of(document);
    return [...reportMarkdown(config.machine, config.pgmaps, population)].join('');
  }
}

function uriOf(document: vscode.TextDocument): vscode.Uri {
  const path = document.uri.path.replace(/(\.pgmap)?(\.jsonc?)?$/, '.report.md');
  return vscode.Uri.from({ scheme: SCHEME, path, query: document.uri.toString() });
}
