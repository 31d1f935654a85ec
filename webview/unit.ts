/**
 * What the mapping strip is focused on: one compound page, or one section where compounds are smaller than two
 * vmemmap pages (or there are none) and would show nothing, and where an altmap holds the memmap: it is filled section
 * by section, and compounds begin behind it. Units are numbered over all ranges of a pgmap.
 */
import type { PgmapPopulation, RangePopulation } from '../src/engine/types';
import type { MachineFacts } from '../src/protocol';

export interface Unit {
  readonly index: number;
  /** How many units the pgmap has. */
  readonly of: number;
  readonly kind: 'compound' | 'section';
  readonly range: RangePopulation;
  readonly rangeIndex: number;
  readonly startPfn: number;
  /** Exclusive, cut to the range. */
  readonly endPfn: number;
  /** The range ends before the compound does. */
  readonly partial: boolean;
  /** Vmemmap pages of the range, from the range's first: [firstPage, endPage). */
  readonly firstPage: number;
  readonly endPage: number;
}

export const pagesPerSection = (m: MachineFacts): number => 2 ** (m.sectionShift - m.pageShift);
export const pageBytes = (m: MachineFacts): number => 2 ** m.pageShift;

/** Index in the range of the vmemmap page that holds the first byte of a struct page. */
export const pageOfPfn = (m: MachineFacts, range: RangePopulation, pfn: number): number =>
  Math.floor((pfn * m.structPageSize) / pageBytes(m)) - range.firstVmemmapPage;

/** The pfns whose struct page begins in vmemmap page `page` of the range: [first, end). */
export function pfnsOfPage(m: MachineFacts, range: RangePopulation, page: number): readonly [number, number] {
  const from = (range.firstVmemmapPage + page) * pageBytes(m);
  return [Math.ceil(from / m.structPageSize), Math.ceil((from + pageBytes(m)) / m.structPageSize)];
}

/** Vmemmap pages that hold the struct pages [start, end): an exclusive end, rounded up. */
const endPageOf = (m: MachineFacts, range: RangePopulation, endPfn: number): number =>
  Math.ceil((endPfn * m.structPageSize) / pageBytes(m)) - range.firstVmemmapPage;

const unitKind = (m: MachineFacts, pgmap: PgmapPopulation): Unit['kind'] =>
  !pgmap.altmap && pgmap.pagesPerCompound * m.structPageSize >= 2 * pageBytes(m) ? 'compound' : 'section';

function unitsIn(m: MachineFacts, pgmap: PgmapPopulation, range: RangePopulation): number {
  if (range.endPfn <= range.startPfn) return 0;
  if (unitKind(m, pgmap) === 'compound')
    return Math.ceil((range.endPfn - range.startPfn) / pgmap.pagesPerCompound);
  const n = pagesPerSection(m);
  return Math.floor((range.endPfn - 1) / n) - Math.floor(range.startPfn / n) + 1;
}

const sums = new WeakMap<PgmapPopulation, { readonly m: MachineFacts; readonly before: readonly number[] }>();

/** Units in front of each range, and of all of them at the end: counted once, as there can be thousands of ranges. */
function unitsBefore(m: MachineFacts, pgmap: PgmapPopulation): readonly number[] {
  const known = sums.get(pgmap);
  if (known?.m === m) return known.before;
  const before = [0];
  for (const range of pgmap.ranges) before.push(before.at(-1)! + unitsIn(m, pgmap, range));
  sums.set(pgmap, { m, before });
  return before;
}

export const unitCount = (m: MachineFacts, pgmap: PgmapPopulation): number => unitsBefore(m, pgmap).at(-1)!;

/** The first unit of a range. */
export const firstUnitOf = (m: MachineFacts, pgmap: PgmapPopulation, rangeIndex: number): number =>
  unitsBefore(m, pgmap)[rangeIndex]!;

/** Index of the range that unit `index` lies in: the last with no more units in front of it. */
function rangeOfUnit(before: readonly number[], index: number): number {
  let low = 0;
  let high = before.length - 1;
  while (high - low > 1) {
    const mid = (low + high) >>> 1;
    if (before[mid]! <= index) low = mid;
    else high = mid;
  }
  return low;
}

/** Unit `index`, held within what there is; undefined where the pgmap has no pages. */
export function unitAt(m: MachineFacts, pgmap: PgmapPopulation, index: number): Unit | undefined {
  const before = unitsBefore(m, pgmap);
  const of = before.at(-1)!;
  if (of === 0) return undefined;
  const wanted = Math.min(Math.max(0, index), of - 1);
  const rangeIndex = rangeOfUnit(before, wanted);
  const range = pgmap.ranges[rangeIndex]!;
  const kind = unitKind(m, pgmap);
  const size = kind === 'compound' ? pgmap.pagesPerCompound : pagesPerSection(m);
  // Compounds are counted from the range's start, as reuse_compound_section() does; sections from address 0.
  const origin = kind === 'compound' ? range.startPfn : Math.floor(range.startPfn / size) * size;
  const nominal = origin + (wanted - before[rangeIndex]!) * size;
  const startPfn = Math.max(nominal, range.startPfn);
  const endPfn = Math.min(nominal + size, range.endPfn);
  return {
    index: wanted,
    of,
    kind,
    range,
    rangeIndex,
    startPfn,
    endPfn,
    partial: kind === 'compound' && nominal + size > range.endPfn,
    firstPage: pageOfPfn(m, range, startPfn),
    endPage: Math.min(endPageOf(m, range, endPfn), range.vmemmapPages),
  };
}

/** The unit that a pfn lies in; undefined where none of the ranges holds it. */
export function unitOfPfn(m: MachineFacts, pgmap: PgmapPopulation, pfn: number): number | undefined {
  const at = pgmap.ranges.findIndex((range) => pfn >= range.startPfn && pfn < range.endPfn);
  return at < 0 ? undefined : unitInRange(m, pgmap, at, pfn);
}

/** The unit of a pfn that lies in range `rangeIndex`. */
export function unitInRange(
  m: MachineFacts,
  pgmap: PgmapPopulation,
  rangeIndex: number,
  pfn: number,
): number {
  const first = firstUnitOf(m, pgmap, rangeIndex);
  const { startPfn } = pgmap.ranges[rangeIndex]!;
  if (unitKind(m, pgmap) === 'compound') return first + Math.floor((pfn - startPfn) / pgmap.pagesPerCompound);
  const n = pagesPerSection(m);
  return first + Math.floor(pfn / n) - Math.floor(startPfn / n);
}
