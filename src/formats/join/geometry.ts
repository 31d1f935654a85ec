/** From the size of a namespace's data, which ndctl prints, back to the raw extent that the kernel divides. */
import { infoBlock } from '../../engine/namespace';
import { isExact, multiples } from '../quantity';
import type { Machine, Pgmap } from '../../engine/types';
import type { Quantity } from '../quantity';

/** What decides where the data begins. */
export interface Shape {
  readonly map: 'mem' | 'dev';
  readonly align: bigint;
}

const SUBSECTION = 2n << 20n;

const pgmapOf = ({ map, align }: Shape): Pgmap => ({
  name: '',
  mode: 'devdax',
  map,
  align: Number(align),
  vmemmapShift: 0,
  ranges: [],
  altmap: null,
  memmapOnMemory: false,
  raw: null,
  size: null,
});

/** Bytes of data in a raw extent; 0 where nothing is left. */
export function usable(machine: Machine, shape: Shape, start: bigint, size: bigint): bigint {
  const { dataoff, endTrunc } = infoBlock(machine, pgmapOf(shape), start, size);
  return dataoff + endTrunc >= size ? 0n : size - dataoff - endTrunc;
}

/** Bytes from a raw extent's start to its data. */
export const dataOffset = (machine: Machine, shape: Shape, start: bigint, size: bigint): bigint =>
  infoBlock(machine, pgmapOf(shape), start, size).dataoff;

/** The align in force: a subsection at least. */
const inForce = ({ align }: Shape): bigint => (align > SUBSECTION ? align : SUBSECTION);

/** The raw extents, from an aligned start, that have exactly this much data: mostly one, two where an align more is all memmap. */
export function rawSizes(machine: Machine, shape: Shape, data: bigint): bigint[] {
  const step = inForce(shape);
  let size = data + step;
  // Each round adds what the memmap of the round before's additions takes; the sum settles at once.
  for (let round = 0; round < 16; round++) {
    const next = data + dataOffset(machine, shape, 0n, size);
    if (next === size) break;
    size = next;
  }
  return [size, size + step].filter((n) => usable(machine, shape, 0n, n) === data);
}

/** All raw extents, multiples of `unit`, whose data would print like this. */
export function rawCandidates(machine: Machine, shape: Shape, data: Quantity, unit: bigint): bigint[] {
  if (isExact(data)) {
    const sizes = rawSizes(machine, shape, data.low);
    const whole = sizes.filter((n) => n % unit === 0n);
    return whole.length > 0 ? whole : sizes.slice(0, 1);
  }
  const step = inForce(shape);
  // The memmap of map=dev takes 64 bytes of each page (4 KiB), and each end an align.
  const memmap = (n: bigint): bigint => (shape.map === 'dev' ? n / 63n : 0n);
  const [low, high] = [data.low + memmap(data.low) - step, data.high + memmap(data.high) + 2n * step];
  return multiples({ low, high }, unit).filter((size) => {
    const bytes = usable(machine, shape, 0n, size);
    return bytes >= data.low && bytes <= data.high;
  });
}
