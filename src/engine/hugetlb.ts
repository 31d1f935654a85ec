/** HugeTLB vmemmap optimisation (HVO, mm/hugetlb_vmemmap.c): what device-dax is compared with. */
import { isPowerOf2 } from './align';
import { pagesPerSection, pageSize } from './arch';
import { bootLine, hvoWhy } from './hugetlbWords';
import { NO_TABLES } from './pageTables';
import type { HugetlbPool, HugetlbPopulation, HvoOff, Machine, PageTables, Run } from './types';

/** Vmemmap pages that hold the struct pages of one huge page; below 1 where several share a page. */
const pagesEach = (machine: Machine, size: number): number =>
  (size * machine.structPageSize) / pageSize(machine.arch) ** 2;

/** RESERVE_VMEMMAP_NR, HUGETLB_VMEMMAP_RESERVE_SIZE: vmemmap pages that a huge page keeps for itself. */
const keptOf = (machine: Machine): number => (machine.kernel.behaviour.hvo === 'two-pages' ? 2 : 1);

/** Why a huge page's vmemmap is left as it is (hugetlb_vmemmap_optimizable_size()); null where it is optimised. */
function hvoOff(machine: Machine, size: number): HvoOff | null {
  const { hvo, hvoSelected } = machine.kernel.behaviour;
  if (!hvoSelected) return 'arch';
  if (!machine.hugetlbFreeVmemmap) return 'disabled';
  if (!isPowerOf2(machine.structPageSize)) return 'struct-page';
  // VMEMMAP_TAIL_MIN_ORDER: a zone has tail pages for orders that fill two vmemmap pages and more.
  const least = hvo === 'shared-tail' ? 2 : keptOf(machine) + 1;
  return pagesEach(machine, size) >= least ? null : 'too-small';
}

/**
 * vmemmap_should_optimize_bootmem_page(): gigantic pages of boot get a vmemmap that is optimised from the start where
 * they fill whole sections and whole PMDs of vmemmap.
 */
function isPreHvo(machine: Machine, { pageSize: size, when }: HugetlbPool): boolean {
  const { arch, kernel, structPageSize } = machine;
  const section = pagesPerSection(arch) * pageSize(arch);
  const pmd = (2 ** arch.pmdShift / structPageSize) * pageSize(arch);
  return kernel.behaviour.preHvo && when === 'boot' && size % section === 0 && size % pmd === 0;
}

/** Whether boot's vmemmap_populate() maps whole sections of RAM with PMD leaves. */
const bootHasLeaves = (machine: Machine): boolean =>
  !machine.kernel.behaviour.populate.startsWith('basepages');

/**
 * PTE tables where boot had or would have had PMD leaves (vmemmap_split_pmd(); pre-HVO: vmemmap_populate_hvo()), for
 * a pool that lies together from a PMD on; one that is scattered takes up to one for each huge page more.
 */
function tablesOf(machine: Machine, { pageSize: size, count }: HugetlbPool): PageTables {
  if (!bootHasLeaves(machine)) return NO_TABLES;
  const perTable = 2 ** (machine.arch.pmdShift - machine.arch.pageShift);
  return { ...NO_TABLES, pte: Math.ceil((pagesEach(machine, size) * count) / perTable) };
}

/** The boot memmap as it is, of the huge page whose first frame is `frame`. */
const untouched = (machine: Machine, count: number, frame: number): Run[] => [
  { first: 0, count, kind: bootHasLeaves(machine) ? 'huge' : 'own', frame, rule: 'boot-memmap' },
];

/**
 * The vmemmap of one huge page; frames are numbered from `frame`. With a shared tail (`tail`) the zone's one page for
 * this order backs all but the head; it counts as own where it first appears.
 */
function runsOf(pages: number, kept: number, frame: number, tail: number | null): Run[] {
  const head: Run = { first: 0, count: 1, kind: 'own', frame, rule: 'head' };
  const shared = (first: number, onto: number): Run => ({
    first,
    count: pages - first,
    kind: 'shared',
    frame: onto,
    rule: 'tail-reuse',
  });
  if (tail !== null && tail < frame) return [head, shared(1, tail)];
  if (tail !== null || kept === 2) {
    const first: Run = { first: 1, count: 1, kind: 'own', frame: frame + 1, rule: 'first-tail' };
    return [head, first, shared(2, frame + 1)];
  }
  return [head, shared(1, frame)];
}

/** What each pool's struct pages take. `bytesSaved` is before page tables, `bytesSavedNet` after. */
export function hugetlbPopulation(machine: Machine, pools: readonly HugetlbPool[]): HugetlbPopulation[] {
  const tails = new Set<string>();
  return pools.map((pool) => {
    const { pageSize: size, count, node } = pool;
    const page = pageSize(machine.arch);
    const each = pagesEach(machine, size);
    const off = hvoOff(machine, size);
    const { hvo } = machine.kernel.behaviour;
    const kept = off ? Math.ceil(each) : keptOf(machine);
    // One tail page for each order and zone serves all pools in it.
    const zone = `${size} ${node}`;
    const firstOfZone = !off && count > 0 && hvo === 'shared-tail' && !tails.has(zone);
    if (firstOfZone) tails.add(zone);
    const sharedTailFrames = firstOfZone ? 1 : 0;
    const vmemmapPages = Math.ceil(each * count);
    const frames = off ? vmemmapPages : kept * count + sharedTailFrames;
    const pageTables = off ? NO_TABLES : tablesOf(machine, pool);
    const bytesSaved = (vmemmapPages - frames) * page;
    const bytesPageTables = pageTables.pte * machine.arch.tableBytes.pte;
    const tail = hvo === 'shared-tail' ? 1 : null;
    return {
      pageSize: size,
      count,
      when: pool.when,
      off,
      mode: off ? null : hvo,
      keptPages: kept,
      vmemmapPages,
      frames,
      sharedTailFrames,
      bytesSaved,
      pageTables,
      bytesPageTables,
      bytesSavedNet: bytesSaved - bytesPageTables,
      first: off ? untouched(machine, kept, 0) : runsOf(each, kept, 0, tail),
      next: off
        ? untouched(machine, kept, Math.floor(each))
        : runsOf(each, kept, tail === null ? kept : 2, tail),
      headRefcount: off ? null : headRefcount(machine, pool),
      nrMemmapPages: nrMemmapPages(machine, pool, off !== null),
      bootLine: bootLine(machine, size),
      why: hvoWhy(machine, off, isPreHvo(machine, pool)),
    };
  });
}

/**
 * `_refcount` of the frame that keeps a head; mappings take none. With mm/bootmem_info.c get_page_bootmem() takes one
 * more on each page of the boot memmap, and on a pre-HVO head when it is write-protected. A copied head is a new page
 * with one. Null from 6.15 to 7.0 for pre-HVO: there register_page_bootmem_memmap() was told bytes for struct pages and
 * took 64, until a fix whose stable releases are not known.
 */
function headRefcount(machine: Machine, pool: HugetlbPool): number | null {
  const { bootmemInfo, hvo } = machine.kernel.behaviour;
  if (!bootmemInfo) return 1;
  if (isPreHvo(machine, pool)) return hvo === 'shared-tail' ? 2 : null;
  return hvo === 'two-pages' || hvo === 'one-page' ? 2 : 1;
}

/**
 * Pages that the pool adds to nr_memmap_pages, where there is such a counter: __hugetlb_vmemmap_optimize_folio() adds
 * the copy of each head, at boot as at run time. The boot memmap's pages go from nr_memmap_boot_pages
 * (free_vmemmap_page()), pre-HVO heads are counted there, and the zone's tail page is not counted.
 */
function nrMemmapPages(machine: Machine, pool: HugetlbPool, off: boolean): number | null {
  const { memmapCounter, hvo } = machine.kernel.behaviour;
  if (memmapCounter === 'absent') return null;
  const copied = !off && (hvo === 'copied-head' || hvo === 'shared-tail') && !isPreHvo(machine, pool);
  return copied ? pool.count : 0;
}
