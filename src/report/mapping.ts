/** The mapping in the forms other programs read: canonical rows, page for page, and compact runs. */
import { isBlock, pageCount, shifted, walks } from '../engine/runs';
import type { PageKind, Run, RunBlock, Runs } from '../engine/types';

/** `[firstPageIndex, count, kind, frame]`: a maximal run. */
export type MappingRow = readonly [first: number, count: number, kind: PageKind, frame: number | null];

/** Rows laid `repeat` times, each copy `pages` and `frames` further; the rows are those of the first copy. */
export interface MappingBlock {
  readonly repeat: number;
  readonly pages: number;
  readonly frames: number;
  readonly runs: readonly (MappingRow | MappingBlock)[];
}

/** Pages that map one other page's frame after the other: a row each. */
const steps = (run: Run): boolean => run.kind === 'shared' && walks(run) && run.count > 1;

const pageOf = (run: Run, i: number): Run => ({
  first: run.first + i,
  count: 1,
  kind: run.kind,
  frame: run.frame! + i,
  rule: run.rule,
});

const row = (run: Run, pages = 0, frames = 0): MappingRow => [
  run.first + pages,
  run.count,
  run.kind,
  run.frame === null ? null : run.frame + frames,
];

/** `b` joined to `a` where both are one run in the canonical form: the kernel's rules are not told apart there. */
function joined(a: MappingRow, b: MappingRow): MappingRow | undefined {
  if (a[2] !== b[2]) return undefined;
  const follows = a[2] === 'own' || a[2] === 'huge' ? a[3]! + a[1] === b[3] : a[3] === b[3];
  return follows ? [a[0], a[1] + b[1], a[2], a[3]] : undefined;
}

/** All rows of a mapping, one by one. Their number grows with the memory: for `--expand` and for tests. */
export function* expandedRows(runs: Runs): Generator<MappingRow> {
  let last: MappingRow | undefined;
  for (const part of runs) {
    const copies = isBlock(part) ? part.repeat : 1;
    for (let copy = 0; copy < copies; copy++)
      for (const run of (isBlock(part) ? part.runs : [part]).flatMap(pageByPage)) {
        const next = isBlock(part) ? row(run, copy * part.pages, copy * part.frames) : row(run);
        const both = last && joined(last, next);
        if (last && !both) yield last;
        last = both ?? next;
      }
  }
  if (last) yield last;
}

const pageByPage = (run: Run): Run[] =>
  steps(run) ? Array.from({ length: run.count }, (_, i) => pageOf(run, i)) : [run];

/** Rows joined where they are one; steps stay a block. */
function joinedRows(runs: readonly Run[]): (MappingRow | MappingBlock)[] {
  const out: (MappingRow | MappingBlock)[] = [];
  let plain: Run[] = [];
  const flush = (): void => {
    out.push(...expandedRows(plain));
    plain = [];
  };
  for (const run of runs) {
    if (!steps(run)) {
      plain.push(run);
      continue;
    }
    // The first page can be one with the row before it, the last with the row behind.
    plain.push(pageOf(run, 0));
    if (run.count > 2) {
      flush();
      out.push({ repeat: run.count - 2, pages: 1, frames: 1, runs: [row(pageOf(run, 1))] });
    }
    plain.push(pageOf(run, run.count - 1));
  }
  flush();
  return out;
}

/** One copy of a block as rows of its own. */
const copyOf = (block: RunBlock, copy: number): Run[] =>
  block.runs.map((run) => shifted(run, copy * block.pages, copy * block.frames));

/** A block without its first or last copy. */
const without = (block: RunBlock, first: number, last: number): RunBlock | undefined => {
  const repeat = block.repeat - first - last;
  return repeat > 0 ? { ...block, repeat, runs: copyOf(block, first) } : undefined;
};

/** The compact form of `layout --format json`: rows are maximal, also where they meet a block. */
export function compactRows(runs: Runs): (MappingRow | MappingBlock)[] {
  const out: (MappingRow | MappingBlock)[] = [];
  const loose: Run[] = [];
  const flush = (): void => {
    out.push(...joinedRows(loose.splice(0)));
  };
  runs.forEach((part, i) => {
    if (!isBlock(part)) return void loose.push(part);
    if (part.runs.every((run) => run.kind === 'own')) return void loose.push(flat(part));
    const meetsBefore = meets(loose.at(-1), part.runs[0]!);
    const next = runs[i + 1];
    const meetsAfter = meets(copyOf(part, part.repeat - 1).at(-1), next && !isBlock(next) ? next : undefined);
    if (meetsBefore) loose.push(...part.runs);
    flush();
    const middle = without(part, meetsBefore ? 1 : 0, meetsAfter && part.repeat > 1 ? 1 : 0);
    if (middle)
      out.push({
        repeat: middle.repeat,
        pages: middle.pages,
        frames: middle.frames,
        runs: joinedRows(middle.runs),
      });
    if (meetsAfter && part.repeat > 1) loose.push(...copyOf(part, part.repeat - 1));
  });
  flush();
  return out;
}

const meets = (a: Run | undefined, b: Run | undefined): boolean =>
  !!a && !!b && !steps(a) && !steps(b) && !!joined(row(a), row(b));

/** A block whose pages all have frames of their own is one run. */
const flat = (block: RunBlock): Run => ({ ...block.runs[0]!, count: pageCount(block) });
