/** Sizes and addresses as the kernel and QEMU take them on their command lines. */

/** As memparse() reads it: decimal, octal or hexadecimal, and a letter. */
const SIZE = /^(0x[0-9a-f]+|\d+)([kmgtpe]?)b?$/i;
const POWER = 'KMGTPE';

/** lib/cmdline.c. */
export function memparse(text: string): bigint | undefined {
  const m = SIZE.exec(text.slice(0, 40));
  if (!m) return undefined;
  const digits = m[1]!;
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  if (/^0\d/.test(digits) && octal === digits) return undefined;
  const bytes =
    BigInt(octal) << BigInt(10 * (POWER.indexOf(m[2]!.toUpperCase()) + 1) * (m[2] === '' ? 0 : 1));
  return bytes < 1n << 63n ? bytes : undefined;
}
