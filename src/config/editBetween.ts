/** What makes one text of another. */
import type { TextFix } from './model';

/** The one stretch in which two texts differ, as an edit of the first. */
export function editBetween(from: string, to: string): TextFix['edits'][number] {
  const most = Math.min(from.length, to.length);
  let start = 0;
  while (start < most && from.charCodeAt(start) === to.charCodeAt(start)) start++;
  let end = 0;
  while (end < most - start && from.charCodeAt(from.length - 1 - end) === to.charCodeAt(to.length - 1 - end))
    end++;
  return { offset: start, length: from.length - start - end, newText: to.slice(start, to.length - end) };
}
