/** What a whole config does to the machine: every pgmap in its order, on the vmemmap that those before it left. */
import { hugetlbPopulation } from './hugetlb';
import { layingOut } from './layout';
import { addTables } from './pageTables';
import { noTotals } from './pgmapPopulation';
import { finish } from './steps';
import type { Layout } from './layout';
import type { HugetlbPool, Machine, Pgmap, Population, Totals } from './types';

/** Populates the pgmaps one after the other, as creating the devices in the file's order would. */
export function populate(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  hugetlb: readonly HugetlbPool[],
): Population {
  return finish(populating(machine, pgmaps, hugetlb)).population;
}

/** A population, and what the next one of the same file can be had from. */
export interface Populated {
  readonly population: Population;
  readonly layout: Layout;
}

/** The same in steps: work that may be left off, or let others run, wherever it yields. `before`: see layingOut(). */
export function* populating(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  hugetlb: readonly HugetlbPool[],
  before?: Layout,
): Generator<void, Populated> {
  const layout = yield* layingOut(machine, pgmaps, before);
  const populations = layout.laid.map((one) => one.population);
  const totals = sumTotals(
    machine,
    populations.filter((p) => p.outcome.ok).map((p) => p.totals),
  );
  return {
    population: { pgmaps: populations, hugetlb: hugetlbPopulation(machine, hugetlb), totals },
    layout,
  };
}

/** Sums totals; nrMemmapPages is null where the kernel has no such counter. */
export function sumTotals(machine: Machine, all: readonly Totals[]): Totals {
  const sum = noTotals(machine) as { -readonly [K in keyof Totals]: Totals[K] };
  // Written out: looked up by name, thirteen figures of each pgmap are a tenth of what a keystroke costs.
  for (const t of all) {
    sum.structPages += t.structPages;
    sum.initializedStructPages += t.initializedStructPages;
    sum.vmemmapPages += t.vmemmapPages;
    sum.ownPages += t.ownPages;
    sum.sharedPages += t.sharedPages;
    sum.hugePages += t.hugePages;
    sum.frames += t.frames;
    sum.altmapFrames += t.altmapFrames;
    sum.bootFrames += t.bootFrames;
    sum.bytesWithoutDedup += t.bytesWithoutDedup;
    sum.bytesData += t.bytesData;
    sum.bytesPageTables += t.bytesPageTables;
    sum.bytesSaved += t.bytesSaved;
    sum.pageTables = addTables(sum.pageTables, t.pageTables);
    if (t.nrMemmapPages !== null) sum.nrMemmapPages = (sum.nrMemmapPages ?? 0) + t.nrMemmapPages;
  }
  return sum;
}
