/** What a whole config does to the machine: every pgmap in its order, on the vmemmap that those before it left. */
import { pageSize } from './arch';
import { initializedStructPages, nrMemmapPages } from './accounting';
import { dedupOff, pgmapVmemmapNr } from './gate';
import { hugetlbPopulation } from './hugetlb';
import { IntervalSet } from './intervals';
import { addressLimit, memremapRefusal, pfns } from './memremap';
import { addPages } from './populate';
import { nothingSpent } from './populating';
import { resolve } from './ranges';
import { refusal } from './refusal';
import { FrameCounter, RunsBuilder } from './runsBuilder';
import { countKinds } from './runs';
import { addTables, NO_TABLES, Vmemmap } from './vmemmap';
import type { Populating, Spent } from './populating';
import type { FrameId } from './vmemmap';
import type { Request } from './ranges';
import type {
  Altmap,
  HugetlbPool,
  Machine,
  Outcome,
  Pgmap,
  PgmapPopulation,
  Population,
  RangePopulation,
  Totals,
} from './types';

export const NO_TOTALS: Totals = {
  structPages: 0,
  initializedStructPages: 0,
  vmemmapPages: 0,
  ownPages: 0,
  sharedPages: 0,
  hugePages: 0,
  frames: 0,
  altmapFrames: 0,
  bootFrames: 0,
  pageTables: NO_TABLES,
  bytesWithoutDedup: 0,
  bytesData: 0,
  bytesPageTables: 0,
  bytesSaved: 0,
  nrMemmapPages: null,
};

/** Populates the pgmaps one after the other, as creating the devices in the file's order would. */
export function populate(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  hugetlb: readonly HugetlbPool[],
): Population {
  const memory = { live: new IntervalSet(), asIs: new Vmemmap(machine), without: new Vmemmap(machine) };
  let above = top(machine, pgmaps);
  const populations = pgmaps.map((pgmap) => {
    const request = resolve(machine, pgmap, above);
    if (!request.baseKnown) above = request.ranges.at(-1)!.end + 1n;
    return pgmapPopulation(machine, pgmap, request, memory);
  });
  const totals = sumTotals(populations.filter((p) => p.outcome.ok).map((p) => p.totals));
  return { pgmaps: populations, hugetlb: hugetlbPopulation(machine, hugetlb), totals };
}

/** The first address above all RAM and ranges that the config names and the machine can have. */
function top(machine: Machine, pgmaps: readonly Pgmap[]): bigint {
  const limit = addressLimit(machine);
  let end = 0n;
  const reach = (to: bigint): void => {
    if (to > end && to < limit) end = to;
  };
  for (const r of machine.ram ?? []) reach(r.end + 1n);
  for (const p of pgmaps) {
    for (const r of p.ranges) reach(r.end + 1n);
    if (p.raw) reach(p.raw.start + p.raw.size);
  }
  return end;
}

interface Memory {
  readonly live: IntervalSet;
  /** The vmemmap as the kernel makes it, and as it were with dedup off. */
  readonly asIs: Vmemmap;
  readonly without: Vmemmap;
}

function pgmapPopulation(machine: Machine, pgmap: Pgmap, request: Request, memory: Memory): PgmapPopulation {
  const off = dedupOff(machine, pgmap);
  const described = (
    outcome: Outcome,
    altmap: Altmap | null,
    ranges: readonly RangePopulation[],
    totals: Totals,
  ): PgmapPopulation => ({
    name: pgmap.name,
    outcome,
    dedup: off === null,
    dedupOff: off,
    pagesPerCompound: pgmapVmemmapNr(machine, pgmap),
    altmap,
    ranges,
    totals,
  });
  const refused =
    request.refusal ?? memremapRefusal(machine, pgmap, request.ranges, request.altmap, memory.live);
  const made = refused ? undefined : populateRanges(machine, pgmap, request, memory.asIs, off === null);
  if (!made)
    return described(refused ?? OUT_OF_ALTMAP, null, untouched(machine, request, memory.asIs), NO_TOTALS);
  const without = populateRanges(machine, pgmap, request, memory.without, false) ?? made;
  for (const range of request.ranges) {
    const { from, to } = pfns(machine, range);
    memory.live.add(from, to);
  }
  const totals = totalsOf(machine, made, bytes(machine, without.spent));
  return described(ACCEPTED, made.altmap, made.ranges, totals);
}

const ACCEPTED: Outcome = { ok: true };

/** altmap_alloc_block_buf() gives nothing and prints nothing; x86's add_pages() warns once, without words. */
const OUT_OF_ALTMAP = refusal('ENOMEM', 'vmemmap_populate_hugepages', 'Cannot allocate memory');

interface Made {
  readonly ranges: readonly RangePopulation[];
  readonly spent: Spent;
  readonly altmap: Altmap | null;
  readonly frames: number;
  readonly initialized: number;
  readonly nrMemmapPages: number | null;
}

/** Populates all ranges of a pgmap; undefined where the altmap runs out. */
function populateRanges(
  machine: Machine,
  pgmap: Pgmap,
  request: Request,
  vmemmap: Vmemmap,
  canOptimize: boolean,
): Made | undefined {
  const [frames, spent] = [new FrameCounter(), nothingSpent()];
  const ranges: RangePopulation[] = [];
  const known = new Map<FrameId, number>();
  let altmap = request.altmap;
  let initialized = 0;
  let counted: number | null = null;
  for (const range of request.ranges) {
    const { from, to } = pfns(machine, range);
    const runs = new RunsBuilder(frames);
    const nr = pgmapVmemmapNr(machine, pgmap);
    const p: Populating = {
      machine,
      vmemmap,
      runs,
      spent,
      canOptimize,
      nr,
      startPfn: from,
      endPfn: to,
      altmap,
      known,
    };
    if (!addPages(p)) return undefined;
    altmap = p.altmap;
    initialized += initializedStructPages(p);
    const added = nrMemmapPages(p);
    if (added !== null) counted = (counted ?? 0) + added;
    ranges.push(rangeOf(vmemmap, from, to, request.baseKnown, runs));
  }
  return { ranges, spent, altmap, frames: frames.next, initialized, nrMemmapPages: counted };
}

const rangeOf = (
  vmemmap: Vmemmap,
  startPfn: number,
  endPfn: number,
  baseKnown: boolean,
  runs: RunsBuilder,
): RangePopulation => ({
  startPfn,
  endPfn,
  baseKnown,
  firstVmemmapPage: vmemmap.vmemmapPage(startPfn),
  vmemmapPages: runs.pages,
  runs: runs.rows,
});

/** What the vmemmap of refused ranges shows: the boot memmap of sections shared with RAM, and nothing else. */
function untouched(machine: Machine, request: Request, vmemmap: Vmemmap): RangePopulation[] {
  const frames = new FrameCounter();
  return request.ranges.map((range) => {
    const { from, to } = pfns(machine, range);
    const runs = new RunsBuilder(frames);
    vmemmap.bootStretches(from, to).forEach(({ pages, boot }) => {
      if (boot) runs.huge(pages, 'boot-memmap');
      else runs.none(pages);
    });
    return rangeOf(vmemmap, from, to, request.baseKnown, runs);
  });
}

const bytesOfTables = (machine: Machine, spent: Spent): number =>
  (spent.tables.pte + spent.tables.pmd + spent.tables.pud) * pageSize(machine.arch);

const bytes = (machine: Machine, spent: Spent): number =>
  spent.ramFrames * pageSize(machine.arch) + bytesOfTables(machine, spent);

function totalsOf(machine: Machine, made: Made, bytesWithoutDedup: number): Totals {
  const kinds = countKinds(made.ranges.map((r) => r.runs));
  const bytesData = made.spent.ramFrames * pageSize(machine.arch);
  const bytesPageTables = bytesOfTables(machine, made.spent);
  return {
    structPages: made.ranges.reduce((sum, r) => sum + r.endPfn - r.startPfn, 0),
    initializedStructPages: made.initialized,
    vmemmapPages: made.ranges.reduce((sum, r) => sum + r.vmemmapPages, 0),
    ownPages: kinds.own,
    sharedPages: kinds.shared,
    hugePages: kinds.huge,
    frames: made.frames,
    altmapFrames: made.spent.altmapFrames,
    bootFrames: made.spent.bootFrames,
    pageTables: made.spent.tables,
    bytesWithoutDedup,
    bytesData,
    bytesPageTables,
    bytesSaved: bytesWithoutDedup - bytesData - bytesPageTables,
    nrMemmapPages: made.nrMemmapPages,
  };
}

/** Sums totals; nrMemmapPages is null only where no pgmap has the counter. */
export function sumTotals(all: readonly Totals[]): Totals {
  const sum = { ...NO_TOTALS } as { -readonly [K in keyof Totals]: Totals[K] };
  for (const t of all) {
    for (const key of SUMMED) sum[key] += t[key];
    sum.pageTables = addTables(sum.pageTables, t.pageTables);
    if (t.nrMemmapPages !== null) sum.nrMemmapPages = (sum.nrMemmapPages ?? 0) + t.nrMemmapPages;
  }
  return sum;
}

const SUMMED = [
  'structPages',
  'initializedStructPages',
  'vmemmapPages',
  'ownPages',
  'sharedPages',
  'hugePages',
  'frames',
  'altmapFrames',
  'bootFrames',
  'bytesWithoutDedup',
  'bytesData',
  'bytesPageTables',
  'bytesSaved',
] as const;
