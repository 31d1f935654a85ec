/**
 * The mapping of a pgmap as plain text, in the style of the kernel's Documentation/mm/vmemmap_dedup.rst and at most
 * 78 columns wide: made to be pasted into a mail to a mailing list.
 */
import { pageSize } from '../../engine/arch';
import { isBlock } from '../../engine/runs';
import { formatBytes, grouped, pfnAddress, pfnEnd } from '../../engine/units';
import { why } from '../../engine/why';
import { figures } from './diagramCells';
import { drawFigure } from './diagramFigure';
import { wrapped } from './canvas';
import { dedupOffWords, machineWords, pgmapWords, ramWords, refusalWords, shortName } from '../words';
import type { Figure } from './diagramCells';
import type { Machine, Pgmap, PgmapPopulation, RangePopulation, Rule } from '../../engine/types';

/** Ranges and figures beyond these are counted, not drawn. */
const MOST_RANGES = 4;
const MOST_FIGURES = 8;

/** The diagram of one pgmap, a newline at its end. */
export function diagram(machine: Machine, pgmap: Pgmap, made: PgmapPopulation): string {
  const lines = [...wrapped(`${shortName(made.name)}: ${pgmapWords(pgmap)}`, '  '), machineWords(machine)];
  if (!made.outcome.ok) lines.push('', ...wrapped(`Refused: ${refusalWords(made.outcome)}`, '  '));
  else {
    for (const range of made.ranges.slice(0, MOST_RANGES))
      lines.push('', ...rangeLines(machine, made, range));
    const more = made.ranges.length - MOST_RANGES;
    if (more > 0) lines.push('', `... and ${grouped(more)} more range${more === 1 ? '' : 's'}`);
    lines.push('', ...reasons(machine, made), ...wrapped(ramWords(machine, made.totals), '  '));
  }
  return `${lines.join('\n')}\n`;
}

function rangeLines(machine: Machine, made: PgmapPopulation, range: RangePopulation): string[] {
  const { pageShift } = machine.arch;
  const size = formatBytes((range.endPfn - range.startPfn) * pageSize(machine.arch));
  const where = range.baseKnown
    ? `${pfnAddress(range.startPfn, pageShift)}-${pfnEnd(range.endPfn, pageShift)}`
    : 'base not known';
  const all = figures(machine, made, range);
  const lines = [`${where} (${size})`, ''];
  for (const one of all.slice(0, MOST_FIGURES)) {
    lines.push(...drawFigure(machine, made, one), ...caption(one));
    if (one !== all.at(-1)) lines.push('');
  }
  const more = all.length - MOST_FIGURES;
  if (more > 0) lines.push(`... and ${grouped(more)} more parts`);
  return lines;
}

/** What the drawing had to leave out. */
function caption({ block, strayHeads }: Figure): string[] {
  const lines: string[] = [];
  if (block)
    lines.push(
      `The same ${grouped(block.repeat)} times, each ${grouped(block.pages)} vmemmap pages and ${grouped(block.frames)} frames further on.`,
    );
  if (strayHeads > 0)
    lines.push(
      `head!: ${grouped(strayHeads)} compound head${strayHeads === 1 ? '' : 's'} on a frame that belongs to another compound's tails.`,
    );
  return lines.flatMap((line) => wrapped(line, '  '));
}

/** Each rule that was at work, with its kernel function and its reason. */
function reasons(machine: Machine, made: PgmapPopulation): string[] {
  const runs = made.ranges.flatMap((r) => r.runs.flatMap((part) => (isBlock(part) ? part.runs : [part])));
  const rules = [...new Set<Rule>(runs.map((run) => run.rule))];
  const lines = rules.flatMap((rule) => {
    const { function: name, sentence } = why(rule, machine.arch.name, machine.arch.mmu);
    return wrapped(`${rule}${name ? `, ${name}` : ''}: ${sentence}`, '  ');
  });
  const off = dedupOffWords(machine, made);
  return [...lines, ...(off ? wrapped(off, '  ') : []), ''].map(ascii);
}

/** Mail goes through programs that know only ASCII. */
const ascii = (text: string): string => text.replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"');
