/** What is mapped in the vmemmap: runs and blocks of runs, disjoint and ascending. Frames have numbers of the machine's. */
import { clippedRows, firstPage, isBlock, pageCount, pageOf, walks } from './runs';
import type { Run, RunBlock } from './types';

export interface Segment {
  readonly row: Run | RunBlock;
  /** Who mapped it: the number of the population, 0 for boot. */
  readonly owner: number;
}

const start = (s: Segment): number => firstPage(s.row);
const end = (s: Segment): number => firstPage(s.row) + pageCount(s.row);

export class Segments {
  private list: Segment[] = [];

  get all(): readonly Segment[] {
    return this.list;
  }

  /** Index of the first segment that ends after `page`. */
  private search(page: number): number {
    let low = 0;
    let high = this.list.length;
    // Devices mostly come in ascending order: then it is behind the last one.
    if (high > 0 && end(this.list[high - 1]!) <= page) return high;
    while (low < high) {
      const mid = (low + high) >>> 1;
      if (end(this.list[mid]!) <= page) low = mid + 1;
      else high = mid;
    }
    return low;
  }

  /** Whether nothing of [from, to) is mapped. */
  isEmpty(from: number, to: number): boolean {
    const next = this.list[this.search(from)];
    return !next || start(next) >= to;
  }

  /** The parts of [from, to) that are not mapped. */
  gaps(from: number, to: number): [number, number][] {
    const gaps: [number, number][] = [];
    let page = from;
    for (let i = this.search(from); page < to; i++) {
      const next = this.list[i];
      const upTo = next ? Math.min(to, start(next)) : to;
      if (upTo > page) gaps.push([page, upTo]);
      if (!next) break;
      page = Math.max(page, end(next));
    }
    return gaps;
  }

  /** What is mapped in [from, to), cut to it. */
  within(from: number, to: number): Segment[] {
    const found: Segment[] = [];
    for (let i = this.search(from); i < this.list.length && start(this.list[i]!) < to; i++) {
      const { row, owner } = this.list[i]!;
      for (const part of clippedRows(row, from, to)) found.push({ row: part, owner });
    }
    return found;
  }

  /** The run behind `page`, cut to it. */
  at(page: number): Run | undefined {
    const segment = this.list[this.search(page)];
    return segment && start(segment) <= page ? pageOf(segment.row, page) : undefined;
  }

  /** Puts a row into a gap, as the going on of the row before it where it is that. */
  put(row: Run | RunBlock, owner: number): void {
    const i = this.search(firstPage(row));
    const before = this.list[i - 1];
    const whole = before?.owner === owner && end(before) === firstPage(row) && joined(before.row, row);
    if (whole) this.list[i - 1] = { row: whole, owner };
    else if (i === this.list.length) this.list.push({ row, owner });
    else this.list.splice(i, 0, { row, owner });
  }

  /** Takes [from, to) out and returns it. */
  cut(from: number, to: number): Segment[] {
    const first = this.search(from);
    const next = this.list[first];
    // What came last goes whole.
    if (next && start(next) >= from && end(this.list.at(-1)!) <= to) return this.list.splice(first);
    const taken = this.within(from, to);
    let last = first;
    while (last < this.list.length && start(this.list[last]!) < to) last++;
    const rest = [
      ...(first < last ? this.within(start(this.list[first]!), from) : []),
      ...(first < last ? this.within(to, end(this.list[last - 1]!)) : []),
    ];
    this.list.splice(first, last - first, ...rest);
    return taken;
  }
}

/** Two rows as one, where the second goes on as the first. */
export function joined(a: Run | RunBlock, b: Run | RunBlock): Run | RunBlock | undefined {
  if (isBlock(a) && isBlock(b)) return joinedBlocks(a, b);
  if (isBlock(a) || isBlock(b)) return undefined;
  return joinedRuns(a, b);
}

/** Of pages that follow one another. */
export function joinedRuns(a: Run, b: Run): Run | undefined {
  if (a.kind !== b.kind || a.rule !== b.rule || a.frame === null || b.frame === null) return undefined;
  const count = a.count + b.count;
  if (a.kind !== 'shared') return a.frame + a.count === b.frame ? { ...a, count } : undefined;
  if (a.frame === b.frame && !(walks(a) && a.count > 1) && !(walks(b) && b.count > 1)) return { ...a, count };
  // Pages that map one frame after the other, as neither a frame of their own nor one and the same.
  const one = (run: Run): boolean => run.count === 1 || walks(run);
  const steps = one(a) && one(b) && a.frame + a.count === b.frame;
  return steps ? { ...a, count, step: 1 } : undefined;
}

function joinedBlocks(a: RunBlock, b: RunBlock): RunBlock | undefined {
  if (a.pages !== b.pages || a.frames !== b.frames || a.runs.length !== b.runs.length) return undefined;
  const [pages, frames] = [a.repeat * a.pages, a.repeat * a.frames];
  const goesOn = a.runs.every((run, i) => {
    const other = b.runs[i]!;
    return (
      run.first + pages === other.first &&
      run.count === other.count &&
      run.rule === other.rule &&
      run.kind === other.kind &&
      run.step === other.step &&
      run.frame !== null &&
      run.frame + frames === other.frame
    );
  });
  return goesOn ? { ...a, repeat: a.repeat + b.repeat } : undefined;
}
