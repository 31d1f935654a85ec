/** Short ways to make machines and pgmaps in tests. */
import { X86_64 } from '../../src/engine/arch';
import { findHazards } from '../../src/engine/findings';
import { populate } from '../../src/engine/population';
import { newest, parseKernel } from '../../src/engine/kernel';
import type { EngineFinding, Machine, Pgmap, PgmapPopulation, Totals } from '../../src/engine/types';

export const KiB = 2 ** 10;
export const MiB = 2 ** 20;
export const GiB = 2 ** 30;
export const TiB = 2 ** 40;

export const machine = (more: Partial<Machine> & { readonly release?: string } = {}): Machine => {
  const { release, ...rest } = more;
  return {
    arch: X86_64,
    structPageSize: 64,
    kernel: release ? parseKernel(release)! : newest(X86_64),
    pagingLevels: 4,
    hugetlbFreeVmemmap: false,
    ram: null,
    ...rest,
  };
};

/** System RAM as `[start, size]` pairs. */
export const ram = (...spans: readonly (readonly [number, number])[]): Machine['ram'] =>
  spans.map(([start, size]) => ({ start: BigInt(start), end: BigInt(start + size - 1), node: 0 }));

/** A pgmap at `align` over `[start, size]` pairs in bytes. */
export const pgmap = (
  align: number,
  spans: readonly (readonly [number, number])[],
  more: Partial<Pgmap> = {},
): Pgmap => ({
  name: 'dax0.0',
  mode: 'devdax',
  map: 'mem',
  align,
  vmemmapShift: Math.log2(align) - 12,
  ranges: spans.map(([start, size]) => ({ start: BigInt(start), end: BigInt(start + size - 1) })),
  altmap: null,
  memmapOnMemory: false,
  raw: null,
  size: null,
  ...more,
});

export const made = (m: Machine, ...pgmaps: Pgmap[]): PgmapPopulation =>
  populate(m, pgmaps, []).pgmaps.at(-1)!;

export const totals = (m: Machine, ...pgmaps: Pgmap[]): Totals => made(m, ...pgmaps).totals;

export const findings = (m: Machine, ...pgmaps: Pgmap[]): EngineFinding[] =>
  findHazards(m, pgmaps, populate(m, pgmaps, []));
