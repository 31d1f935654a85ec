/** The aligns to choose from. */
import { daxAligns } from '../engine/dax';
import { formatBytes } from '../engine/units';
import type { Machine, Pgmap } from '../engine/types';

/** A size as configs write it: without blank and separators. */
export const sizeText = (bytes: number): string => formatBytes(bytes).replace(/[ ,]/g, '');

/** What device-dax takes on a machine: the usual one first, a page last. */
export function alignsOf(machine: Pick<Machine, 'arch' | 'kernel'>, raw: Pgmap['raw'] = null): string[] {
  const [page, ...huge] = daxAligns(machine, raw);
  return [...huge, page!].map(sizeText);
}
