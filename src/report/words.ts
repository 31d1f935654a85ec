/** Words that all the texts share. */
import { pageSize } from '../engine/arch';
import { counters } from '../engine/counters';
import { infoBlock } from '../engine/namespace';
import { walks } from '../engine/runs';
import { exactBytes, formatBytes, grouped, hex } from '../engine/units';
import { whyNoDedup } from '../engine/whyNoDedup';
import type { Machine, Outcome, Pgmap, PgmapPopulation, Run, Totals } from '../engine/types';

/** Control characters, line and paragraph separators, and what turns the direction of writing around. */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** What a config wrote, fit for a terminal: nothing in it moves the cursor or breaks the line. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A name for a heading or a table: printable, and at most `most` characters of it. */
export function shortName(name: string, most = 40): string {
  const chars = [...printable(name)];
  return chars.length <= most ? chars.join('') : `${chars.slice(0, most - 3).join('')}...`;
}

/** `devdax, align 1 GiB, map=mem`. */
export function pgmapWords(pgmap: Pgmap): string {
  const align =
    pgmap.mode === 'devdax' || pgmap.vmemmapShift > 0 ? [`align ${formatBytes(pgmap.align)}`] : [];
  return [pgmap.mode, ...align, `map=${pgmap.map}`].join(', ');
}

/** What is left of an nvdimm namespace, which is what ndctl prints as its size: less than was asked for. */
export function dataWords(
  machine: Machine,
  pgmap: Pgmap & { readonly raw: NonNullable<Pgmap['raw']> },
): string {
  const { start, size } = pgmap.raw;
  const { dataoff, endTrunc } = infoBlock(machine, pgmap, start, size);
  const left = size - dataoff - endTrunc;
  const before = `${formatBytes(dataoff)} before it for the info block${pgmap.map === 'dev' ? ' and the memmap' : ''}`;
  const after = endTrunc > 0n ? `, ${formatBytes(endTrunc)} behind it that are no whole align` : '';
  return `Data: ${formatBytes(left)} (${exactBytes(left)}) from ${hex(start + dataoff)}; ${before}${after}.`;
}

/** `Linux 7.3, x86_64, 64-byte struct page`. */
export const machineWords = (machine: Machine): string =>
  `Linux ${machine.kernel.release}, ${machine.arch.name}, ${machine.structPageSize}-byte struct page`;

/** `EINVAL from check_pfn_span(): Misaligned ...`, printable: what drivers say holds the device's name. Empty where it succeeds. */
export const refusalWords = (outcome: Outcome): string =>
  outcome.ok ? '' : `${outcome.errno} from ${outcome.function}(): ${printable(outcome.message)}`;

/** Why nothing is shared; empty where something is. */
export const dedupOffWords = ({ arch }: Machine, made: PgmapPopulation): string =>
  made.dedupOff ? `Not deduplicated: ${whyNoDedup(made.dedupOff, arch.mmu)}.` : '';

/** `RAM 10 MiB (2 MiB data + 8 MiB page tables) instead of 4 GiB: 4,086 MiB saved.` */
export function ramWords(machine: Machine, totals: Totals): string {
  const { bytesData: data, bytesPageTables: tables, bytesSaved: saved } = totals;
  const parts = tables > 0 ? ` (${formatBytes(data)} data + ${formatBytes(tables)} page tables)` : '';
  const ram = ramOf(totals) > 0 ? `RAM ${formatBytes(ramOf(totals))}${parts}` : 'No RAM';
  const device = totals.altmapFrames * pageSize(machine.arch);
  const altmap = device > 0 ? `, ${formatBytes(device)} of the device` : '';
  if (saved === 0) return `${ram}${altmap}; nothing saved.`;
  const gain = `${formatBytes(Math.abs(saved))} ${saved > 0 ? 'saved' : 'lost'}`;
  return `${ram}${altmap} instead of ${formatBytes(totals.bytesWithoutDedup)}: ${gain}.`;
}

/** All RAM that the struct pages take: data and page tables. */
export const ramOf = (totals: Totals): number => totals.bytesData + totals.bytesPageTables;

/** `7` or `2..511`. */
export const span = (first: number, count: number): string =>
  count === 1 ? `${first}` : `${first}..${first + count - 1}`;

/** The frames behind a run: as many as it has pages, one, or none. */
export function framesSpan(run: Run): string {
  if (run.frame === null) return '-';
  return walks(run) ? span(run.frame, run.count) : `${run.frame}`;
}

/** What the machine's own counters show for a pgmap, in a line. */
export function countersWords(machine: Machine, made: PgmapPopulation): string {
  const { nrMemmapPages, takenPages, wrong, memFree } = counters(machine, made);
  const counted =
    nrMemmapPages === null
      ? 'there is no nr_memmap_pages'
      : `nr_memmap_pages +${grouped(nrMemmapPages)}${wrong ? ` (wrong: ${grouped(takenPages)} are taken)` : ''}, nr_memmap_boot_pages +0`;
  return `On the machine: MemFree -${exactBytes(memFree)}; ${counted}.`;
}
