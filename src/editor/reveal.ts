/** A click in the picture selects its value in the text. */
import * as vscode from 'vscode';
import type { RevealMessage } from '../protocol';
import type { Analyses } from './analyses';
import { rangeOf } from './diagnostics';
import type { TextSide } from './textSide';

export async function reveal(
  document: vscode.TextDocument,
  target: RevealMessage,
  analyses: Analyses,
  side: TextSide,
): Promise<void> {
  const editor = side.editorOf(document);
  const how = target.how ?? 'go';
  if (how === 'follow' && (!editor || analyses.isLarge(document))) return;
  const { config, findings } = analyses.of(document);
  const found = 'offset' in target ? findings.find((f) => f.offset === target.offset) : undefined;
  const span =
    'place' in target ? config.spanOf(target.place) : { offset: target.offset, length: found?.length ?? 0 };
  // positionAt keeps within the document, whatever a late message asks for.
  const range = rangeOf(document, span);
  side.expect(config.placeAt(document.offsetAt(range.end)));
  if (editor && how !== 'go') {
    editor.selection = new vscode.Selection(range.start, range.end);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    return;
  }
  // By URI: the document may have been closed since.
  await vscode.window.showTextDocument(document.uri, {
    selection: range,
    preserveFocus: how !== 'go',
    viewColumn: editor?.viewColumn ?? vscode.ViewColumn.One,
  });
}
