/**
 * What the mapping strip is focused on: one compound page, or one section where compounds are smaller than two
 * vmemmap pages (or there are none) and would show nothing. Units are numbered over all ranges of a pgmap.
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

export const unitKind = (m: MachineFacts, pgmap: PgmapPopulation): Unit['kind'] =>
  pgmap.pagesPerCompound * m.structPageSize >= 2 * pageBytes(m) ? 'compound' : 'section';

function unitsIn(m: MachineFacts, pgmap: PgmapPopulation, range: RangePopulation): number {
  if (range.endPfn <= range.startPfn) return 0;
  if (unitKind(m, pgmap) === 'compound')
    return Math.ceil((range.endPfn - range.startPfn) / pgmap.pagesPerCompound);
  const n = pagesPerSection(m);
  return Math.floor((range.endPfn - 1) / n) - Math.floor(range.startPfn / n) + 1;
}

export const unitCount = (m: MachineFacts, pgmap: PgmapPopulation): number =>
  pgmap.ranges.reduce((sum, range) => sum + unitsIn(m, pgmap, range), 0);

/** Unit `index`, held within what there is; undefined where the pgmap has no pages. */
export function unitAt(m: MachineFacts, pgmap: PgmapPopulation, index: number): Unit | undefined {
  const of = unitCount(m, pgmap);
  if (of === 0) return undefined;
  const wanted = Math.min(Math.max(0, index), of - 1);
  let before = 0;
  for (const [rangeIndex, range] of pgmap.ranges.entries()) {
    const here = unitsIn(m, pgmap, range);
    if (wanted >= before + here) {
      before += here;
      continue;
    }
    const kind = unitKind(m, pgmap);
    const size = kind === 'compound' ? pgmap.pagesPerCompound : pagesPerSection(m);
    // Compounds are counted from the range's start, as reuse_compound_section() does; sections from address 0.
    const origin = kind === 'compound' ? range.startPfn : Math.floor(range.startPfn / size) * size;
    const nominal = origin + (wanted - before) * size;
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
  return undefined;
}

/** The unit that a pfn lies in; undefined where none of the ranges holds it. */
export function unitOfPfn(m: MachineFacts, pgmap: PgmapPopulation, pfn: number): number | undefined {
  let before = 0;
  for (const range of pgmap.ranges) {
    if (pfn >= range.startPfn && pfn < range.endPfn) {
      if (unitKind(m, pgmap) === 'compound')
        return before + Math.floor((pfn - range.startPfn) / pgmap.pagesPerCompound);
      const n = pagesPerSection(m);
      return before + Math.floor(pfn / n) - Math.floor(range.startPfn / n);
    }
    before += unitsIn(m, pgmap, range);
  }
  return undefined;
}

/** The first unit of a range. */
export const firstUnitOf = (m: MachineFacts, pgmap: PgmapPopulation, rangeIndex: number): number =>
  pgmap.ranges.slice(0, rangeIndex).reduce((sum, range) => sum + unitsIn(m, pgmap, range), 0);
