/** Sizes as tools print them: exact, or rounded so that several sizes would look the same. */
import { alignUp } from '../engine/align';
import { readInteger, readSize } from '../config/values';

/** The sizes in bytes that print as `text`: one where it is exact. */
export interface Quantity {
  readonly low: bigint;
  readonly high: bigint;
  readonly text: string;
  /** A power of 1000 where one of 1024 may be meant. */
  readonly decimal: boolean;
}

export const exact = (bytes: bigint, text = String(bytes)): Quantity => ({
  low: bytes,
  high: bytes,
  text,
  decimal: false,
});

export const isExact = ({ low, high }: Quantity): boolean => low === high;

/** `15.63 GiB (16.78 GB)`: what display_size() of ndctl and daxctl prints with -u, and what users copy of it. */
const ROUNDED = /^(\d{1,15})\.(\d{1,6})\s*([KMGTPE])(i?B)?(?:\s*\((\d{1,15})\.(\d{1,6})\s*([KMGTPE])B\))?$/i;
const POWER = 'BKMGTPE';

interface Interval {
  readonly low: bigint;
  readonly high: bigint;
}

/** All sizes that round, half up, to whole.fraction units. */
function rounding(whole: string, fraction: string, unit: bigint): Interval {
  const c = BigInt(whole + fraction);
  const parts = 2n * 10n ** BigInt(fraction.length);
  const from = (n: bigint): bigint => (n <= 0n ? 0n : (n * unit + parts - 1n) / parts);
  return { low: from(2n * c - 1n), high: from(2n * c + 1n) - 1n };
}

/** A size in quotes or a number of bytes; undefined where it is none. */
export function readQuantity(text: string): Quantity | undefined {
  const trimmed = text.trim().slice(0, 100);
  const m = ROUNDED.exec(trimmed);
  if (m) {
    const power = BigInt(POWER.indexOf(m[3]!.toUpperCase()));
    const decimal = m[4]?.toUpperCase() === 'B';
    const first = rounding(m[1]!, m[2]!, (decimal ? 1000n : 1024n) ** power);
    const second =
      m[5] === undefined ? first : rounding(m[5], m[6]!, 1000n ** BigInt(POWER.indexOf(m[7]!.toUpperCase())));
    const low = first.low > second.low ? first.low : second.low;
    const high = first.high < second.high ? first.high : second.high;
    if (first.high > 1n << 63n) return undefined;
    // Where both do not meet, one of them was written by hand.
    return { ...(low <= high ? { low, high } : first), text: trimmed, decimal };
  }
  const integer = readInteger(trimmed);
  if ('value' in integer) return exact(integer.value, trimmed);
  const read = readSize(trimmed);
  if ('error' in read) return undefined;
  return { ...exact(read.value, trimmed), decimal: read.note === 'decimal-size' };
}

/** How many candidates are worth naming. */
const MOST = 2000;

/** The multiples of `step` that print like this, at most two thousand of them. */
export function multiples({ low, high }: Interval, step: bigint): bigint[] {
  const all: bigint[] = [];
  for (let n = alignUp(low > 0n ? low : 1n, step); n <= high && all.length < MOST; n += step) all.push(n);
  return all;
}
