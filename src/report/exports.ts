/** What is seen, as text in each form: one device, or all of them. */
import { sumTotals } from '../engine/population';
import { mappingCsv, reportCsv } from './csv';
import { diagram } from './diagram/diagram';
import { layoutJson } from './layoutJson';
import { reportMarkdown } from './report';
import type { Analysis } from '../config/analyse';
import type { ExportFormat } from '../protocol/export';

export type TextFormat = Exclude<ExportFormat, 'svg' | 'png'>;

export function exportText(
  { config, population }: Analysis,
  format: TextFormat,
  only: number | null,
): string {
  const { machine } = config;
  const kept = [...config.pgmaps.keys()].filter((i) => only === null || i === only);
  const pgmaps = kept.map((i) => config.pgmaps[i]!);
  const made = kept.map((i) => population.pgmaps[i]!);
  const totals = sumTotals(
    machine,
    made.filter((m) => m.outcome.ok).map((m) => m.totals),
  );
  const shown = { pgmaps: made, hugetlb: only === null ? population.hugetlb : [], totals };
  const pieces = {
    csv: () => (only === null ? reportCsv(pgmaps, shown) : mappingCsv(made[0]!)),
    markdown: () => reportMarkdown(machine, pgmaps, shown),
    json: () => layoutJson(machine, shown, false),
    text: () => made.map((m, i) => diagram(machine, pgmaps[i]!, m) + (i < made.length - 1 ? '\n' : '')),
  }[format]();
  return made.length === 0 ? '' : [...pieces].join('');
}
