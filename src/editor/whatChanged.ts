/** The command "What Changed Over Releases": the same pgmaps over all kernel releases, as a Markdown document. */
import * as vscode from 'vscode';
import { releasesReportMarkdown } from '../report/whatChanged';
import { LANGUAGE } from './analyses';
import { openOf, showBeside } from './report';
import { onDefaultMachine } from './settings';
import type { Analyses } from './analyses';

const SCHEME = 'vmemmap-lens';
/** Changes are gathered this long, and longer where laying the file out takes time: this lays it out for each release. */
const DELAY_MS = 200;
const COSTS = 40;

export const showWhatChanged = (document: vscode.TextDocument): Promise<void> => showBeside(uriOf(document));

/** A read-only document for each config, which follows it. */
export class WhatChanged implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly analyses: Analyses) {
    this.subscription = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.later(document)),
      onDefaultMachine(() => openOf(SCHEME).forEach((uri) => this.changed.fire(uri))),
    );
  }

  dispose(): void {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.subscription.dispose();
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri.query, true));
    const { machine, pgmaps, hugetlb } = this.analyses.of(document).config;
    return [...releasesReportMarkdown(machine, pgmaps, hugetlb)].join('');
  }

  /** Tells VS Code that the document of a config is out of date, where it is open. */
  private later(document: vscode.TextDocument): void {
    if (document.languageId !== LANGUAGE) return;
    const uri = uriOf(document);
    const key = uri.toString();
    if (!vscode.workspace.textDocuments.some((open) => open.uri.toString() === key)) return;
    clearTimeout(this.timers.get(key));
    const wait = Math.max(DELAY_MS, COSTS * this.analyses.costOf(document));
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        this.changed.fire(uri);
      }, wait),
    );
  }
}

function uriOf(document: vscode.TextDocument): vscode.Uri {
  const path = document.uri.path.replace(/(\.pgmap)?(\.jsonc?)?$/, '.releases.md');
  return vscode.Uri.from({ scheme: SCHEME, path, query: document.uri.toString() });
}
