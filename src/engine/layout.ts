/** The pgmaps of a config on the machine, one after the other; after a change, those alone that it can have touched. */
import { IntervalSet } from './intervals';
import { islandsOf, reachOf } from './islands';
import { addressLimit } from './memremap';
import { pgmapPopulation } from './pgmapPopulation';
import { resolve } from './ranges';
import { booted } from './booted';
import type { Memory } from './memory';
import { subtractTables, type Stretch } from './pageTables';
import type { Request } from './ranges';
import type { Vmemmap } from './vmemmap';
import type { Machine, PageTables, Pgmap, PgmapPopulation, PhysRange } from './types';

/** Pgmaps laid out from one yield to the next: a few ms. */
const STEP = 100;

/** What was laid out, with all that is needed to lay out the next text of the same file by its changes. */
export interface Layout {
  readonly machine: Machine;
  readonly laid: readonly Laid[];
  readonly islands: readonly (readonly number[])[];
  /** Whether something was taken back: then page tables went with it that others may have made again. */
  readonly tookBack: boolean;
}

/** What is to be laid out, and where that can read or write. */
export interface Asked {
  readonly pgmap: Pgmap;
  readonly request: Request;
  readonly reach: readonly Stretch[];
}

interface Laid extends Asked {
  readonly population: PgmapPopulation;
  readonly asIs: UpperTables;
  readonly without: UpperTables;
}

/** Page tables above the PTE level: one PMD table serves 64 GiB of memory on x86-64, and whoever comes first makes it. */
interface UpperTables {
  /** The vmemmap pages that needed them. */
  readonly needed: readonly Stretch[];
  /** Of them and below, those that were not there. */
  readonly made: PageTables;
}

/** A machine after boot, with no device yet. */
export const memoryOf = (machine: Machine): Memory => ({
  live: new IntervalSet(),
  online: new IntervalSet(),
  asIs: booted(machine),
  without: booted(machine),
});

/**
 * Lays the pgmaps out in their order. `before`: of an earlier text of the file; where a whole island of it is in the
 * config again, the same objects, nothing in it is done anew. The result is the same with it and without.
 */
export function* layingOut(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  before?: Layout,
): Generator<void, Layout> {
  const kept = before?.machine === machine && !before.tookBack ? before : undefined;
  return (yield* laying(machine, pgmaps, kept)) ?? (yield* laying(machine, pgmaps, undefined))!;
}

/** Undefined where what was kept does not hold after all. */
function* laying(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  before: Layout | undefined,
): Generator<void, Layout | undefined> {
  const memory = memoryOf(machine);
  const known = before && askedBefore(before.laid, pgmaps);
  const requestOf = requester(machine, pgmaps);
  const asked: Asked[] = [];
  for (let i = 0; i < pgmaps.length; i++) {
    if (i % STEP === STEP - 1) yield;
    const was = known?.(i);
    if (was?.request.baseKnown) {
      asked.push(was);
      continue;
    }
    const pgmap = pgmaps[i]!;
    const request = requestOf(pgmap);
    asked.push({ pgmap, request, reach: reachOf(memory.asIs, pgmap, request) });
  }
  const islands = islandsOf(asked.map((one) => one.reach));
  const kept = before ? keptOf(before, asked, islands) : [];
  const laid: Laid[] = [];
  for (let i = 0; i < asked.length; i++) {
    if (i % STEP === STEP - 1) yield;
    const was = kept[i];
    if (was && !hasTables(memory, was)) return undefined;
    laid.push(was ?? lay(machine, asked[i]!, memory));
  }
  const tookBack = memory.asIs.hasLost || memory.without.hasLost;
  // What is taken back takes tables with it under which nothing else is mapped: all has to be there for that.
  return tookBack && before ? undefined : { machine, laid, islands, tookBack };
}

/** By index: what pgmaps are asked for that stand before or behind all that changed. */
function askedBefore(laid: readonly Laid[], pgmaps: readonly Pgmap[]): (i: number) => Asked | undefined {
  const more = pgmaps.length - laid.length;
  const most = Math.min(laid.length, pgmaps.length);
  let first = 0;
  while (first < most && laid[first]!.pgmap === pgmaps[first]) first++;
  let end = pgmaps.length;
  while (end > first && end - more > first && laid[end - more - 1]!.pgmap === pgmaps[end - 1]) end--;
  return (i) => (i < first ? laid[i] : i < end ? undefined : laid[i - more]);
}

function lay(machine: Machine, { pgmap, request, reach }: Asked, memory: Memory): Laid {
  const [asIs, without] = [tablesBy(memory.asIs), tablesBy(memory.without)];
  const population = pgmapPopulation(machine, pgmap, request, memory);
  return { pgmap, request, reach, population, asIs: asIs(), without: without() };
}

/** What tables are needed and made from here on. */
function tablesBy(vmemmap: Vmemmap): () => UpperTables {
  vmemmap.takeNeeded();
  const before = vmemmap.newTables;
  return () => ({ needed: vmemmap.takeNeeded(), made: subtractTables(vmemmap.newTables, before) });
}

/** Makes the upper tables of what is not laid out again; false where it is not those that it made before. */
const hasTables = ({ asIs, without }: Memory, known: Laid): boolean =>
  makesAgain(asIs, known.asIs) && makesAgain(without, known.without);

function makesAgain(vmemmap: Vmemmap, { needed, made }: UpperTables): boolean {
  if (needed.length === 0) return made.pmd === 0 && made.pud === 0;
  const before = vmemmap.newTables;
  vmemmap.addUpperTables(needed);
  const { pmd, pud } = subtractTables(vmemmap.newTables, before);
  return pmd === made.pmd && pud === made.pud;
}

/** By index: what is as it was, of islands that came through whole and in order. */
function keptOf(
  before: Layout,
  asked: readonly Asked[],
  islands: Layout['islands'],
): readonly (Laid | undefined)[] {
  const islandOf = new Map<Pgmap, readonly number[]>();
  for (const island of before.islands) islandOf.set(before.laid[island[0]!]!.pgmap, island);
  const kept: (Laid | undefined)[] = new Array<undefined>(asked.length).fill(undefined);
  for (const island of islands) {
    const was = islandOf.get(asked[island[0]!]!.pgmap);
    if (was?.length === island.length && was.every((i, k) => isAsked(before.laid[i]!, asked[island[k]!]!)))
      was.forEach((i, k) => (kept[island[k]!] = before.laid[i]));
  }
  return kept;
}

/** The same pgmap; of one whose base is not known, in the same place, which dax-kmem trims at both ends. */
const isAsked = (a: Asked, b: Asked): boolean =>
  a.pgmap === b.pgmap && (a.request.baseKnown || sameRange(a.request.ranges[0], b.request.ranges[0]));

const sameRange = (a: PhysRange | undefined, b: PhysRange | undefined): boolean =>
  a?.start === b?.start && a?.end === b?.end;

/** Adds the pgmaps to what is there. */
export function populateInto(machine: Machine, pgmaps: readonly Pgmap[], memory: Memory): PgmapPopulation[] {
  const requestOf = requester(machine, pgmaps);
  return pgmaps.map((pgmap) => pgmapPopulation(machine, pgmap, requestOf(pgmap), memory));
}

/** What memremap_pages() is given; pgmaps of unknown base stand above all that is known, one above the other. */
function requester(machine: Machine, pgmaps: readonly Pgmap[]): (pgmap: Pgmap) => Request {
  let above: bigint | undefined;
  return (pgmap) => {
    above ??= top(machine, pgmaps);
    const request = resolve(machine, pgmap, above);
    if (!request.baseKnown) above = request.ranges.at(-1)!.end + 1n;
    return request;
  };
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
