/** vmemmap_populate() and vmemmap_free() of each architecture but powerpc's. */
import { vmemmapPopulateBasepages, vmemmapPopulateHugepages } from './generic';
import { radixVmemmapFree, radixVmemmapPopulate } from './powerpc';
import { alignDown } from './state';
import type { KernelState, ModelAltmap } from './state';

/** vmemmap_populate() */
export function vmemmapPopulate(
  k: KernelState,
  start: number,
  end: number,
  altmap: ModelAltmap | null,
): boolean {
  const partial = end - start < k.machine.sectionPages * k.machine.structPageSize;
  switch (k.machine.populate) {
    case 'x86':
      if (partial) return vmemmapPopulateBasepages(k, start, end, null);
      return vmemmapPopulateHugepages(k, start, end, altmap);
    case 'arm64-4k-partial-base':
      if (partial) return vmemmapPopulateBasepages(k, start, end, altmap);
      return vmemmapPopulateHugepages(k, start, end, altmap);
    case 'arm64-4k':
    case 'huge':
      return vmemmapPopulateHugepages(k, start, end, altmap);
    case 'huge-ram':
      return vmemmapPopulateHugepages(k, start, end, null);
    case 'base-pages':
      return vmemmapPopulateBasepages(k, start, end, altmap);
    case 'base-pages-ram':
      return vmemmapPopulateBasepages(k, start, end, null);
    case 'radix':
    case 'radix-rounds-down':
      return radixVmemmapPopulate(k, start, end, altmap);
  }
}

/** vmemmap_free() */
export function vmemmapFree(k: KernelState, start: number, end: number, altmap: ModelAltmap | null): void {
  switch (k.machine.populate) {
    case 'x86':
      return x86VmemmapFree(k, start, end, altmap);
    case 'arm64-4k':
    case 'arm64-4k-partial-base':
    case 'base-pages':
      return arm64VmemmapFree(k, start, end, altmap);
    case 'huge':
      return riscvVmemmapFree(k, start, end, altmap);
    case 'huge-ram':
    case 'base-pages-ram':
      return; // loongarch's is empty; riscv has none before it has memory hotplug
    case 'radix':
    case 'radix-rounds-down':
      return radixVmemmapFree(k, start, end, altmap);
  }
}

/** vmemmap_pmd_is_unused() (arch/x86/mm/init_64.c): marks [addr, end) unused, then looks at the whole PMD. */
function x86PmdIsUnused(k: KernelState, addr: number, end: number): boolean {
  for (let a = addr; a < end; a += k.pageSize) k.usedUnderLeaves.delete(k.pageIndex(a));
  const first = alignDown(addr, k.pmdSize);
  for (let a = first; a < first + k.pmdSize; a += k.pageSize)
    if (k.usedUnderLeaves.has(k.pageIndex(a))) return false;
  return true;
}

/** remove_pagetable() to remove_pte_table() (arch/x86/mm/init_64.c): base pages are never credited to an altmap. */
function x86VmemmapFree(k: KernelState, start: number, end: number, altmap: ModelAltmap | null): void {
  for (let addr = start, next: number; addr < end; addr = next) {
    next = k.pmdAddrEnd(addr, end);
    const pmd = k.pmdIndex(addr);
    const block = k.leaves.get(pmd);
    if (block !== undefined) {
      const unused = x86PmdIsUnused(k, addr, next);
      if (!unused && next - addr < k.pmdSize) continue;
      k.free(block, k.machine.ptesPerPmd, altmap);
      k.leaves.delete(pmd);
    } else if (k.pteTables.has(pmd)) {
      for (let a = addr; a < next; a = alignDown(a + k.pageSize, k.pageSize)) clearPte(k, a, null);
      k.freePteTable(pmd);
    }
  }
  k.freeUpperTables(start, end, 1);
}

/** unmap_hotplug_range(), then free_empty_tables() (arch/arm64/mm/mmu.c): a leaf goes whatever part of it is asked for. */
function arm64VmemmapFree(k: KernelState, start: number, end: number, altmap: ModelAltmap | null): void {
  for (let addr = start, next: number; addr < end; addr = next) {
    next = k.pmdAddrEnd(addr, end);
    if (clearLeaf(k, addr, altmap)) continue;
    for (let a = addr; a < next; a += k.pageSize) clearPte(k, a, altmap);
  }
  for (let pmd = k.pmdIndex(start); pmd <= k.pmdIndex(end - 1); pmd++)
    if (k.pteTables.has(pmd)) k.freePteTable(pmd);
  k.freeUpperTables(start, end, Infinity);
}

/** remove_pgd_mapping() to remove_pte_mapping() (arch/riscv/mm/init.c): here too a leaf goes as a whole. */
function riscvVmemmapFree(k: KernelState, start: number, end: number, altmap: ModelAltmap | null): void {
  for (let addr = start, next: number; addr < end; addr = next) {
    next = k.pmdAddrEnd(addr, end);
    if (clearLeaf(k, addr, altmap) || !k.pteTables.has(k.pmdIndex(addr))) continue;
    for (let a = addr; a < next; a = alignDown(a + k.pageSize, k.pageSize)) clearPte(k, a, altmap);
    k.freePteTable(k.pmdIndex(addr));
  }
  k.freeUpperTables(start, end, Infinity);
}

function clearLeaf(k: KernelState, addr: number, altmap: ModelAltmap | null): boolean {
  const block = k.leaves.get(k.pmdIndex(addr));
  if (block === undefined) return false;
  k.leaves.delete(k.pmdIndex(addr));
  k.free(block, k.machine.ptesPerPmd, altmap);
  return true;
}

function clearPte(k: KernelState, addr: number, altmap: ModelAltmap | null): void {
  const frame = k.pte.get(k.pageIndex(addr));
  if (frame === undefined) return;
  k.pte.delete(k.pageIndex(addr));
  k.free(frame, 1, altmap);
}
