/** Lines and columns of a text, as editors count them: from 1, columns in UTF-16 units. */

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds the position of any offset in logarithmic time. Lines end with LF, CRLF or CR. */
export function positions(text: string): (offset: number) => Position {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length);
  return (offset) => {
    const at = Math.min(Math.max(offset, 0), text.length);
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - starts[low]! + 1 };
  };
}
