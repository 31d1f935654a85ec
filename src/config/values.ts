/** Addresses, sizes and ranges as people and tools write them. Exact to the last byte up to 2^63. */

/** A value that was read, or one sentence on what is wrong with it and how to mend it. */
export type Read<T> =
  | {
      readonly value: T;
      readonly note?: Note;
      /** How far a rounded value may lie from the true one. */
      readonly within?: T;
    }
  | { readonly error: string };

/** Something about the quality of a value that reads well. */
export type Note = 'decimal-size' | 'approximate-size';

const MAX = 1n << 63n;
const TOO_LARGE = 'is above 2^63; physical addresses and sizes end there.';

/** No value needs more characters; big integers of millions of digits would hold up the editor. */
const LONGEST = 100;

const HEX = /^0x[0-9a-f]+(?:_[0-9a-f]+)*$/i;
const DECIMAL = /^\d+(?:_\d+)*$/;

const bounded = (value: bigint): Read<bigint> => (value > MAX ? { error: TOO_LARGE } : { value });

const plain = (text: string): bigint => BigInt(text.replaceAll('_', ''));

/** An address: `0x…` with `_` between digits, or a quoted decimal number. */
export function readAddress(text: string): Read<bigint> {
  const trimmed = text.trim();
  if (trimmed.length <= LONGEST && (HEX.test(trimmed) || DECIMAL.test(trimmed)))
    return bounded(plain(trimmed));
  return { error: 'is not an address; write "0x1080000000".' };
}

/** Powers of 1024 by their letter, as ndctl's parse_size64() takes them. */
const POWER = 'BKMGTPE';

const NO_SIZE = 'is not a size; write bytes, "2MiB" or "128GiB".';
const FRACTION = 'is a fraction; write whole bytes, or a size such as "1.5GiB".';

const SIZE = /^(\d+(?:_\d+)*)(?:\.(\d+))?\s*(?:([kmgtpe])(i?b)?|b|bytes)?$/i;
/** What `daxctl -u` and `ndctl -u` print: two units, rounded to two places. */
const HUMAN = /^(\d+(?:\.\d+)?\s*[kmgtpe]ib)\s*\(\d+(?:\.\d+)?\s*[kmgtpe]b\)$/i;

/** Rounded sizes are those of whole subsections, or they could not have been added. */
const SUBSECTION = 1n << 21n;

/** A size: bytes, `2M`, `128GiB`, `1.5T`; `2MB` is a power of 1000 and noted; rounded human forms are noted too. */
export function readSize(text: string): Read<bigint> {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return { error: NO_SIZE };
  if (HEX.test(trimmed)) return bounded(plain(trimmed));
  const human = HUMAN.exec(trimmed);
  const m = SIZE.exec(human ? human[1]! : trimmed);
  if (!m) return { error: NO_SIZE };
  const [, whole, fraction = '', letter = 'B', unit = ''] = m;
  const power = POWER.indexOf(letter.toUpperCase());
  if (power === 0 && Number(fraction) > 0) return { error: FRACTION };
  const decimal = unit.toLowerCase() === 'b' && power > 0;
  const scale = (decimal ? 1000n : 1024n) ** BigInt(power);
  const parts = 10n ** BigInt(fraction.length);
  const scaled = (plain(whole!) * parts + BigInt(fraction || '0')) * scale;
  const approximate = human !== null || scaled % parts !== 0n;
  if (scaled > MAX * parts) return { error: TOO_LARGE };
  if (approximate) return rounded(scaled, parts, nearest(scale, 2n * parts));
  const value = scaled / parts;
  return decimal ? { value, note: 'decimal-size' } : { value };
}

const nearest = (n: bigint, unit: bigint): bigint => (n + unit / 2n) / unit;

/** The size that was meant by a rounded one: of whole subsections, where one lies within half of the last digit. */
function rounded(scaled: bigint, parts: bigint, within: bigint): Read<bigint> {
  const whole = nearest(scaled, parts * SUBSECTION) * SUBSECTION;
  const plainly = nearest(scaled, parts);
  const off = whole > plainly ? whole - plainly : plainly - whole;
  return { value: off <= within ? whole : plainly, note: 'approximate-size', within };
}

/** A range text's two addresses and where they stand in it. */
export interface RangeText {
  readonly start: bigint;
  readonly end: bigint;
  readonly startAt: number;
  readonly startLength: number;
  readonly endAt: number;
  readonly endLength: number;
}

const RANGE = /^\s*((?:0x)?[0-9a-f_]+)\s*-\s*((?:0x)?[0-9a-f_]+)\s*(?::.*)?$/i;

/** `0x8080000000-0x80bfffffff` or a line of /proc/iomem (`8080000000-80bfffffff : dax0.0`): hexadecimal, end inclusive. */
export function readRange(text: string): Read<RangeText> {
  const m = RANGE.exec(text);
  const [first, last] = m ? [m[1]!, m[2]!] : ['', ''];
  const hex = (part: string): string => (/^0x/i.test(part) ? part : `0x${part}`);
  if (!m || !HEX.test(hex(first)) || !HEX.test(hex(last)))
    return { error: 'is not a range; write "0x8080000000-0x80bfffffff" or a line of /proc/iomem.' };
  const [start, end] = [plain(hex(first)), plain(hex(last))];
  if (end > MAX || start > MAX) return { error: TOO_LARGE };
  const startAt = text.indexOf(first);
  const endAt = text.indexOf(last, startAt + first.length);
  return { value: { start, end, startAt, startLength: first.length, endAt, endLength: last.length } };
}

const LITERAL = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/** An integer literal as it stands in JSON: read from its digits, since its double may be another number. */
export function readInteger(literal: string): Read<bigint> {
  const m = LITERAL.exec(literal);
  if (!m) return { error: 'is not a number; write whole bytes, or quote an address: "0x1080000000".' };
  const [, sign, whole = '', fraction = '', exponent = '0'] = m;
  const written = `${whole}${fraction}`;
  const [from, to] = significant(written);
  if (from === to) return { value: 0n };
  if (sign) return { error: 'is negative; it counts bytes from 0.' };
  const power = Number(exponent) - fraction.length + written.length - to;
  if (power < 0) return { error: FRACTION };
  if (to - from + power > 19) return { error: TOO_LARGE };
  return bounded(BigInt(written.slice(from, to)) * 10n ** BigInt(power));
}

/** Where digits stand once zeros before and behind them are gone. */
function significant(digits: string): [number, number] {
  let [from, to] = [0, digits.length];
  while (to > from && digits[to - 1] === '0') to--;
  while (from < to && digits[from] === '0') from++;
  return [from, to];
}

/** Whether other JSON readers, which read doubles, surely see the number that is written. */
export const isSafeNumber = (value: bigint): boolean => value <= 1n << 53n;
