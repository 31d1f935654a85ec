/** Everything that is found in some texts, before it is joined. */
import { Page } from './page';
import { FORMATS } from './registry';
import { commandIn } from './text';
import type { Span } from '../config/model';
import type { Fact, Problem } from './facts';
import type { Line } from './text';

export interface Found {
  readonly facts: readonly Fact[];
  /** By text and offset. */
  readonly problems: readonly Problem[];
  /** Whose outputs were found. */
  readonly tools: readonly string[];
}

/** Reads texts as one machine's. Never throws, whatever they are. */
export function find(texts: readonly string[]): Found {
  const pages = texts.map((text, i) => {
    const page = new Page(text, i);
    for (const format of FORMATS) format.read(page);
    passedOver(page);
    return page;
  });
  return {
    facts: pages.flatMap((p) => p.facts),
    problems: pages.flatMap((p) => p.problems).sort(byPlace),
    tools: [...new Set(pages.flatMap((p) => [...p.tools]))],
  };
}

export const byPlace = (a: Problem, b: Problem): number =>
  a.source.text - b.source.text || a.source.offset - b.source.offset;

/** Remarks that are worth naming one by one; the rest is counted. */
const MOST_NAMED = 20;

/** Says what nobody read: remarks, other tools' output, JSON that was not JSON. */
function passedOver(page: Page): void {
  // A text without anything of ours is told as a whole.
  if (page.tools.size === 0) return;
  for (const { offset, length } of page.json.mended.slice(0, 1))
    page.say(
      'mended-json',
      'hint',
      page.source('JSON', { offset, length }),
      page.json.mended.length === 1
        ? 'This is not valid JSON (a comma or bracket is missing or too many); it is read as it is meant.'
        : `This is not valid JSON here and in ${page.json.mended.length - 1} more places (commas or brackets are missing or too many); it is read as it is meant.`,
    );
  const spans = [...page.json.remarks, ...foreignJson(page), ...foreignLines(page)].sort(
    (a, b) => a.offset - b.offset,
  );
  for (const span of spans.slice(0, MOST_NAMED)) say(page, span, excerpt(page, span));
  if (spans.length > MOST_NAMED)
    say(page, spans[MOST_NAMED]!, `This and ${spans.length - MOST_NAMED - 1} more stretches`);
}

const say = (page: Page, span: Span, what: string): void =>
  page.say('passed-over', 'hint', page.source('remark', span), `${what}: passed over.`);

function excerpt(page: Page, { offset, length }: Span): string {
  const text = page.text.slice(offset, offset + Math.min(length, 200)).trim();
  const [first = ''] = text.split('\n');
  return JSON.stringify(first.length > 60 || length > first.length + 1 ? `${first.slice(0, 57)}...` : first);
}

/** Values of which no tool here knows any part. */
function foreignJson(page: Page): Span[] {
  const known = page.objects.filter((o) => page.isKnown(o)).map(({ object }) => object.offset);
  let i = 0;
  return page.json.values.filter(({ offset, length }) => {
    while (i < known.length && known[i]! < offset) i++;
    return !(i < known.length && known[i]! < offset + length);
  });
}

/** Lines in a row are one stretch. Prompts and rulers say nothing that is missed. */
function foreignLines(page: Page): Span[] {
  const spans: { offset: number; length: number; last: number }[] = [];
  for (const line of page.free()) {
    if (isNothing(line)) continue;
    const end = line.from + line.text.trimEnd().length;
    const open = spans.at(-1);
    if (open?.last === line.index - 1) {
      open.length = end - open.offset;
      open.last = line.index;
    } else {
      const offset = line.from + line.text.length - line.text.trimStart().length;
      spans.push({ offset, length: end - offset, last: line.index });
    }
  }
  return spans;
}

const isNothing = ({ text }: Line): boolean => !/[\p{L}\p{N}]/u.test(text) || commandIn(text) !== undefined;
