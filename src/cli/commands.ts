/** What each command prints, as pieces of text, and the exit status that goes with it. */
import { analyse } from '../config/analyse';
import { printable } from '../report/words';
import { reportCsv } from '../report/csv';
import { diagram } from '../report/diagram/diagram';
import { findingsGithub, findingsJson, findingsText, located } from '../report/findings';
import { layoutJson } from '../report/layoutJson';
import { layoutText } from '../report/layoutText';
import { reportJson, reportMarkdown, reportText } from '../report/report';
import { waysOut } from '../report/fixes/waysOut';
import { releasesReportJson, releasesReportMarkdown, releasesReportText } from '../report/whatChanged';
import { findingsSarif } from '../report/sarif';
import { lifecycleJson, lifecycleText } from '../report/lifecycle';
import { against, againstJson, againstMarkdown, againstText } from '../report/against';
import { measure } from '../formats/measured';
import { convert as toConfig, isConfig } from '../formats/convert';
import { findingsOn } from '../formats/findings';
import { shown } from './input';
import { asInput, load, lower, readSource } from './source';
import { Problem } from './problem';
import { reportSvg } from './svg';
import type { Analysis } from '../config/analyse';
import type { Located } from '../report/findings';
import type { Conversion } from '../formats/convert';
import type { Member } from '../formats/join/draft';
import type { Loaded, Source } from './source';
import type { Comparison } from '../report/against';

export interface Answer {
  readonly pieces: Iterable<string>;
  readonly status: 0 | 1 | 2;
  /** Lines for standard error. */
  readonly remarks: readonly string[];
}

/** What a command is given beside its format. */
export interface Given {
  readonly files: readonly string[];
  /** `--machine`. */
  readonly machine: readonly Member[];
}

export async function layout(given: Given, format: string, expand: boolean): Promise<Answer> {
  const loaded = await usable('layout', given);
  const { analysis } = loaded;
  const { config, population } = analysis;
  const pieces = {
    json: () => layoutJson(config.machine, population, expand),
    diagram: () => diagrams(analysis),
    text: () => layoutText(config.machine, config.pgmaps, population, expand),
  }[format]!();
  return { pieces, status: 0, remarks: remarksOn(loaded) };
}

export async function report(given: Given, format: string, against: readonly string[]): Promise<Answer> {
  const loaded = await usable('report', given);
  const { text, analysis } = loaded;
  const { config, population } = analysis;
  const { machine, pgmaps } = config;
  const rows = await comparisons(analysis, against);
  const pieces = {
    json: () => reportJson(machine, population, rows && againstJson(rows)),
    markdown: () => both(reportMarkdown(machine, pgmaps, population), rows && againstMarkdown(machine, rows)),
    csv: () => reportCsv(pgmaps, population),
    svg: () => [reportSvg(given.files[0]!, text, analysis)],
    text: () => both(reportText(machine, pgmaps, population), rows && againstText(machine, rows)),
  }[format]!();
  return { pieces, status: 0, remarks: remarksOn(loaded) };
}

function* both(first: Iterable<string>, second: Iterable<string> | undefined): Generator<string> {
  yield* first;
  if (second) yield* second;
}

/** What the machine counted beside what was computed; undefined where it was not asked for. */
async function comparisons(
  { config, population }: Analysis,
  files: readonly string[],
): Promise<Comparison[] | undefined> {
  if (files.length === 0) return undefined;
  const texts: string[] = [];
  for (const file of files) texts.push((await readSource(file)).text);
  const rows = against({ ...config, population }, measure(texts));
  if (rows.length > 0) return rows;
  throw new Problem(
    `${files.map(shown).join(', ')}: no counter of struct pages is in it; looked for nr_memmap_pages and nr_free_pages of /proc/vmstat, MemFree of /proc/meminfo and free, and memmap_init_zone_device() in the log`,
  );
}

export async function releases(given: Given, format: string): Promise<Answer> {
  const loaded = await usable('releases', given);
  const { analysis } = loaded;
  const { machine, pgmaps, hugetlb } = analysis.config;
  const written = {
    json: releasesReportJson,
    markdown: releasesReportMarkdown,
    text: releasesReportText,
  }[format]!;
  return { pieces: written(machine, pgmaps, hugetlb), status: 0, remarks: remarksOn(loaded) };
}

export async function lifecycle(given: Given, format: string, fail: number | undefined): Promise<Answer> {
  const loaded = await usable('lifecycle', given);
  const { analysis } = loaded;
  const { machine, pgmaps } = analysis.config;
  const pieces = { json: lifecycleJson, text: lifecycleText }[format]!(machine, pgmaps, fail);
  return { pieces, status: 0, remarks: remarksOn(loaded) };
}

/**
 * A file that cannot be read does not keep the others from being checked. Configs are looked at one by one, machine
 * output in all files together, as one machine's.
 */
export async function check({ files, machine }: Given, format: string): Promise<Answer> {
  const all: Located[] = [];
  const remarks: string[] = [];
  const outputs: Source[] = [];
  for (const file of files) {
    try {
      const source = await readSource(file);
      const output = !isConfig(source.text) && toConfig([asInput(source)]).tools.length > 0;
      if (output) outputs.push(source);
      else if (source.problem) throw source.problem;
      // One by one: there can be more of them than a call takes arguments.
      else for (const one of checked(file, source.text)) all.push(one);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      remarks.push(error.message);
    }
  }
  if (outputs.length > 0) for (const one of outputFindings(outputs, machine)) all.push(one);
  const written = { json: findingsJson, github: findingsGithub, sarif: findingsSarif, text: findingsText };
  const pieces = written[format as keyof typeof written](all);
  const failed = all.some(({ finding }) => finding.severity === 'error');
  return { pieces, status: remarks.length > 0 ? 2 : failed ? 1 : 0, remarks };
}

/** Of very many findings only their own ways out are named: more are not looked for. */
const MOST_WITH_WAYS = 500;

function checked(file: string, text: string): Located[] {
  const analysis = analyse(text);
  const many = analysis.findings.length > MOST_WITH_WAYS;
  return located(file, text, analysis.findings, (f) => (many ? f.fixes : waysOut(text, analysis, f)));
}

function* outputFindings(outputs: readonly Source[], machine: readonly Member[]): Generator<Located> {
  const conversion = toConfig(outputs.map(asInput), machine);
  const analysis = analyse(conversion.empty ? '{ "pgmaps": [] }' : conversion.text);
  for (const [i, { file, text }] of outputs.entries())
    yield* located(file, text, findingsOn(conversion, analysis, i));
}

/** A config, with comments that name the source of each value. */
export async function convert({ files, machine }: Given): Promise<Answer> {
  const sources: Source[] = [];
  for (const file of files) sources.push(await readSource(file));
  const names = sources.map((s) => shown(s.file)).join(', ');
  const config = sources.find(({ text }) => isConfig(text));
  if (config)
    throw new Problem(`${shown(config.file)}: is a pgmap config already; convert takes machine output`);
  const conversion = toConfig(sources.map(asInput), machine);
  if (conversion.empty) {
    if (sources.length === 1 && conversion.tools.length === 0 && sources[0]!.problem)
      throw sources[0]!.problem;
    throw new Problem(`${names}: ${lower(conversion.summary)}`);
  }
  return { pieces: [conversion.text], status: 0, remarks: conversionRemarks(names, conversion, true) };
}

/** Conflicts are named where nothing else would; hints are in the config's comments. */
function conversionRemarks(name: string, { problems, tools }: Conversion, written: boolean): string[] {
  const loud = problems.filter((p) => p.severity === 'warning' || p.severity === 'error');
  const assumed = problems.filter((p) => p.code === 'assumed-value' || p.code === 'approximate-size').length;
  const quiet =
    assumed > 0 && !written
      ? `; ${assumed} assumed: vmemmap-lens check names ${assumed === 1 ? 'it' : 'them'}`
      : '';
  return [
    ...(written ? [] : [`${name}: read as ${tools.join(', ')}${quiet}`]),
    ...[...new Set(loud.map((p) => `${name}: ${p.message}`))].slice(0, 10),
  ];
}

function* diagrams({ config, population }: Analysis): Generator<string> {
  for (const [i, made] of population.pgmaps.entries())
    yield (i > 0 ? '\n\n' : '') + diagram(config.machine, config.pgmaps[i]!, made);
}

/** What was loaded, where it has something to show. */
async function usable(command: string, { files, machine }: Given): Promise<Loaded> {
  const loaded = await load(command, files, machine);
  const { name, text, analysis, conversion } = loaded;
  const { pgmaps, hugetlb } = analysis.config;
  if (pgmaps.length > 0 || hugetlb.length > 0 || conversion) return loaded;
  if (text.trim() === '') throw new Problem(`${name}: is empty; write a config with "pgmaps" in it`);
  const [worst] = located(name, text, analysis.findings).filter((l) => l.finding.severity === 'error');
  if (worst)
    throw new Problem(
      `${name}:${worst.line}:${worst.column}: no pgmap can be read: ${printable(worst.finding.message)}`,
    );
  // A list that is empty on purpose has an answer, and it is empty.
  return loaded;
}

/** Where parts were left out or assumed, the answer alone would look whole. */
function remarksOn({ name, analysis, conversion }: Loaded): string[] {
  const errors = analysis.findings.filter((f) => f.severity === 'error').length;
  return [
    ...(conversion ? conversionRemarks(name, conversion, false) : []),
    ...(errors === 0
      ? []
      : [`${name}: ${errors} error${errors === 1 ? '' : 's'} in it; vmemmap-lens check names them`]),
  ];
}
