/** `layout --format json`: the form other programs read. Key names and their order are fixed. */
import { deviceDaxInstead } from '../engine/deviceDaxInstead';
import { spanOf } from '../engine/units';
import { compactRows, expandedRows } from './mapping';
import { jsonText } from './json';
import type { JsonValue } from './json';
import type { MappingBlock, MappingRow } from './mapping';
import type {
  HugetlbPopulation,
  Machine,
  Outcome,
  Population,
  RangePopulation,
  Totals,
} from '../engine/types';

/** The layout in pieces of text. `expand` adds the mapping row by row, which grows with the memory. */
export function* layoutJson(machine: Machine, population: Population, expand: boolean): Generator<string> {
  yield* jsonText({
    schema: 1,
    pgmaps: population.pgmaps.map((made) => ({
      name: made.name,
      outcome: outcomeJson(made.outcome),
      dedup: made.dedup,
      ranges: made.ranges.map((range) => rangeJson(machine, range, expand)),
      totals: totalsJson(made.totals),
    })),
    hugetlb: population.hugetlb.map((pool) => hugetlbJson(machine, pool)),
    totals: totalsJson(population.totals),
  });
  yield '\n';
}

export const outcomeJson = (outcome: Outcome): JsonValue =>
  outcome.ok
    ? { ok: true }
    : { ok: false, errno: outcome.errno, function: outcome.function, message: outcome.message };

function rangeJson(machine: Machine, range: RangePopulation, expand: boolean): JsonValue {
  return {
    // A base that was assumed is nobody's address.
    ...(range.baseKnown ? spanOf(range, machine.arch.pageShift) : {}),
    vmemmapPages: range.vmemmapPages,
    runs: compactRows(range.runs).map(runJson),
    mapping: expand ? expandedRows(range.runs) : undefined,
  };
}

const runJson = (row: MappingRow | MappingBlock): JsonValue =>
  'repeat' in row
    ? { repeat: row.repeat, pages: row.pages, frames: row.frames, runs: row.runs.map(runJson) }
    : row;

export const hugetlbJson = (machine: Machine, pool: HugetlbPopulation): JsonValue => ({
  pageSize: pool.pageSize,
  count: pool.count,
  vmemmapPages: pool.vmemmapPages,
  frames: pool.frames,
  sharedTailFrames: pool.sharedTailFrames,
  bytesSaved: pool.bytesSaved,
  when: pool.when,
  mode: pool.mode,
  off: pool.off,
  pageTables: { ...pool.pageTables },
  bytesPageTables: pool.bytesPageTables,
  bytesSavedNet: pool.bytesSavedNet,
  first: compactRows(pool.first).map(runJson),
  next: compactRows(pool.next).map(runJson),
  headRefcount: pool.headRefcount,
  nrMemmapPages: pool.nrMemmapPages,
  keptPages: pool.keptPages,
  bootLine: pool.bootLine,
  why: pool.why,
  deviceDax: deviceDaxInstead(machine, pool),
});

/** Spelled out: the order is part of the form. */
export const totalsJson = (t: Totals): { readonly [key: string]: JsonValue } => ({
  structPages: t.structPages,
  initializedStructPages: t.initializedStructPages,
  vmemmapPages: t.vmemmapPages,
  ownPages: t.ownPages,
  sharedPages: t.sharedPages,
  hugePages: t.hugePages,
  frames: t.frames,
  altmapFrames: t.altmapFrames,
  bootFrames: t.bootFrames,
  pageTables: { pte: t.pageTables.pte, pmd: t.pageTables.pmd, pud: t.pageTables.pud },
  bytesWithoutDedup: t.bytesWithoutDedup,
  bytesData: t.bytesData,
  bytesPageTables: t.bytesPageTables,
  bytesSaved: t.bytesSaved,
  nrMemmapPages: t.nrMemmapPages,
});
