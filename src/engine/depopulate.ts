/** How a range loses its memmap: __remove_pages() (mm/memory_hotplug.c) and below. */
import { pageSize } from './arch';
import { sectionSlices, slicesEnd } from './slices';
import type { Vmemmap } from './vmemmap';
import type { Machine } from './types';

/** __remove_pages(): the slices of [from, to) are deactivated in ascending order, those that are alike at once. */
export function removePages(machine: Machine, vmemmap: Vmemmap, from: number, to: number): void {
  for (const slices of sectionSlices(machine.arch, from, to))
    sectionDeactivate(machine, vmemmap, slices.startPfn, slicesEnd(slices));
}

/** section_deactivate() (mm/sparse.c): a section that was there at boot keeps its memmap while RAM is left in it. */
export function sectionDeactivate(machine: Machine, vmemmap: Vmemmap, from: number, to: number): void {
  vmemmap.active.remove(from, to);
  if (!vmemmap.earlySection(from)) vmemmapFree(machine, vmemmap, from, to);
}

/** vmemmap_free() of [from, to) pfns, as the architecture does it. */
export function vmemmapFree(machine: Machine, vmemmap: Vmemmap, from: number, to: number): void {
  const { depopulate } = machine.kernel.behaviour;
  if (depopulate === 'nothing') return;
  const page = pageSize(machine.arch);
  const pmd = vmemmap.pagesPerPmd;
  const unused = (first: number, end: number): boolean =>
    !vmemmap.inUse(vmemmap.pfnAt(first * page), vmemmap.pfnAt(end * page - 1) + 1);
  const first = vmemmap.vmemmapPage(from);
  // Where all that is touched goes, the loop steps by a page from an address that can lie inside one.
  const steps = Math.ceil((vmemmap.address(to) - vmemmap.address(from)) / page);
  const end = depopulate === 'touched' ? first + steps : vmemmap.vmemmapPageEnd(to);
  // Pages at the two ends can hold a neighbour's struct pages as well.
  const keeps = (at: number): boolean => depopulate === 'unused' && !unused(at, at + 1);
  const low = keeps(first) ? first + 1 : first;
  const high = keeps(end - 1) ? end - 1 : end;
  // PMD entries that lie wholly within go at once; only the first and the last can have other users.
  const inner = Math.min(high, Math.ceil(low / pmd) * pmd);
  const outer = Math.max(inner, Math.floor(high / pmd) * pmd);
  for (const [at, next] of [
    [low, inner],
    [inner, outer],
    [outer, high],
  ] as const) {
    if (at >= next) continue;
    const entry = Math.floor(at / pmd) * pmd;
    if (next - at >= pmd || vmemmap.pmdState(at) !== 'leaf') vmemmap.unmap(at, next);
    else if (depopulate === 'touched' || unused(entry, entry + pmd)) vmemmap.unmap(entry, entry + pmd);
  }
}
