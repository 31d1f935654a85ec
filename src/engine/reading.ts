/** From the machine's vmemmap to the mapping of a pgmap's ranges: pages from 0 in each, frames in order of first appearance. */
import { firstPage, isBlock, pageCount, shifted, walks } from './runs';
import { joined } from './segments';
import type { Segment } from './segments';
import type { Vmemmap } from './vmemmap';
import type { PageKind, Rule, Run, RunBlock, Runs } from './types';

/** Machine-wide frame numbers [from, to) that have the pgmap's numbers from `number` on. */
interface Numbered {
  readonly from: number;
  readonly to: number;
  readonly number: number;
}

/** Hands out a pgmap's frame numbers. */
export class FrameNumbers {
  private readonly known: Numbered[] = [];
  next = 0;

  /** Index of the first stretch that ends after `frame`. */
  private search(frame: number): number {
    let low = 0;
    let high = this.known.length;
    while (low < high) {
      const mid = (low + high) >>> 1;
      if (this.known[mid]!.to <= frame) low = mid + 1;
      else high = mid;
    }
    return low;
  }

  /** The number of `frame`, if it has one, and for how many frames from it on that holds. */
  stretch(frame: number, most: number): { number: number | null; count: number } {
    const k = this.known[this.search(frame)];
    if (!k || k.from >= frame + most) return { number: null, count: most };
    if (k.from > frame) return { number: null, count: k.from - frame };
    return { number: k.number + frame - k.from, count: Math.min(most, k.to - frame) };
  }

  add(frame: number, count: number): number {
    this.known.splice(this.search(frame), 0, { from: frame, to: frame + count, number: this.next });
    this.next += count;
    return this.next - count;
  }
}

/** The runs of vmemmap pages [from, to); what others than `owner` mapped keeps its kind but not its rule. */
export function readRuns(
  vmemmap: Vmemmap,
  from: number,
  to: number,
  owner: number,
  numbers: FrameNumbers,
): Runs {
  const rows: (Run | RunBlock)[] = [];
  const add = (row: Run | RunBlock): void => append(rows, row);
  let page = from;
  const none = (end: number): void => {
    if (end > page)
      add({ first: page - from, count: end - page, kind: 'none', frame: null, rule: 'unmapped' });
  };
  for (const segment of vmemmap.within(from, to)) {
    none(firstPage(segment.row));
    page = firstPage(segment.row) + pageCount(segment.row);
    if (isBlock(segment.row)) readBlock(segment.row, segment, owner, from, numbers).forEach(add);
    else readRun(segment.row, ruleFor(segment.row, segment, owner), from, numbers).forEach(add);
  }
  none(to);
  return rows;
}

/** Puts `row` behind the others, as the going on of the last where it is that. */
function append<T extends Run | RunBlock>(rows: T[], row: T): void {
  const last = rows.at(-1);
  const whole = last && joined(last, row);
  if (whole) rows[rows.length - 1] = whole as T;
  else rows.push(row);
}

/** Pages that an earlier population mapped are kept as they are: with the frame they were given, or with one that is
 * another compound's. Boot's pages and neighbours' leaves have names of their own. */
function ruleFor(run: Run, { owner }: Segment, reader: number): Rule {
  if (owner === reader || owner === 0 || run.kind === 'huge') return run.rule;
  return run.kind === 'shared' || run.rule === 'first-tail' ? 'foreign' : 'kept-page';
}

/** A block in parts: copies whose frames are new, copies whose frames have numbers, and between them a copy laid out. */
function readBlock(
  block: RunBlock,
  segment: Segment,
  reader: number,
  from: number,
  numbers: FrameNumbers,
): (Run | RunBlock)[] {
  const read: (Run | RunBlock)[] = [];
  const frame = Math.min(...block.runs.map((run) => run.frame!));
  const runs = block.runs.map((run) => ({ ...run, rule: ruleFor(run, segment, reader) }));
  for (let copy = 0; copy < block.repeat;) {
    const first = frame + copy * block.frames;
    const { number, count } = numbers.stretch(first, (block.repeat - copy) * block.frames);
    const repeat = Math.max(1, Math.floor(count / block.frames));
    const laid = runs.map((run) => shifted(run, copy * block.pages, copy * block.frames));
    if (number === null && count >= block.frames) {
      const shift = numbers.add(first, repeat * block.frames) - first;
      read.push({ ...block, repeat, runs: laid.map((run) => shifted(run, -from, shift)) });
    } else {
      const rows: Run[] = [];
      for (const run of laid) for (const part of readRun(run, run.rule, from, numbers)) append(rows, part);
      read.push(...(repeat > 1 ? [{ ...block, repeat, runs: rows }] : rows));
    }
    copy += repeat;
  }
  return read;
}

/** A run in the pgmap's numbers: a shared frame counts as its first page's own, frames seen before are shared. */
function readRun(run: Run, rule: Rule, from: number, numbers: FrameNumbers): Run[] {
  const read: Run[] = [];
  const page = run.first - from;
  const frame = run.frame!;
  if (!walks(run)) {
    const { number } = numbers.stretch(frame, 1);
    if (number !== null) return [{ first: page, count: run.count, kind: 'shared', frame: number, rule }];
    const fresh = numbers.add(frame, 1);
    read.push({ first: page, count: 1, kind: 'own', frame: fresh, rule });
    if (run.count > 1)
      read.push({ first: page + 1, count: run.count - 1, kind: 'shared', frame: fresh, rule });
    return read;
  }
  for (let done = 0; done < run.count;) {
    const { number, count } = numbers.stretch(frame + done, run.count - done);
    const huge = run.kind === 'huge';
    const kind: PageKind = huge ? 'huge' : number === null ? 'own' : 'shared';
    const first = number ?? numbers.add(frame + done, count);
    const step = kind === 'shared' && count > 1 ? { step: 1 as const } : {};
    read.push({ first: page + done, count, kind, frame: first, rule, ...step });
    done += count;
  }
  return read;
}
