/** Reads the recorded kernel cases: page tables of real kernels, and what was done to get them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { X86_64 } from '../../src/engine/arch';
import { parseKernel } from '../../src/engine/releases';
import type { Machine, Pgmap, PhysRange } from '../../src/engine/types';
import type { MappingRow } from '../../src/report/mapping';

interface TextRange {
  readonly start: string;
  readonly end: string;
}

export interface KernelCase {
  readonly id: string;
  readonly release: string;
  readonly description: string;
  readonly structPageSize?: number;
  readonly ram: readonly TextRange[];
  readonly pgmap: {
    readonly ranges: readonly TextRange[];
    readonly align: number | null;
    readonly vmemmapShift: number | null;
    readonly altmap: boolean;
    readonly altmapFields: Readonly<Record<string, string>> | null;
  };
  readonly ranges: readonly {
    readonly startPfn: string;
    readonly endPfnExclusive: string;
    readonly mapping: readonly MappingRow[];
  }[];
  readonly stats: {
    readonly distinctBackingPages: number;
    readonly newPageTables: Readonly<Record<'pteTables' | 'pmdTables' | 'pudTables', number | undefined>>;
    readonly nrMemmapPagesDelta?: number;
  };
  readonly refcounts: {
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

export const machineOf = (c: KernelCase): Machine => ({
  arch: X86_64,
  structPageSize: c.structPageSize ?? 64,
  kernel: parseKernel(c.release)!,
  pagingLevels: 4,
  hugetlbFreeVmemmap: false,
  ram: c.ram.map((r) => ({ ...range(r), node: 0 })),
});

/** The physical ranges whose memmap was dumped; of a case that failed these are what was asked for. */
const dumped = (c: KernelCase): PhysRange[] =>
  c.ranges.map((r) => ({ start: BigInt(r.startPfn) << 12n, end: (BigInt(r.endPfnExclusive) << 12n) - 1n }));

/** The pgmap as the recording kernel's own `struct dev_pagemap` had it. */
export function pgmapOf(c: KernelCase, more: Partial<Pgmap> = {}): Pgmap {
  const align = c.pgmap.align ?? 2 ** 21;
  return {
    name: c.id,
    mode: c.description.startsWith('fsdax') ? 'fsdax' : 'devdax',
    map: c.pgmap.altmap ? 'dev' : 'mem',
    align,
    vmemmapShift: c.pgmap.vmemmapShift ?? Math.log2(align) - 12,
    ranges: c.pgmap.ranges.length > 0 ? c.pgmap.ranges.map(range) : dumped(c),
    raw: null,
    size: null,
    ...more,
  };
}

/** A plain devdax neighbour that was there before the case's device. */
export const neighbour = (start: bigint, size: bigint, align = 2 ** 21): Pgmap => ({
  name: 'neighbour',
  mode: 'devdax',
  map: 'mem',
  align,
  vmemmapShift: Math.log2(align) - 12,
  ranges: [{ start, end: start + size - 1n }],
  raw: null,
  size: null,
});
