/** The vmemmap before any device. */
import { vmemmapPopulate } from './archPopulate';
import { Vmemmap } from './vmemmap';
import type { Populating } from './populateRange';
import type { Machine } from './types';

/** The vmemmap as boot leaves it: the whole memmap of every section that holds RAM (sparse_init_nid(), mm/sparse.c). */
export function booted(machine: Machine): Vmemmap {
  const vmemmap = new Vmemmap(machine);
  for (const [startPfn, endPfn] of vmemmap.bootSections) {
    const p: Populating = {
      machine,
      vmemmap,
      canOptimize: false,
      nr: 1,
      startPfn,
      endPfn,
      altmap: null,
      rule: 'boot-memmap',
    };
    vmemmapPopulate(p, p.vmemmap.address(startPfn), p.vmemmap.address(endPfn), endPfn - startPfn);
  }
  vmemmap.newOwner();
  return vmemmap;
}
