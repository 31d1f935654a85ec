/**
 * How a range gets its memmap: mm/sparse.c and mm/sparse-vmemmap.c, with the kernel's names. What the kernel does
 * slice by slice and page by page is done here for all like slices and compounds at once.
 */
import { pagesPerSection, pagesPerSubsection, pageSize } from './arch';
import { vmemmapPopulate } from './x86';
import { sectionSlices, slicesEnd } from './slices';
import { frameIdOf, keepOverrun, vmemmapPopulateAddress, vmemmapPopulateRange } from './populating';
import { addTables } from './vmemmap';
import type { Slices } from './slices';
import type { Populating } from './populating';

/** __add_pages() from the slices on (mm/memory_hotplug.c). False: -ENOMEM. */
export function addPages(p: Populating): boolean {
  return sectionSlices(p.machine.arch, p.startPfn, p.endPfn).every((slices) => sectionActivate(p, slices));
}

/** section_activate() (mm/sparse.c): part of a section that was there at boot keeps the boot memmap. */
function sectionActivate(p: Populating, s: Slices): boolean {
  if (s.pages < pagesPerSection(p.machine.arch) && p.vmemmap.earlySection(s.startPfn)) {
    const pages = vmemmapPages(p, s.startPfn, slicesEnd(s));
    p.runs.huge(pages, 'boot-memmap');
    p.spent.bootFrames += pages;
    return true;
  }
  return populateSectionMemmap(p, s);
}

/** __populate_section_memmap() (mm/sparse-vmemmap.c). */
function populateSectionMemmap(p: Populating, s: Slices): boolean {
  if (!p.canOptimize) return vmemmapPopulate(p, s);
  vmemmapPopulateCompoundPages(p, s);
  return true;
}

/** How many vmemmap pages hold the struct pages of [from, to). */
export const vmemmapPages = (p: Populating, from: number, to: number): number =>
  p.vmemmap.vmemmapPage(to) - p.vmemmap.vmemmapPage(from);

/**
 * reuse_compound_section(): whether the slice at `pfn` goes on with a compound of the slice before it. The offset
 * counts from the range's start, not from pfn 0, and the threshold is the subsection.
 */
export function reuseCompoundSection(p: Populating, pfn: number): boolean {
  return (pfn - p.startPfn) % p.nr !== 0 && p.nr > pagesPerSubsection(p.machine.arch);
}

/**
 * compound_section_tail_page(): the frame behind the last vmemmap page of the slice before. Where that slice kept
 * the boot memmap's PMD leaf there is no PTE to read: what stands in its place names a frame of its own.
 */
function compoundSectionTailPage(p: Populating): number {
  const last = p.runs.rows.at(-1);
  if (last && 'rule' in last && last.rule === 'boot-memmap') return p.runs.own(1, 'stray-reuse');
  return p.runs.lastFrame()!;
}

/** vmemmap_populate_compound_pages() (mm/sparse-vmemmap.c), over all of the slices. */
export function vmemmapPopulateCompoundPages(p: Populating, s: Slices): void {
  const end = slicesEnd(s);
  const pfn = reuseCompoundSection(p, s.startPfn) ? reuseTail(p, s) : s.startPfn;
  const overrun = pfn < end ? layCompounds(p, pfn, end, s.pages) : 0;
  const [from, to] = [p.vmemmap.vmemmapPage(s.startPfn), p.vmemmap.vmemmapPage(end)];
  p.spent.tables = addTables(p.spent.tables, p.vmemmap.addBasePages(from, to + overrun));
}

/** Compound after compound from `pfn` to `end`, in slices of `slice`. Returns the pages mapped past the end. */
function layCompounds(p: Populating, pfn: number, end: number, slice: number): number {
  const { vmemmap, spent } = p;
  const endPage = vmemmap.vmemmapPage(end);
  if (p.nr * p.machine.structPageSize < 2 * pageSize(p.machine.arch)) {
    // Compounds of a page or less: each populates a tail page that holds the next one's head, the last past the end.
    const kept = keepOverrun(p, vmemmap.vmemmapPage(pfn), vmemmapPages(p, pfn, end));
    const pages = vmemmapPages(p, pfn, end) - kept;
    vmemmapPopulateRange(p, pages, null, 'head');
    spent.ramFrames += pages + vmemmap.addOverrun(endPage, endPage + 1, Symbol());
    return 1;
  }
  const first = pfn + keepCompounds(p, pfn, Math.min(slice, p.nr), end);
  const whole = Math.floor((end - first) / p.nr);
  const rest = end - first - whole * p.nr;
  p.runs.repeat(whole, () => layCompound(p, p.nr, slice));
  if (rest > 0) layCompound(p, rest, slice);
  spent.ramFrames += 2 * (whole + (rest > 0 ? 1 : 0));
  // A last compound that is cut by the slice's end is populated in full all the same.
  const overrun =
    p.nr <= slice && (end - pfn) % p.nr > 0 ? vmemmapPages(p, 0, p.nr - ((end - pfn) % p.nr)) : 0;
  if (overrun > 0) vmemmap.addOverrun(endPage, endPage + overrun, frameIdOf(p, p.runs.lastFrame()!));
  return overrun;
}

/** Maps the slices up to the next one that starts a compound, or all of them, onto the tail page before. Returns its pfn. */
function reuseTail(p: Populating, s: Slices): number {
  const end = slicesEnd(s);
  const toCompound = p.nr - ((s.startPfn - p.startPfn) % p.nr);
  const next = toCompound % s.pages === 0 ? Math.min(end, s.startPfn + toCompound) : end;
  const before = p.runs.pages;
  const tail = compoundSectionTailPage(p);
  vmemmapPopulateRange(p, vmemmapPages(p, s.startPfn, next) - (p.runs.pages - before), tail, 'section-reuse');
  return next;
}

/** The vmemmap pages of one compound of `pfns` struct pages, in slices of `slice`: head, first tail, and the first tail again. */
function layCompound(p: Populating, pfns: number, slice: number): void {
  const inSlice = Math.min(pfns, slice);
  vmemmapPopulateAddress(p, 'head');
  const tail = vmemmapPopulateAddress(p, 'first-tail');
  vmemmapPopulateRange(p, vmemmapPages(p, p.startPfn, p.startPfn + inSlice) - 2, tail, 'tail-reuse');
  vmemmapPopulateRange(p, vmemmapPages(p, p.startPfn + inSlice, p.startPfn + pfns), tail, 'section-reuse');
}

/**
 * Compounds whose head page an earlier population mapped past its own end: their tail page is taken from there too,
 * so all of the compound maps that frame. Returns the struct pages dealt with, in chunks of `chunk`.
 */
function keepCompounds(p: Populating, pfn: number, chunk: number, end: number): number {
  const page = p.vmemmap.vmemmapPage(pfn);
  const kept = keepOverrun(p, page, vmemmapPages(p, pfn, end));
  if (kept === 0) return 0;
  const chunkPages = vmemmapPages(p, 0, chunk);
  const chunks = Math.min(end - pfn, Math.ceil(kept / chunkPages) * chunk);
  const left = vmemmapPages(p, pfn, pfn + chunks) - kept;
  if (kept > 1) {
    p.runs.share(left, p.runs.lastFrame()!, 'foreign');
    return chunks;
  }
  const tail = vmemmapPopulateAddress(p, 'first-tail');
  vmemmapPopulateRange(p, left - 1, tail, 'tail-reuse');
  p.spent.ramFrames += 1;
  return chunks;
}
