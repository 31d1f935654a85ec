/** A set of whole numbers held as sorted, disjoint, non-touching intervals [from, to). */
export class IntervalSet {
  private readonly from: number[] = [];
  private readonly to: number[] = [];

  /** Index of the first interval that ends at or after `n`. */
  private search(n: number): number {
    let low = 0;
    let high = this.to.length;
    if (high > 0 && this.to[high - 1]! < n) return high;
    while (low < high) {
      const mid = (low + high) >>> 1;
      if (this.to[mid]! < n) low = mid + 1;
      else high = mid;
    }
    return low;
  }

  has(n: number): boolean {
    const i = this.search(n + 1);
    return i < this.from.length && this.from[i]! <= n;
  }

  /** How many numbers from `n` on are in the set without a gap. */
  runFrom(n: number): number {
    const i = this.search(n + 1);
    return i < this.from.length && this.from[i]! <= n ? this.to[i]! - n : 0;
  }

  /** How many numbers from `n` on are not in the set. */
  gapFrom(n: number): number {
    const i = this.search(n + 1);
    return i < this.from.length ? Math.max(0, this.from[i]! - n) : Infinity;
  }

  /** Whether any number of [from, to) is in the set. */
  intersects(from: number, to: number): boolean {
    const i = this.search(from + 1);
    return i < this.from.length && this.from[i]! < to;
  }

  /** Puts [from, to) in and returns how many of its numbers are new. */
  add(from: number, to: number): number {
    if (from >= to) return 0;
    const first = this.search(from);
    let last = first;
    let low = from;
    let high = to;
    let present = 0;
    for (; last < this.from.length && this.from[last]! <= to; last++) {
      present += Math.max(0, Math.min(to, this.to[last]!) - Math.max(from, this.from[last]!));
      low = Math.min(low, this.from[last]!);
      high = Math.max(high, this.to[last]!);
    }
    if (last === first + 1 || first === this.from.length) {
      // One interval grows, or a new one comes last: by far the most common, and nothing moves.
      this.from[first] = low;
      this.to[first] = high;
    } else {
      this.from.splice(first, last - first, low);
      this.to.splice(first, last - first, high);
    }
    return to - from - present;
  }

  /** The intervals, ascending. */
  get intervals(): [number, number][] {
    return this.from.map((from, i) => [from, this.to[i]!]);
  }

  /** The lowest number of [from, to) that is in the set. */
  firstIn(from: number, to: number): number | undefined {
    const i = this.search(from + 1);
    return i < this.from.length && this.from[i]! < to ? Math.max(from, this.from[i]!) : undefined;
  }

  /** How many numbers of [from, to) are in the set. */
  countIn(from: number, to: number): number {
    let count = 0;
    for (let i = this.search(from + 1); i < this.from.length && this.from[i]! < to; i++)
      count += Math.min(to, this.to[i]!) - Math.max(from, this.from[i]!);
    return count;
  }

  /** Takes [from, to) out and returns how many of its numbers were in. */
  remove(from: number, to: number): number {
    const present = this.countIn(from, to);
    if (present === 0) return 0;
    const first = this.search(from + 1);
    let last = first;
    while (last < this.from.length && this.from[last]! < to) last++;
    const pieces: [number, number][] = [
      [this.from[first]!, from],
      [to, this.to[last - 1]!],
    ];
    const kept = pieces.filter(([a, b]) => a < b);
    this.from.splice(first, last - first, ...kept.map(([a]) => a));
    this.to.splice(first, last - first, ...kept.map(([, b]) => b));
    return present;
  }
}
