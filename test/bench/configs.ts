/** What is measured on: a device of any size, and configs of any number of pgmaps as people write them. */
import { X86_64 } from '../../src/engine/arch';
import { newest } from '../../src/engine/kernel';
import type { Machine, Pgmap } from '../../src/engine/types';

export const machine: Machine = {
  arch: X86_64,
  structPageSize: 64,
  kernel: newest(X86_64),
  pagingLevels: 5,
  hugetlbFreeVmemmap: false,
  ram: null,
};

/** A device-dax device at 2 MiB align. */
export const device = (size: bigint): Pgmap => ({
  name: 'dax0.0',
  mode: 'devdax',
  map: 'mem',
  align: 2 ** 21,
  vmemmapShift: 9,
  ranges: [{ start: 1n << 46n, end: (1n << 46n) + size - 1n }],
  altmap: null,
  memmapOnMemory: false,
  raw: null,
  size: null,
});

/** The size of the first pgmap, which is typed at: `2` and a digit more still ends before the next one. */
export const TYPED_AT = '"size": "2';

/** `n` pgmaps of 2 GiB, one every 32 GiB; about 110 bytes of text each. */
export const config = (n: number): string => spaced(n, '2MiB', 0n);

/** The same at 1 GiB align; `bad`: each a subsection off, so that heads of compounds lie on shared tail pages. */
export const badConfig = (n: number, bad: boolean): string => spaced(n, '1GiB', bad ? 1n << 21n : 0n);

function spaced(n: number, align: string, off: bigint): string {
  const pgmaps = Array.from({ length: n }, (_, i) => {
    const start = (1n << 40n) + (BigInt(i) << 35n) + off;
    return `    { "name": "dax${i}.0", "align": "${align}", "ranges": [{ "start": "0x${start.toString(16)}", ${TYPED_AT}GiB" }] }`;
  });
  return `{\n  "machine": { "kernel": "7.3", "paging_levels": 5 },\n  "pgmaps": [\n${pgmaps.join(',\n')}\n  ]\n}\n`;
}
