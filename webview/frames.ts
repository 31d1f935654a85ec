/** Heads that land on a frame of another compound, and whose a frame is: from the compact runs, constant in the size of the memory. */
import { at, isBlock } from '../src/engine/runs';
import type { PgmapPopulation, RangePopulation, Run } from '../src/engine/types';
import type { MachineFacts } from '../src/protocol';
import { pageBytes, pageOfPfn, unitKind, type Unit } from './unit';

/** The head of this compound has no frame of its own: it lands on one that other pages map as well. */
export function isAliased(pgmap: PgmapPopulation, unit: Unit): boolean {
  if (!pgmap.dedup || unit.kind !== 'compound') return false;
  return at(unit.range.runs, unit.firstPage)?.kind === 'shared';
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
/** Beyond this many distinct copies nothing is counted: no kernel builds such a layout. */
const MOST_COPIES = 10_000;

/** How many compounds have their head on a page that is shared. Heads are evenly spaced, so each run is one division. */
export function aliasedHeads(m: MachineFacts, pgmap: PgmapPopulation): number {
  const bytes = pgmap.pagesPerCompound * m.structPageSize;
  if (!pgmap.dedup || unitKind(m, pgmap) !== 'compound' || bytes % pageBytes(m) !== 0) return 0;
  const step = bytes / pageBytes(m);
  let sum = 0;
  for (const range of pgmap.ranges) {
    const first = pageOfPfn(m, range, range.startPfn);
    const before = (page: number): number => Math.max(0, Math.ceil((page - first) / step));
    const heads = (run: Run, shift: number): number =>
      run.kind === 'shared' ? before(run.first + shift + run.count) - before(run.first + shift) : 0;
    for (const row of range.runs) {
      if (!isBlock(row)) {
        sum += heads(row, 0);
        continue;
      }
      const period = Math.min(row.repeat, step / gcd(row.pages, step), MOST_COPIES);
      const full = Math.floor(row.repeat / period);
      const rest = row.repeat - full * period;
      for (let copy = 0; copy < period; copy++)
        for (const run of row.runs) sum += heads(run, copy * row.pages) * (full + (copy < rest ? 1 : 0));
    }
  }
  return sum;
}

/** The page that a frame was allocated for: where it appears first. */
export function ownerOf(
  pgmap: PgmapPopulation,
  frame: number,
): { range: RangePopulation; page: number } | undefined {
  const within = (run: Run, f: number): boolean =>
    run.frame !== null && run.kind !== 'shared' && f >= run.frame && f < run.frame + run.count;
  for (const range of pgmap.ranges)
    for (const row of range.runs)
      for (const run of isBlock(row) ? row.runs : [row]) {
        if (run.frame === null) continue;
        const copy = isBlock(row) && row.frames > 0 ? Math.floor((frame - run.frame) / row.frames) : 0;
        if (copy < 0 || (isBlock(row) && copy >= row.repeat)) continue;
        const inFirst = isBlock(row) ? frame - copy * row.frames : frame;
        if (within(run, inFirst))
          return { range, page: run.first + inFirst - run.frame + (isBlock(row) ? copy * row.pages : 0) };
      }
  return undefined;
}
