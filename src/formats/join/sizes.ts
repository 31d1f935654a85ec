/** Rounded sizes: the one size that prints like this where the unit leaves one only, and a word in any case. */
import { readSize } from '../../config/values';
import { formatBytes } from '../../engine/units';
import { isExact, multiples } from '../quantity';
import { bytesJson } from './draft';
import type { Sourced } from '../facts';
import type { Quantity } from '../quantity';
import type { Says } from './draft';

/** Undefined where several multiples of `unit` print like this: the text is kept then. */
export function exactSize(
  name: string,
  { value, source }: Sourced<Quantity>,
  unit: bigint,
  says: Says,
): bigint | undefined {
  if (value.decimal)
    says.add(
      'decimal-size',
      'hint',
      source,
      `${name}: ${JSON.stringify(value.text)} is a power of 1000; write MiB, GiB or TiB for powers of 1024, as the kernel counts.`,
    );
  if (isExact(value)) return value.low;
  const fitting = multiples(value, unit);
  says.add(
    'approximate-size',
    'hint',
    source,
    `${name}: ${roundedWords(value, fitting, `in units of ${formatBytes(unit)}`)}`,
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** What can be said of a rounded size. `which`: of the sizes that were looked at. */
export function roundedWords(value: Quantity, fitting: readonly bigint[], which: string): string {
  const text = JSON.stringify(value.text);
  if (fitting.length === 1)
    return `${text} is rounded; ${fitting[0]} bytes is the only size ${which} that prints like this.`;
  if (fitting.length === 0)
    return `${text} is rounded, so figures are too; give bytes, as it prints without -u.`;
  const named = fitting.length <= 4 ? ` (${fitting.join(', ')})` : ` (${fitting[0]} to ${fitting.at(-1)})`;
  return `${text} is rounded: ${fitting.length} sizes ${which} print like this${named}. It is exact without -u.`;
}

/** As a config has it: the bytes, else the text, so that its hint stays with it; what a config would not read is the least it can be. */
export const sizeJson = (value: Quantity, bytes: bigint | undefined): string =>
  bytes !== undefined || 'error' in readSize(value.text)
    ? bytesJson(bytes ?? value.low)
    : JSON.stringify(value.text);
