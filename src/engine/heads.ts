/** Where the struct page of each compound's head ends up. */
import { mappedBy } from './refcounts';
import { at, isBlock, plainRuns, walks } from './runs';
import type { PgmapPopulation, RangePopulation, Run, RunBlock, Rule } from './types';

/** Rules that map a page onto a frame which belongs to another compound. */
export const ELSEWHERE: ReadonlySet<Rule> = new Set<Rule>(['section-reuse', 'stray-reuse', 'foreign']);

/** Whether the frame behind page `page` of a range, which holds a head, is mapped by other vmemmap pages as well. */
export function isSharedHead(made: PgmapPopulation, range: RangePopulation, page: number): boolean {
  const run = at(range.runs, page);
  if (!made.dedup || !run || run.frame === null || run.kind === 'huge') return false;
  return run.rule === 'foreign' || mappedBy(made.ranges, run.frame) > 1;
}

/** Where the heads of a range are: every `nr` struct pages from `offset` on, of `perPage` in a vmemmap page. */
interface HeadGrid {
  readonly nr: number;
  readonly offset: number;
  readonly perPage: number;
  /** How many there are: the last page of a range can hold more struct pages than its own. */
  readonly heads: number;
}

/** Heads on the pages [from, to) of a range. */
const headsOn = ({ nr, offset, perPage, heads }: HeadGrid, from: number, to: number): number => {
  const before = (page: number): number =>
    Math.min(heads, Math.max(0, Math.ceil((page * perPage - offset) / nr)));
  return before(to) - before(from);
};

/** Frames that are mapped by more than one page, as [from, to), ascending: targets of shared runs. */
function sharedFrames(runs: readonly Run[]): [number, number][] {
  return runs
    .filter((run) => run.kind === 'shared')
    .map((run): [number, number] => [run.frame!, run.frame! + (walks(run) ? run.count : 1)])
    .sort((a, b) => a[0] - b[0]);
}

/** Heads on the pages of a run whose frames other pages map too. */
function sharedHeadsOn(grid: HeadGrid, run: Run, shared: readonly [number, number][]): number {
  if (run.frame === null || run.kind === 'huge') return 0;
  if (run.kind === 'shared' || run.rule === 'foreign') return headsOn(grid, run.first, run.first + run.count);
  const end = run.frame + run.count;
  let [low, high] = [0, shared.length];
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (shared[mid]![1] <= run.frame) low = mid + 1;
    else high = mid;
  }
  let heads = 0;
  let counted = run.frame;
  for (let i = low; i < shared.length && shared[i]![0] < end; i++) {
    const from = Math.max(counted, shared[i]![0]);
    const to = Math.min(end, shared[i]![1]);
    if (from < to) heads += headsOn(grid, run.first + from - run.frame, run.first + to - run.frame);
    counted = Math.max(counted, to);
  }
  return heads;
}

/** The common block: a compound in each copy, its head on the first page. */
const isOneCompound = ({ nr, offset, perPage }: HeadGrid, block: RunBlock): boolean =>
  block.pages * perPage === nr && offset === 0 && (block.runs[0]!.first * perPage) % nr === 0;

const mapsAgain = (block: RunBlock, frame: number): boolean =>
  block.runs[0]!.rule === 'foreign' ||
  block.runs.some(
    (run) =>
      run.kind === 'shared' && run.frame! <= frame && frame < run.frame! + (walks(run) ? run.count : 1),
  );

/** Compounds of a range, and how many of them have their head on a frame that other vmemmap pages map too. */
export interface HeadCount {
  readonly aliased: number;
  readonly compounds: number;
}

/**
 * Counts the heads of each range: they land on a shared frame in a slice that reuses the tail page before it, or on
 * powerpc where a compound is no multiple of its size from pfn 0. Compounds count from the range's start
 * (memmap_init_zone_device(), mm/mm_init.c). `perPage`: struct pages in a vmemmap page.
 */
export function headsOnSharedPages(perPage: number, made: PgmapPopulation): HeadCount[] {
  const nr = made.pagesPerCompound;
  const shared = made.dedup ? sharedFrames(plainRuns(made.ranges.flatMap((r) => r.runs))) : [];
  return made.ranges.map((range) => {
    const compounds = Math.ceil((range.endPfn - range.startPfn) / nr);
    const grid = { nr, offset: range.startPfn % perPage, perPage, heads: compounds };
    let aliased = 0;
    for (const row of made.dedup ? range.runs : [])
      if (!isBlock(row)) aliased += sharedHeadsOn(grid, row, shared);
      else if (isOneCompound(grid, row)) aliased += row.repeat * Number(mapsAgain(row, row.runs[0]!.frame!));
      else {
        // Each copy is the like of the first: its pages are a multiple of a compound's.
        const within = sharedFrames(row.runs);
        for (const run of row.runs) aliased += row.repeat * sharedHeadsOn(grid, run, within);
      }
    return { aliased: Math.min(aliased, compounds), compounds };
  });
}
