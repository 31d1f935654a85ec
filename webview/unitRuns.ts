/** The runs of one unit, neighbours of one rule joined: as many as a table holds, never the whole of something huge. */
import { window } from '../src/engine/runs';
import { joinedRuns } from '../src/engine/segments';
import type { Run } from '../src/engine/types';
import type { Unit } from './unit';

export interface UnitRuns {
  readonly runs: readonly Run[];
  /** False where there are more than were asked for. */
  readonly complete: boolean;
}

const CHUNK = 4096;

function joined(a: Run, b: Run): Run | undefined {
  if (a.first + a.count !== b.first) return undefined;
  const unmapped = a.frame === null && b.frame === null && a.rule === b.rule;
  return unmapped ? { ...a, count: a.count + b.count } : joinedRuns(a, b);
}

export function runsOfUnit(unit: Unit, most: number): UnitRuns {
  const runs: Run[] = [];
  let page = unit.firstPage;
  let chunk = CHUNK;
  while (page < unit.endPage) {
    const end = Math.min(unit.endPage, page + chunk);
    const found = window(unit.range.runs, page, end);
    for (const run of found) {
      const last = runs.at(-1);
      const whole = last && joined(last, run);
      if (whole) runs[runs.length - 1] = whole;
      else runs.push(run);
    }
    if (runs.length > most) return { runs: runs.slice(0, most), complete: false };
    // One run filled the chunk: look further at a time, so that a run of millions costs a few steps.
    if (found.length === 1) chunk *= 2;
    page = end;
  }
  return { runs, complete: true };
}
