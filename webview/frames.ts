/** Heads that land on a frame of another compound, and whose a frame is: from the compact runs, constant in the size of the memory. */
import { headsOnSharedPages, isSharedHead } from '../src/engine/heads';
import { at, isBlock } from '../src/engine/runs';
import type { PgmapPopulation, RangePopulation, Run } from '../src/engine/types';
import type { MachineFacts } from '../src/protocol';
import { unitAt, unitCount, type Unit } from './unit';

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

/** Compounds are looked at one by one up to here. */
const NAMED = 256;

/** Which compounds have their head on `frame`, as they are counted from 1: `2–4, 9`; null where there are too many to look at. */
export function headsOn(
  m: MachineFacts,
  pgmap: PgmapPopulation,
  frame: number,
): { readonly count: number; readonly which: string | null } {
  const of = unitCount(m, pgmap);
  // With one misplaced range all heads after the first land on one frame.
  if (of > NAMED) return { count: aliasedHeads(m, pgmap), which: null };
  const spans: [number, number][] = [];
  for (let i = 0; i < of; i++) {
    const unit = unitAt(m, pgmap, i)!;
    const run = isAliased(pgmap, unit) ? at(unit.range.runs, unit.firstPage) : undefined;
    if (run?.frame !== frame) continue;
    const last = spans.at(-1);
    if (last?.[1] === i) last[1] = i + 1;
    else spans.push([i + 1, i + 1]);
  }
  return {
    count: spans.reduce((sum, [a, b]) => sum + b - a + 1, 0),
    which: spans.map(([a, b]) => (a === b ? `${a}` : `${a}–${b}`)).join(', '),
  };
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
