/** A sheet of characters that grows downwards: what the plain-text diagram is drawn on. */

/** What kernel mailing lists and their archives show without wrapping. */
export const WIDTH = 78;

export class Canvas {
  private readonly lines: string[][] = [];

  get height(): number {
    return this.lines.length;
  }

  /** Writes `text` from (row, column); what falls outside the width is lost. */
  put(row: number, column: number, text: string): void {
    while (this.lines.length <= row) this.lines.push([]);
    const line = this.lines[row]!;
    for (const [i, c] of [...text].entries()) if (column + i < WIDTH) line[column + i] = c;
  }

  /** The lines, without blanks at their ends. */
  text(): string[] {
    return this.lines.map((line) =>
      Array.from(line, (c) => c ?? ' ')
        .join('')
        .trimEnd(),
    );
  }
}

/** `text` in the middle of `width` characters of `fill`. */
export function centred(text: string, width: number, fill = ' '): string {
  const cut = [...text].slice(0, width);
  const before = Math.floor((width - cut.length) / 2);
  return fill.repeat(before) + cut.join('') + fill.repeat(width - cut.length - before);
}

/** Words in lines of at most WIDTH characters, the later ones indented. */
export function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const next = line === '' ? (lines.length > 0 ? indent + word : word) : `${line} ${word}`;
    if (next.length > WIDTH && line !== '') {
      lines.push(line);
      line = indent + word;
    } else line = next;
  }
  return [...lines, line].map((l) => (l.length <= WIDTH ? l : `${l.slice(0, WIDTH - 3)}...`));
}
