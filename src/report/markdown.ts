/** Markdown of hovers and reports: what a user wrote in it means nothing but itself. */
import { printable } from './words';

/** What has a meaning anywhere; what makes a link of an address; what a line would begin a list or a heading with. */
const MEANING = /[\\`*_[\]<>|~&$@!]|\/(?=\/)|\.(?=[a-z])|(?<=www)\.|(?<=^\d*)[.)](?=\s|$)|^[#+-]/gi;

/** Text that Markdown shows as it stands; a report stays readable as text too. */
export const escaped = (text: string): string => printable(text).replace(MEANING, '\\$&');

export const inCode = (text: string): string => `\`${printable(text).replaceAll('`', 'ˋ')}\``;

/** A table; its first row is the head, its first column names, the others figures. */
export function markdownRows(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows.map((cells) => `| ${cells.join(' | ')} |`);
  const rule = `|${rows[0]!.map((_, i) => (i === 0 ? ' --- |' : ' ---: |')).join('')}`;
  return [head, rule, ...body].join('\n');
}
