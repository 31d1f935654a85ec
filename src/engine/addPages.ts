/**
 * How a range gets its memmap: mm/sparse.c and mm/sparse-vmemmap.c, with the kernel's names. The kernel goes slice by
 * slice; where slices are alike and the vmemmap before them is empty, one period of them is laid and repeated.
 */
import { pagesPerSection, pageSize } from './arch';
import { populateCompoundPages, reuseCompoundSection, reuseStretch } from './compound';
import { vmemmapPopulate } from './archPopulate';
import { vmemmapFree } from './depopulate';
import { radixPopulateCompoundPages } from './powerpc';
import { sectionSlices, slicesEnd } from './slices';
import { OutOfMemory } from './vmemmap';
import type { Populating } from './populateRange';

/** What __add_pages() returns; the slices below `activeTo` stay added whatever it is. */
export interface Added {
  readonly error: 'EEXIST' | 'ENOMEM' | null;
  readonly activeTo: number;
}

/** __add_pages() from the slices on (mm/memory_hotplug.c): the first error ends it, and nothing before is undone. */
export function addPages(p: Populating): Added {
  const { active } = p.vmemmap;
  for (const slices of sectionSlices(p.machine.arch, p.startPfn, p.endPfn)) {
    const end = slicesEnd(slices);
    const taken = active.firstIn(slices.startPfn, end);
    const upTo = taken === undefined ? end : Math.max(slices.startPfn, sliceStart(p, taken));
    const step = p.vmemmap.canFail ? slices.pages : Math.max(1, upTo - slices.startPfn);
    for (let from = slices.startPfn; from < upTo; from += step) {
      const to = Math.min(upTo, from + step);
      const failed = sectionActivate(p, from, to);
      active.add(from, failed ?? to);
      if (failed !== null) return { error: 'ENOMEM', activeTo: failed };
    }
    if (upTo < end) return { error: 'EEXIST', activeTo: upTo };
  }
  return { error: null, activeTo: p.endPfn };
}

const sliceStart = (p: Populating, pfn: number): number => {
  const section = pagesPerSection(p.machine.arch);
  return Math.max(p.startPfn, Math.floor(pfn / section) * section);
};

/**
 * section_activate() (mm/sparse.c) for the slices from `from` to `to`: part of a section that was there at boot keeps
 * the boot memmap. Where memory runs out the slice in progress is undone; its first pfn is returned.
 */
function sectionActivate(p: Populating, from: number, to: number): number | null {
  if (to - from < pagesPerSection(p.machine.arch) && p.vmemmap.earlySection(from)) return null;
  try {
    populateSectionMemmap(p, from, to);
    return null;
  } catch (e) {
    if (!(e instanceof OutOfMemory)) throw e;
    const page = pageSize(p.machine.arch);
    const gap = p.vmemmap.gaps(p.vmemmap.vmemmapPage(from), p.vmemmap.vmemmapPageEnd(to))[0];
    const failed = gap ? sliceStart(p, p.vmemmap.pfnAt(gap[0] * page)) : from;
    const slice = Math.max(from, failed);
    vmemmapFree(p.machine, p.vmemmap, slice, Math.min(to, slice + pagesPerSection(p.machine.arch)));
    return slice;
  }
}

/** __populate_section_memmap() (mm/sparse-vmemmap.c), over one slice or several whole sections. */
function populateSectionMemmap(p: Populating, from: number, to: number): void {
  if (p.canOptimize) populateCompoundSections(p, from, to);
  else vmemmapPopulate(p, p.vmemmap.address(from), p.vmemmap.address(to), to - from);
}

/** vmemmap_populate_compound_pages(), the architecture's own or the generic one, for the slices from `from` to `to`. */
function populateCompoundSections(p: Populating, from: number, to: number): void {
  const section = pagesPerSection(p.machine.arch);
  const own = p.machine.kernel.behaviour.compound !== 'generic';
  const perPage = pageSize(p.machine.arch) / p.machine.structPageSize;
  const period = Math.max(section, p.nr, perPage);
  const pages = (period * p.machine.structPageSize) / pageSize(p.machine.arch);
  const inStep = (pfn: number): boolean => (pfn - (own ? 0 : p.startPfn)) % p.nr === 0;
  for (let pfn = from; pfn < to;) {
    const times = Math.floor((to - pfn) / period);
    const first = pfn;
    // Slices of whole compounds are one long slice.
    if (!own && times > 1 && p.nr <= section && inStep(pfn)) {
      populateCompoundPages(p, pfn, pfn + times * section);
      pfn += times * section;
    } else if (times > 1 && inStep(pfn) && Number.isInteger(pages))
      pfn +=
        period *
        p.vmemmap.repeat(p.vmemmap.vmemmapPage(pfn), pages, times, () => {
          for (let at = first; at < first + period;) at = populateSlices(p, at, first + period);
        });
    else pfn = populateSlices(p, pfn, to);
  }
}

/** The slice at `pfn`, or several that reuse one tail page; returns the pfn behind. */
function populateSlices(p: Populating, pfn: number, to: number): number {
  const next = Math.min(to, pfn + pagesPerSection(p.machine.arch));
  if (p.machine.kernel.behaviour.compound !== 'generic') radixPopulateCompoundPages(p, pfn, next);
  else if (reuseCompoundSection(p, pfn)) return reuseStretch(p, pfn, next, to);
  else populateCompoundPages(p, pfn, next);
  return next;
}
