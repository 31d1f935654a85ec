/** How x86-64 populates a memmap that is not deduplicated (arch/x86/mm/init_64.c, vmemmap_populate()). */
import { pagesPerSection } from './arch';
import { slicesEnd } from './slices';
import { keepOverrun, vmemmapPopulateRange } from './populating';
import { addTables } from './vmemmap';
import type { Populating } from './populating';
import type { Slices } from './slices';
import type { Altmap } from './types';

/** Vmemmap pages [from, to), in one PMD entry or in several that are all empty. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly state: 'none' | 'leaf' | 'boot-leaf' | 'table';
}

/** vmemmap_populate(): base pages for parts of sections, PMD leaves for whole ones. False: -ENOMEM. */
export function vmemmapPopulate(p: Populating, s: Slices): boolean {
  const [from, to] = [p.vmemmap.vmemmapPage(s.startPfn), p.vmemmap.vmemmapPage(slicesEnd(s))];
  const partial = s.pages < pagesPerSection(p.machine.arch);
  for (const stretch of stretches(p, from, to)) {
    if (stretch.state === 'leaf' || stretch.state === 'boot-leaf') keepLeaf(p, stretch);
    else if (partial || stretch.state === 'table') vmemmapPopulateBasepages(p, stretch);
    else if (!vmemmapPopulateHugepages(p, stretch)) return false;
  }
  return true;
}

/** [from, to) by PMD entry. Neighbours can have used only the first and the last of a range's entries. */
function stretches(p: Populating, from: number, to: number): Stretch[] {
  const pmd = p.vmemmap.pagesPerPmd;
  const [first, last] = [Math.floor(from / pmd), Math.floor((to - 1) / pmd)];
  const cuts = [...new Set([from, Math.min(to, (first + 1) * pmd), Math.max(from, last * pmd), to])];
  return cuts.slice(1).map((end, i) => {
    const start = cuts[i]!;
    return { from: start, to: end, state: p.vmemmap.pmdState(Math.floor(start / pmd)) };
  });
}

/** A leaf that reaches in from a neighbour maps these pages already. */
function keepLeaf(p: Populating, { from, to, state }: Stretch): void {
  const boot = state === 'boot-leaf';
  p.runs.huge(to - from, boot ? 'boot-memmap' : 'huge-block');
  if (boot) p.spent.bootFrames += to - from;
}

/** vmemmap_populate_basepages(): from RAM, even with an altmap (x86 passes NULL). */
function vmemmapPopulateBasepages(p: Populating, { from, to }: Stretch): void {
  const kept = keepOverrun(p, from, to - from);
  vmemmapPopulateRange(p, to - from - kept, null, 'base-page');
  p.spent.ramFrames += to - from - kept;
  p.spent.tables = addTables(p.spent.tables, p.vmemmap.addBasePages(from, to));
}

/** vmemmap_populate_hugepages() (mm/sparse-vmemmap.c): a PMD-sized block for each entry, from the altmap where there is one. */
function vmemmapPopulateHugepages(p: Populating, { from, to }: Stretch): boolean {
  const pmd = p.vmemmap.pagesPerPmd;
  const [first, last] = [Math.floor(from / pmd), Math.ceil(to / pmd)];
  const frames = (last - first) * pmd;
  if (p.altmap) {
    const taken = altmapAllocBlocks(p.altmap, pmd, last - first);
    if (!taken) return false;
    p.altmap = taken;
    p.spent.altmapFrames += to - from;
  } else p.spent.ramFrames += frames;
  p.runs.huge(to - from, p.altmap ? 'altmap' : 'huge-block');
  p.spent.tables = addTables(p.spent.tables, p.vmemmap.addLeaves(first, last));
  return true;
}

/** altmap_alloc_block_buf() (mm/sparse-vmemmap.c), `count` times: blocks of `pages`, naturally aligned; undefined where they do not fit. */
function altmapAllocBlocks(altmap: Altmap, pages: number, count: number): Altmap | undefined {
  const next = altmap.basePfn + altmap.reserve + altmap.alloc + altmap.align;
  const align = altmap.align + Math.ceil(next / pages) * pages - next;
  const alloc = altmap.alloc + pages * count;
  return alloc + align <= altmap.free ? { ...altmap, align, alloc } : undefined;
}
