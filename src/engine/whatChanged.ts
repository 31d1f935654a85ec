/** The same pgmaps over all kernel releases: where what becomes of them changes, and which switch is behind it. */
import { archAt, pageSize } from './arch';
import { headsOnSharedPages } from './heads';
import { parseKernel } from './kernel';
import { populate } from './population';
import { compareSeries, parseVersion, reached, SERIES, switchesOf, TABLE } from './releases';
import type { Behaviour, Switch, Version } from './releases';
import type { HugetlbPool, HugetlbPopulation, Machine, Outcome, Pgmap, PgmapPopulation } from './types';

/** Releases of one series that behave alike on an architecture, as `patch` numbers; both inclusive. */
export interface Stretch {
  readonly series: string;
  readonly first: number;
  /** Infinity: up to the newest stable release. */
  readonly last: number;
}

/** How the struct pages are mapped. */
export type MappingKind = 'deduplicated' | 'huge' | 'base' | 'device' | 'boot';

/** What becomes of a pgmap; two releases are the same to it where all of this is. */
export interface PgmapFigures {
  readonly outcome: Outcome;
  readonly mapping: readonly MappingKind[];
  readonly bytesRam: number;
  readonly bytesSaved: number;
  readonly initializedStructPages: number;
  readonly nrMemmapPages: number | null;
  /** Compound heads on a tail page that they share; `warned`: the kernel says so. */
  readonly aliasedHeads: number;
  readonly warned: boolean;
}

/** A switch that made a difference. */
export interface Switched {
  readonly flag: keyof Behaviour;
  readonly from: Behaviour[keyof Behaviour];
  readonly to: Behaviour[keyof Behaviour];
  /** The switch that the releases have, or lack where those before are stable ones with its back-port. */
  readonly by: Switch<unknown>;
  readonly lacks: boolean;
}

/** Consecutive releases that are the same to a pgmap or a pool. */
export interface ReleaseGroup<Figures> {
  readonly from: Stretch;
  readonly to: Stretch;
  readonly figures: Figures;
  /** What switched at its beginning; none in the oldest. */
  readonly switched: readonly Switched[];
}

export interface WhatChanged {
  readonly pgmaps: readonly {
    readonly name: string;
    readonly groups: readonly ReleaseGroup<PgmapFigures>[];
  }[];
  readonly hugetlb: readonly {
    readonly pageSize: number;
    readonly count: number;
    readonly groups: readonly ReleaseGroup<HugetlbPopulation>[];
  }[];
}

/** The first release of a stretch: `6.12`, `6.12.20`. */
export const firstRelease = ({ series, first }: Stretch): string =>
  first === 0 ? series : `${series}.${first}`;

/** The last one; without a number it is the newest stable release of the series. */
export const lastRelease = ({ series, last }: Stretch): string =>
  last === Infinity ? series : `${series}.${last}`;

/** `6.12` for a whole series, `6.12.20–6.12.57`, `6.1.184–6.1.y`. */
export function releasesText(from: Stretch, to: Stretch = from): string {
  const [start, end] = [firstRelease(from), lastRelease(to)];
  if (start === end) return start;
  return `${start}–${end}${from.series === end ? '.y' : ''}`;
}

/** Every series, cut where a stable release of it takes a switch that can happen on the machine. */
export function stretches({ arch }: Machine): Stretch[] {
  const backports = new Map<string, Set<number>>();
  for (const flag of Object.keys(TABLE) as (keyof Behaviour)[])
    for (const text of switchesOf(flag, arch).flatMap((s) => s.stable ?? [])) {
      const { major, minor, patch } = parseVersion(text);
      const series = `${major}.${minor}`;
      backports.set(series, (backports.get(series) ?? new Set()).add(patch));
    }
  return SERIES.flatMap((series) => {
    const starts = [0, ...[...(backports.get(series) ?? [])].sort((a, b) => a - b)];
    return starts.map((first, i) => ({ series, first, last: (starts[i + 1] ?? Infinity) - 1 }));
  });
}

const flags = (behaviour: Behaviour): (keyof Behaviour)[] => Object.keys(behaviour) as (keyof Behaviour)[];

/** Lays the same pgmaps and pools out on every release. */
export function whatChanged(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  pools: readonly HugetlbPool[],
): WhatChanged {
  const history = new History(machine, pgmaps, pools);
  return {
    pgmaps: pgmaps.map(({ name }, i) => ({ name, groups: history.groups((made) => made.pgmaps[i]!) })),
    hugetlb: pools.map(({ pageSize, count }, i) => ({
      pageSize,
      count,
      groups: history.groups((made) => made.hugetlb[i]!),
    })),
  };
}

interface Made {
  readonly pgmaps: readonly PgmapFigures[];
  readonly hugetlb: readonly HugetlbPopulation[];
}

interface Point {
  readonly stretch: Stretch;
  readonly version: Version;
  readonly behaviour: Behaviour;
}

class History {
  private readonly points: readonly Point[];
  private readonly known = new Map<string, Made>();

  constructor(
    private readonly machine: Machine,
    private readonly pgmaps: readonly Pgmap[],
    private readonly pools: readonly HugetlbPool[],
  ) {
    this.points = stretches(machine).map((stretch) => {
      const release = lastRelease(stretch);
      const { behaviour } = parseKernel(release, machine.arch)!;
      return { stretch, version: parseVersion(release), behaviour };
    });
  }

  /** Consecutive releases with the same figures, from the oldest. */
  groups<F>(of: (made: Made) => F): ReleaseGroup<F>[] {
    const groups: { from: Stretch; to: Stretch; figures: F; switched: Switched[] }[] = [];
    let before: Point | undefined;
    for (const point of this.points) {
      const figures = of(this.made(point.behaviour));
      const group = groups.at(-1);
      if (group && same(group.figures, figures)) group.to = point.stretch;
      else {
        const switched = before ? this.causes(before, point, of) : [];
        groups.push({ from: point.stretch, to: point.stretch, figures, switched });
      }
      before = point;
    }
    return groups;
  }

  /** Of what differs between two releases, that without which the figures would differ too; all of it where nothing alone does. */
  private causes<F>(before: Point, after: Point, of: (made: Made) => F): Switched[] {
    const figures = of(this.made(after.behaviour));
    const differ = flags(after.behaviour).filter((f) => before.behaviour[f] !== after.behaviour[f]);
    const matter = differ.filter((flag) => {
      const without = { ...after.behaviour, [flag]: before.behaviour[flag] } as Behaviour;
      return !same(of(this.made(without)), figures);
    });
    return (matter.length > 0 ? matter : differ).map((flag) => this.switched(flag, before, after));
  }

  private switched(flag: keyof Behaviour, before: Point, after: Point): Switched {
    const has = (p: Point): readonly Switch<unknown>[] =>
      switchesOf(flag, this.machine.arch).filter((s) => reached(p.version, s));
    const [had, got] = [has(before), has(after)];
    const by = got.filter((s) => !had.includes(s)).at(-1) ?? had.filter((s) => !got.includes(s)).at(-1)!;
    const [from, to] = [before.behaviour[flag], after.behaviour[flag]];
    return { flag, from, to, by, lacks: !got.includes(by) };
  }

  /** What a behaviour makes of the pgmaps; many releases share one. */
  private made(behaviour: Behaviour): Made {
    const key = JSON.stringify(Object.values(behaviour));
    const known = this.known.get(key);
    if (known) return known;
    const arch = archAt(this.machine.arch, behaviour);
    const machine = { ...this.machine, arch, kernel: { ...this.machine.kernel, behaviour } };
    const population = populate(machine, this.pgmaps, this.pools);
    const made = {
      pgmaps: population.pgmaps.map((p) => figuresOf(machine, p)),
      hugetlb: population.hugetlb,
    };
    this.known.set(key, made);
    return made;
  }
}

/** Plain data with its keys in one order. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function figuresOf(machine: Machine, made: PgmapPopulation): PgmapFigures {
  const { totals, outcome } = made;
  const perPage = pageSize(machine.arch) / machine.structPageSize;
  const aliasedHeads = outcome.ok
    ? headsOnSharedPages(perPage, made).reduce((sum, { aliased }) => sum + aliased, 0)
    : 0;
  return {
    outcome,
    mapping: outcome.ok ? mappingOf(made) : [],
    bytesRam: totals.bytesData + totals.bytesPageTables,
    bytesSaved: totals.bytesSaved,
    initializedStructPages: totals.initializedStructPages,
    nrMemmapPages: outcome.ok ? totals.nrMemmapPages : null,
    aliasedHeads,
    warned: aliasedHeads > 0 && machine.kernel.behaviour.compoundWarning,
  };
}

function mappingOf({ totals, dedup }: PgmapPopulation): MappingKind[] {
  const { ownPages, sharedPages, hugePages, altmapFrames, bootFrames } = totals;
  const kinds: [MappingKind, boolean][] = [
    ['deduplicated', sharedPages > 0],
    ['huge', hugePages > bootFrames],
    ['base', ownPages > 0 && !(dedup && sharedPages > 0)],
    ['device', altmapFrames > 0],
    ['boot', bootFrames > 0],
  ];
  return kinds.filter(([, there]) => there).map(([kind]) => kind);
}

/** Whether a release lies in a group. */
export function inGroup(text: string, { from, to }: ReleaseGroup<unknown>): boolean {
  const v = parseVersion(text);
  const [low, high] = [parseVersion(from.series), parseVersion(to.series)];
  const after = compareSeries(v, low) || v.patch - from.first;
  const before = compareSeries(v, high) || (to.last === Infinity ? 0 : v.patch - to.last);
  return after >= 0 && before <= 0;
}
