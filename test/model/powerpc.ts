/** The vmemmap of arch/powerpc/mm/book3s64/radix_pgtable.c. `false` and `null` stand for -ENOMEM. */
import { alignDown } from './state';
import type { Frame, KernelState, ModelAltmap } from './state';

/** altmap_cross_boundary() (arch/powerpc/mm/init_64.c): whether a block of the vmemmap is about pages outside the device. */
function altmapCrossBoundary(k: KernelState, altmap: ModelAltmap, start: number, size: number): boolean {
  const startPfn = k.pageToPfn(start);
  const nrPfn = Math.floor(size / k.machine.structPageSize);
  return startPfn + nrPfn - 1 > altmap.endPfn || startPfn < altmap.basePfn;
}

/** radix__vmemmap_pte_populate() */
function radixVmemmapPtePopulate(
  k: KernelState,
  addr: number,
  altmap: ModelAltmap | null,
  reuse: Frame | null,
): boolean {
  if (k.pte.has(k.pageIndex(addr))) return true;
  let frame = reuse;
  if (frame === null) {
    const from = altmap && altmapCrossBoundary(k, altmap, addr, k.pageSize) ? null : altmap;
    frame = k.allocBlockBuf(1, from);
    if (frame === null && from) frame = k.allocBlockBuf(1, null);
    if (frame === null) return false;
  }
  k.setPte(addr, frame);
  return true;
}

/** radix__vmemmap_populate() */
export function radixVmemmapPopulate(
  k: KernelState,
  start: number,
  end: number,
  altmap: ModelAltmap | null,
): boolean {
  const roundsDown = k.machine.populate === 'radix-rounds-down';
  const first = alignDown(start, roundsDown && !altmap ? k.pmdSize : k.pageSize);
  for (let addr = first, next: number; addr < end; addr = next) {
    next = k.pmdAddrEnd(addr, end);
    if (!k.upperPopulate(addr)) return false;
    const pmd = k.pmdIndex(addr);
    if (k.leaves.has(pmd)) continue;
    if (!k.pteTables.has(pmd)) {
      const unaligned = addr % k.pmdSize !== 0;
      const crosses = altmap !== null && altmapCrossBoundary(k, altmap, addr, k.pmdSize);
      const basePages = roundsDown ? altmap !== null && (unaligned || crosses) : unaligned || crosses;
      const block = basePages ? null : k.allocBlockBuf(k.machine.ptesPerPmd, altmap);
      if (block !== null) {
        k.leaves.set(pmd, block);
        continue;
      }
    }
    if (!k.pteAlloc(addr)) return false;
    if (!radixVmemmapPtePopulate(k, addr, altmap, null)) return false;
    next = addr + k.pageSize;
  }
  return true;
}

/** radix__vmemmap_populate_address(): does not look whether the page could be had, only whether its tables could. */
function radixVmemmapPopulateAddress(k: KernelState, addr: number): boolean {
  if (!k.upperPopulate(addr)) return false;
  if (k.leaves.has(k.pmdIndex(addr))) return false;
  if (!k.pteAlloc(addr)) return false;
  radixVmemmapPtePopulate(k, addr, null, null);
  return true;
}

/** vmemmap_compound_tail_page(): the second vmemmap page of the compound, made with the first where it is not there. */
function vmemmapCompoundTailPage(k: KernelState, addr: number, pfnOffset: number): Frame | null {
  const mapAddr = addr - pfnOffset * k.machine.structPageSize + k.pageSize;
  if (!k.upperPopulate(mapAddr)) return null;
  if (k.leaves.has(k.pmdIndex(mapAddr))) return null;
  if (!k.pteAlloc(mapAddr)) return null;
  if (!k.pte.has(k.pageIndex(mapAddr))) {
    if (!radixVmemmapPopulateAddress(k, mapAddr - k.pageSize)) return null;
    if (!radixVmemmapPtePopulate(k, mapAddr, null, null)) return null;
  }
  return k.pte.get(k.pageIndex(mapAddr))!;
}

/** vmemmap_populate_compound_pages(): compounds count from pfn 0. */
export function radixVmemmapPopulateCompoundPages(
  k: KernelState,
  startPfn: number,
  start: number,
  end: number,
  nr: number,
): boolean {
  let countedPfn = startPfn; // 6.12 adds 1 for a vmemmap page; 7.2 asks the address
  for (let addr = start, next: number; addr < end; addr = next) {
    if (!k.upperPopulate(addr)) return false;
    if (k.leaves.has(k.pmdIndex(addr))) {
      countedPfn += k.pmdSize / k.pageSize;
      next = k.pmdAddrEnd(addr, end);
      continue;
    }
    if (!k.pteAlloc(addr)) return false;
    next = addr + k.pageSize;
    if (k.pte.has(k.pageIndex(addr))) {
      countedPfn += 1;
      continue;
    }
    const addrPfn = k.machine.compound === 'radix-addr-pfn-bug' ? countedPfn : k.pageToPfn(addr);
    const pfnOffset = addrPfn % nr;
    if (pfnOffset === 0) {
      if (!radixVmemmapPtePopulate(k, addr, null, null)) return false;
      if (!radixVmemmapPopulateAddress(k, addr + k.pageSize)) return false;
      countedPfn += 2;
      next = addr + 2 * k.pageSize;
      continue;
    }
    const tail = vmemmapCompoundTailPage(k, addr, pfnOffset);
    if (!radixVmemmapPtePopulate(k, addr, null, tail)) return false;
    countedPfn += 1;
  }
  return true;
}

/** vmemmap_populated() (arch/powerpc/mm/init_64.c): whether any subsection that the block is about is valid. */
function vmemmapPopulated(k: KernelState, addr: number, size: number): boolean {
  const { subsectionPages } = k.machine;
  let pfn = alignDown(k.pageToPfn(addr), subsectionPages);
  for (; k.pfnToPage(pfn) < addr + size; pfn += subsectionPages) if (k.pfnValid(pfn)) return true;
  return false;
}

/** free_vmemmap_pages(): looks where the page lies, for an altmap may not have given it. */
function freeVmemmapPages(k: KernelState, frame: Frame, pages: number, altmap: ModelAltmap | null): void {
  k.free(frame, pages, k.origin.get(frame) === 'altmap' ? altmap : null);
}

/** remove_pagetable() to remove_pte_table(): what is not covered whole goes when no subsection in it is valid. */
export function radixVmemmapFree(
  k: KernelState,
  start: number,
  end: number,
  altmap: ModelAltmap | null,
): void {
  for (let addr = start, next: number; addr < end; addr = next) {
    next = k.pmdAddrEnd(addr, end);
    const pmd = k.pmdIndex(addr);
    const block = k.leaves.get(pmd);
    if (block !== undefined) {
      if (next - addr < k.pmdSize && vmemmapPopulated(k, alignDown(addr, k.pmdSize), k.pmdSize)) continue;
      freeVmemmapPages(k, block, k.machine.ptesPerPmd, altmap);
      k.leaves.delete(pmd);
    } else if (k.pteTables.has(pmd)) {
      removePteTable(k, addr, next, altmap);
      k.freePteTable(pmd);
    }
  }
  k.freeUpperTables(start, end, Infinity);
}

/** remove_pte_table() */
function removePteTable(k: KernelState, start: number, end: number, altmap: ModelAltmap | null): void {
  for (let addr = start, next: number; addr < end; addr = next) {
    next = Math.min(alignDown(addr + k.pageSize, k.pageSize), end);
    const frame = k.pte.get(k.pageIndex(addr));
    if (frame === undefined) continue;
    if (next - addr < k.pageSize && vmemmapPopulated(k, alignDown(addr, k.pageSize), k.pageSize)) continue;
    freeVmemmapPages(k, frame, 1, altmap);
    k.pte.delete(k.pageIndex(addr));
  }
}
