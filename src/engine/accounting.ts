/** What the kernel counts and initialises, which is not always what it uses. */
import { isPowerOf2 } from './align';
import { pfnFirst } from './altmap';
import { pagesPerSection, pageSize } from './arch';
import { sectionSlices, slicesEnd } from './slices';
import type { Populating } from './populateRange';
import type { Slices } from './slices';

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
  const from = pfnFirst(p, p.altmap);
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
function compoundNrPages(p: Populating): { full: number; reserved: number } {
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

/**
 * The pfn behind the last struct page that memmap_init_zone_device() writes: the last compound is initialised as if it
 * were whole, or with two vmemmap pages of struct pages, whatever of it lies in the range.
 */
export function initializedEnd(p: Populating): number {
  const from = pfnFirst(p, p.altmap);
  if (from >= p.endPfn) return p.endPfn;
  const { full, reserved } = compoundNrPages(p);
  const lastHead = from + Math.floor((p.endPfn - 1 - from) / p.nr) * p.nr;
  const early = p.machine.kernel.behaviour.initRule === 'gated-not-early' && p.vmemmap.earlySection(lastHead);
  return Math.max(p.endPfn, lastHead + (early ? full : reserved));
}
