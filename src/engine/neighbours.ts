/** Devices that come too near each other: in one subsection, or in one section. */
import { alignUp } from './align';
import { SUBSECTION_SHIFT } from './arch';
import { moveStart } from './fixes';
import { formatBytes, hex } from './units';
import type { EngineFinding, Machine, Pgmap, PgmapPopulation, PhysRange, Place, Population } from './types';

const SUBSECTION = 1n << BigInt(SUBSECTION_SHIFT);

interface Extent {
  readonly pgmap: number;
  readonly place: Place;
  readonly name: string;
  readonly range: PhysRange;
}

/** The physical extents the pgmaps name; those of unknown base have none. */
const extents = (pgmaps: readonly Pgmap[]): Extent[] =>
  pgmaps.flatMap(({ name, raw, ranges }, pgmap): Extent[] =>
    raw
      ? [
          {
            pgmap,
            name,
            place: { pgmap, key: 'raw' },
            range: { start: raw.start, end: raw.start + raw.size - 1n },
          },
        ]
      : ranges.map((range, r) => ({ pgmap, name, place: { pgmap, range: r }, range })),
  );

/** Pairs of extents of two pgmaps that have a unit of `bytes` in common, the one later in the file first. */
function sharers(all: readonly Extent[], bytes: bigint): [later: Extent, earlier: Extent][] {
  const pairs: [Extent, Extent][] = [];
  let widest: Extent | undefined;
  for (const one of [...all].sort((a, b) => (a.range.start < b.range.start ? -1 : 1))) {
    if (widest && one.pgmap !== widest.pgmap && one.range.start / bytes <= widest.range.end / bytes)
      pairs.push(one.pgmap > widest.pgmap ? [one, widest] : [widest, one]);
    if (!widest || one.range.end > widest.range.end) widest = one;
  }
  return pairs;
}

const spanText = ({ range }: Extent): string => `${hex(range.start)}-${hex(range.end)}`;

/** Refused ranges with the live one that they share a subsection with: what was refused itself stands in nobody's way. */
function refusedByLive(pgmaps: readonly Pgmap[], { pgmaps: made }: Population): [Extent, Extent][] {
  if (made.every(({ outcome }) => outcome.ok)) return [];
  const all = extents(pgmaps);
  const live = all.filter((e) => made[e.pgmap]!.outcome.ok);
  const meet = (a: Extent, b: Extent): boolean =>
    a.range.start / SUBSECTION <= b.range.end / SUBSECTION &&
    b.range.start / SUBSECTION <= a.range.end / SUBSECTION;
  return all.flatMap((here, i): [Extent, Extent][] => {
    if (made[here.pgmap]!.outcome.ok) return [];
    const there =
      live.find((other) => other.pgmap < here.pgmap && meet(here, other)) ??
      all.slice(0, i).find((other) => other.pgmap === here.pgmap && meet(here, other));
    return there ? [[here, there]] : [];
  });
}

/** Ranges that share a subsection, by pgmap. */
export function rangeOverlaps(
  pgmaps: readonly Pgmap[],
  population: Population,
): Map<number, EngineFinding[]> {
  const found = refusedByLive(pgmaps, population).map(([here, there]): [number, EngineFinding] => [
    here.pgmap,
    {
      code: 'range-overlap',
      severity: 'error',
      place: here.place,
      what: `The range shares a 2 MiB subsection with ${spanText(there)} of ${there.name}.`,
      ...refuser(population.pgmaps[here.pgmap]!),
      related: [{ place: there.place, message: `This range of ${there.name}.` }],
      fixes:
        here.place.range !== undefined && there.range.end < here.range.end
          ? [moveStart(here.pgmap, here.place.range, alignUp(there.range.end + 1n, SUBSECTION), 'up')]
          : [],
    },
  ]);
  return grouped(found);
}

const CONFLICT = {
  why: 'pagemap_range() finds a live pgmap at its ends (“Conflicting mapping in same section”, ENOMEM), else fill_subsection_map() finds the subsection taken (EEXIST).',
  errno: 'ENOMEM',
  kernelFunction: 'pagemap_range',
} as const;
const BETWEEN = { ...CONFLICT, errno: 'EEXIST', kernelFunction: 'fill_subsection_map' } as const;
const SYSTEM_RAM = {
  why: 'pagemap_range() adds only what region_intersects() finds disjoint from System RAM, which dax-kmem made of the other: ENXIO.',
  errno: 'ENXIO',
  kernelFunction: 'pagemap_range',
} as const;
const HELD = {
  why: 'dev_dax_kmem_probe() cannot reserve what another device holds (“could not reserve region”): EBUSY.',
  errno: 'EBUSY',
  kernelFunction: 'dev_dax_kmem_probe',
} as const;

/** The kernel's own word where it is about the conflict; a pgmap can be wrong in other ways as well. */
function refuser({
  outcome,
}: PgmapPopulation): typeof CONFLICT | typeof BETWEEN | typeof SYSTEM_RAM | typeof HELD {
  const by = outcome.ok ? '' : `${outcome.errno} ${outcome.function}`;
  return [BETWEEN, SYSTEM_RAM, HELD].find((r) => by === `${r.errno} ${r.kernelFunction}`) ?? CONFLICT;
}

const SHARED = {
  code: 'section-shared',
  severity: 'information',
  why: 'Devices may share a section in units of a subsection (sparse_add_section()); both use its page tables.',
  kernelFunction: 'section_activate',
} as const;

const TORN_DOWN = {
  code: 'removal-hazard',
  severity: 'warning',
  why: 'One PMD leaf can hold the struct pages of both, and vmemmap_free() clears it whole when the first of them is removed: the other loses its struct pages while in use.',
  kernelFunction: 'vmemmap_free',
} as const;

/** Devices that share a section but no subsection, by pgmap. */
export function sharedSections(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  population: Population,
): Map<number, EngineFinding[]> {
  const section = 1n << BigInt(machine.arch.sectionShift);
  const { populate, depopulate } = machine.kernel.behaviour;
  // One PMD leaf maps the section, and removal clears it for both.
  const tearsDown = populate === 'hugepages' && depopulate === 'touched';
  const live = extents(pgmaps).filter((e) => population.pgmaps[e.pgmap]!.outcome.ok);
  const found = sharers(live, section).map(([here, there]): [number, EngineFinding] => [
    here.pgmap,
    {
      ...(tearsDown ? TORN_DOWN : SHARED),
      place: here.place,
      what: `The range shares a ${formatBytes(section)} section with ${spanText(there)} of ${there.name}.`,
      related: [{ place: there.place, message: `This range of ${there.name}.` }],
    },
  ]);
  return grouped(found);
}

function grouped(found: readonly [number, EngineFinding][]): Map<number, EngineFinding[]> {
  const map = new Map<number, EngineFinding[]>();
  for (const [pgmap, finding] of found) map.set(pgmap, [...(map.get(pgmap) ?? []), finding]);
  return map;
}
