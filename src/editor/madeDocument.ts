/** Documents that are made of a config, not written: read-only, beside it, and made anew when it changes. */
import * as vscode from 'vscode';
import { LANGUAGE } from './analyses';
import { inSlices } from './inSlices';
import { onDefaultMachine } from './settings';
import type { Analysis } from '../config/analyse';
import type { Analyses } from './analyses';

/** Changes are gathered this long, and longer where laying the file out takes time. */
const DELAY_MS = 200;

export interface Kind {
  readonly scheme: string;
  /** What the names of such documents end in. */
  readonly ending: string;
  /** How often as long as laying the file out it may take. */
  readonly costs: number;
  readonly make: (analysis: Analysis) => Iterable<string>;
}

function uriOf({ scheme, ending }: Kind, document: vscode.TextDocument): vscode.Uri {
  const path = document.uri.path.replace(/(\.pgmap)?(\.jsonc?)?$/, ending);
  return vscode.Uri.from({ scheme, path, query: document.uri.toString() });
}

function* into(lines: string[], text: Iterable<string>): Generator<void, void> {
  for (const line of text) {
    lines.push(line);
    yield;
  }
}

export async function showMade(kind: Kind, document: vscode.TextDocument): Promise<void> {
  const shown = await vscode.workspace.openTextDocument(uriOf(kind, document));
  await vscode.window.showTextDocument(shown, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}

export class MadeDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #kind: Kind;
  readonly #analyses: Analyses;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #subscription: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(kind: Kind, analyses: Analyses) {
    this.#kind = kind;
    this.#analyses = analyses;
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(kind.scheme, this),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#later(document);
      }),
      onDefaultMachine(() => {
        for (const { uri } of vscode.workspace.textDocuments)
          if (uri.scheme === kind.scheme) this.#changed.fire(uri);
      }),
    );
  }

  dispose(): void {
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#subscription.dispose();
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri.query, true));
    const analysis = await this.#analyses.asked(document, token);
    const lines: string[] = [];
    if (analysis)
      await inSlices(into(lines, this.#kind.make(analysis)), () => !token.isCancellationRequested);
    return lines.join('');
  }

  /** Tells VS Code that the document of a config is out of date, where it is open. */
  #later(document: vscode.TextDocument): void {
    if (document.languageId !== LANGUAGE) return;
    const uri = uriOf(this.#kind, document);
    const key = uri.toString();
    if (!vscode.workspace.textDocuments.some((open) => open.uri.toString() === key)) return;
    clearTimeout(this.#timers.get(key));
    const wait = Math.max(DELAY_MS, this.#kind.costs * this.#analyses.costOf(document));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        this.#changed.fire(uri);
      }, wait),
    );
  }
}
