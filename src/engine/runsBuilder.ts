/** Writes a mapping down as it is made, in compact form. Frames are numbered over all ranges of a pgmap. */
import { isBlock } from './runs';
import type { PageKind, Rule, Run, RunBlock } from './types';

/** Hands out frame numbers in order of first appearance. */
export class FrameCounter {
  next = 0;
}

export class RunsBuilder {
  readonly rows: (Run | RunBlock)[] = [];
  /** Pages written so far. */
  pages = 0;

  constructor(private readonly frames: FrameCounter) {}

  /** `count` pages with a new frame each; returns the first frame. */
  own(count: number, rule: Rule): number {
    return this.fresh(count, 'own', rule);
  }

  /** `count` pages under PMD leaves, their frames counted in base pages; returns the first frame. */
  huge(count: number, rule: Rule): number {
    return this.fresh(count, 'huge', rule);
  }

  /** `count` pages that all map `frame`. */
  share(count: number, frame: number, rule: Rule): void {
    this.push({ first: this.pages, count, kind: 'shared', frame, rule });
  }

  none(count: number): void {
    this.push({ first: this.pages, count, kind: 'none', frame: null, rule: 'unmapped' });
  }

  /** What `lay` writes, `repeat` times over. `lay` must share no frame from before it. */
  repeat(repeat: number, lay: () => void): void {
    if (repeat <= 0) return;
    const [row, page, frame] = [this.rows.length, this.pages, this.frames.next];
    lay();
    const runs = this.rows.splice(row) as Run[];
    const block = { repeat, pages: this.pages - page, frames: this.frames.next - frame, runs };
    this.addBlock(block);
    this.pages = page + repeat * block.pages;
    this.frames.next = frame + repeat * block.frames;
  }

  /** Adds a block, as further copies of the block or of the runs before it where it is that. */
  private addBlock(block: RunBlock): void {
    const last = this.rows.at(-1);
    const before = last && isBlock(last) ? [last] : this.rows.slice(-block.runs.length);
    const longer =
      last && joined(isBlock(last) ? last : { ...block, repeat: 1, runs: before as Run[] }, block);
    if (longer) this.rows.splice(-before.length, before.length, longer);
    else if (block.repeat === 1) this.rows.push(...block.runs);
    else this.rows.push(block);
  }

  /** The frame behind the last page written. */
  lastFrame(): number | null {
    const row = this.rows.at(-1);
    if (!row) return null;
    const run = isBlock(row) ? row.runs.at(-1)! : row;
    if (run.frame === null) return null;
    const shift = isBlock(row) ? (row.repeat - 1) * row.frames : 0;
    return run.frame + shift + (run.kind === 'shared' ? 0 : run.count - 1);
  }

  private fresh(count: number, kind: PageKind, rule: Rule): number {
    const frame = this.frames.next;
    this.push({ first: this.pages, count, kind, frame, rule });
    this.frames.next += count;
    return frame;
  }

  /** Adds a row, or lengthens the last one where it goes on. */
  private push(run: Run): void {
    if (run.count <= 0) return;
    this.pages += run.count;
    const last = this.rows.at(-1);
    if (!last || isBlock(last) || last.kind !== run.kind || last.rule !== run.rule) this.rows.push(run);
    else if (continues(last, run))
      this.rows[this.rows.length - 1] = { ...last, count: last.count + run.count };
    else this.rows.push(run);
  }
}

/** Whether `run`, of the same kind, follows `last` in frames too. */
function continues(last: Run, run: Run): boolean {
  if (last.frame === null || run.frame === null) return last.frame === run.frame;
  return last.kind === 'shared' ? last.frame === run.frame : last.frame + last.count === run.frame;
}

/** Two blocks as one, where the second lays further copies of the first. */
function joined(a: RunBlock, b: RunBlock): RunBlock | undefined {
  if (a.pages !== b.pages || a.frames !== b.frames || a.runs.length !== b.runs.length) return undefined;
  if (a.runs.some(isBlock)) return undefined;
  const [pages, frames] = [a.repeat * a.pages, a.repeat * a.frames];
  const goesOn = a.runs.every((run, i) => {
    const other = b.runs[i]!;
    return (
      run.first + pages === other.first &&
      run.count === other.count &&
      run.rule === other.rule &&
      run.frame !== null &&
      run.frame + frames === other.frame
    );
  });
  return goesOn ? { ...a, repeat: a.repeat + b.repeat } : undefined;
}
