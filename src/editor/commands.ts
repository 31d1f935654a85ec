/** The commands of the palette. */
import * as vscode from 'vscode';
import { LANGUAGE } from './analyses';
import { later } from './later';
import type { Analyses } from './analyses';

const REPORT_SCHEME = 'vmemmap-report';

/** The pgmap document a command is about: that of the active editor, else one that can be seen. */
function pgmapEditor(): vscode.TextEditor | undefined {
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  return editors.find((e) => e?.document.languageId === LANGUAGE);
}

/** Runs `use` on that editor, or says what to open first. */
export function onPgmap(use: (editor: vscode.TextEditor) => unknown): () => unknown {
  return () => {
    const editor = pgmapEditor();
    if (editor) return use(editor);
    return vscode.window.showInformationMessage('Open a *.pgmap.json or *.pgmap.jsonc file first.');
  };
}

export function registerCommands(analyses: Analyses): vscode.Disposable {
  const report = new Report(analyses);
  return vscode.Disposable.from(
    report,
    vscode.commands.registerCommand(
      'vmemmapLens.showReport',
      onPgmap((editor) => report.show(editor.document)),
    ),
    vscode.commands.registerCommand(
      'vmemmapLens.copyTextDiagram',
      onPgmap(async (editor) => (await later()).copyTextDiagram(analyses, editor)),
    ),
  );
}

/** The report as a read-only Markdown document that follows its config. */
class Report implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly analyses: Analyses) {
    this.subscription = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(REPORT_SCHEME, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId === LANGUAGE) this.changed.fire(this.uriOf(document));
      }),
    );
  }

  dispose(): void {
    this.subscription.dispose();
  }

  async show(document: vscode.TextDocument): Promise<void> {
    const shown = await vscode.workspace.openTextDocument(this.uriOf(document));
    await vscode.window.showTextDocument(shown, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri.query, true));
    const { config, population } = this.analyses.of(document);
    const { reportMarkdown } = await later();
    return [...reportMarkdown(config.machine, config.pgmaps, population)].join('');
  }

  private uriOf(document: vscode.TextDocument): vscode.Uri {
    const path = document.uri.path.replace(/(\.pgmap)?(\.jsonc?)?$/, '.report.md');
    return vscode.Uri.from({ scheme: REPORT_SCHEME, path, query: document.uri.toString() });
  }
}
