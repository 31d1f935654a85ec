/** Heads that land on a frame of another compound, and whose a frame is: from the compact runs, constant in the size of the memory. */
import { headsOnSharedPages, isSharedHead } from '../src/engine/heads';
import { isBlock } from '../src/engine/runs';
import type { PgmapPopulation, RangePopulation, Run } from '../src/engine/types';
import type { MachineFacts } from '../src/protocol';
import type { Unit } from './unit';

/** What was found of each unit: asked again in every frame while the picture moves. */
const found = new WeakMap<PgmapPopulation, Map<number, boolean>>();

/** The head of this compound has no frame of its own: it lands on one that other pages map as well. */
export function isAliased(pgmap: PgmapPopulation, unit: Unit): boolean {
  if (!pgmap.dedup || unit.kind !== 'compound') return false;
  const known = found.get(pgmap) ?? new Map<number, boolean>();
  found.set(pgmap, known);
  const aliased = known.get(unit.index) ?? isSharedHead(pgmap, unit.range, unit.firstPage);
  known.set(unit.index, aliased);
  return aliased;
}

/** How many compounds have their head on a page that is not theirs. */
export function aliasedHeads(m: MachineFacts, pgmap: PgmapPopulation): number {
  const perPage = 2 ** m.pageShift / m.structPageSize;
  return headsOnSharedPages(perPage, pgmap).reduce((sum, { aliased }) => sum + aliased, 0);
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
