/** HugeTLB vmemmap optimisation (HVO, mm/hugetlb_vmemmap.c): what device-dax is compared with. */
import { isPowerOf2 } from './align';
import { pagesPerSection, pageSize } from './arch';
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

/** PTE tables that take the place of the boot memmap's PMD leaves, for a pool that lies together; none where it has base pages. */
function tablesOf(machine: Machine, { pageSize: size, count }: HugetlbPool): PageTables {
  const leaves = machine.kernel.behaviour.populate.startsWith('basepages') ? 0 : 1;
  const perTable = 2 ** (machine.arch.pmdShift - machine.arch.pageShift);
  return { ...NO_TABLES, pte: leaves * Math.ceil((pagesEach(machine, size) * count) / perTable) };
}

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
    const plain: Run[] = [{ first: 0, count: kept, kind: 'own', frame: 0, rule: 'base-page' }];
    return {
      pageSize: size,
      count,
      when: pool.when,
      off,
      mode: off ? null : hvo,
      vmemmapPages,
      frames,
      sharedTailFrames,
      bytesSaved,
      pageTables,
      bytesPageTables,
      bytesSavedNet: bytesSaved - bytesPageTables,
      first: off ? plain : runsOf(each, kept, 0, tail),
      next: off ? plain : runsOf(each, kept, tail === null ? kept : 2, tail),
      headRefcount: off ? null : headRefcount(machine, pool),
      nrMemmapPages: off ? null : nrMemmapPages(machine, pool),
    };
  });
}

/**
 * `_refcount` of a kept head page. The memmap of boot has a reference more from get_page_bootmem() (mm/bootmem_info.c);
 * a head that was copied to a new page has that page's one.
 */
function headRefcount(machine: Machine, pool: HugetlbPool): number {
  const { hvo } = machine.kernel.behaviour;
  const original = hvo === 'two-pages' || hvo === 'one-page' || isPreHvo(machine, pool);
  return original ? 2 : 1;
}

/** What growing the pool at run time adds to nr_memmap_pages: the copied heads; the boot memmap's pages go from the boot counter. */
function nrMemmapPages(machine: Machine, { count, when }: HugetlbPool): number | null {
  const { memmapCounter, hvo } = machine.kernel.behaviour;
  if (memmapCounter === 'absent' || when === 'boot') return null;
  return hvo === 'copied-head' || hvo === 'shared-tail' ? count : 0;
}

/** What mm/hugetlb.c prints at boot for a page size; null on releases that print something else. */
export function freedLine(machine: Machine, size: number): string | null {
  if (machine.kernel.behaviour.hvo === 'two-pages') return null;
  const { hvoSelected } = machine.kernel.behaviour;
  const page = pageSize(machine.arch);
  const freed = hvoSelected && isPowerOf2(machine.structPageSize) ? (pagesEach(machine, size) - 1) * page : 0;
  const unit = size >= 2 ** 30 ? ([2 ** 30, 'GiB'] as const) : ([2 ** 20, 'MiB'] as const);
  const shown = `${(size / unit[0]).toFixed(2)} ${unit[1]}`;
  return `HugeTLB: ${Math.max(0, freed) / 1024} KiB vmemmap can be freed for a ${shown} page`;
}
