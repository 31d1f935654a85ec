/** Which range of a config holds a physical address. */
import type { Pgmap, Place } from '../engine/types';

/** The place of the first range, or raw extent, that `address` lies in; undefined where none does. */
export function placeOfAddress(pgmaps: readonly Pgmap[], address: bigint): Place | undefined {
  for (const [pgmap, { ranges, raw }] of pgmaps.entries()) {
    const range = ranges.findIndex(({ start, end }) => start <= address && address <= end);
    if (range >= 0) return { pgmap, range };
    if (raw && raw.start <= address && address < raw.start + raw.size) return { pgmap, key: 'raw' };
  }
  return undefined;
}
