/** `layout` for people: which page frame backs which vmemmap page, and which kernel function did it. */
import { pageSize } from '../engine/arch';
import { RULE_NAMES } from '../engine/ruleNames';
import { isBlock } from '../engine/runs';
import { formatBytes, grouped, spanOf } from '../engine/units';
import { why } from '../engine/why';
import {
  countersWords,
  dataWords,
  dedupOffWords,
  framesSpan,
  machineWords,
  pgmapWords,
  ramWords,
  refusalWords,
  shortName,
  span,
} from './words';
import type { Arch } from '../engine/arch';
import type {
  Machine,
  Pgmap,
  PgmapPopulation,
  Population,
  RangePopulation,
  Run,
  RunBlock,
} from '../engine/types';

/** The layout in pieces of text. `expand` writes repeated compounds out, which grows with the memory. */
export function* layoutText(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  population: Population,
  expand: boolean,
): Generator<string> {
  yield `${machineWords(machine)}\n`;
  for (const [i, made] of population.pgmaps.entries()) {
    const pgmap = pgmaps[i]!;
    yield `\n${shortName(made.name)}: ${pgmapWords(pgmap)}\n`;
    yield `${outcomeLine(machine, made)}\n`;
    if (pgmap.raw && made.outcome.ok) yield `${dataWords(machine, { ...pgmap, raw: pgmap.raw })}\n`;
    for (const range of made.ranges) yield* rangeText(machine, range, expand);
    if (made.outcome.ok) yield `\n${ramWords(machine, made.totals)}\n${countersWords(machine, made)}\n`;
  }
  for (const pool of population.hugetlb)
    yield `\nHugeTLB, ${grouped(pool.count)} x ${formatBytes(pool.pageSize)}: ${grouped(pool.vmemmapPages)} vmemmap pages on ${grouped(pool.frames)} page frames, ${formatBytes(pool.bytesSaved)} saved.\n`;
}

function outcomeLine(machine: Machine, made: PgmapPopulation): string {
  if (!made.outcome.ok) return `Refused: ${refusalWords(made.outcome)}`;
  if (!made.dedup) return dedupOffWords(machine, made);
  const { vmemmapPages, frames } = made.totals;
  return `Deduplicated: ${grouped(vmemmapPages)} vmemmap pages on ${grouped(frames)} page frames.`;
}

/** Columns wide enough for the last page and frame, so that a long table needs no second look. */
interface Columns {
  readonly arch: Arch;
  readonly pages: number;
  readonly frames: number;
}

function* rangeText(machine: Machine, range: RangePopulation, expand: boolean): Generator<string> {
  const size = formatBytes((range.endPfn - range.startPfn) * pageSize(machine.arch));
  const { start, end } = spanOf(range, machine.arch.pageShift);
  const where = range.baseKnown ? `${start}-${end}` : 'base not known';
  yield `\n  ${where}, ${size}, ${grouped(range.vmemmapPages)} vmemmap pages\n`;
  const columns = columnsOf(range, expand, machine.arch);
  yield line(columns, '', 'pages', 'kind', 'frames', 'rule, kernel function');
  for (const part of range.runs) {
    if (!isBlock(part)) yield runLine(columns, '', part);
    else if (expand) yield* copies(columns, part);
    else {
      yield `    ${grouped(part.repeat)} times, each ${grouped(part.pages)} pages and ${grouped(part.frames)} frames after the one before:\n`;
      for (const run of part.runs) yield runLine(columns, '  ', run);
    }
  }
}

/** Every copy of a block, run for run. */
function* copies(columns: Columns, block: RunBlock): Generator<string> {
  for (let copy = 0; copy < block.repeat; copy++)
    for (const run of block.runs) {
      const frame = run.frame === null ? null : run.frame + copy * block.frames;
      yield runLine(columns, '', { ...run, first: run.first + copy * block.pages, frame });
    }
}

function columnsOf(range: RangePopulation, expand: boolean, arch: Arch): Columns {
  const shown = range.runs.flatMap((part) => (isBlock(part) ? part.runs : [part]));
  const widest = (texts: string[]): number => texts.reduce((most, t) => Math.max(most, t.length), 6);
  // What is written out grows up to the last page of the range, and has at most as many frames on top of the first.
  const last = range.vmemmapPages;
  const more = expand ? [span(last, last + 1)] : [];
  return {
    arch,
    pages: widest([...shown.map((run) => span(run.first, run.count)), ...more]) + 2,
    frames: widest([...shown.map(framesSpan), ...more.map(() => `${last}`)]),
  };
}

const runLine = (columns: Columns, indent: string, run: Run): string =>
  line(columns, indent, span(run.first, run.count), run.kind, framesSpan(run), ruleWords(run, columns.arch));

function ruleWords(run: Run, arch: Arch): string {
  const { function: name } = why(run.rule, arch.name, arch.mmu);
  return name ? `${RULE_NAMES[run.rule]}, ${name}` : RULE_NAMES[run.rule];
}

const line = (columns: Columns, indent: string, ...[pages, kind, frames, rule]: string[]): string =>
  `    ${(indent + pages!).padEnd(columns.pages)}  ${kind!.padEnd(6)}  ${frames!.padEnd(columns.frames)}  ${rule!}\n`;
