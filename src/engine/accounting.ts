/** What the kernel counts and initialises, which is not always what it uses. */
import { isPowerOf2 } from './align';
import { pagesPerSection, pageSize } from './arch';
import { sectionSlices, slicesEnd } from './slices';
import type { Populating } from './populating';
import type { Slices } from './slices';
import type { Machine, Pgmap, PgmapPopulation } from './types';

/** VMEMMAP_RESERVE_NR (include/linux/mm.h): vmemmap pages kept of a compound. */
const VMEMMAP_RESERVE_NR = 2;

const isEarly = (p: Populating, s: Slices): boolean =>
  s.pages < pagesPerSection(p.machine.arch) && p.vmemmap.earlySection(s.startPfn);

/** What a range adds to nr_memmap_pages; null where the kernel has no such counter. */
export function nrMemmapPages(p: Populating): number | null {
  const { memmapCounter } = p.machine.kernel.behaviour;
  if (memmapCounter === 'absent') return null;
  const optimize = memmapCounter === 'dedup-aware' && p.canOptimize;
  return sectionSlices(p.machine.arch, p.startPfn, p.endPfn)
    .filter((s) => !isEarly(p, s))
    .reduce((sum, s) => sum + sectionNrVmemmapPages(p, s, optimize), 0);
}

/** section_nr_vmemmap_pages() (mm/sparse-vmemmap.c) over like slices: compounds are counted by absolute pfn. */
function sectionNrVmemmapPages(p: Populating, s: Slices, optimize: boolean): number {
  if (!optimize) return s.count * Math.ceil((s.pages * p.machine.structPageSize) / pageSize(p.machine.arch));
  if (p.nr < pagesPerSection(p.machine.arch))
    return s.count * Math.floor((VMEMMAP_RESERVE_NR * s.pages) / p.nr);
  const compounds =
    s.count === 1
      ? Number(s.startPfn % p.nr === 0)
      : Math.ceil(slicesEnd(s) / p.nr) - Math.ceil(s.startPfn / p.nr);
  return VMEMMAP_RESERVE_NR * compounds;
}

/**
 * Struct pages that memmap_init_zone_device() (mm/mm_init.c) initialises: a number for each compound from the first
 * pfn that the altmap leaves. The last compound counts in full, even where it reaches past the range.
 */
export function initializedStructPages(p: Populating): number {
  const offset = p.altmap ? p.altmap.reserve + p.altmap.free : 0;
  const from = p.startPfn + offset;
  const heads = (to: number): number => Math.max(0, Math.ceil((to - from) / p.nr));
  const total = heads(p.endPfn);
  const { full, reserved } = compoundNrPages(p);
  if (p.machine.kernel.behaviour.initRule !== 'gated-not-early' || reserved === full) return total * reserved;
  const early = sectionSlices(p.machine.arch, p.startPfn, p.endPfn)
    .filter((s) => isEarly(p, s))
    .reduce((sum, s) => sum + heads(slicesEnd(s)) - heads(s.startPfn), 0);
  return early * full + (total - early) * reserved;
}

/** compound_nr_pages(): struct pages initialised in a compound that is not deduplicated, and in one that is. */
export function compoundNrPages(p: Populating): { full: number; reserved: number } {
  const twoPages = (VMEMMAP_RESERVE_NR * pageSize(p.machine.arch)) / p.machine.structPageSize;
  const powerOf2 = isPowerOf2(p.machine.structPageSize);
  const applies = {
    all: false,
    'two-pages': p.nr > 1 && powerOf2 && !p.altmap,
    gated: p.canOptimize,
    'gated-not-early': p.canOptimize,
  }[p.machine.kernel.behaviour.initRule];
  return { full: p.nr, reserved: applies ? twoPages : p.nr };
}

/** How many struct pages past the last range memmap_init_compound() writes, where it counts two vmemmap pages for a smaller compound. */
export function compoundOverruns(machine: Machine, pgmap: Pgmap, made: PgmapPopulation): number {
  const nr = made.pagesPerCompound;
  const twoPages = (VMEMMAP_RESERVE_NR * pageSize(machine.arch)) / machine.structPageSize;
  const { initRule } = machine.kernel.behaviour;
  const powerOf2 = isPowerOf2(machine.structPageSize);
  const writesTwo =
    initRule === 'two-pages' ? nr > 1 && powerOf2 && pgmap.map !== 'dev' : initRule === 'gated' && made.dedup;
  return writesTwo ? Math.max(0, twoPages - nr) : 0;
}
