/** The editors of one document: where the caret was last, and in which of them. */
import * as vscode from 'vscode';
import type { Place } from '../engine/types';
import type { Analyses } from './analyses';

const samePlace = (a: Place | undefined, b: Place | undefined): boolean =>
  a?.pgmap === b?.pgmap && a?.range === b?.range;

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
