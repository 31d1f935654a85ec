/** Completion of what the JSON service cannot know. */
import * as vscode from 'vscode';
import { suggestions } from '../config/completions';
import { rangeOf } from './diagnostics';
import type { Analyses } from './analyses';

export function complete(
  document: vscode.TextDocument,
  position: vscode.Position,
  analyses: Analyses,
): vscode.CompletionItem[] {
  const defaults = analyses.machineOf(document.uri);
  return suggestions(document.getText(), document.offsetAt(position), defaults).map((suggestion, i) => {
    const { label, text, detail, isSnippet, span } = suggestion;
    const { CompletionItemKind } = vscode;
    const item = new vscode.CompletionItem(
      { label, description: detail },
      isSnippet ? CompletionItemKind.Snippet : CompletionItemKind.Value,
    );
    item.insertText = isSnippet ? new vscode.SnippetString(text) : text;
    item.range = rangeOf(document, span);
    item.filterText = isSnippet ? label : text;
    item.sortText = String(i).padStart(3, '0');
    item.detail = detail;
    return item;
  });
}
