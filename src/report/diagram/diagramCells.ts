/** What the plain-text diagram shows of a mapping: cells of vmemmap pages, long runs folded in their middle. */
import { leafShift, pageSize, pagesPerSection } from '../../engine/arch';
import { ELSEWHERE } from '../../engine/heads';
import { pagesPerCompound } from '../../engine/gate';
import { isBlock } from '../../engine/runs';
import { pfnAddress } from '../../engine/units';
import { span } from '../words';
import type { Machine, PgmapPopulation, RangePopulation, Rule, Run, RunBlock } from '../../engine/types';

/** A box of the middle column. */
export interface Cell {
  readonly label: string;
  /** What it maps: a frame box beside it, the last frame box above it, or nothing. */
  readonly to: { readonly frame: string; readonly arrow: string } | 'above' | 'nothing';
  /** The address of the section that starts with it, where that is worth saying. */
  readonly section: string | null;
}

/** Consecutive cells that belong together: a compound, or a stretch that one rule made. */
export interface Figure {
  readonly runs: readonly Run[];
  readonly cells: readonly Cell[];
  /** The block whose first copy this is. */
  readonly block: RunBlock | null;
  /** Heads of compounds that lie on a page which is not theirs. */
  readonly strayHeads: number;
}

const ARROWS: Partial<Record<Rule, string>> = {
  'huge-block': 'PMD',
  altmap: 'altmap',
  'boot-memmap': 'boot',
};
/** Rules that go on with what a head began. */
const CONTINUES: ReadonlySet<Rule> = new Set<Rule>(['first-tail', 'tail-reuse', 'section-reuse']);

/** The figures of a range, from its start to its end. */
export function figures(machine: Machine, made: PgmapPopulation, range: RangePopulation): Figure[] {
  const out: Figure[] = [];
  const sheet: Sheet = { machine, made, range };
  let loose: Run[] = [];
  const flush = (): void => {
    if (loose.length > 0) out.push(figure(sheet, loose, null));
    loose = [];
  };
  for (const part of range.runs) {
    if (isBlock(part)) {
      flush();
      out.push(figure(sheet, part.runs, part));
    } else {
      const goesOn =
        CONTINUES.has(part.rule) || (part.rule === 'foreign' && loose.at(-1)?.rule === 'foreign');
      if (!goesOn) flush();
      loose.push(part);
    }
  }
  flush();
  return out;
}

interface Sheet {
  readonly machine: Machine;
  readonly made: PgmapPopulation;
  readonly range: RangePopulation;
}

function figure(sheet: Sheet, runs: readonly Run[], block: RunBlock | null): Figure {
  const cells: Cell[] = [];
  let above: number | null = null;
  let strayHeads = 0;
  for (let i = 0; i < runs.length; i++) {
    const run = runs[i]!;
    if (run.kind !== 'shared') {
      cells.push(...plainCells(sheet, run));
      above = run.frame === null ? null : run.frame + run.count - 1;
      continue;
    }
    if (run.step === 1) {
      cells.push(stepCell(sheet, run));
      continue;
    }
    // Pages that map one frame are drawn as one fan, whichever rule made them.
    const fan = [run];
    while (runs[i + 1]?.kind === 'shared' && !runs[i + 1]!.step && runs[i + 1]!.frame === run.frame)
      fan.push(runs[++i]!);
    const heads = fan.flatMap((r) => strayHeadsOf(sheet, r));
    strayHeads += heads.reduce((sum, h) => sum + h.count, 0);
    cells.push(...fanCells(sheet, fan, heads, above === run.frame));
  }
  return { runs, cells, block, strayHeads };
}

/** Pages that map one frame after the other of pages before them. */
const stepCell = (sheet: Sheet, run: Run): Cell => ({
  label: span(run.first, run.count),
  to: { frame: `${span(run.frame!, run.count)} again`, arrow: '' },
  section: sectionAt(sheet, run.first),
});

/** First page of the section after the one that holds page `from`, counted from the range's start. */
function nextSection({ machine, range }: Sheet, from: number): number {
  const perPage = pageSize(machine.arch) / machine.structPageSize;
  const section = pagesPerSection(machine.arch);
  const pfn = (range.firstVmemmapPage + from) * perPage;
  return Math.ceil(((Math.floor(pfn / section) + 1) * section) / perPage) - range.firstVmemmapPage;
}

/** The section's address where page `first`, not the first of the range, starts one. */
function sectionAt(sheet: Sheet, first: number): string | null {
  const { machine, range } = sheet;
  if (first === 0 || nextSection(sheet, first - 1) !== first || !range.baseKnown) return null;
  const pfn = Math.ceil(((range.firstVmemmapPage + first) * pageSize(machine.arch)) / machine.structPageSize);
  return pfnAddress(pfn, machine.arch.pageShift);
}

/** Pages that have frames of their own, or none: first, middle and last. */
function plainCells(sheet: Sheet, run: Run): Cell[] {
  const { first, count, kind } = run;
  const end = first + count;
  const perPmd = 2 ** (leafShift(sheet.machine.arch) - sheet.machine.arch.pageShift);
  const base = sheet.range.firstVmemmapPage;
  const unit = (page: number): number =>
    kind === 'huge' ? Math.floor((base + page) / perPmd) * perPmd - base : page;
  const cuts =
    kind === 'none'
      ? [first, end]
      : [first, unit(first) + (kind === 'huge' ? perPmd : 1), unit(end - 1), end];
  const inside = [...new Set(cuts.map((c) => Math.min(Math.max(c, first), end)))];
  return inside.slice(1).map((to, i) => {
    const from = inside[i]!;
    const frame = run.frame === null ? null : run.frame + from - first;
    return {
      label: span(from, to - from),
      to: frame === null ? 'nothing' : { frame: span(frame, to - from), arrow: ARROWS[run.rule] ?? '' },
      section: sectionAt(sheet, from),
    };
  });
}

interface Heads {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** Heads of compounds on pages that a rule mapped to another compound's frame. */
function strayHeadsOf({ machine, made, range }: Sheet, run: Run): Heads[] {
  if (!made.dedup || !ELSEWHERE.has(run.rule)) return [];
  const per = Math.max(1, pagesPerCompound(machine, made));
  const first = Math.ceil(run.first / per) * per;
  const last = Math.floor((Math.min(run.first + run.count, range.vmemmapPages) - 1) / per) * per;
  return first > last ? [] : [{ first, last, count: (last - first) / per + 1 }];
}

/** Pages that map one frame: the first ones, where a section starts, heads that should not be here, the last. */
function fanCells(sheet: Sheet, fan: readonly Run[], heads: readonly Heads[], belowFrame: boolean): Cell[] {
  const first = fan[0]!.first;
  const end = fan.at(-1)!.first + fan.at(-1)!.count;
  const stray = heads.length > 0 ? [heads[0]!.first, heads.at(-1)!.last] : [];
  const crossing = nextSection(sheet, first);
  const shown = [first, ...(stray.length > 0 ? [] : [first + 1]), crossing, ...stray, end - 1];
  const singles = [...new Set(end - first <= 6 ? range(first, end) : shown)].filter(
    (p) => p >= first && p < end,
  );
  const cuts = [...new Set([...singles.flatMap((p) => [p, p + 1]), end])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, i) => {
    const count = cuts[i + 1]! - from;
    return {
      label: span(from, count) + (count === 1 && stray.includes(from) ? ' head!' : ''),
      to: belowFrame ? 'above' : { frame: `${fan[0]!.frame} again`, arrow: '' },
      section: sectionAt(sheet, from),
    };
  });
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
