/** A pgmap in a line: what its lens, its row in a list and the status bar say. Pure. */
import { formatBytes } from '../engine/units';
import { whyNoDedup } from '../engine/whyNoDedup';
import { ramOf } from './words';
import type { Machine, PgmapPopulation, Totals } from '../engine/types';

/** `saves 1.50 GiB of 2 GiB`; `costs 16 GiB: …` where nothing is saved; the errno where it is refused. */
export function lensWords(machine: Machine, { outcome, totals, dedupOff }: PgmapPopulation): string {
  if (!outcome.ok) return `refused: ${outcome.errno} from ${outcome.function}()`;
  if (totals.bytesSaved !== 0) return savedWords(totals);
  if (ramOf(totals) === 0) return 'takes no RAM';
  const why = dedupOff ? `: ${whyNoDedup(dedupOff, machine.arch.mmu)}` : '';
  return `takes ${formatBytes(ramOf(totals))}, saves nothing${why}`;
}

/** `saves 1.50 GiB of 2 GiB`, of RAM. */
export const savedWords = ({ bytesSaved, bytesWithoutDedup }: Totals): string =>
  bytesSaved < 0
    ? `takes ${formatBytes(-bytesSaved)} more than ${formatBytes(bytesWithoutDedup)}`
    : `saves ${formatBytes(bytesSaved)} of ${formatBytes(bytesWithoutDedup)}`;
