/** struct vmem_altmap: what it sets aside of its range, and where the first compound begins. */
import type { Altmap } from './types';

/** vmem_altmap_offset() (mm/memremap.c): pfns from its base that are no data, the reserve and the memmap. */
export const vmemAltmapOffset = (altmap: Altmap | null): number =>
  altmap ? altmap.reserve + altmap.free : 0;

/**
 * pfn_first() (mm/memremap.c): where memmap_init_zone_device() begins, and compounds count from. A pgmap with an altmap
 * has one range, and the altmap begins with it.
 */
export const pfnFirst = (range: { readonly startPfn: number }, altmap: Altmap | null): number =>
  range.startPfn + vmemAltmapOffset(altmap);

/** What is no data: what the driver keeps for itself, or what holds the memmap; undefined from the first compound on. */
export const setAside = (
  range: { readonly startPfn: number },
  altmap: Altmap | null,
  pfn: number,
): 'reserve' | 'altmap' | undefined =>
  pfn >= pfnFirst(range, altmap) ? undefined : pfn < range.startPfn + altmap!.reserve ? 'reserve' : 'altmap';
