/** What the functions that populate hand to each other. */
import { pageSize } from './arch';
import { firstPage, pageCount } from './runs';
import { OutOfMemory } from './vmemmap';
import type { Vmemmap } from './vmemmap';
import type { Altmap, Machine, Rule } from './types';

/** One range of a pgmap while it is populated: `pgmap->ranges[pgmap->nr_range]`. */
export interface Populating {
  readonly machine: Machine;
  readonly vmemmap: Vmemmap;
  /** vmemmap_can_optimize(): whether vmemmap_populate_compound_pages() is called. */
  readonly canOptimize: boolean;
  /** pgmap_vmemmap_nr(). */
  readonly nr: number;
  readonly startPfn: number;
  readonly endPfn: number;
  altmap: Altmap | null;
  /** Rule of what the architecture maps; null: as it is mapped. Boot has one of its own. */
  readonly rule: Rule | null;
}

/**
 * vmemmap_populate_range() (mm/sparse-vmemmap.c): from `addr`, which may lie inside a page, in steps of a page while
 * below `end`. An end inside the last page is then not reached.
 */
export function vmemmapPopulateRange(
  p: Populating,
  addr: number,
  end: number,
  reuse: number | null,
  rule: Rule,
): void {
  const page = pageSize(p.machine.arch);
  const from = Math.floor(addr / page);
  const pages = Math.ceil((end - addr) / page);
  if (pages > 0) p.vmemmap.map(from, from + pages, reuse, p.rule ?? rule);
}

/** vmemmap_populate_address(): the page of `addr`; returns the frame behind it, new or found. */
export function vmemmapPopulateAddress(p: Populating, addr: number, rule: Rule): number {
  vmemmapPopulateRange(p, addr, addr + 1, null, rule);
  return frameBehind(p, Math.floor(addr / pageSize(p.machine.arch)));
}

/**
 * The frame that reading the PTE of a page gives. Under a PMD leaf there is no PTE: what stands in its place names
 * a frame that has nothing to do with the device.
 */
function frameBehind(p: Populating, page: number): number {
  const run = p.vmemmap.at(page);
  return run && run.kind !== 'huge' ? run.frame! : p.vmemmap.strayFrame();
}

/** altmap_alloc_block_buf() (mm/sparse-vmemmap.c), `count` times: blocks of `pages`, naturally aligned; undefined where they do not fit. */
export function altmapAllocBlocks(altmap: Altmap, pages: number, count: number): Altmap | undefined {
  const next = altmap.basePfn + altmap.reserve + altmap.alloc + altmap.align;
  const align = altmap.align + Math.ceil(next / pages) * pages - next;
  const alloc = altmap.alloc + pages * count;
  return alloc + align <= altmap.free ? { ...altmap, align, alloc } : undefined;
}

/** How many such blocks the altmap still holds. */
export function altmapRoom(altmap: Altmap, pages: number): number {
  const next = altmap.basePfn + altmap.reserve + altmap.alloc + altmap.align;
  const align = altmap.align + Math.ceil(next / pages) * pages - next;
  return Math.max(0, Math.floor((altmap.free - altmap.alloc - align) / pages));
}

/** [from, to) cut so that the PMD entries of each part are alike: the first one, the last one, and around what is mapped. */
export function pmdStretches(p: Populating, from: number, to: number): [number, number][] {
  const pmd = p.vmemmap.pagesPerPmd;
  const down = (page: number): number => Math.floor(page / pmd) * pmd;
  if (p.vmemmap.isEmpty(down(from), down(to - 1) + pmd) && from % pmd === 0) return [[from, to]];
  const mapped = p.vmemmap.within(from, to).flatMap(({ row }) => {
    const end = firstPage(row) + pageCount(row);
    return [down(firstPage(row)), down(firstPage(row)) + pmd, down(end - 1), down(end - 1) + pmd];
  });
  const cuts = [...mapped, down(from) + pmd, down(to - 1)].filter((cut) => cut > from && cut < to);
  const sorted = [...new Set([from, ...cuts, to])].sort((a, b) => a - b);
  return sorted.slice(1).map((end, i): [number, number] => [sorted[i]!, end]);
}

/** PMD leaves of RAM for the whole entries [from, to); where a block cannot be had, base pages in its place for what lies in the bytes [start, end). */
export function mapBlocksOfRam(p: Populating, from: number, to: number, start: number, end: number): void {
  const rule = p.rule ?? 'huge-block';
  if (!p.vmemmap.canFail) return p.vmemmap.mapLeaves(from, to, rule);
  const pmd = p.vmemmap.pagesPerPmd;
  const page = pageSize(p.machine.arch);
  for (let at = from; at < to; at += pmd)
    try {
      p.vmemmap.mapLeaves(at, at + pmd, rule);
    } catch (e) {
      if (!(e instanceof OutOfMemory) || e.what !== 'block') throw e;
      const addr = Math.max(start, at * page);
      vmemmapPopulateRange(p, addr, Math.min(end, (at + pmd) * page), null, 'base-page');
    }
}
