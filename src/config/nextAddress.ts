/** Addresses that follow what a config already takes. */
import { alignUp } from '../engine/align';
import { SUBSECTION_SHIFT } from '../engine/arch';
import type { PhysRange, Pgmap } from '../engine/types';

/** What of a config takes addresses. */
export interface Taken {
  readonly machine: { readonly ram: readonly PhysRange[] | null };
  readonly pgmaps: readonly Pgmap[];
}

export interface NextAddress {
  readonly start: bigint;
  /** What it follows. */
  readonly after: 'ranges' | 'ram';
}

/** Where nothing else is said: above the RAM of most machines. */
const USUAL = 0x4080000000n;

/** Last byte a pgmap takes, or undefined where its base is not known. */
function lastOf({ ranges, raw }: Pgmap): bigint | undefined {
  const ends = ranges.map(({ end }) => end);
  if (raw) ends.push(raw.start + raw.size - 1n);
  return largest(ends);
}

const largest = (all: readonly bigint[]): bigint | undefined =>
  all.reduce<bigint | undefined>((max, n) => (max === undefined || n > max ? n : max), undefined);

/** The next address behind the last range, and behind RAM, at a multiple of `align` bytes and of a subsection. */
export function nextAddresses(config: Taken, align: number): NextAddress[] {
  const unit = BigInt(Math.max(align, 2 ** SUBSECTION_SHIFT));
  const ranges = largest(config.pgmaps.flatMap((pgmap) => lastOf(pgmap) ?? []));
  const ram = largest((config.machine.ram ?? []).map(({ end }) => end));
  const next = (last: bigint | undefined, after: NextAddress['after']): NextAddress[] =>
    last === undefined ? [] : [{ start: alignUp(last + 1n, unit), after }];
  const both = [...next(ranges, 'ranges'), ...next(ram, 'ram')];
  return both.filter(({ start }, i) => both.findIndex((other) => other.start === start) === i);
}

/** The one to write where one is needed: behind everything. */
export const nextAddress = (config: Taken, align: number): bigint =>
  largest(nextAddresses(config, align).map(({ start }) => start)) ?? USUAL;
