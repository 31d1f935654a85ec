/** Why nothing is shared: what the gate (gate.ts) says, in words. */
import type { Arch } from './arch';
import type { DedupOff } from './types';

const OFF: Readonly<Record<DedupOff, string>> = {
  kernel: 'this kernel does not deduplicate the memmap of device-dax; Linux 5.19 is the first that does',
  mode: 'its pages are not compound (vmemmap_shift is 0), so there are no tails to share',
  arch: 'the architecture does not select ARCH_WANT_OPTIMIZE_DAX_VMEMMAP',
  'struct-page': 'sizeof(struct page) is not a power of two, so tails do not line up with page frames',
  altmap: 'map=dev keeps the memmap on the device, and an altmap is never deduplicated',
  'small-compound': 'a compound’s struct pages do not fill more than the two vmemmap pages that are kept',
};

/** Why the gate of __populate_section_memmap() keeps a pgmap from being deduplicated, as a clause. */
export const whyNoDedup = (off: DedupOff, mmu?: Arch['mmu']): string =>
  off === 'arch' && mmu === 'hash'
    ? 'powerpc deduplicates with the radix MMU only: vmemmap_can_optimize() is false with hash'
    : OFF[off];
