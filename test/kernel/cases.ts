/** Reads the recorded kernel cases: page tables of real kernels, and what was done to get them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { archOf } from '../../src/engine/arch';
import { parseKernel } from '../../src/engine/kernel';
import type { Arch } from '../../src/engine/arch';
import type { ArchName } from '../../src/engine/archNames';
import type { Machine, Pgmap, PgmapMode, PhysRange } from '../../src/engine/types';
import type { MappingRow } from '../../src/report/mapping';

interface TextRange {
  readonly start: string;
  readonly end: string;
}

export interface KernelCase {
  readonly id: string;
  readonly release: string;
  readonly arch: string;
  readonly pageSize: number;
  readonly description?: string;
  readonly setup: readonly string[];
  readonly structPageSize?: number;
  readonly ram: readonly TextRange[];
  readonly pgmap?: {
    readonly ranges: readonly TextRange[];
    readonly align: number | null;
    readonly vmemmapShift?: number | null;
    readonly altmap: boolean;
    readonly altmapFields?: Readonly<Record<string, string>> | null;
    /** arm64 and powerpc: the same fields under other names. */
    readonly altmapDetail?: Readonly<Record<string, string | number>> | null;
  };
  readonly ranges: readonly {
    readonly startPfn?: string;
    readonly endPfnExclusive?: string;
    readonly mapping: readonly MappingRow[];
  }[];
  readonly stats: {
    readonly distinctBackingPages: number;
    readonly newPageTables: Readonly<
      Record<'pteTables' | 'pmdTables' | 'pudTables', number | undefined>
    > | null;
    /** arm64 and powerpc: tables under the range's part of the vmemmap, 3 being the PTE level with 4 KiB and on powerpc. */
    readonly tablePagesByLevel?: Readonly<Record<string, number>>;
    readonly tablePagesByLevelBefore?: Readonly<Record<string, number>> | null;
    readonly nrMemmapPagesDelta?: number;
  };
  readonly refcounts?: {
    readonly histogram: readonly {
      readonly refcount: number;
      readonly mappedBy: number;
      readonly frames: number;
    }[];
  };
}

const FOLDER = join(__dirname, '..', '..', 'test', 'fixtures', 'kernel-cases');

export const kernelCases = (): KernelCase[] =>
  readdirSync(FOLDER)
    .filter((f) => f.endsWith('.json'))
    .sort()
    .map((f) => JSON.parse(readFileSync(join(FOLDER, f), 'utf8')) as KernelCase);

const range = ({ start, end }: TextRange): PhysRange => ({ start: BigInt(start), end: BigInt(end) });

const archOfCase = (c: KernelCase): Arch =>
  archOf((c.arch === 'ppc64el' ? 'ppc64le' : c.arch) as ArchName, c.pageSize)!;

/** RAM of the QEMU machines of the other architectures, which were booted with `mem=4G`: the recordings leave it out. */
const RAM: Readonly<Record<string, readonly TextRange[]>> = {
  arm64: [{ start: '0x40000000', end: '0x13fffffff' }],
  ppc64el: [{ start: '0x0', end: '0xffffffff' }],
};

export const machineOf = (c: KernelCase): Machine => ({
  arch: archOfCase(c),
  structPageSize: c.structPageSize ?? 64,
  kernel: parseKernel(c.release, archOfCase(c))!,
  pagingLevels: 4,
  hugetlbFreeVmemmap: c.description?.startsWith('HVO') ?? false,
  ram: (RAM[c.arch] ?? c.ram).map((r) => ({ ...range(r), node: 0 })),
});

/** The physical ranges whose memmap was dumped; of a case that failed these are what was asked for. */
const dumped = (c: KernelCase): PhysRange[] =>
  c.ranges.map((r) => ({
    start: BigInt(r.startPfn ?? 0) << 12n,
    end: (BigInt(r.endPfnExclusive ?? 1) << 12n) - 1n,
  }));

/** `mode=raw` handed the range straight to memremap_pages(). */
function modeOf(c: KernelCase): PgmapMode {
  const setup = c.setup.join();
  if (setup.includes('mode=raw')) return 'generic';
  return c.description?.startsWith('fsdax') || setup.includes('of_pmem') ? 'fsdax' : 'devdax';
}

/** The pgmap as the recording kernel's own `struct dev_pagemap` had it. */
export function pgmapOf(c: KernelCase, more: Partial<Pgmap> = {}): Pgmap {
  const { pageShift } = archOfCase(c);
  const align = c.pgmap?.align ?? 2 ** 21;
  const ranges = c.pgmap?.ranges ?? [];
  const given = c.pgmap?.altmapDetail;
  return {
    name: c.id,
    mode: modeOf(c),
    map: c.pgmap?.altmap ? 'dev' : 'mem',
    align,
    vmemmapShift: c.pgmap?.vmemmapShift ?? Math.log2(align) - pageShift,
    ranges: ranges.length > 0 ? ranges.map(range) : dumped(c),
    altmap: given ? { reserve: Number(given.reservePages), free: Number(given.freePages) } : null,
    memmapOnMemory: false,
    raw: null,
    size: null,
    ...more,
  };
}

/** A plain devdax neighbour that was there before the case's device. */
export const neighbour = (c: KernelCase, start: bigint, size: bigint, align = 2 ** 21): Pgmap => ({
  name: 'neighbour',
  mode: 'devdax',
  map: 'mem',
  align,
  vmemmapShift: Math.log2(align) - archOfCase(c).pageShift,
  ranges: [{ start, end: start + size - 1n }],
  altmap: null,
  memmapOnMemory: false,
  raw: null,
  size: null,
});
