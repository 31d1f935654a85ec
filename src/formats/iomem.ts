/** /proc/iomem (r_show(), kernel/resource.c): nested by two blanks a level, zeros for who is not root. */
import { hex } from '../engine/units';
import type { PhysRange } from '../engine/types';
import type { ExtentKind } from './facts';
import type { Format } from './format';
import type { Page } from './page';
import type { Line } from './text';

const TOOL = '/proc/iomem';

const LINE = /^(\s*)([0-9a-f]{1,16})-([0-9a-f]{1,16}) : (\S.*)$/i;

/** By its name, what a resource is. */
const EXTENTS: readonly (readonly [RegExp, ExtentKind])[] = [
  [/^dax\d+\.\d+$/, 'device'],
  [/^namespace\d+\.\d+$/, 'namespace'],
  [/^(?:dax_)?region\d+$/, 'cxl-region'],
  [/^hmem\.\d+$/, 'hmem'],
  [/^Soft Reserved$/, 'soft-reserved'],
  [/^Persistent Memory(?: \(legacy\))?$/, 'persistent'],
  [/^CXL Window \d+$/, 'cxl-window'],
];

interface Entry {
  readonly line: Line;
  readonly name: string;
  readonly range: PhysRange;
  readonly indent: number;
  readonly parent: Entry | undefined;
  kmem: boolean;
}

export const iomem: Format = {
  name: '/proc/iomem',
  read(page) {
    const entries = entriesOf(page);
    if (entries.length === 0) return;
    page.tools.add(TOOL);
    const zeros = entries.filter((e) => e.range.start === 0n && e.range.end === 0n);
    if (zeros.length > 0)
      page.say(
        'zeroed-addresses',
        'warning',
        page.ofLine(TOOL, zeros[0]!.line),
        `${zeros.length} ${zeros.length === 1 ? 'line has' : 'lines have'} no addresses: /proc/iomem shows zeros to everybody but root; run "sudo cat /proc/iomem".`,
      );
    for (const entry of entries) if (entry.range.end > 0n) readEntry(page, entry);
  },
};

function entriesOf(page: Page): Entry[] {
  const entries: Entry[] = [];
  const open: Entry[] = [];
  for (const line of page.free()) {
    const m = LINE.exec(line.body.slice(0, 300));
    if (!m) continue;
    const range = { start: BigInt(`0x${m[2]}`), end: BigInt(`0x${m[3]}`) };
    page.take(line);
    if (range.end < range.start || range.end >= 1n << 63n) continue;
    const indent = m[1]!.length;
    while (open.length > 0 && !isInside(indent, range, open.at(-1)!)) open.pop();
    const entry: Entry = { line, name: m[4]!.trim(), range, indent, parent: open.at(-1), kmem: false };
    open.push(entry);
    entries.push(entry);
    if (entry.name.startsWith('System RAM')) for (const above of open) if (above !== entry) above.kmem = true;
  }
  return entries;
}

/** By indentation; where a copy has lost that, by containment. */
const isInside = (indent: number, { start, end }: PhysRange, outer: Entry): boolean =>
  indent > outer.indent ||
  (indent === outer.indent &&
    start >= outer.range.start &&
    end <= outer.range.end &&
    end - start < outer.range.end - outer.range.start &&
    outer.range.end > 0n);

function readEntry(page: Page, { line, name, range, parent, kmem }: Entry): void {
  const source = page.ofLine(TOOL, line);
  if (name === 'System RAM' && !parent)
    return page.add({ kind: 'ram', map: 'iomem', range, node: undefined, source }, TOOL);
  const of = EXTENTS.find(([pattern]) => pattern.test(name))?.[1];
  if (!of) return;
  if (parent && (range.start < parent.range.start || range.end > parent.range.end) && parent.range.end > 0n)
    page.say(
      'child-outside-parent',
      'information',
      source,
      `${name} (${hex(range.start)}-${hex(range.end)}) reaches outside ${parent.name} (${hex(parent.range.start)}-${hex(parent.range.end)}), in which it is listed; its own range is taken.`,
    );
  page.add({ kind: 'extent', of, name, range, source, kmem, node: undefined }, TOOL);
}
