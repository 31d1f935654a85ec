/** The figures held against what a machine counted: match or mismatch, by how much, and why where the engine knows. */
import { pageSize } from '../engine/arch';
import { counters } from '../engine/counters';
import { formatBytes, grouped } from '../engine/units';
import { reasonsFor } from './againstReasons';
import { escaped } from './markdown';
import { markdownTable, textTable } from './table';
import { printable } from './words';
import type { HugetlbPool, Machine, Pgmap, Population } from '../engine/types';
import type { Measured } from '../formats/measured';
import type { JsonValue } from './json';
import type { Table } from './table';

/** `near`: as close as a counter that everything else changes too can come. */
export type Verdict = 'match' | 'near' | 'mismatch' | 'unknown';

export interface Comparison {
  readonly counter: string;
  readonly unit: 'pages' | 'bytes';
  /** How much it changed; where it was read once, its value. */
  readonly measured: number;
  readonly change: boolean;
  /** Null where this kernel has no such counter. */
  readonly computed: number | null;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

/** What a config says, laid out. */
export interface Subject {
  readonly machine: Machine;
  readonly pgmaps: readonly Pgmap[];
  readonly hugetlb: readonly HugetlbPool[];
  readonly population: Population;
}

interface Counted {
  readonly unit: 'pages' | 'bytes';
  /** What the config's devices change it by. */
  readonly change: (subject: Subject) => number | null;
  /** A value read once says something too: the counter begins at 0. */
  readonly fromZero: boolean;
  /** Everything else on the machine changes it too. */
  readonly noisy: boolean;
}

const bytesOnlined = ({ machine, pgmaps, population }: Subject): number =>
  population.pgmaps.reduce(
    (sum, made, i) =>
      made.outcome.ok && pgmaps[i]!.mode === 'system-ram'
        ? sum + made.totals.structPages * pageSize(machine.arch)
        : sum,
    0,
  );

const memFree = ({ machine, population }: Subject): number =>
  population.pgmaps.reduce((sum, made) => (made.outcome.ok ? sum - counters(machine, made).memFree : sum), 0);

/** What a machine counts that struct pages are in. */
const COUNTED: Readonly<Record<string, Counted>> = {
  nr_memmap_pages: {
    unit: 'pages',
    change: ({ population }) => population.totals.nrMemmapPages,
    fromZero: true,
    noisy: false,
  },
  nr_memmap_boot_pages: {
    unit: 'pages',
    change: ({ population }) => (population.totals.nrMemmapPages === null ? null : 0),
    fromZero: false,
    noisy: false,
  },
  MemFree: {
    unit: 'bytes',
    change: (s) => memFree(s) + bytesOnlined(s),
    fromZero: false,
    noisy: true,
  },
  nr_free_pages: {
    unit: 'pages',
    change: (s) => (memFree(s) + bytesOnlined(s)) / pageSize(s.machine.arch),
    fromZero: false,
    noisy: true,
  },
  MemTotal: { unit: 'bytes', change: bytesOnlined, fromZero: false, noisy: false },
};

/** Below this a difference of free memory says nothing: per-CPU lists, slabs, what the commands themselves take. */
const NOISE = 8 * 2 ** 20;
const NOISE_SHARE = 0.02;

/** One row for each counter that both know. */
export function against(subject: Subject, measured: readonly Measured[]): Comparison[] {
  return measured.flatMap(({ name, before, after }) => {
    if (name === 'initialised') return [initialised(subject, after)];
    const counted = Object.hasOwn(COUNTED, name) ? COUNTED[name]! : undefined;
    return counted ? [compare(subject, name, counted, before, after)] : [];
  });
}

function compare(
  subject: Subject,
  counter: string,
  counted: Counted,
  before: bigint | undefined,
  after: bigint,
): Comparison {
  const change = before !== undefined;
  const measured = Number(after - (before ?? 0n));
  const computed = counted.change(subject);
  const row = { counter, unit: counted.unit, measured, change, computed };
  if (!change && !counted.fromZero)
    return {
      ...row,
      verdict: 'unknown',
      reasons: ['Read it before the devices are there too: what counts is the change.'],
    };
  if (computed === null)
    return {
      ...row,
      verdict: 'mismatch',
      reasons: [
        `Linux ${subject.machine.kernel.release} has no such counter: the machine runs another kernel than "machine" says.`,
      ],
    };
  if (measured === computed) return { ...row, verdict: 'match', reasons: [] };
  const unit = counted.unit === 'bytes' ? 1 : pageSize(subject.machine.arch);
  const off = Math.abs(measured - computed) * unit;
  const near = counted.noisy && off <= Math.max(NOISE, NOISE_SHARE * Math.abs(computed) * unit);
  if (near)
    return { ...row, verdict: 'near', reasons: ['Everything else that runs changes free memory too.'] };
  return { ...row, verdict: 'mismatch', reasons: reasonsFor(subject, counter, measured, computed, change) };
}

/** The log names the pfns of one device. */
function initialised({ machine, population }: Subject, pages: bigint): Comparison {
  const each = population.pgmaps
    .filter((made) => made.outcome.ok)
    .map((made) => counters(machine, made).initialisedMessage);
  const measured = Number(pages);
  const found = each.includes(measured);
  return {
    counter: 'memmap_init_zone_device initialised',
    unit: 'pages',
    measured,
    change: true,
    computed: found ? measured : (each[0] ?? null),
    verdict: found ? 'match' : 'mismatch',
    reasons: found ? [] : ['No device here has as many pfns behind its altmap: size or map differ.'],
  };
}

const amount = (unit: Comparison['unit'], n: number, signed: boolean): string => {
  const sign = signed && n > 0 ? '+' : '';
  return unit === 'bytes' ? `${sign}${grouped(n / 1024)} KiB` : `${sign}${grouped(n)}`;
};

function table(machine: Machine, rows: readonly Comparison[]): Table {
  return {
    head: ['counter', 'measured', 'computed', 'difference', 'verdict'],
    right: [false, true, true, true, false],
    rows: rows.map(({ counter, unit, measured, change, computed, verdict }) => [
      counter,
      amount(unit, measured, change),
      computed === null ? '-' : amount(unit, computed, true),
      computed === null || verdict === 'unknown' ? '-' : difference(machine, unit, measured - computed),
      verdict === 'unknown' ? 'not comparable' : verdict,
    ]),
  };
}

const difference = (machine: Machine, unit: Comparison['unit'], n: number): string =>
  n === 0
    ? '0'
    : `${amount(unit, n, true)} (${formatBytes(Math.abs(n) * (unit === 'bytes' ? 1 : pageSize(machine.arch)))})`;

/** A section of the report. */
export function* againstText(machine: Machine, rows: readonly Comparison[]): Generator<string> {
  yield '\nAgainst the machine\n';
  yield* textTable(table(machine, rows));
  const reasons = rows.flatMap((r) => r.reasons.map((reason) => `${r.counter}: ${printable(reason)}\n`));
  if (reasons.length > 0) yield '\n';
  yield* reasons;
}

export function* againstMarkdown(machine: Machine, rows: readonly Comparison[]): Generator<string> {
  yield '\n## Against the machine\n\n';
  yield* markdownTable(table(machine, rows));
  const reasons = rows.flatMap((r) => r.reasons.map((reason) => `- ${r.counter}: ${escaped(reason)}\n`));
  if (reasons.length > 0) yield '\n';
  yield* reasons;
}

/** `against` of `report --format json`. */
export const againstJson = (rows: readonly Comparison[]): JsonValue =>
  rows.map((r) => ({
    ...r,
    difference: r.computed === null || r.verdict === 'unknown' ? null : r.measured - r.computed,
    reasons: [...r.reasons],
  }));
