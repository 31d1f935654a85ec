/**
 * What the kernel holds while it adds memory: the vmemmap's page tables, the page frames behind them with their
 * reference counts, and the subsections in use. An address is a byte offset from where the vmemmap begins.
 */

export type Populate =
  /** arch/x86/mm/init_64.c */
  | 'x86'
  /** arch/arm64/mm/mmu.c, 4K pages: huge pages always (up to 6.13), base pages for partial sections (after). */
  | 'arm64-4k'
  | 'arm64-4k-partial-base'
  /** arch/arm64/mm/mmu.c, 16K and 64K pages */
  | 'base-pages'
  /** arch/powerpc/mm/book3s64/radix_pgtable.c (6.12; 7.2, which rounds the start down to a PMD) */
  | 'radix'
  | 'radix-rounds-down'
  /** arch/riscv/mm/init.c from 6.12 */
  | 'huge'
  /** arch/loongarch/mm/init.c; riscv 6.5 to 6.11: no altmap */
  | 'huge-ram'
  /** riscv up to 6.4: no altmap */
  | 'base-pages-ram';

export interface ModelMachine {
  readonly pageSize: number;
  readonly structPageSize: number;
  readonly sectionPages: number;
  readonly subsectionPages: number;
  /** vmemmap pages under a PMD entry. */
  readonly ptesPerPmd: number;
  readonly populate: Populate;
  /** vmemmap_populate_compound_pages(): mm/sparse-vmemmap.c, or powerpc's own, with the addr_pfn fix or without. */
  readonly compound: 'generic' | 'radix-addr-pfn-bug' | 'radix';
  /** Sections present at boot. */
  readonly earlySections: ReadonlySet<number>;
  /** Address of the first struct page; 0 (aligned to every table) unless told. arm64 and riscv shift it by where RAM starts. */
  readonly vmemmapStart?: number;
  /** Entries in a PMD table, in a PUD table: the upper tables to keep account of. None unless told. */
  readonly upperTables?: readonly number[];
  /** vmemmap_check_pmd() of arm64 to 6.13 and riscv (6.12; not 7.2): what is there will do, be it a PTE table with holes. */
  readonly anyPmdWillDo?: boolean;
  /** vmemmap_populate() of arm64 up to 6.3: base pages where the altmap has no block of a PMD's size. */
  readonly altmapFallsBack?: boolean;
}

/** struct vmem_altmap (include/linux/memremap.h), in pfns. */
export interface ModelAltmap {
  readonly basePfn: number;
  readonly reserve: number;
  readonly free: number;
  align: number;
  alloc: number;
  readonly endPfn: number;
}

export type Frame = number;
/** `stray`: what a page-table walk reads where there is no page table. */
export type Origin = 'ram' | 'altmap' | 'boot' | 'stray';

export const alignDown = (n: number, to: number): number => Math.floor(n / to) * to;

/** altmap_alloc_block_buf() (mm/sparse-vmemmap.c): whether the altmap has a naturally aligned block of so many pages. */
function altmapAllocBlockBuf(pages: number, altmap: ModelAltmap): boolean {
  const nextPfn = altmap.basePfn + altmap.reserve + altmap.alloc + altmap.align;
  const nrFree = Math.max(0, altmap.free - altmap.alloc - altmap.align);
  let lowestBit = 1;
  while (pages % (2 * lowestBit) === 0) lowestBit *= 2;
  const nrAlign = Math.ceil(nextPfn / lowestBit) * lowestBit - nextPfn;
  if (pages + nrAlign > nrFree) return false;
  altmap.alloc += pages;
  altmap.align += nrAlign;
  return true;
}

export class KernelState {
  /** By vmemmap page; by PMD index: the first frame of a leaf's block; by PMD index: where a PTE table is. */
  readonly pte = new Map<number, Frame>();
  readonly leaves = new Map<number, Frame>();
  readonly pteTables = new Set<number>();
  /** PMD tables, PUD tables, by index. */
  readonly upper: Set<number>[];
  /** References to frames mapped by PTEs: 1 at allocation, 1 more for each reuse. */
  readonly refcount = new Map<Frame, number>();
  readonly origin = new Map<Frame, Origin>();
  /** Subsections in use (but those that boot memory uses). */
  readonly subsections = new Set<number>();
  /** vmemmap pages under PMD leaves that hold struct pages in use, as x86 tells by PAGE_UNUSED. */
  readonly usedUnderLeaves = new Set<number>();
  newPteTables = 0;
  newUpperTables = 0;
  /** Frames taken, ever and now, from RAM and from altmaps. Tables are not counted. */
  ramFrames = 0;
  liveRamFrames = 0;
  altmapFrames = 0;
  liveAltmapFrames = 0;
  /** Counts down to the allocation that fails; not above 0: none. */
  protected failIn = 0;
  protected booting = false;
  readonly pageSize: number;
  readonly pmdSize: number;

  constructor(readonly machine: ModelMachine) {
    this.pageSize = machine.pageSize;
    this.pmdSize = machine.pageSize * machine.ptesPerPmd;
    this.upper = (machine.upperTables ?? []).map(() => new Set<number>());
  }

  /** pfn_to_page() and page_to_pfn() */
  pfnToPage(pfn: number): number {
    return (this.machine.vmemmapStart ?? 0) + pfn * this.machine.structPageSize;
  }

  pageToPfn(addr: number): number {
    return Math.floor((addr - (this.machine.vmemmapStart ?? 0)) / this.machine.structPageSize);
  }

  pageIndex(addr: number): number {
    return Math.floor(addr / this.pageSize);
  }

  pmdIndex(addr: number): number {
    return Math.floor(addr / this.pmdSize);
  }

  /** pmd_addr_end() */
  pmdAddrEnd(addr: number, end: number): number {
    return Math.min((this.pmdIndex(addr) + 1) * this.pmdSize, end);
  }

  /** pfn_valid() (include/linux/mmzone.h) */
  pfnValid(pfn: number): boolean {
    const { earlySections, sectionPages, subsectionPages } = this.machine;
    return (
      earlySections.has(Math.floor(pfn / sectionPages)) ||
      this.subsections.has(Math.floor(pfn / subsectionPages))
    );
  }

  /** vmemmap_alloc_block() and the page-table allocators: false where this one is to fail. */
  private allocates(): boolean {
    return --this.failIn !== 0;
  }

  private newFrames(pages: number, origin: Origin): Frame {
    const frame = this.origin.size;
    for (let i = 0; i < pages; i++) this.origin.set(frame + i, origin);
    if (origin === 'ram') {
      this.ramFrames += pages;
      this.liveRamFrames += pages;
    } else if (origin === 'altmap') {
      this.altmapFrames += pages;
      this.liveAltmapFrames += pages;
    }
    return frame;
  }

  /** vmemmap_alloc_block_buf() (mm/sparse-vmemmap.c) */
  allocBlockBuf(pages: number, altmap: ModelAltmap | null): Frame | null {
    if (altmap) return altmapAllocBlockBuf(pages, altmap) ? this.newFrames(pages, 'altmap') : null;
    return this.allocates() ? this.newFrames(pages, this.booting ? 'boot' : 'ram') : null;
  }

  /** Some page, nobody can say which: memory that is no page table was read as one. */
  strayFrame(): Frame {
    return this.newFrames(1, 'stray');
  }

  setPte(addr: number, frame: Frame): void {
    this.refcount.set(frame, (this.refcount.get(frame) ?? 0) + 1);
    this.pte.set(this.pageIndex(addr), frame);
  }

  /** put_page_testzero() of what an entry mapped; with an altmap vmem_altmap_free(), whatever it mapped. */
  free(frame: Frame, pages: number, altmap: ModelAltmap | null): void {
    if (altmap) altmap.alloc -= pages;
    const origin = this.origin.get(frame);
    if (altmap && origin !== 'altmap') return;
    const references = (this.refcount.get(frame) ?? 1) - 1;
    if (this.refcount.has(frame)) this.refcount.set(frame, references);
    if (references > 0) return;
    if (origin === 'ram') this.liveRamFrames -= pages;
    if (origin === 'altmap') this.liveAltmapFrames -= pages;
  }

  /** vmemmap_pgd_populate() to vmemmap_pud_populate(), pud_alloc(), pmd_alloc(): the tables above the PMD entry. */
  upperPopulate(addr: number): boolean {
    for (let level = this.upper.length - 1; level >= 0; level--) {
      const index = this.upperIndex(addr, level);
      if (this.upper[level]!.has(index)) continue;
      if (!this.allocates()) return false;
      this.upper[level]!.add(index);
      if (!this.booting) this.newUpperTables++;
    }
    return true;
  }

  private upperIndex(addr: number, level: number): number {
    const spans = this.machine.upperTables!.slice(0, level + 1).reduce((a, b) => a * b, 1);
    return Math.floor(this.pmdIndex(addr) / spans);
  }

  /** vmemmap_pmd_populate(), pte_alloc_kernel(): the PTE table, where there is none. */
  pteAlloc(addr: number): boolean {
    const pmd = this.pmdIndex(addr);
    if (this.pteTables.has(pmd)) return true;
    if (!this.allocates()) return false;
    this.pteTables.add(pmd);
    if (!this.booting) this.newPteTables++;
    return true;
  }

  /** free_pte_table(), free_empty_pte_table() */
  freePteTable(pmd: number): void {
    const { ptesPerPmd } = this.machine;
    for (let i = 0; i < ptesPerPmd; i++) if (this.pte.has(pmd * ptesPerPmd + i)) return;
    this.pteTables.delete(pmd);
  }

  /** free_pmd_table(), free_pud_table(): so many levels of the tables above [start, end), where empty. */
  freeUpperTables(start: number, end: number, levels: number): void {
    for (let level = 0; level < Math.min(levels, this.upper.length); level++) {
      const entries = this.machine.upperTables![level]!;
      const last = this.upperIndex(end - 1, level);
      for (let table = this.upperIndex(start, level); table <= last; table++) {
        let empty = true;
        for (let child = table * entries; child < (table + 1) * entries; child++)
          if (
            level === 0
              ? this.leaves.has(child) || this.pteTables.has(child)
              : this.upper[level - 1]!.has(child)
          )
            empty = false;
        if (empty) this.upper[level]!.delete(table);
      }
    }
  }
}
