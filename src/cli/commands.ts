/** What each command prints, as pieces of text, and the exit status that goes with it. */
import { analyse } from '../config/analyse';
import { printable } from '../report/words';
import { reportCsv } from '../report/csv';
import { diagram } from '../report/diagram';
import { findingsGithub, findingsJson, findingsText, located } from '../report/findings';
import { layoutJson } from '../report/layoutJson';
import { layoutText } from '../report/layoutText';
import { reportJson, reportMarkdown, reportText } from '../report/report';
import { releasesReportJson, releasesReportMarkdown, releasesReportText } from '../report/whatChanged';
import { findingsSarif } from '../report/sarif';
import { lifecycleJson, lifecycleText } from '../report/lifecycle';
import { readText, shown } from './input';
import { Problem } from './problem';
import { reportSvg } from './svg';
import type { Analysis } from '../config/analyse';
import type { Located } from '../report/findings';

export interface Answer {
  readonly pieces: Iterable<string>;
  readonly status: 0 | 1 | 2;
  /** Lines for standard error. */
  readonly remarks: readonly string[];
}

export async function layout(file: string, format: string, expand: boolean): Promise<Answer> {
  const { analysis } = await usable(file);
  const { config, population } = analysis;
  const pieces = {
    json: () => layoutJson(config.machine, population, expand),
    diagram: () => diagrams(analysis),
    text: () => layoutText(config.machine, config.pgmaps, population, expand),
  }[format]!();
  return { pieces, status: 0, remarks: remarksOn(file, analysis) };
}

export async function report(file: string, format: string): Promise<Answer> {
  const { text, analysis } = await usable(file);
  const { config, population } = analysis;
  const pieces = {
    json: () => reportJson(config.machine, population),
    markdown: () => reportMarkdown(config.machine, config.pgmaps, population),
    csv: () => reportCsv(config.pgmaps, population),
    svg: () => [reportSvg(file, text, analysis)],
    text: () => reportText(config.machine, config.pgmaps, population),
  }[format]!();
  return { pieces, status: 0, remarks: remarksOn(file, analysis) };
}

export async function releases(file: string, format: string): Promise<Answer> {
  const { analysis } = await usable(file);
  const { machine, pgmaps, hugetlb } = analysis.config;
  const written = {
    json: releasesReportJson,
    markdown: releasesReportMarkdown,
    text: releasesReportText,
  }[format]!;
  return { pieces: written(machine, pgmaps, hugetlb), status: 0, remarks: remarksOn(file, analysis) };
}

export async function lifecycle(file: string, format: string, fail: number | undefined): Promise<Answer> {
  const { analysis } = await usable(file);
  const { machine, pgmaps } = analysis.config;
  const pieces = { json: lifecycleJson, text: lifecycleText }[format]!(machine, pgmaps, fail);
  return { pieces, status: 0, remarks: remarksOn(file, analysis) };
}

/** A file that cannot be read does not keep the others from being checked. */
export async function check(files: readonly string[], format: string): Promise<Answer> {
  const all: Located[] = [];
  const remarks: string[] = [];
  for (const file of files) {
    try {
      const text = await readText(file);
      // One by one: there can be more of them than a call takes arguments.
      for (const one of located(file, text, analyse(text).findings)) all.push(one);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      remarks.push(error.message);
    }
  }
  const written = { json: findingsJson, github: findingsGithub, sarif: findingsSarif, text: findingsText };
  const pieces = written[format as keyof typeof written](all);
  const failed = all.some(({ finding }) => finding.severity === 'error');
  return { pieces, status: remarks.length > 0 ? 2 : failed ? 1 : 0, remarks };
}

function* diagrams({ config, population }: Analysis): Generator<string> {
  for (const [i, made] of population.pgmaps.entries())
    yield (i > 0 ? '\n\n' : '') + diagram(config.machine, config.pgmaps[i]!, made);
}

/** The analysis of a file that has something to show. */
async function usable(file: string): Promise<{ text: string; analysis: Analysis }> {
  const text = await readText(file);
  const analysis = analyse(text);
  const { pgmaps, hugetlb } = analysis.config;
  if (pgmaps.length > 0 || hugetlb.length > 0) return { text, analysis };
  if (text.trim() === '') throw new Problem(`${shown(file)}: is empty; write a config with "pgmaps" in it`);
  const [worst] = located(file, text, analysis.findings).filter((l) => l.finding.severity === 'error');
  if (worst)
    throw new Problem(
      `${shown(file)}:${worst.line}:${worst.column}: no pgmap can be read: ${printable(worst.finding.message)}`,
    );
  // A list that is empty on purpose has an answer, and it is empty.
  return { text, analysis };
}

/** Where parts were left out, the answer alone would look whole. */
function remarksOn(file: string, { findings }: Analysis): string[] {
  const errors = findings.filter((f) => f.severity === 'error').length;
  if (errors === 0) return [];
  return [`${shown(file)}: ${errors} error${errors === 1 ? '' : 's'} in it; vmemmap-lens check names them`];
}
