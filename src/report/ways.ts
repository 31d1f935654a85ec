/**
 * Two mappings held against each other, stretch by stretch: what is repeated is compared once and multiplied, so that
 * 64 TiB cost what 2 MiB cost. Places are in a unit that both sides have in common.
 */
import { isBlock } from '../engine/runs';
import type { Run, Runs } from '../engine/types';

/** How a vmemmap page is backed, as far as two kernels can be compared: frame numbers are each one's own. */
export type Way = 'own' | 'block' | 'shared' | 'device' | 'boot' | 'none';

export function wayOf({ kind, rule }: Run): Way {
  if (kind === 'none') return 'none';
  if (rule === 'altmap') return 'device';
  if (rule === 'boot-memmap') return 'boot';
  return kind === 'huge' ? 'block' : kind;
}

/** The same frame of its own, in base pages or in a huge block: another way of mapping, not another frame. */
export const onlyResized = (a: Way, b: Way): boolean =>
  (a === 'own' && b === 'block') || (a === 'block' && b === 'own');

interface Stretch {
  readonly first: number;
  readonly count: number;
  readonly way: Way;
}

/** `stretches`, the first copy, laid again every `period` up to `first + count`. */
interface Repeat {
  readonly first: number;
  readonly count: number;
  readonly period: number;
  readonly stretches: readonly Stretch[];
}

type Row = Stretch | Repeat;
export type Ways = readonly Row[];

const repeats = (row: Row): row is Repeat => 'period' in row;

/** The mapping of a range with page `n` at `scale · (n + shift)`. */
export function waysOf(runs: Runs, scale: number, shift: number): Ways {
  const stretch = (run: Run): Stretch => ({
    first: (run.first + shift) * scale,
    count: run.count * scale,
    way: wayOf(run),
  });
  return runs.map((row): Row => {
    if (!isBlock(row)) return stretch(row);
    const stretches = row.runs.map(stretch);
    const period = row.pages * scale;
    return { first: stretches[0]!.first, count: period * row.repeat, period, stretches };
  });
}

/** How much is backed in one way here and in another there, and where that begins. */
export interface Tally {
  readonly counts: ReadonlyMap<string, number>;
  /** The first place that differs in more than the size of the mapping; else null. */
  readonly first: number | null;
  /** The first place that is mapped by an entry of another size; else null. */
  readonly resized: number | null;
}

class Counting implements Tally {
  readonly counts = new Map<string, number>();
  first: number | null = null;
  resized: number | null = null;

  /** Places come in ascending order, so the first is the first that comes. */
  add(a: Way, b: Way, from: number, count: number): void {
    const key = `${a} ${b}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + count);
    if (a === b) return;
    if (onlyResized(a, b)) this.resized ??= from;
    else this.first ??= from;
  }

  addTimes(other: Tally, times: number): void {
    for (const [key, n] of other.counts) this.counts.set(key, (this.counts.get(key) ?? 0) + n * times);
    this.first ??= other.first;
    this.resized ??= other.resized;
  }
}

const clipped = (s: Stretch, shift: number, from: number, to: number): Stretch => {
  const first = Math.max(from, s.first + shift);
  return { first, count: Math.min(to, s.first + shift + s.count) - first, way: s.way };
};

/** A row laid out over [from, to). */
function laid(row: Row, from: number, to: number): Stretch[] {
  if (!repeats(row)) return [clipped(row, 0, from, to)];
  const all: Stretch[] = [];
  const copyOf = (place: number): number => Math.floor((place - row.first) / row.period);
  for (let copy = copyOf(from); copy <= copyOf(to - 1); copy++)
    for (const s of row.stretches) {
      const cut = clipped(s, copy * row.period, from, to);
      if (cut.count > 0) all.push(cut);
    }
  return all;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Both rows hold all of [from, to). */
function compareRows(a: Row, b: Row, from: number, to: number, tally: Counting): void {
  if (from >= to) return;
  if (!repeats(a) && !repeats(b)) return tally.add(a.way, b.way, from, to - from);
  const periods = [a, b].flatMap((row) => (repeats(row) ? [row.period] : []));
  const common = periods.reduce((p, q) => (p / gcd(p, q)) * q);
  const times = Math.floor((to - from) / common);
  if (times > 1) {
    const once = new Counting();
    compareRows(a, b, from, from + common, once);
    tally.addTimes(once, times);
    return compareRows(a, b, from + times * common, to, tally);
  }
  // The coarser is laid out, and each of its stretches held against the finer.
  const coarse = repeats(a) && (!repeats(b) || a.period >= b.period) ? a : b;
  for (const s of laid(coarse, from, to))
    compareRows(coarse === a ? s : a, coarse === a ? b : s, s.first, s.first + s.count, tally);
}

/** What [from, to) is mapped to on either side; where only one side has anything, the other counts as not mapped. */
export function compareWays(a: Ways, b: Ways, from: number, to: number): Tally {
  const tally = new Counting();
  const nothing = (first: number): Stretch => ({ first, count: to - first, way: 'none' });
  const end = (row: Row): number => row.first + row.count;
  let [i, j, at] = [0, 0, from];
  const rowAt = (rows: Ways, index: number): Row => {
    const row = rows[index];
    if (!row) return nothing(at);
    return row.first > at ? { first: at, count: row.first - at, way: 'none' } : row;
  };
  while (at < to) {
    while (i < a.length && end(a[i]!) <= at) i++;
    while (j < b.length && end(b[j]!) <= at) j++;
    const [mine, theirs] = [rowAt(a, i), rowAt(b, j)];
    const next = Math.min(to, end(mine), end(theirs));
    compareRows(mine, theirs, at, next, tally);
    at = next;
  }
  return tally;
}
