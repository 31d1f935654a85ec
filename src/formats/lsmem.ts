/** lsmem of util-linux in all its forms: table, --raw, --pairs, --json, with or without --bytes (sys-utils/lsmem.c). */
import { Members } from './jsonValues';
import { readQuantity } from './quantity';
import type { PhysRange } from '../engine/types';
import type { Source } from './facts';
import type { Format } from './format';
import type { Page } from './page';

const TOOL = 'lsmem';

const RANGE = /^(0x[0-9a-f]{1,16})-(0x[0-9a-f]{1,16})$/i;
const ROW = /^\s*(?:RANGE=")?0x[0-9a-f]{1,16}-0x[0-9a-f]{1,16}\b/i;
const SUMMARY =
  /^\s*(?:Memory block size|Total online memory|Total offline memory|Memmap on memory parameter): +(\S+)/;
const HEAD = /^\s*(?:RANGE|SIZE|STATE|BLOCK)\b/;

export const lsmem: Format = {
  name: 'lsmem',
  read(page) {
    readTable(page);
    for (const placed of page.objects) {
      const range = placed.object.members.get('range');
      if (placed.object.members.has('memory') && placed.parent === undefined) page.know(placed);
      if (placed.key !== 'memory' || range?.type !== 'string') continue;
      page.know(placed);
      const members = new Members(page, TOOL, placed);
      const node = members.node('node')?.value;
      addBlocks(page, range.text, members.text('state'), node, members.source);
    }
  },
};

function readTable(page: Page): void {
  let columns: readonly string[] = [];
  for (const line of page.free()) {
    const text = line.body;
    const summary = SUMMARY.exec(text);
    if (summary) {
      page.take(line);
      const size = text.includes('Memory block size') ? readQuantity(summary[1]!) : undefined;
      if (size) page.add({ kind: 'block-size', bytes: size.low, source: page.ofLine(TOOL, line) }, TOOL);
    } else if (
      HEAD.test(text) &&
      !text.includes('=') &&
      /\bRANGE\b/.test(text) &&
      /\b(?:SIZE|STATE|BLOCK|NODE)\b/.test(text)
    ) {
      page.take(line);
      page.tools.add(TOOL);
      columns = text.trim().split(/\s+/);
    } else if (ROW.test(text)) {
      page.take(line);
      const cells = cellsOf(text.trim().slice(0, 500), columns);
      const node = /^\d{1,4}$/.test(cells.NODE ?? '') ? Number(cells.NODE) : undefined;
      addBlocks(page, cells.RANGE ?? '', cells.STATE, node, page.ofLine(TOOL, line));
    }
  }
}

/** By column. A block that is offline has no word under REMOVABLE: what is left then counts from the right. */
function cellsOf(row: string, columns: readonly string[]): Readonly<Record<string, string>> {
  const pairs = [...row.matchAll(/([A-Z_-]+)="([^"]*)"/g)];
  if (pairs.length > 0) return Object.fromEntries(pairs.map((m) => [m[1]!, m[2]!]));
  const words = row.split(/\s+/);
  const names = columns.length > 0 ? columns : ['RANGE', 'SIZE', 'STATE', 'REMOVABLE', 'BLOCK'];
  const kept = words.length < names.length ? names.filter((name) => name !== 'REMOVABLE') : names;
  return Object.fromEntries(words.map((word, i) => [kept[i] ?? `${i}`, word]));
}

function addBlocks(
  page: Page,
  text: string,
  state: string | undefined,
  node: number | undefined,
  source: Source,
): void {
  const range = rangeOf(text);
  page.tools.add(TOOL);
  if (!range) return;
  if (state === 'offline') {
    page.say(
      'passed-over',
      'hint',
      source,
      'These memory blocks are offline: they are not taken for System RAM.',
    );
    return;
  }
  page.add({ kind: 'ram', map: 'lsmem', range, node, source }, TOOL);
}

function rangeOf(text: string): PhysRange | undefined {
  const m = RANGE.exec(text);
  if (!m) return undefined;
  const range = { start: BigInt(m[1]!), end: BigInt(m[2]!) };
  return range.end >= range.start && range.end < 1n << 63n ? range : undefined;
}
