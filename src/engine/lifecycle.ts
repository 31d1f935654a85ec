/**
 * What a pgmap leaves behind: after an allocation that fails in the middle of memremap_pages(), on a second try, and
 * as memunmap_pages() takes it away slice by slice.
 */
import { removePages, sectionDeactivate } from './depopulate';
import { memoryOf, populateInto } from './layout';
import { addTables } from './pageTables';
import { sectionSlices } from './slices';
import type { Memory } from './memory';
import type { Machine, Outcome, PageTables, Pgmap, PgmapPopulation } from './types';

/** RAM that is in use: frames of struct pages, in base pages, and page tables. */
export interface InUse {
  readonly frames: number;
  readonly tables: PageTables;
}

export interface FailedAllocation {
  /** What memremap_pages() gave, and what is mapped of the ranges after it. */
  readonly made: PgmapPopulation;
  /** What stays taken although the pgmap failed. */
  readonly left: InUse;
  /** What a second try gives, with memory enough. */
  readonly retry: Outcome;
}

/**
 * Lets the `nth` allocation (from 1) that populating pgmap `index` makes fail: page tables and frames from RAM, in the
 * kernel's order. Slices before the failing one stay added: the next try finds their subsections taken.
 */
export function failAllocation(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  index: number,
  nth: number,
): FailedAllocation {
  const memory = memoryOf(machine);
  populateInto(machine, pgmaps.slice(0, index), memory);
  const before = inUse(memory);
  memory.asIs.failAt(nth);
  const made = populateInto(machine, [pgmaps[index]!], memory)[0]!;
  memory.asIs.failAt(Infinity);
  const left = less(inUse(memory), before);
  const retry = made.outcome.ok ? made.outcome : populateInto(machine, [pgmaps[index]!], memory)[0]!.outcome;
  return { made, left, retry };
}

/** One slice, or the rest of them together, as removal gives it back. In pfns, `endPfn` exclusive. */
export interface RemovedSlice {
  readonly startPfn: number;
  readonly endPfn: number;
  readonly freed: InUse;
}

export interface Removal {
  /** The first slices one by one, then the rest of their range together. */
  readonly slices: readonly RemovedSlice[];
  readonly freed: InUse;
  /** What the pgmap took and nobody gives back. */
  readonly left: InUse;
}

/** Slices that are told one by one; compounds of a gibibyte have eight to a range's period. */
const TOLD = 24;

/** What memunmap_pages() frees when pgmap `index` goes, all others staying; undefined where it was not accepted. */
export function removal(machine: Machine, pgmaps: readonly Pgmap[], index: number): Removal | undefined {
  const memory = memoryOf(machine);
  const made = populateInto(machine, pgmaps, memory);
  if (!made[index]!.outcome.ok) return undefined;
  const taken = {
    frames: made[index]!.totals.bytesData / 2 ** machine.arch.pageShift,
    tables: made[index]!.totals.pageTables,
  };
  const slices: RemovedSlice[] = [];
  const step = (startPfn: number, endPfn: number, remove: () => void): void => {
    const before = inUse(memory);
    remove();
    slices.push({ startPfn, endPfn, freed: less(before, inUse(memory)) });
  };
  const { asIs } = memory;
  for (const { startPfn, endPfn } of made[index]!.ranges) {
    let pfn = startPfn;
    for (const s of sectionSlices(machine.arch, startPfn, endPfn))
      for (let i = 0; i < s.count && slices.length < TOLD; i++, pfn += s.pages) {
        const [from, to] = [pfn, pfn + s.pages];
        step(from, to, () => sectionDeactivate(machine, asIs, from, to));
      }
    if (pfn < endPfn) step(pfn, endPfn, () => removePages(machine, asIs, pfn, endPfn));
  }
  const freed = slices.reduce((sum, s) => plus(sum, s.freed), NOTHING);
  return { slices, freed, left: less(taken, freed) };
}

const NOTHING: InUse = { frames: 0, tables: { pte: 0, pmd: 0, pud: 0 } };

const inUse = ({ asIs }: Memory): InUse => ({ frames: asIs.ramFrames, tables: asIs.newTables });

const plus = (a: InUse, b: InUse): InUse => ({
  frames: a.frames + b.frames,
  tables: addTables(a.tables, b.tables),
});

const less = (a: InUse, b: InUse): InUse => ({
  frames: a.frames - b.frames,
  tables: {
    pte: a.tables.pte - b.tables.pte,
    pmd: a.tables.pmd - b.tables.pmd,
    pud: a.tables.pud - b.tables.pud,
  },
});
