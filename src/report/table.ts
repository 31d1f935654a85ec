/** Tables of figures, as plain text and as Markdown. */

export interface Table {
  readonly head: readonly string[];
  /** Columns that hold figures stand on the right. */
  readonly right: readonly boolean[];
  readonly rows: readonly (readonly string[])[];
}

/** Columns padded to their widest cell, two spaces between. */
export function* textTable({ head, right, rows }: Table): Generator<string> {
  const all = [head, ...rows];
  const widths = head.map((_, c) => all.reduce((most, row) => Math.max(most, [...row[c]!].length), 0));
  for (const row of all) {
    const cells = row.map((cell, c) => {
      const blank = ' '.repeat(widths[c]! - [...cell].length);
      return right[c] ? blank + cell : cell + blank;
    });
    yield `${cells.join('  ').trimEnd()}\n`;
  }
}

/** A GitHub-flavoured Markdown table. Cells are text: `escaped` what a user wrote. */
export function* markdownTable({ head, right, rows }: Table): Generator<string> {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  yield line(head);
  yield line(right.map((r) => (r ? '---:' : '---')));
  for (const row of rows) yield line(row);
}
