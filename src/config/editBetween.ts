/** What makes one text of another. */
import type { TextFix } from './model';

const PIECE = 256;

/** The one stretch in which two texts differ, as an edit of the first. */
export function editBetween(from: string, to: string): TextFix['edits'][number] {
  const most = Math.min(from.length, to.length);
  let start = 0;
  // By the piece, as fast as memory is read, and then by the character.
  while (start + PIECE <= most && to.startsWith(from.slice(start, start + PIECE), start)) start += PIECE;
  while (start < most && from.charCodeAt(start) === to.charCodeAt(start)) start++;
  let end = 0;
  const [fromEnd, toEnd] = [from.length, to.length];
  while (
    end + PIECE <= most - start &&
    to.startsWith(from.slice(fromEnd - end - PIECE, fromEnd - end), toEnd - end - PIECE)
  )
    end += PIECE;
  while (end < most - start && from.charCodeAt(fromEnd - 1 - end) === to.charCodeAt(toEnd - 1 - end)) end++;
  return { offset: start, length: fromEnd - start - end, newText: to.slice(start, toEnd - end) };
}
