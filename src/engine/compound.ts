/** The generic vmemmap_populate_compound_pages() of mm/sparse-vmemmap.c: two frames for each compound. */
import { pagesPerSection, pagesPerSubsection, pageSize } from './arch';
import { vmemmapPopulateAddress, vmemmapPopulateRange } from './populateRange';
import type { Populating } from './populateRange';
import type { Rule } from './types';

/**
 * reuse_compound_section(): whether the slice at `pfn` goes on with a compound of the slice before it. The offset
 * counts from the range's start, not from pfn 0, and the threshold is the subsection.
 */
export function reuseCompoundSection(p: Populating, pfn: number): boolean {
  return (pfn - p.startPfn) % p.nr !== 0 && p.nr > pagesPerSubsection(p.machine.arch);
}

/** compound_section_tail_page(): the frame behind the last vmemmap page of the slice before. */
function compoundSectionTailPage(p: Populating, pfn: number): { frame: number; rule: Rule } {
  const page = Math.floor((p.vmemmap.address(pfn) - pageSize(p.machine.arch)) / pageSize(p.machine.arch));
  const run = p.vmemmap.at(page);
  if (!run || run.kind === 'huge') return { frame: p.vmemmap.strayFrame(), rule: 'stray-reuse' };
  return { frame: run.frame!, rule: run.rule === 'stray-reuse' ? 'stray-reuse' : 'section-reuse' };
}

/** Maps the slices from `pfn` on, up to the next one that starts a compound or to `to`, onto the tail page before. Returns its pfn. */
export function reuseStretch(p: Populating, pfn: number, sliceEnd: number, to: number): number {
  const section = pagesPerSection(p.machine.arch);
  const toCompound = p.nr - ((pfn - p.startPfn) % p.nr);
  const next = toCompound % section === 0 ? Math.min(to, pfn + toCompound) : to;
  const [from, end] = [p.vmemmap.address(pfn), p.vmemmap.address(next)];
  const empty = p.vmemmap.isEmpty(p.vmemmap.vmemmapPage(pfn), p.vmemmap.vmemmapPage(next));
  const { frame, rule } = compoundSectionTailPage(p, pfn);
  if (empty && !p.vmemmap.canFail) {
    vmemmapPopulateRange(p, from, end, frame, rule);
    return next;
  }
  vmemmapPopulateRange(p, from, p.vmemmap.address(sliceEnd), frame, rule);
  return sliceEnd;
}

/** vmemmap_populate_compound_pages() for one slice. */
export function populateCompoundPages(p: Populating, from: number, to: number): void {
  if (reuseCompoundSection(p, from)) return void reuseStretch(p, from, to, to);
  const page = pageSize(p.machine.arch);
  const [start, end] = [p.vmemmap.address(from), p.vmemmap.address(to)];
  const size = Math.min(end - start, p.nr * p.machine.structPageSize);
  const compounds = Math.ceil((end - start) / size);
  if (size <= 2 * page) {
    // Each populates the page it starts in and the next one, which is the next one's own: the last reaches past the end.
    const last = Math.floor((start + (compounds - 1) * size) / page);
    p.vmemmap.map(Math.floor(start / page), last + 2, null, 'head');
    return;
  }
  const pages = size / page;
  for (let addr = start; addr < end;) {
    const at = addr;
    const whole = Math.floor((end - addr) / size);
    const laid =
      whole > 1 && Number.isInteger(pages) && Number.isInteger(addr / page)
        ? p.vmemmap.repeat(addr / page, pages, whole, () => layCompound(p, at, size))
        : (layCompound(p, at, size), 1);
    addr += laid * size;
  }
}

/** The vmemmap pages of one compound: head, first tail, and the first tail again. A compound cut by the slice is populated in full. */
function layCompound(p: Populating, addr: number, size: number): void {
  const page = pageSize(p.machine.arch);
  vmemmapPopulateAddress(p, addr, 'head');
  const tail = vmemmapPopulateAddress(p, addr + page, 'first-tail');
  vmemmapPopulateRange(p, addr + 2 * page, addr + size, tail, 'tail-reuse');
}
