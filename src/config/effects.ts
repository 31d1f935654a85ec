/** What a value would do to the pgmap it is written in: the whole text laid out with it. */
import { formatBytes } from '../engine/units';
import { analyse } from './analyse';
import type { Machine } from '../engine/types';
import type { Analysis } from './analyse';
import type { Span } from './model';

/** Longer texts are not laid out once for each value that is offered. */
const LONGEST = 64 * 1024;

/** `saves 4,086 MiB`, `saves nothing`, `refused: -EINVAL`, for the pgmap around, else for the file; undefined where unknown. */
export function effectOf(
  text: string,
  { offset, length }: Span,
  written: string,
  defaults?: Machine,
): string | undefined {
  if (text.length > LONGEST) return undefined;
  const { config, population } = analyse(
    text.slice(0, offset) + written + text.slice(offset + length),
    defaults,
  );
  const index = config.placeAt(offset + 1)?.pgmap;
  if (typeof index !== 'number') return config.pgmaps.length ? saving({ population }) : undefined;
  const made = population.pgmaps[index];
  if (!made?.ranges.length && made?.outcome.ok !== false) return undefined;
  if (!made.outcome.ok) return `refused: ${made.outcome.errno}`;
  return words(made.totals.bytesSaved);
}

const words = (bytes: number): string => (bytes === 0 ? 'saves nothing' : `saves ${formatBytes(bytes)}`);

/** What all pgmaps of a file save, in the same words. */
export const saving = ({ population }: Pick<Analysis, 'population'>): string =>
  words(population.pgmaps.reduce((sum, { totals }) => sum + totals.bytesSaved, 0));
