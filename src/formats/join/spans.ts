/** Address ranges in their order, so that looking one up takes no time in many. */
import type { PhysRange } from '../../engine/types';

const byStart = (a: PhysRange, b: PhysRange): number => (a.start < b.start ? -1 : Number(a.start > b.start));

/** The same addresses in ranges that are disjoint and ascending. */
export function merged(ranges: readonly PhysRange[]): PhysRange[] {
  const out: PhysRange[] = [];
  for (const range of [...ranges].sort(byStart)) {
    const last = out.at(-1);
    if (!last || range.start > last.end + 1n) out.push(range);
    else if (range.end > last.end) out[out.length - 1] = { start: last.start, end: range.end };
  }
  return out;
}

/** Ranges that do not overlap. */
export class Spans<T extends PhysRange> {
  readonly #sorted: T[];

  constructor(ranges: readonly T[]) {
    this.#sorted = [...ranges].sort(byStart);
  }

  /** The index of the first range that starts above an address. */
  #above(address: bigint): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]!.start <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The range that an address lies in. */
  at(address: bigint): T | undefined {
    const range = this.#sorted[this.#above(address) - 1];
    return range && range.end >= address ? range : undefined;
  }

  /** The first range that starts above an address. */
  after(address: bigint): T | undefined {
    return this.#sorted[this.#above(address)];
  }

  /** The last range that starts before an address. */
  before(address: bigint): T | undefined {
    return this.#sorted[this.#above(address - 1n) - 1];
  }

  overlaps({ start, end }: PhysRange): boolean {
    const before = this.#sorted[this.#above(end) - 1];
    return before !== undefined && before.end >= start;
  }

  protected insert(range: T): void {
    this.#sorted.splice(this.#above(range.start), 0, range);
  }

  /** What is left of a range. */
  without({ start, end }: PhysRange): PhysRange[] {
    const left: PhysRange[] = [];
    let from = start;
    for (let i = Math.max(0, this.#above(start) - 1); i < this.#sorted.length; i++) {
      const taken = this.#sorted[i]!;
      if (taken.start > end) break;
      if (taken.end < from) continue;
      if (taken.start > from) left.push({ start: from, end: taken.start - 1n });
      from = taken.end + 1n;
    }
    if (from <= end) left.push({ start: from, end });
    return left;
  }
}

/** Addresses that are taken, whoever took them. */
export class Covered extends Spans<PhysRange> {
  constructor() {
    super([]);
  }

  cover(range: PhysRange): void {
    for (const part of this.without(range)) this.insert(part);
  }
}

/** Which node addresses belong to. */
export class NodeSpans extends Spans<PhysRange & { readonly node: number }> {
  /** A range in pieces that belong to one node each; undefined where none is known. */
  cut({ start, end }: PhysRange): (PhysRange & { readonly node: number | undefined })[] {
    const pieces: (PhysRange & { readonly node: number | undefined })[] = [];
    for (let from = start; from <= end;) {
      const span = this.at(from);
      const limit = span?.end ?? (this.after(from)?.start ?? end + 1n) - 1n;
      const to = limit < end ? limit : end;
      pieces.push({ start: from, end: to, node: span?.node });
      from = to + 1n;
    }
    return pieces;
  }
}
