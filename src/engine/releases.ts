/**
 * Kernel releases: which behaviour switches on where. Nothing else in the engine compares versions; the switches
 * themselves are data (`releaseTable.ts`). `kernel.ts` reads a release from text.
 */
import { TABLE } from './releaseTable';
import type { ArchName } from './archNames';
import type { Behaviour } from './behaviour';
import type { Switch } from './releaseTable';

export { TABLE };
export type * from './behaviour';
export type { Switch } from './releaseTable';

/** A release as numbers. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  /** Infinity: the newest stable release of the series. */
  readonly patch: number;
}

/** The series that are known, from the oldest; the newest is what an unknown newer one is taken for. */
export const SERIES: readonly string[] = [
  ...Array.from({ length: 10 }, (_, minor) => `5.${minor + 10}`),
  ...Array.from({ length: 20 }, (_, minor) => `6.${minor}`),
  ...['7.0', '7.1', '7.2', '7.3'],
];

/** The newest series the table knows. */
export const NEWEST_RELEASE = SERIES.at(-1)!;

export function parseVersion(text: string): Version {
  const [major, minor, patch] = text.split('.').map(Number) as [number, number, number | undefined];
  return { major, minor, patch: patch ?? Infinity };
}

export const compareSeries = (a: Version, b: Version): number => a.major - b.major || a.minor - b.minor;

/** Whether release `v` has a switch, by mainline or by back-port. */
export function reached(v: Version, at: Switch<unknown>): boolean {
  if (compareSeries(v, parseVersion(at.since)) >= 0) return true;
  return (at.stable ?? []).some((text) => {
    const stable = parseVersion(text);
    return compareSeries(v, stable) === 0 && v.patch >= stable.patch;
  });
}

/** Where a behaviour is decided: an architecture and its PAGE_SHIFT. */
export interface On {
  readonly name: ArchName;
  readonly pageShift: number;
  readonly mmu?: 'radix' | 'hash';
}

const holdsOn = (on: On, at: Switch<unknown>): boolean =>
  (!at.arches || at.arches.includes(on.name)) &&
  (!at.pageShift || at.pageShift === on.pageShift) &&
  (!at.mmu || at.mmu === on.mmu);

/** The switches of a behaviour that can happen on an architecture. */
export const switchesOf = (key: keyof Behaviour, on: On): readonly Switch<unknown>[] =>
  (TABLE[key].slice(1) as Switch<unknown>[]).filter((s) => holdsOn(on, s));

/** What a release does on an architecture. */
export function behaviourOf(v: Version, on: On): Behaviour {
  const entries = Object.entries(TABLE).map(([key, [before]]) => {
    const last = switchesOf(key as keyof Behaviour, on)
      .filter((s) => reached(v, s))
      .at(-1);
    return [key, last ? last.to : before];
  });
  return Object.fromEntries(entries) as Behaviour;
}
