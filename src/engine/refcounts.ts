/** How many vmemmap pages map a frame: what population leaves in `_refcount` of a frame that is mapped by base pages. */
import { countKinds, isBlock, plainRuns, walks } from './runs';
import type { RangePopulation, Run, Runs } from './types';

/** `frames` frames, each mapped by `mappedBy` vmemmap pages of the pgmap. */
export interface RefcountRow {
  readonly mappedBy: number;
  readonly frames: number;
}

/** Pages of one run, and of its copies `stride` frames apart, that map `frame`. */
function pagesOnto(run: Run, frame: number, copies: number, stride: number): number {
  if (run.frame === null) return 0;
  const reach = walks(run) ? run.count : 1;
  const copy = stride > 0 ? Math.min(copies - 1, Math.floor((frame - run.frame) / stride)) : 0;
  const at = frame - run.frame - copy * stride;
  if (copy < 0 || at < 0 || at >= reach) return 0;
  return walks(run) ? 1 : run.count;
}

/** How many pages over all ranges of a pgmap map `frame`. */
export function mappedBy(ranges: readonly RangePopulation[], frame: number): number {
  let pages = 0;
  for (const row of ranges.flatMap((r) => r.runs))
    if (isBlock(row)) for (const run of row.runs) pages += pagesOnto(run, frame, row.repeat, row.frames);
    else pages += pagesOnto(row, frame, 1, 0);
  return pages;
}

/** Frames that shared runs map, and by how many pages: of a block those of its first copy. */
function targets(runs: readonly Run[]): Map<number, number> {
  const pages = new Map<number, number>();
  const add = (frame: number, count: number): void => void pages.set(frame, (pages.get(frame) ?? 0) + count);
  for (const run of runs) {
    if (run.kind !== 'shared') continue;
    if (walks(run)) for (let i = 0; i < run.count; i++) add(run.frame! + i, 1);
    else add(run.frame!, run.count);
  }
  return pages;
}

/** The frames of `own` runs by how many pages map them; PMD blocks are not in it. */
export function refcountHistogram(ranges: readonly RangePopulation[]): RefcountRow[] {
  const rows: Runs = ranges.flatMap((r) => r.runs);
  const plain = targets(plainRuns(rows));
  const histogram = new Map<number, number>();
  const count = (by: number, frames: number): void => {
    if (frames > 0) histogram.set(by, (histogram.get(by) ?? 0) + frames);
  };
  for (const row of rows.filter(isBlock))
    for (const [frame, pages] of targets(row.runs)) {
      // A run behind the block can go on with the tail frame of its last copy.
      const last = frame + (row.repeat - 1) * row.frames;
      const lengthened = plain.has(last) ? 1 : 0;
      if (lengthened) plain.set(last, plain.get(last)! + pages);
      count(1 + pages, row.repeat - lengthened);
    }
  for (const pages of plain.values()) count(1 + pages, 1);
  const shared = [...histogram.values()].reduce((sum, n) => sum + n, 0);
  count(1, countKinds(ranges.map((r) => r.runs)).own - shared);
  return [...histogram]
    .map(([by, frames]) => ({ mappedBy: by, frames }))
    .sort((a, b) => a.mappedBy - b.mappedBy);
}
