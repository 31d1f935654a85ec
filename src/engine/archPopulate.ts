/** How each architecture populates a memmap that is not deduplicated: its vmemmap_populate(). */
import { pagesPerSection, pageSize } from './arch';
import {
  altmapAllocBlocks,
  altmapRoom,
  mapBlocksOfRam,
  pmdStretches,
  vmemmapPopulateRange,
} from './populateRange';
import { hashVmemmapPopulate, radixVmemmapPopulate } from './powerpc';
import { OutOfMemory } from './vmemmap';
import type { Populating } from './populateRange';

/** vmemmap_populate() of the vmemmap bytes [start, end), of one slice with `pages` struct pages or of whole sections. */
export function vmemmapPopulate(p: Populating, start: number, end: number, pages: number): void {
  const { populate } = p.machine.kernel.behaviour;
  const partial = pages < pagesPerSection(p.machine.arch);
  switch (populate) {
    case 'hugepages-of-sections':
      // arch/x86/mm/init_64.c: base pages are never taken from the altmap.
      if (partial) return vmemmapPopulateBasepages(p, start, end, false);
      return vmemmapPopulateHugepages(p, start, end, true);
    case 'hugepages-of-sections-altmap-pages':
      // arch/arm64/mm/mmu.c, 4 KiB pages.
      if (partial) return vmemmapPopulateBasepages(p, start, end, true);
      return vmemmapPopulateHugepages(p, start, end, true);
    case 'hugepages':
      return vmemmapPopulateHugepages(p, start, end, true);
    case 'hugepages-of-ram':
      return vmemmapPopulateHugepages(p, start, end, false);
    case 'basepages':
      return vmemmapPopulateBasepages(p, start, end, true);
    case 'basepages-of-ram':
      return vmemmapPopulateBasepages(p, start, end, false);
    case 'radix':
    case 'radix-rounds-down':
      return radixVmemmapPopulate(p, start, end);
    case 'hash':
      return hashVmemmapPopulate(p, start, end);
  }
}

/** vmemmap_populate_basepages() (mm/sparse-vmemmap.c): a frame for each page, from RAM or from the altmap. */
function vmemmapPopulateBasepages(p: Populating, start: number, end: number, altmap: boolean): void {
  if (!altmap || !p.altmap) return vmemmapPopulateRange(p, start, end, null, 'base-page');
  const page = pageSize(p.machine.arch);
  const from = Math.floor(start / page);
  for (const [low, high] of p.vmemmap.gaps(from, from + Math.ceil((end - start) / page))) {
    const room = Math.min(high - low, altmapRoom(p.altmap, 1));
    p.altmap = altmapAllocBlocks(p.altmap, 1, room)!;
    p.vmemmap.map(low, low + room, null, 'altmap');
    if (room < high - low) throw new OutOfMemory('altmap');
  }
}

/** vmemmap_populate_hugepages() (mm/sparse-vmemmap.c): a PMD-sized block for each empty entry; base pages where a table stands. */
function vmemmapPopulateHugepages(p: Populating, start: number, end: number, altmap: boolean): void {
  const page = pageSize(p.machine.arch);
  const [from, to] = [Math.floor(start / page), Math.ceil(end / page)];
  for (const [low, high] of pmdStretches(p, from, to)) {
    const table = p.vmemmap.pmdState(low) === 'table';
    if (table && p.machine.kernel.behaviour.anyPmdWillDo) continue;
    if (table) {
      const addr = low === from ? start : low * page;
      vmemmapPopulateBasepages(p, addr, Math.min(end, high * page), altmap);
    } else mapBlocks(p, Math.max(start, low * page), Math.min(end, high * page), altmap);
  }
}

/** PMD leaves for the empty entries of the bytes [start, end). */
function mapBlocks(p: Populating, start: number, end: number, altmap: boolean): void {
  const pmd = p.vmemmap.pagesPerPmd;
  const bytes = pmd * pageSize(p.machine.arch);
  for (const [low, high] of p.vmemmap.gaps(Math.floor(start / bytes) * pmd, Math.ceil(end / bytes) * pmd)) {
    if (!altmap || !p.altmap) {
      mapBlocksOfRam(p, low, high, start, end);
      continue;
    }
    const blocks = Math.min((high - low) / pmd, altmapRoom(p.altmap, pmd));
    if (blocks > 0) {
      p.altmap = altmapAllocBlocks(p.altmap, pmd, blocks)!;
      p.vmemmap.mapLeaves(low, low + blocks * pmd, 'altmap');
    }
    if (low + blocks * pmd < high) throw new OutOfMemory('altmap');
  }
}
