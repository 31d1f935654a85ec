/** What a whole config does to the machine: every pgmap in its order, on the vmemmap that those before it left. */
import { hugetlbPopulation } from './hugetlb';
import { IntervalSet } from './intervals';
import { addressLimit } from './memremap';
import { noTotals, pgmapPopulation } from './pgmapPopulation';
import { vmemmapPopulate } from './archPopulate';
import { resolve } from './ranges';
import { finish } from './steps';
import { Vmemmap } from './vmemmap';
import type { Populating } from './populateRange';
import type { Memory } from './memory';
import type { HugetlbPool, Machine, Pgmap, PgmapPopulation, Population, Totals } from './types';

/** Pgmaps laid out from one yield to the next: a few ms. */
const STEP = 100;

/** Populates the pgmaps one after the other, as creating the devices in the file's order would. */
export function populate(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  hugetlb: readonly HugetlbPool[],
): Population {
  return finish(populating(machine, pgmaps, hugetlb));
}

/** The same in steps: work that may be left off, or let others run, wherever it yields. */
export function* populating(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  hugetlb: readonly HugetlbPool[],
): Generator<void, Population> {
  const populations = yield* populatingInto(machine, pgmaps, memoryOf(machine));
  const totals = sumTotals(
    machine,
    populations.filter((p) => p.outcome.ok).map((p) => p.totals),
  );
  return { pgmaps: populations, hugetlb: hugetlbPopulation(machine, hugetlb), totals };
}

/** A machine after boot, with no device yet. */
export const memoryOf = (machine: Machine): Memory => ({
  live: new IntervalSet(),
  online: new IntervalSet(),
  asIs: booted(machine),
  without: booted(machine),
});

/** Adds the pgmaps to what is there. */
export const populateInto = (machine: Machine, pgmaps: readonly Pgmap[], memory: Memory): PgmapPopulation[] =>
  finish(populatingInto(machine, pgmaps, memory));

function* populatingInto(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  memory: Memory,
): Generator<void, PgmapPopulation[]> {
  let above = top(machine, pgmaps);
  const made: PgmapPopulation[] = [];
  for (const pgmap of pgmaps) {
    if (made.length % STEP === STEP - 1) yield;
    const request = resolve(machine, pgmap, above);
    if (!request.baseKnown) above = request.ranges.at(-1)!.end + 1n;
    made.push(pgmapPopulation(machine, pgmap, request, memory));
  }
  return made;
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

/** The vmemmap as boot leaves it: the whole memmap of every section that holds RAM (sparse_init_nid(), mm/sparse.c). */
export function booted(machine: Machine): Vmemmap {
  const vmemmap = new Vmemmap(machine);
  for (const [startPfn, endPfn] of vmemmap.bootSections) {
    const p: Populating = {
      machine,
      vmemmap,
      canOptimize: false,
      nr: 1,
      startPfn,
      endPfn,
      altmap: null,
      rule: 'boot-memmap',
    };
    vmemmapPopulate(p, p.vmemmap.address(startPfn), p.vmemmap.address(endPfn), endPfn - startPfn);
  }
  vmemmap.newOwner();
  return vmemmap;
}

/** Sums totals; nrMemmapPages is null where the kernel has no such counter. */
export function sumTotals(machine: Machine, all: readonly Totals[]): Totals {
  const sum = { ...noTotals(machine) } as { -readonly [K in keyof Totals]: Totals[K] };
  let [pte, pmd, pud] = [0, 0, 0];
  for (const t of all) {
    for (const key of SUMMED) sum[key] += t[key];
    pte += t.pageTables.pte;
    pmd += t.pageTables.pmd;
    pud += t.pageTables.pud;
    if (t.nrMemmapPages !== null) sum.nrMemmapPages = (sum.nrMemmapPages ?? 0) + t.nrMemmapPages;
  }
  return { ...sum, pageTables: { pte, pmd, pud } };
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
