/** Ways out of findings, as edits of the config. An edit of `start` keeps the end, one of `end` keeps the start. */
import { alignDown, alignUp } from './align';
import { daxAligns } from './dax';
import { formatBytes, hex } from './units';
import type { Fix, Machine } from './types';

const ALIGN_TEXT = new Map([
  [4096, '4KiB'],
  [2 ** 21, '2MiB'],
  [2 ** 30, '1GiB'],
]);

/** An align as a config writes it. */
export const alignText = (align: number): string =>
  ALIGN_TEXT.get(align) ?? formatBytes(align).replace(/[ ,]/g, '');

/** `gain` ends the title: what the move is good for. */
export function moveStart(pgmap: number, range: number, to: bigint, way: 'up' | 'down', gain = ''): Fix {
  return {
    title: `Move start ${way} to ${hex(to)}${gain}`,
    edits: [{ place: { pgmap, range, key: 'start' }, value: `"${hex(to)}"` }],
  };
}

/** `to` is exclusive; configs write the last byte. */
export function moveEnd(pgmap: number, range: number, to: bigint, way: 'up' | 'down', gain = ''): Fix {
  return {
    title: `Move end ${way} to ${hex(to - 1n)}${gain}`,
    edits: [{ place: { pgmap, range, key: 'end' }, value: `"${hex(to - 1n)}"` }],
  };
}

/** Moves a range as it is; `until` is exclusive. */
export const moveRange = (pgmap: number, range: number, from: bigint, until: bigint, gain = ''): Fix => ({
  title: `Move the range to ${hex(from)}-${hex(until - 1n)}${gain}`,
  edits: [
    { place: { pgmap, range, key: 'start' }, value: `"${hex(from)}"` },
    { place: { pgmap, range, key: 'end' }, value: `"${hex(until - 1n)}"` },
  ],
});

/** Moves a range of good size, or rounds one to whole `unit`s: inwards where something is left, outwards. `end` is exclusive. */
export function roundFixes(pgmap: number, range: number, start: bigint, end: bigint, unit: bigint): Fix[] {
  const to = (title: string, from: bigint, until: bigint): Fix => ({
    title: `${title} ${hex(from)}-${hex(until - 1n)}`,
    edits: [
      { place: { pgmap, range, key: 'start' }, value: `"${hex(from)}"` },
      { place: { pgmap, range, key: 'end' }, value: `"${hex(until - 1n)}"` },
    ],
  });
  const [down, up] = [alignDown(start, unit), alignUp(start, unit)];
  const size = end - start;
  if (size % unit === 0n)
    return [to('Move the range up to', up, up + size), to('Move the range down to', down, down + size)];
  const inwards = up < alignDown(end, unit) ? [to('Round the range in to', up, alignDown(end, unit))] : [];
  return [...inwards, to('Round the range out to', down, alignUp(end, unit))];
}

/** One fix for each align the architecture takes and `fits` lets through. */
export function alignFixes(
  machine: Machine,
  pgmap: number,
  fits: (align: number) => boolean = () => true,
): Fix[] {
  return daxAligns(machine)
    .filter(fits)
    .map((align) => useAlign(pgmap, align));
}

export const useAlign = (pgmap: number, align: number, gain = ''): Fix => ({
  title: `Use align ${formatBytes(align)}${gain}`,
  edits: [{ place: { pgmap, key: 'align' }, value: `"${alignText(align)}"` }],
});
