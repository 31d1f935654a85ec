/** `report`: what each pgmap costs and saves, and all of them together. */
import { pageSize } from '../engine/arch';
import { deviceDaxInstead } from '../engine/deviceDaxInstead';
import { exactBytes, formatBytes, grouped, percent } from '../engine/units';
import { hugetlbJson, outcomeJson, totalsJson } from './layoutJson';
import { jsonText } from './json';
import type { JsonValue } from './json';
import { escaped } from './markdown';
import { markdownTable, textTable } from './table';
import { dedupOffWords, machineWords, ramOf, refusalWords, shortName } from './words';
import type { Table } from './table';
import type { HvoMode } from '../engine/releases';
import type { HugetlbPopulation, HvoOff, Machine, Pgmap, Population, Totals } from '../engine/types';

/** The figures of `layout --format json` without the mapping. */
export function* reportJson(
  machine: Machine,
  population: Population,
  against?: JsonValue,
): Generator<string> {
  yield* jsonText({
    schema: 1,
    pgmaps: population.pgmaps.map((made) => ({
      name: made.name,
      outcome: outcomeJson(made.outcome),
      dedup: made.dedup,
      ...totalsJson(made.totals),
    })),
    hugetlb: population.hugetlb.map((pool) => hugetlbJson(machine, pool)),
    totals: totalsJson(population.totals),
    against,
  });
  yield '\n';
}

export function* reportText(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  population: Population,
): Generator<string> {
  yield `${machineWords(machine)}\n`;
  if (population.pgmaps.length > 0) {
    yield '\n';
    yield* textTable(pgmapTable(machine, pgmaps, population, (name) => shortName(name)));
    const notes = notesOf(machine, population, (name) => shortName(name));
    if (notes.length > 0) yield '\n';
    for (const note of notes) yield `${note}\n`;
    yield sumLine(machine, population.totals);
  }
  if (population.hugetlb.length > 0) {
    yield '\nHugeTLB\n';
    yield* textTable(hugetlbTable(machine, population.hugetlb));
  }
}

export function* reportMarkdown(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  population: Population,
): Generator<string> {
  yield `# Memory for struct pages\n\n${machineWords(machine)}\n`;
  if (population.pgmaps.length > 0) {
    yield '\n';
    yield* markdownTable(pgmapTable(machine, pgmaps, population, escaped));
    const notes = notesOf(machine, population, (text) => text);
    if (notes.length > 0) yield '\n';
    for (const note of notes) yield `- ${escaped(note)}\n`;
    yield sumLine(machine, population.totals);
  }
  if (population.hugetlb.length > 0) {
    yield '\n## HugeTLB\n\n';
    yield* markdownTable(hugetlbTable(machine, population.hugetlb));
  }
}

const HEAD = [
  'pgmap',
  'mode',
  'size',
  'align',
  'map',
  'RAM without',
  'RAM',
  'data',
  'tables',
  'saved',
  '% of device',
];
const RIGHT = [false, false, true, true, false, true, true, true, true, true, true];

function pgmapTable(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  population: Population,
  name: (text: string) => string,
): Table {
  const rows = population.pgmaps.map((made, i) => {
    const { mode, align, map } = pgmaps[i]!;
    const what = [name(made.name), mode];
    if (!made.outcome.ok) return [...what, '', formatBytes(align), map, 'refused', '', '', '', '', ''];
    return [...what, sizeOf(machine, made.totals), formatBytes(align), map, ...figures(machine, made.totals)];
  });
  const { totals } = population;
  const sum = ['total', '', sizeOf(machine, totals), '', '', ...figures(machine, totals)];
  return {
    head: HEAD,
    right: RIGHT,
    rows: rows.length > 1 && totals.structPages > 0 ? [...rows, sum] : rows,
  };
}

const figures = (machine: Machine, t: Totals): string[] => [
  ...[t.bytesWithoutDedup, ramOf(t), t.bytesData, t.bytesPageTables, t.bytesSaved].map((n) => formatBytes(n)),
  percent(ramOf(t), bytesOf(machine, t), ' '),
];

const bytesOf = (machine: Machine, totals: Totals): number => totals.structPages * pageSize(machine.arch);
const sizeOf = (machine: Machine, totals: Totals): string => formatBytes(bytesOf(machine, totals));

/** What the table cannot say: refusals, why nothing is shared, memmap on the device. */
function notesOf(machine: Machine, population: Population, name: (text: string) => string): string[] {
  return population.pgmaps.flatMap((made) => {
    const who = name(made.name);
    if (!made.outcome.ok) return [`${who}: refused, ${refusalWords(made.outcome)}`];
    const off = dedupOffWords(machine, made);
    return off ? [`${who}: ${off.charAt(0).toLowerCase()}${off.slice(1)}`] : [];
  });
}

/** The total in one sentence, to the byte; empty where nothing could be made. */
function sumLine(machine: Machine, t: Totals): string {
  if (t.structPages === 0) return '';
  const device = t.altmapFrames * pageSize(machine.arch);
  const onDevice = device > 0 ? `; ${formatBytes(device)} of memmap on the devices themselves` : '';
  const { pte, pmd, pud } = t.pageTables;
  const tables = grouped(pte + pmd + pud);
  return `\nSaved: ${formatBytes(t.bytesSaved)} (${exactBytes(t.bytesSaved)}), net of ${tables} page-table pages${onDevice}.\n`;
}

const HVO_WORDS: Readonly<Record<HvoMode | HvoOff, string>> = {
  'two-pages': 'two pages kept',
  'one-page': 'one page kept',
  'copied-head': 'one page kept, a copy',
  'shared-tail': 'one page kept, one tail page per zone',
  arch: 'off: not on this architecture',
  disabled: 'off: not switched on',
  'struct-page': 'off: struct page',
  'too-small': 'off: too small',
};

/** Each pool, and what device-dax would take for the same memory at the same align. */
const hugetlbTable = (machine: Machine, pools: readonly HugetlbPopulation[]): Table => ({
  head: ['page size', 'count', 'RAM without', 'RAM', 'page tables', 'saved, net', 'device-dax', 'HVO'],
  right: [true, true, true, true, true, true, true, false],
  rows: pools.map((pool) => {
    const bytes = (pages: number): string => formatBytes(pages * pageSize(machine.arch));
    const instead = deviceDaxInstead(machine, pool);
    return [
      formatBytes(pool.pageSize),
      grouped(pool.count),
      bytes(pool.vmemmapPages),
      bytes(pool.frames),
      formatBytes(pool.bytesPageTables),
      formatBytes(pool.bytesSavedNet),
      instead === null ? '-' : formatBytes(instead),
      HVO_WORDS[pool.mode ?? pool.off!],
    ];
  }),
});
