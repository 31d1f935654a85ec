/** How a range loses its memmap: __remove_pages() (mm/memory_hotplug.c) and below. */
import { pageSize } from './arch';
import { sectionSlices, slicesEnd } from './slices';
import type { Vmemmap } from './vmemmap';
import type { Machine } from './types';

/** __remove_pages(): the slices of [from, to) are deactivated in ascending order; each is handed to `onSlice` first. */
export function removePages(
  machine: Machine,
  vmemmap: Vmemmap,
  from: number,
  to: number,
  onSlice: (from: number, to: number) => void = () => undefined,
): void {
  for (const slices of sectionSlices(machine.arch, from, to))
    for (let pfn = slices.startPfn; pfn < slicesEnd(slices); pfn += slices.pages) {
      onSlice(pfn, pfn + slices.pages);
      sectionDeactivate(machine, vmemmap, pfn, pfn + slices.pages);
    }
}

/** section_deactivate() (mm/sparse.c): a section that was there at boot keeps its memmap while RAM is left in it. */
function sectionDeactivate(machine: Machine, vmemmap: Vmemmap, from: number, to: number): void {
  vmemmap.active.remove(from, to);
  if (!vmemmap.earlySection(from)) vmemmapFree(machine, vmemmap, from, to);
}

/** vmemmap_free() of [from, to) pfns, as the architecture does it. */
export function vmemmapFree(machine: Machine, vmemmap: Vmemmap, from: number, to: number): void {
  const { depopulate } = machine.kernel.behaviour;
  if (depopulate === 'nothing') return;
  const page = pageSize(machine.arch);
  const pmd = vmemmap.pagesPerPmd;
  const goes = (first: number, end: number): boolean =>
    depopulate === 'touched' ||
    !vmemmap.active.intersects(vmemmap.pfnAt(first * page), vmemmap.pfnAt(end * page - 1) + 1);
  const [first, end] = [vmemmap.vmemmapPage(from), vmemmap.vmemmapPageEnd(to)];
  // Pages at the two ends can hold a neighbour's struct pages as well.
  const low = goes(first, first + 1) ? first : first + 1;
  const high = goes(end - 1, end) ? end : end - 1;
  for (let at = low; at < high;) {
    const leaf = vmemmap.pmdState(at) === 'leaf';
    const entry = Math.floor(at / pmd) * pmd;
    const next = Math.min(high, entry + pmd);
    if (!leaf) vmemmap.unmap(at, next);
    else if (goes(entry, entry + pmd)) vmemmap.unmap(entry, entry + pmd);
    at = next;
  }
}
