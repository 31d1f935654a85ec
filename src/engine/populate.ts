/**
 * How a range gets its memmap: mm/sparse.c and mm/sparse-vmemmap.c, with the kernel's names. What the kernel does
 * slice by slice and page by page is done here for all like slices and compounds at once.
 */
import { pagesPerSection, pagesPerSubsection, pageSize } from './arch';
import { vmemmapPopulate } from './x86';
import { sectionSlices, slicesEnd } from './slices';
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
  let pfn = s.startPfn;
  let mappedTo = p.vmemmap.vmemmapPage(end);
  if (reuseCompoundSection(p, pfn)) pfn = reuseTail(p, s);
  if (pfn < end) {
    pfn += keepMapped(p, pfn, Math.min(s.pages, p.nr), end);
    const whole = Math.max(0, Math.floor((end - pfn) / p.nr));
    const rest = end - pfn - whole * p.nr;
    if (p.nr * p.machine.structPageSize < 2 * pageSize(p.machine.arch)) {
      // Head and tail page of each compound overlap those of the next; the last tail page lies past the end.
      const pages = vmemmapPages(p, pfn, end);
      p.runs.own(pages, 'head');
      mappedTo += p.nr * p.machine.structPageSize <= pageSize(p.machine.arch) ? 1 : 0;
      p.spent.ramFrames += pages + p.vmemmap.unmapped(p.vmemmap.vmemmapPage(end), mappedTo);
    } else {
      p.runs.repeat(whole, () => layCompound(p, p.nr, s.pages));
      if (rest > 0) layCompound(p, rest, s.pages);
      p.spent.ramFrames += 2 * (whole + (rest > 0 ? 1 : 0));
      // A last compound that is cut by the slice's end is populated in full all the same.
      if (rest > 0 && p.nr <= s.pages) mappedTo += vmemmapPages(p, pfn, pfn + p.nr - rest);
    }
  }
  p.spent.tables = addTables(
    p.spent.tables,
    p.vmemmap.addBasePages(p.vmemmap.vmemmapPage(s.startPfn), mappedTo),
  );
}

/** Maps the slices up to the next one that starts a compound, or all of them, onto the tail page before. Returns its pfn. */
function reuseTail(p: Populating, s: Slices): number {
  const end = slicesEnd(s);
  const toCompound = p.nr - ((s.startPfn - p.startPfn) % p.nr);
  const next = toCompound % s.pages === 0 ? Math.min(end, s.startPfn + toCompound) : end;
  const before = p.runs.pages;
  const tail = compoundSectionTailPage(p);
  p.runs.share(vmemmapPages(p, s.startPfn, next) - (p.runs.pages - before), tail, 'section-reuse');
  return next;
}

/** The vmemmap pages of one compound of `pfns` struct pages, in slices of `slice`: head, first tail, and the first tail again. */
function layCompound(p: Populating, pfns: number, slice: number): void {
  const inSlice = Math.min(pfns, slice);
  p.runs.own(1, 'head');
  const tail = p.runs.own(1, 'first-tail');
  p.runs.share(vmemmapPages(p, p.startPfn, p.startPfn + inSlice) - 2, tail, 'tail-reuse');
  p.runs.share(vmemmapPages(p, p.startPfn + inSlice, p.startPfn + pfns), tail, 'section-reuse');
}

/**
 * Pages at `pfn` that an earlier population mapped past the end of its own range stay as they are
 * (vmemmap_pte_populate() acts on empty entries only), and so do the tail pages taken from them. Returns the
 * struct pages dealt with: whole chunks of `chunk`.
 */
function keepMapped(p: Populating, pfn: number, chunk: number, end: number): number {
  const mapped = Math.min(p.vmemmap.mappedFrom(p.vmemmap.vmemmapPage(pfn)), vmemmapPages(p, pfn, end));
  if (mapped === 0) return 0;
  const perPage = pageSize(p.machine.arch) / p.machine.structPageSize;
  const lone = chunk <= perPage;
  const chunks = lone ? mapped * perPage : Math.min(end - pfn, Math.ceil((mapped * perPage) / chunk) * chunk);
  const frame = p.runs.own(1, 'foreign');
  if (lone || mapped > 1) {
    p.runs.share(vmemmapPages(p, pfn, pfn + chunks) - 1, frame, 'foreign');
    return chunks;
  }
  const tail = p.runs.own(1, 'first-tail');
  p.runs.share(vmemmapPages(p, pfn, pfn + chunks) - 2, tail, 'tail-reuse');
  p.spent.ramFrames += 1;
  return chunks;
}
