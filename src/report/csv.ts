/** Figures and mappings as comma-separated values (RFC 4180, lines end with LF), bytes and counts exact. */
import { isBlock } from '../engine/runs';
import { totalsJson } from './layoutJson';
import { printable } from './words';
import type { Pgmap, PgmapPopulation, Population, Run } from '../engine/types';

type Cell = string | number | null;

/** A cell; what a spreadsheet would take for a formula stays text. */
function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = printable(/^[=+\-@\t]/.test(value) ? `'${value}` : value);
  return /[",]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

const row = (cells: readonly Cell[]): string => `${cells.map(cell).join(',')}\n`;

/** Totals as flat columns: page tables by level. */
function flat(made: PgmapPopulation): Record<string, Cell> {
  const { pageTables, ...rest } = totalsJson(made.totals) as Record<string, Cell> & {
    pageTables: Record<string, Cell>;
  };
  const tables = Object.entries(pageTables).map(([level, n]) => [`${level}Tables`, n]);
  return { ...(rest as Record<string, Cell>), ...(Object.fromEntries(tables) as Record<string, Cell>) };
}

/** `report --format csv`: a line for each pgmap. */
export function* reportCsv(pgmaps: readonly Pgmap[], population: Population): Generator<string> {
  const lines = population.pgmaps.map((made, i) => {
    const { mode, align, map } = pgmaps[i]!;
    const { outcome } = made;
    return {
      name: made.name,
      mode,
      align,
      map,
      outcome: outcome.ok ? 'ok' : outcome.errno,
      dedup: String(made.dedup),
      ...flat(made),
    };
  });
  const [first] = lines;
  if (!first) return;
  yield row(Object.keys(first));
  for (const line of lines) yield row(Object.values(line));
}

/** A pgmap's mapping: a line for each run; `repeat` copies of it follow one another, `pages` and `frames` further on each time. */
export function* mappingCsv(made: PgmapPopulation): Generator<string> {
  yield row(['range', 'firstPage', 'count', 'kind', 'frame', 'rule', 'step', 'repeat', 'pages', 'frames']);
  const line = (range: number, run: Run, repeat: number, pages: number, frames: number): string =>
    row([range, run.first, run.count, run.kind, run.frame, run.rule, run.step ?? 0, repeat, pages, frames]);
  for (const [range, { runs }] of made.ranges.entries())
    for (const part of runs)
      if (isBlock(part))
        for (const run of part.runs) yield line(range, run, part.repeat, part.pages, part.frames);
      else yield line(range, part, 1, 0, 0);
}
