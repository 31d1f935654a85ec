/** What a way out is good for, in the words that end its title. */
import { pageSize } from '../../engine/arch';
import { formatBytes } from '../../engine/units';
import type { Analysis } from '../../config/analyse';

/** One pgmap of an analysis. */
export interface Laid {
  readonly analysis: Analysis;
  readonly index: number;
}

interface Figures {
  readonly ok: boolean;
  /** Bytes: of the device's ranges, saved, of RAM, and of the device for its own memmap. */
  readonly size: number;
  readonly saved: number;
  readonly ram: number;
  readonly device: number;
}

function figuresOf({ analysis: { config, population }, index }: Laid): Figures {
  const { outcome, totals } = population.pgmaps[index]!;
  const { raw, size, ranges } = config.pgmaps[index]!;
  const bytes = raw?.size ?? size ?? ranges.reduce((sum, r) => sum + r.end - r.start + 1n, 0n);
  return {
    ok: outcome.ok,
    size: Number(bytes),
    saved: outcome.ok ? totals.bytesSaved : 0,
    ram: totals.bytesData + totals.bytesPageTables,
    device: outcome.ok ? totals.altmapFrames * pageSize(config.machine.arch) : 0,
  };
}

const change = (by: number, more: string, less: string): string[] =>
  by === 0 ? [] : [`${formatBytes(Math.abs(by))} ${by > 0 ? more : less}`];

/** `accepted, 512 MiB less, saves 1,022 MiB`; empty where the figures are the same, or there is nothing good to say. */
export function gain(before: Laid, after: Laid): string {
  const [was, is] = [figuresOf(before), figuresOf(after)];
  if (!is.ok) return '';
  const device = was.ok ? is.device - was.device : 0;
  const more = is.saved - was.saved;
  return [
    ...(was.ok ? [] : ['accepted']),
    ...change(is.size - was.size, 'more memory', 'less memory'),
    ...(device < 0 ? [`gives back ${formatBytes(-device)} of the device`] : []),
    ...(was.ok && device < 0 ? [`takes ${formatBytes(is.ram - was.ram)} of RAM`] : []),
    ...(more === 0 || device < 0
      ? []
      : was.saved === 0
        ? [`saves ${formatBytes(more)}`]
        : [`saves ${formatBytes(Math.abs(more))} ${more > 0 ? 'more' : 'less'}`]),
  ].join(', ');
}
