/** Figures as people of the field write them: binary units, hexadecimal addresses, grouped digits. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** `1234567` → `1,234,567`. */
export const grouped = (n: number | bigint): string =>
  n > -1000 && n < 1000 ? n.toString() : n.toString().replace(/\B(?=(\d{3})+$)/g, ',');

/** Bytes of each unit; powers are slow where they are asked for with every figure. */
const BYTES = UNITS.map((_, power) => 2 ** (10 * power));

/**
 * Bytes in the largest binary unit that says them exactly in at most four digits (`4,086 MiB`, `16 GiB`),
 * else rounded to two places in the largest unit (`1.50 GiB`).
 */
export function formatBytes(bytes: number | bigint): string {
  const n = Number(bytes);
  const size = Math.abs(n);
  for (let power = UNITS.length - 1; power > 0; power--) {
    const value = size / BYTES[power]!;
    if (value >= 1 && Number.isInteger(value)) {
      if (value < 10_000) return `${grouped(n / BYTES[power]!)} ${UNITS[power]}`;
      break;
    }
  }
  if (size < 1024) return `${n} B`;
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(size) / 10));
  const [whole, places] = (n / BYTES[power]!).toFixed(2).split('.');
  return `${grouped(Number(whole))}.${places} ${UNITS[power]}`;
}

/** `1,234,567 B`: bytes to the last digit. */
export const exactBytes = (bytes: number | bigint): string => `${grouped(bytes)} B`;

/** `1.56 %`, `0.0038 %`: two places, or two digits where that is nothing. `blank` keeps the two on a line. */
export function percent(part: number, whole: number, blank = '\u00a0'): string {
  if (whole <= 0) return '—';
  const of100 = (100 * part) / whole;
  const size = Math.abs(of100);
  const text =
    size === 0
      ? '0'
      : size >= 0.1
        ? of100.toFixed(2)
        : size >= 1e-6
          ? Number(of100.toPrecision(2)).toFixed(7).replace(/0+$/, '')
          : '< 0.000001';
  return `${text}${blank}%`;
}

/** `0x1080000000`. */
export const hex = (n: number | bigint): string => `0x${n.toString(16)}`;

/** The byte address of a page frame number, as `0x…`. */
export const pfnAddress = (pfn: number, pageShift: number): string => hex(BigInt(pfn) << BigInt(pageShift));

/** The last byte before a page frame number, as `0x…`: an inclusive end. */
export const pfnEnd = (endPfn: number, pageShift: number): string =>
  hex((BigInt(endPfn) << BigInt(pageShift)) - 1n);

/** Where a range starts and ends, as `0x…`, `end` inclusive. */
export const spanOf = (
  range: {
    readonly startPfn: number;
    readonly endPfn: number;
    readonly asked?: { start: string; end: string };
  },
  pageShift: number,
): { readonly start: string; readonly end: string } =>
  range.asked ?? { start: pfnAddress(range.startPfn, pageShift), end: pfnEnd(range.endPfn, pageShift) };
