/**
 * The difference of two populations: device by device, figure by figure, and counted over all vmemmap pages. Where
 * those are not the same pages on both sides (another page size, another struct page), the struct pages are compared
 * by the memory they describe.
 */
import { compareWays, onlyResized, waysOf, type Tally, type Way } from './ways';
import type { PgmapPopulation, Population, RangePopulation, Totals } from '../engine/types';

/** A population, and what its pages are. */
export interface Side {
  readonly pageShift: number;
  readonly structPageSize: number;
  readonly population: Population;
}

export interface Change {
  readonly from: Way;
  readonly to: Way;
  readonly count: number;
}

export interface MappingDifference {
  /** What is counted: vmemmap pages, or bytes of the memory whose struct pages they hold. */
  readonly unit: 'pages' | 'bytes';
  readonly of: number;
  readonly differ: number;
  /** Backed by a frame of their own on both sides, in a huge block on one of them. */
  readonly resized: number;
  /** The most frequent first; what is only resized is not among them. */
  readonly changes: readonly Change[];
  /** Where the first difference is on the first side: the range, and the pfn of the first struct page there. */
  readonly first: { readonly range: number; readonly pfn: number } | null;
}

/** Indices into the pgmaps of either side; null where that side has no such device. */
export interface Pair {
  readonly a: number | null;
  readonly b: number | null;
}

/** Devices of one name belong together; those left over, by their place in the file. */
export function pairs(a: readonly PgmapPopulation[], b: readonly PgmapPopulation[]): Pair[] {
  const byName = new Map<string, number[]>();
  b.forEach(({ name }, i) => {
    const list = byName.get(name);
    if (list) list.push(i);
    else byName.set(name, [i]);
  });
  const taken = new Set<number>();
  const named = a.map(({ name }) => {
    const found = byName.get(name)?.shift();
    if (found !== undefined) taken.add(found);
    return found;
  });
  const both = named.map((found, i): Pair => {
    const other = found ?? (i < b.length && !taken.has(i) ? i : null);
    if (other !== null) taken.add(other);
    return { a: i, b: other };
  });
  return [...both, ...[...b.keys()].filter((i) => !taken.has(i)).map((i): Pair => ({ a: null, b: i }))];
}

export const samePages = (a: Side, b: Side): boolean =>
  a.pageShift === b.pageShift && a.structPageSize === b.structPageSize;

/** Bytes of memory that a vmemmap page's struct pages describe; undefined where they do not fill it. */
function described({ pageShift, structPageSize }: Side): number | undefined {
  const perPage = 2 ** pageShift / structPageSize;
  return Number.isInteger(perPage) ? perPage * 2 ** pageShift : undefined;
}

/** Undefined where the mappings cannot be held against each other. */
export function mappingDifference(
  sides: readonly [Side, Side],
  a: PgmapPopulation,
  b: PgmapPopulation,
): MappingDifference | undefined {
  const [left, right] = sides;
  const same = samePages(left, right);
  const [mine, theirs] = [described(left), described(right)];
  if (!same && (mine === undefined || theirs === undefined)) return undefined;
  const all = a.ranges.map((range, i): [Tally, number, (place: number) => number] => {
    const other = b.ranges[i];
    return same ? byPage(left, range, other) : byMemory(left, right, range, other, Math.min(mine!, theirs!));
  });
  const counts = new Map<string, number>();
  for (const [tally] of all) for (const [key, n] of tally.counts) counts.set(key, (counts.get(key) ?? 0) + n);
  const entries = [...counts].map(([key, count]): Change => {
    const [from, to] = key.split(' ') as [Way, Way];
    return { from, to, count };
  });
  const changes = entries.filter(({ from, to }) => from !== to && !onlyResized(from, to));
  const place = (which: 'first' | 'resized'): MappingDifference['first'] => {
    const range = all.findIndex(([tally]) => tally[which] !== null);
    const found = all[range];
    return found ? { range, pfn: found[2](found[0][which]!) } : null;
  };
  const scale = same ? 1 : Math.min(mine!, theirs!);
  const sum = (some: readonly Change[]): number => some.reduce((n, c) => n + c.count, 0) * scale;
  return {
    unit: same ? 'pages' : 'bytes',
    of: all.reduce((n, [, pages]) => n + pages, 0) * scale,
    differ: sum(changes),
    resized: sum(entries.filter(({ from, to }) => onlyResized(from, to))),
    changes: changes
      .map((c) => ({ ...c, count: c.count * scale }))
      .sort((x, y) => y.count - x.count || (x.from + x.to < y.from + y.to ? -1 : 1)),
    first: place('first') ?? place('resized'),
  };
}

type Compared = [tally: Tally, count: number, pfnOf: (place: number) => number];

const pfnWithin = ({ startPfn, endPfn }: RangePopulation, pfn: number): number =>
  Math.min(Math.max(startPfn, pfn), endPfn - 1);

/** Page by page from the start of each range: where a device was moved, its first page is still its first. */
function byPage(side: Side, a: RangePopulation, b: RangePopulation | undefined): Compared {
  const pages = Math.max(a.vmemmapPages, b?.vmemmapPages ?? 0);
  const tally = compareWays(waysOf(a.runs, 1, 0), waysOf(b?.runs ?? [], 1, 0), 0, pages);
  const pfnOf = (page: number): number =>
    pfnWithin(a, Math.ceil(((a.firstVmemmapPage + page) * 2 ** side.pageShift) / side.structPageSize));
  return [tally, pages, pfnOf];
}

/** By physical address, in steps of `unit` bytes: the memory of one vmemmap page of the side that has the smaller ones. */
function byMemory(
  left: Side,
  right: Side,
  a: RangePopulation,
  b: RangePopulation | undefined,
  unit: number,
): Compared {
  const ways = (side: Side, range: RangePopulation): ReturnType<typeof waysOf> =>
    waysOf(range.runs, described(side)! / unit, range.firstVmemmapPage);
  const from = Math.floor((a.startPfn * 2 ** left.pageShift) / unit);
  const to = Math.ceil((a.endPfn * 2 ** left.pageShift) / unit);
  const tally = compareWays(ways(left, a), b ? ways(right, b) : [], from, to);
  const pfnOf = (place: number): number => pfnWithin(a, Math.floor((place * unit) / 2 ** left.pageShift));
  return [tally, to - from, pfnOf];
}

export interface Figure {
  readonly name: string;
  readonly unit: 'bytes' | 'count';
  /** Null where that side has no such device, or the kernel refuses it. */
  readonly a: number | null;
  readonly b: number | null;
}

const FIGURES: readonly (readonly [string, Figure['unit'], (t: Totals) => number])[] = [
  ['RAM for struct pages', 'bytes', (t) => t.bytesData],
  ['RAM for page tables', 'bytes', (t) => t.bytesPageTables],
  ['Saved', 'bytes', (t) => t.bytesSaved],
  ['Page frames', 'count', (t) => t.frames],
  ['Frames on the device', 'count', (t) => t.altmapFrames],
  ['PTE tables', 'count', (t) => t.pageTables.pte],
];

export const figures = (a: Totals | null, b: Totals | null): Figure[] =>
  FIGURES.map(([name, unit, of]) => ({ name, unit, a: a && of(a), b: b && of(b) }));
