/** The text as it was pasted, made readable without moving anything: every character keeps its offset. */

/** A line: `body` is what is behind the log's time stamp, at `offset` of the text; `text` is all of it. */
export interface Line {
  readonly text: string;
  readonly body: string;
  /** Of the body. */
  readonly offset: number;
  readonly index: number;
  /** Of the line, whatever the body is. */
  readonly from: number;
}

/** Colours, cursor movements, titles of windows. */
const ESCAPES = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]?|\][^\u0007\u001b\n]*\u0007?|[()][0-9A-B]|[^[\]\n])/g;
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff\u00a0\u2007\u202f]/g;
const QUOTE_MARKS = /^[ \t]*[>|](?:[ \t]?[>|])* ?/gm;
/** What syslog puts before the output of a program; the kernel's own lines keep theirs. */
const TAGS = /^[ \t]*[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ (?!kernel:)[\w./-]+(?:\[\d+\])?: ?/gm;
const ENTITIES = /&(?:quot|lt|gt|amp|#39|#34);/g;

const blank = (text: string): string => ' '.repeat(text.length);

/** Escapes, control characters and mail quote marks blanked, line ends made LF, quotes of word processors made plain. */
export function clean(given: string): string {
  const text = given.includes('&quot;') ? withoutEntities(given) : given;
  return text
    .replace(ESCAPES, blank)
    .replace(/\r\n/g, ' \n')
    .replace(/\r/g, '\n')
    .replace(CONTROLS, ' ')
    .replace(QUOTE_MARKS, blank)
    .replace(TAGS, blank)
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2018\u2019]/g, "'");
}

const MEANT: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&#39;': "'",
};

/** A web page's source: quotes stand close to what they quote, blanks fill the rest. */
function withoutEntities(text: string): string {
  let open = false;
  return text.replace(ENTITIES, (entity) => {
    const meant = MEANT[entity];
    if (meant !== undefined) return meant.padEnd(entity.length);
    open = !open;
    return open ? '"'.padStart(entity.length) : '"'.padEnd(entity.length);
  });
}

/** What syslog, journalctl and dmesg (plain, -x, -T) put before a message. */
const STAMP =
  /^\s*(?:[a-z]+\s*:[a-z]+\s*: )?(?:(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T ][\d:.,+Z-]+) (?:\S+ )?(?:kernel: ?)?)?(?:<\d+>)?(?:\[(?: *\d+\.\d+|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}|)\] ?)?(?:\[ *[TC]\d+\] ?)?(?:kernel: )?/;

/** Lines of a cleaned text. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let from = 0;
  while (from <= text.length) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    const line = text.slice(from, end);
    const stamp = STAMP.exec(line)![0];
    // A line that is only indented keeps its indentation: /proc/iomem nests by it.
    const skipped = stamp.trim() === '' ? 0 : stamp.length;
    lines.push({ text: line, body: line.slice(skipped), offset: from + skipped, index: lines.length, from });
    from = end + 1;
  }
  return lines;
}

/** The text with the time stamps blanked too: what a program printed into a log. */
export const unstamped = (lines: readonly Line[]): string =>
  lines.map(({ offset, from, body }) => ' '.repeat(offset - from) + body).join('\n');

/** `[root@host ~]# command`, `user@host:~$ command`, `# command`. */
const PROMPT =
  /^\s*(?:\[[^\]\s]+@[^\]]+\]|[\w.-]+@[\w.-]+:[^#$]*|\([\w-]+\) ?)?\s*[#$%](?!\s*CONFIG_)\s+(\S.*)$|^\s*(?:\[[^\]\s]+@[^\]]+\]|[\w.-]+@[\w.-]+:[^#$]*)[#$]\s*()$/;

/** The command of a prompt line; undefined where the line is none. */
export const commandIn = (line: string): string | undefined => {
  const m = PROMPT.exec(line.slice(0, 1000));
  return m ? (m[1] ?? m[2] ?? '').trim() : undefined;
};
