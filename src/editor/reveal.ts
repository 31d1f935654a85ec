/** Between the picture and the carets: a click selects its value in the text, a caret its pgmap in the picture. */
import * as vscode from 'vscode';
import type { Place } from '../engine/types';
import type { RevealMessage } from '../protocol';
import type { Analyses } from './analyses';
import { rangeOf } from './diagnostics';

const samePlace = (a: Place | undefined, b: Place | undefined): boolean =>
  a?.pgmap === b?.pgmap && a?.range === b?.range;

/** The editors of one document: where the caret was last, and in which of them. */
export class TextSide {
  readonly #analyses: Analyses;
  readonly #select: (place: Place) => void;
  #caret: Place | undefined;
  #editor: vscode.TextEditor | undefined;

  constructor(analyses: Analyses, select: (place: Place) => void) {
    this.#analyses = analyses;
    this.#select = select;
  }

  forget(): void {
    this.#caret = undefined;
    this.#editor = undefined;
  }

  /** The caret may stand elsewhere already: what the panel itself asks for is not told back to it. */
  expect(place: Place | undefined): void {
    this.#caret = place;
  }

  onCaret(editor: vscode.TextEditor): void {
    // Of two editors of the document, the one that is not typed in moves along with the text and means nothing.
    if (editor !== vscode.window.activeTextEditor && this.#editor && editor !== this.#editor) return;
    this.#editor = editor;
    const { document } = editor;
    // A large text that is still being laid out is not waited for.
    if (this.#analyses.isLarge(document)) return;
    const place = this.#analyses.of(document).config.placeAt(document.offsetAt(editor.selection.active));
    if (samePlace(place, this.#caret)) return;
    this.#caret = place;
    if (place) this.#select(place);
  }

  /** The editor to show things of `document` in: the one with the caret, if it is still seen, else any. */
  editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
    const seen = vscode.window.visibleTextEditors.filter((e) => e.document === document);
    const candidates = [vscode.window.activeTextEditor, this.#editor];
    return candidates.find((e) => e && seen.includes(e)) ?? seen[0];
  }
}

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
