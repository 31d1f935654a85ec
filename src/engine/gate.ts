/** Whether a pgmap's memmap is deduplicated, and why not. */
import { isPowerOf2 } from './align';
import { pageSize } from './arch';
import type { DedupOff, Machine, Pgmap, PgmapPopulation } from './types';

/** pgmap_vmemmap_nr(): struct pages in a compound. Before 5.17 device-dax has no compound pages. */
export function pgmapVmemmapNr(machine: Machine, pgmap: Pgmap): number {
  const shift = pgmap.mode === 'devdax' && !machine.kernel.behaviour.daxCompound ? 0 : pgmap.vmemmapShift;
  return 2 ** shift;
}

/** Vmemmap pages in a compound; below 1 where several compounds share a page. */
export const pagesPerCompound = (machine: Machine, made: PgmapPopulation): number =>
  (made.pagesPerCompound * machine.structPageSize) / pageSize(machine.arch);

/**
 * The gate in __populate_section_memmap(), since 6.4 vmemmap_can_optimize() (include/linux/mm.h): null where
 * vmemmap_populate_compound_pages() is called, else what stands in its way.
 */
export function dedupOff(machine: Machine, pgmap: Pgmap): DedupOff | null {
  const { dedupGate, dedupSelected, daxCompound } = machine.kernel.behaviour;
  const nr = pgmapVmemmapNr(machine, pgmap);
  if (pgmap.mode === 'system-ram' || pgmap.mode === 'fsdax') return 'mode';
  if (dedupGate === 'never' || !daxCompound) return 'kernel';
  if (dedupGate !== 'any-compound' && !dedupSelected) return 'arch';
  if (!isPowerOf2(machine.structPageSize)) return 'struct-page';
  if (pgmap.map === 'dev') return 'altmap';
  const pages = (nr * machine.structPageSize) / pageSize(machine.arch);
  const large = dedupGate === 'over-two-pages-arch' ? pages > 2 : nr > 1;
  return large ? null : 'small-compound';
}
