/** Which pgmaps of a file can have anything to do with one another. */
import { leafShift, pageSize } from './arch';
import type { Machine, Pgmap } from './types';

/** Up to so many pgmaps all are near. */
export const ALL_NEAR = 200;

interface Extent {
  readonly pgmap: number;
  readonly start: bigint;
  readonly end: bigint;
}

const extentsOf = (pgmaps: readonly Pgmap[]): Extent[] =>
  pgmaps.flatMap(({ raw, ranges }, pgmap) =>
    raw
      ? [{ pgmap, start: raw.start, end: raw.start + raw.size - 1n }]
      : ranges.map(({ start, end }) => ({ pgmap, start, end })),
  );

/** Bytes apart at which two memmaps share no PTE table, no PMD leaf and no section. */
const reachOf = ({ arch, structPageSize }: Machine): bigint => {
  const perTable = 2 ** leafShift(arch) / structPageSize;
  return BigInt(Math.ceil(2 * Math.max(2 ** arch.sectionShift, perTable * pageSize(arch))));
};

/** What the pgmaps name, ascending by start: what lies in a span is found without a look at all of it. */
export class Extents {
  readonly #sorted: readonly Extent[];
  /** The highest end up to each. */
  readonly #highest: bigint[] = [];

  constructor(pgmaps: readonly Pgmap[]) {
    this.#sorted = extentsOf(pgmaps).sort((a, b) => (a.start < b.start ? -1 : 1));
    let high = -1n;
    for (const { end } of this.#sorted) this.#highest.push((high = end > high ? end : high));
  }

  /** Indexes of the pgmaps that have something in [low, high], in no order. */
  within(low: bigint, high: bigint): Set<number> {
    const found = new Set<number>();
    for (let at = this.#below(high) - 1; at >= 0 && this.#highest[at]! >= low; at--)
      if (this.#sorted[at]!.end >= low) found.add(this.#sorted[at]!.pgmap);
    return found;
  }

  /** How many extents start at or below `address`. */
  #below(address: bigint): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const mid = (low + high) >>> 1;
      if (this.#sorted[mid]!.start <= address) low = mid + 1;
      else high = mid;
    }
    return low;
  }
}

/** Of large files the neighbours of each pgmap; of others all of them. */
export class Neighbourhood {
  readonly #pgmaps: readonly Pgmap[];
  readonly #reach: bigint;
  readonly #extents: Extents;

  constructor(machine: Machine, pgmaps: readonly Pgmap[]) {
    this.#pgmaps = pgmaps;
    this.#reach = reachOf(machine);
    this.#extents = new Extents(pgmaps);
  }

  /** Indexes of the pgmaps near pgmap `i`, itself among them, ascending. */
  of(i: number): number[] {
    if (this.#pgmaps.length <= ALL_NEAR) return [...this.#pgmaps.keys()];
    const near = new Set([i]);
    for (const { start, end } of extentsOf([this.#pgmaps[i]!]))
      for (const pgmap of this.#extents.within(start - this.#reach, end + this.#reach)) near.add(pgmap);
    return [...near].sort((a, b) => a - b);
  }
}
