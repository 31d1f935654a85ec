/**
 * powerpc: arch/powerpc/mm/book3s64/radix_pgtable.c, whose compounds are aligned by absolute pfn, and for the hash MMU
 * arch/powerpc/mm/init_64.c.
 */
import { pageSize } from './arch';
import {
  altmapAllocBlocks,
  altmapRoom,
  mapBlocksOfRam,
  pmdStretches,
  vmemmapPopulateAddress,
} from './populateRange';
import { isBlock } from './runs';
import { OutOfMemory } from './vmemmap';
import type { Populating } from './populateRange';
import type { Altmap, Rule } from './types';

const page = (p: Populating): number => pageSize(p.machine.arch);

/** altmap_cross_boundary() (arch/powerpc/mm/init_64.c): whether a block of `bytes` maps struct pages outside the device. */
function altmapCrossBoundary(p: Populating, altmap: Altmap, addr: number, bytes: number): boolean {
  const start = p.vmemmap.pfnAt(addr);
  const pfns = Math.floor(bytes / p.machine.structPageSize);
  return start + pfns - 1 > altmap.endPfn || start < altmap.basePfn;
}

/**
 * radix__vmemmap_populate(): PMD leaves where an entry is empty and, up to 6.16 and with an altmap, the address starts
 * it; later kernels round the start down. What the altmap cannot give comes from RAM.
 */
export function radixVmemmapPopulate(p: Populating, start: number, end: number): void {
  const bytes = page(p);
  const pmd = p.vmemmap.pagesPerPmd;
  const roundsDown = p.machine.kernel.behaviour.populate === 'radix-rounds-down' && !p.altmap;
  const unit = roundsDown ? pmd : 1;
  const from = Math.floor(Math.floor(start / bytes) / unit) * unit;
  const to = Math.ceil(end / bytes);
  for (const [low, high] of pmdStretches(p, from, to)) {
    const state = p.vmemmap.pmdState(low);
    if (state === 'leaf' && high - low <= pmd) continue;
    if (state === 'table' || low % pmd !== 0) {
      radixBasePages(p, low, high);
      continue;
    }
    for (const [a, b] of p.vmemmap.gaps(low, Math.ceil(high / pmd) * pmd)) radixBlocks(p, a, b, high);
  }
}

/** The smallest of the numbers below `n` for which `holds` is true, as for all above it; `n` where there is none. */
function firstOf(n: number, holds: (i: number) => boolean): number {
  let [low, high] = [0, n];
  while (low < high) {
    const mid = Math.floor((low + high) / 2);
    if (holds(mid)) high = mid;
    else low = mid + 1;
  }
  return low;
}

/** Whether the altmap has a block of `step` pages for page `at`, and for how many blocks up to `to` it is the same. */
function served(p: Populating, altmap: Altmap, at: number, to: number, step: number) {
  const blocks = p.vmemmap.canFail ? 1 : Math.ceil((to - at) / step);
  const addr = (i: number): number => (at + i * step) * page(p);
  const crosses = (i: number): boolean => altmapCrossBoundary(p, altmap, addr(i), step * page(p));
  const room = altmapRoom(altmap, step);
  if (room === 0) return { fits: false, blocks };
  const ahead = firstOf(blocks, (i) => p.vmemmap.pfnAt(addr(i)) >= altmap.basePfn);
  if (ahead > 0) return { fits: false, blocks: ahead };
  return crosses(0)
    ? { fits: false, blocks }
    : { fits: true, blocks: Math.min(room, firstOf(blocks, crosses)) };
}

/** Takes [from, to) in blocks of `step` pages as `served` has it. */
function eachServed(
  p: Populating,
  from: number,
  to: number,
  step: number,
  map: (low: number, high: number, fits: boolean) => void,
): void {
  for (let at = from; at < to;) {
    const { fits, blocks } = served(p, p.altmap!, at, to, step);
    if (fits) p.altmap = altmapAllocBlocks(p.altmap!, step, blocks)!;
    const next = Math.min(to, at + blocks * step);
    map(at, next, fits);
    at = next;
  }
}

/** Leaves for the empty entries [from, to), of which the slice ends at `end`; from the altmap while it lasts and they lie within the device. */
function radixBlocks(p: Populating, from: number, to: number, end: number): void {
  const pmd = p.vmemmap.pagesPerPmd;
  if (!p.altmap) return mapBlocksOfRam(p, from, to, from * page(p), end * page(p));
  eachServed(p, from, to, pmd, (low, high, fits) => {
    if (fits) p.vmemmap.mapLeaves(low, high, 'altmap');
    else radixBasePages(p, low, Math.min(end, high));
  });
}

/** __vmemmap_populate() of the hash MMU: blocks of mmu_vmemmap_psize, from the altmap or else from RAM. */
export function hashVmemmapPopulate(p: Populating, start: number, end: number): void {
  const pmd = p.vmemmap.pagesPerPmd;
  const from = Math.floor(start / page(p) / pmd) * pmd;
  const to = Math.ceil(end / page(p) / pmd) * pmd;
  for (const [low, high] of p.vmemmap.gaps(from, to)) {
    if (!p.altmap) p.vmemmap.mapLeaves(low, high, p.rule ?? 'huge-block');
    else
      eachServed(p, low, high, pmd, (a, b, fits) =>
        p.vmemmap.mapLeaves(a, b, fits ? 'altmap' : 'huge-block'),
      );
  }
}

/** radix__vmemmap_pte_populate() for the pages [from, to): from the altmap within the device while it lasts, else from RAM. */
function radixBasePages(p: Populating, from: number, to: number): void {
  for (const [low, high] of p.vmemmap.gaps(from, to)) {
    if (!p.altmap) {
      p.vmemmap.map(low, high, null, p.rule ?? 'base-page');
      continue;
    }
    eachServed(p, low, high, 1, (a, b, fits) => p.vmemmap.map(a, b, null, fits ? 'altmap' : 'base-page'));
  }
}

/**
 * powerpc's vmemmap_populate_compound_pages() for one slice. Up to the fix of its addr_pfn (`addr-pfn-bug`) the pfn
 * it takes a compound's offset from goes on by one where a page of struct pages is done.
 */
export function radixPopulateCompoundPages(p: Populating, from: number, to: number): void {
  const bytes = page(p);
  const perPage = bytes / p.machine.structPageSize;
  const bug = p.machine.kernel.behaviour.compound === 'addr-pfn-bug';
  const end = p.vmemmap.address(to);
  let addrPfn = from;
  for (let addr = p.vmemmap.address(from); addr < end;) {
    const at = Math.floor(addr / bytes);
    const run = p.vmemmap.at(at);
    if (run?.kind === 'huge') {
      const pmd = p.vmemmap.pagesPerPmd;
      addrPfn += pmd;
      addr = Math.min(end, (Math.floor(at / pmd) + 1) * pmd * bytes);
      continue;
    }
    if (run) {
      addrPfn += 1;
      addr += bytes;
      continue;
    }
    p.vmemmap.addTablesFor(at);
    const pfn = bug ? addrPfn : p.vmemmap.pfnAt(addr);
    const offset = pfn % p.nr;
    if (offset === 0) {
      vmemmapPopulateAddress(p, addr, 'head');
      radixVmemmapPopulateAddress(p, addr + bytes, 'first-tail');
      addrPfn += 2;
      addr += 2 * bytes;
      continue;
    }
    const mapAddr = addr - offset * p.machine.structPageSize + bytes;
    const walked = bug
      ? walkTailPages(p, mapAddr, at, Math.min(p.nr - offset, Math.ceil((end - addr) / bytes)))
      : 0;
    if (walked > 0) {
      addrPfn += walked;
      addr += walked * bytes;
      continue;
    }
    const tail = vmemmapCompoundTailPage(p, mapAddr);
    // Pages of one compound go on with the same tail page up to its end, the slice's, or what is mapped already.
    const left = bug || tail === null ? 1 : Math.ceil((p.nr - offset) / perPage);
    const upTo = Math.min(at + left, at + Math.ceil((end - addr) / bytes));
    const next = p.vmemmap.gaps(at, upTo)[0];
    const pages = next && next[0] === at ? next[1] - at : 1;
    p.vmemmap.map(at, at + pages, tail, tail === null ? 'base-page' : 'tail-reuse');
    addrPfn += pages;
    addr += pages * bytes;
  }
}

/**
 * With the bug the second page of the compound is looked for a struct page further on for each page of them: so pages
 * from `at` on map, one after the other, what pages from that of `mapAddr` on map. Does so for as many as are there
 * already with frames of their own, `most` at the most, and returns how many.
 */
function walkTailPages(p: Populating, mapAddr: number, at: number, most: number): number {
  if (p.vmemmap.canFail) return 0;
  const first = Math.floor(mapAddr / page(p));
  const inStep = Math.floor((mapAddr - first * page(p)) / p.machine.structPageSize) + 1;
  const empty = p.vmemmap.gaps(at, at + Math.min(most, inStep))[0];
  const pages = empty?.[0] === at ? empty[1] - at : 0;
  const [there] = pages > 0 ? p.vmemmap.within(first, Math.min(at, first + pages)) : [];
  if (!there || isBlock(there.row) || there.row.kind !== 'own' || there.row.first !== first) return 0;
  p.vmemmap.mapSteps(at, there.row.count, there.row.frame!, 'tail-reuse');
  return there.row.count;
}

/**
 * vmemmap_compound_tail_page(): the frame of a compound's second page, which is made, with the head page before it,
 * where it is not there, even outside the range. Null under a PMD leaf: then nothing is shared.
 */
function vmemmapCompoundTailPage(p: Populating, mapAddr: number): number | null {
  const bytes = page(p);
  const at = Math.floor(mapAddr / bytes);
  const run = p.vmemmap.at(at);
  if (run?.kind === 'huge') return null;
  if (run) return run.frame!;
  try {
    p.vmemmap.addTablesFor(at);
    if (p.vmemmap.at(at - 1)?.kind === 'huge') return null;
    radixVmemmapPopulateAddress(p, mapAddr - bytes, 'head');
    return vmemmapPopulateAddress(p, mapAddr, 'first-tail');
  } catch (e) {
    if (e instanceof OutOfMemory) return null;
    throw e;
  }
}

/** radix__vmemmap_populate_address(): that a page could not be had goes unnoticed, that a table could not does not. */
function radixVmemmapPopulateAddress(p: Populating, addr: number, rule: Rule): void {
  try {
    vmemmapPopulateAddress(p, addr, rule);
  } catch (e) {
    if (!(e instanceof OutOfMemory) || e.what !== 'page') throw e;
  }
}
