/** The loops of mm/sparse-vmemmap.c, as they step. `false` and `null` stand for -ENOMEM. */
import type { Frame, KernelState, ModelAltmap } from './state';

/** vmemmap_pte_populate() below vmemmap_populate_address(): acts on an empty entry only. The frame the entry then maps. */
export function vmemmapPopulateAddress(
  k: KernelState,
  addr: number,
  altmap: ModelAltmap | null,
  reuse: Frame | null,
): Frame | null {
  if (!k.upperPopulate(addr)) return null;
  // The kernel does not look whether the PMD is a leaf: it takes the block for a PTE table. The mapping stays as it is.
  if (k.leaves.has(k.pmdIndex(addr))) return k.strayFrame();
  if (!k.pteAlloc(addr)) return null;
  const there = k.pte.get(k.pageIndex(addr));
  if (there !== undefined) return there;
  const frame = reuse ?? k.allocBlockBuf(1, altmap);
  if (frame !== null) k.setPte(addr, frame);
  return frame;
}

/** vmemmap_populate_range() */
function vmemmapPopulateRange(
  k: KernelState,
  start: number,
  end: number,
  altmap: ModelAltmap | null,
  reuse: Frame | null,
): boolean {
  for (let addr = start; addr < end; addr += k.pageSize)
    if (vmemmapPopulateAddress(k, addr, altmap, reuse) === null) return false;
  return true;
}

/** vmemmap_populate_basepages() */
export function vmemmapPopulateBasepages(
  k: KernelState,
  start: number,
  end: number,
  altmap: ModelAltmap | null,
): boolean {
  return vmemmapPopulateRange(k, start, end, altmap, null);
}

/** vmemmap_populate_hugepages() */
export function vmemmapPopulateHugepages(
  k: KernelState,
  start: number,
  end: number,
  altmap: ModelAltmap | null,
): boolean {
  for (let addr = start, next: number; addr < end; addr = next) {
    next = k.pmdAddrEnd(addr, end);
    if (!k.upperPopulate(addr)) return false;
    const pmd = k.pmdIndex(addr);
    if (!k.leaves.has(pmd) && !k.pteTables.has(pmd)) {
      const block = k.allocBlockBuf(k.machine.ptesPerPmd, altmap);
      if (block !== null) {
        k.leaves.set(pmd, block);
        continue;
      }
      if (altmap && !k.machine.altmapFallsBack) return false;
    } else if (k.leaves.has(pmd) || k.machine.anyPmdWillDo) continue;
    if (!vmemmapPopulateBasepages(k, addr, next, altmap)) return false;
  }
  return true;
}

/** reuse_compound_section() */
function reuseCompoundSection(k: KernelState, startPfn: number, rangeStart: number, nr: number): boolean {
  return (startPfn - rangeStart) % nr !== 0 && nr > k.machine.subsectionPages;
}

/** compound_section_tail_page(): the frame behind the vmemmap page before `addr`. */
function compoundSectionTailPage(k: KernelState, addr: number): Frame {
  const before = addr - k.pageSize;
  if (k.leaves.has(k.pmdIndex(before))) return k.strayFrame();
  return k.pte.get(k.pageIndex(before)) ?? k.strayFrame();
}

/** vmemmap_populate_compound_pages() */
export function vmemmapPopulateCompoundPages(
  k: KernelState,
  startPfn: number,
  start: number,
  end: number,
  rangeStart: number,
  nr: number,
): boolean {
  if (reuseCompoundSection(k, startPfn, rangeStart, nr))
    return vmemmapPopulateRange(k, start, end, null, compoundSectionTailPage(k, start));
  const size = Math.min(end - start, nr * k.machine.structPageSize);
  for (let addr = start; addr < end; addr += size) {
    if (vmemmapPopulateAddress(k, addr, null, null) === null) return false;
    const tail = vmemmapPopulateAddress(k, addr + k.pageSize, null, null);
    if (tail === null) return false;
    if (!vmemmapPopulateRange(k, addr + 2 * k.pageSize, addr + size, null, tail)) return false;
  }
  return true;
}
