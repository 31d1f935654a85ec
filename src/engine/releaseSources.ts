/**
 * What is behind each switch of `releaseTable.ts`, in its order: apart from it, since only reports of releases say it.
 */
import { TABLE } from './releaseTable';
import type { Behaviour } from './behaviour';
import type { Switch } from './releaseTable';

/** `read`: commit and release stand in the sources; `recorded`: kernels on both sides showed it; `inferred`: concluded. */
export type Basis = 'read' | 'recorded' | 'inferred';

export interface Source {
  /** Subject of the commit behind it; none where it has always been so, or is not known. */
  readonly commit?: string;
  readonly basis: Basis;
  /** What else there is to know of it, in a line. */
  readonly note?: string;
}

const OLD = 'as far back as was read; 5.10 is taken to do the same';
const CRASH_FIX = 'mm/vmemmap/devdax: fix kernel crash when probing devdax devices';
const SPLIT = 'mm/vmemmap optimization: split hugetlb and devdax vmemmap optimization';
const RADIX_DEDUP = 'powerpc/book3s64/radix: add support for vmemmap optimization for radix';
const UNINITIALIZED = 'mm/mm_init: fix uninitialized struct pages for ZONE_DEVICE';

export const SOURCES: { readonly [K in keyof Behaviour]: readonly Source[] } = {
  zoneDevice: [
    { basis: 'read', note: 'ARCH_HAS_PTE_DEVMAP is selected, on powerpc with 64-bit book3s' },
    { commit: 'riscv: mm: Add support for ZONE_DEVICE', basis: 'read' },
    { commit: 'LoongArch: Add ARCH_HAS_PTE_DEVMAP support', basis: 'read' },
    {
      commit: 'mm: remove devmap related functions and page table bits',
      basis: 'inferred',
      note: 'ZONE_DEVICE no longer asks for ARCH_HAS_PTE_DEVMAP, all that s390 lacked; no such kernel was seen running',
    },
  ],
  memoryHotplug: [
    { basis: 'read', note: 'ARCH_ENABLE_MEMORY_HOTPLUG is selected' },
    { commit: 'riscv: mm: Add memory hotplugging support', basis: 'read' },
    {
      commit: 'LoongArch: Add Non-Uniform Memory Access (NUMA) support',
      basis: 'inferred',
      note: '6.1.192 selects it; 5.19 is the first release with the architecture',
    },
  ],
  daxCompound: [{ commit: 'device-dax: compound devmap support', basis: 'read' }],
  dedupGate: [
    { commit: 'mm/sparse-vmemmap: improve memory savings for compound devmaps', basis: 'read' },
    { commit: CRASH_FIX, basis: 'read' },
    {
      commit: 'mm/vmemmap: improve vmemmap_can_optimize and allow architectures to override',
      basis: 'read',
      note: `6.1.184 has it in its back-port of "${CRASH_FIX}"`,
    },
  ],
  dedupSelected: [
    { commit: CRASH_FIX, basis: 'read' },
    {
      commit: CRASH_FIX,
      basis: 'read',
      note: 'the symbol is that of HVO, and no ZONE_DEVICE makes use of it',
    },
    { commit: SPLIT, basis: 'read' },
    { commit: RADIX_DEDUP, basis: 'read' },
    { commit: 'riscv: Enable DAX VMEMMAP optimization', basis: 'read' },
  ],
  compound: [
    { commit: RADIX_DEDUP, basis: 'read' },
    {
      commit: 'powerpc/mm: fix wrong addr_pfn tracking in compound vmemmap population',
      basis: 'read',
      note: '6.6.157, 6.12.110 and 6.18.51 by the lists of their release candidates; 6.12.107 and 7.2.13 recorded',
    },
  ],
  populate: [
    { basis: 'read', note: OLD },
    { basis: 'read', note: OLD },
    { basis: 'read', note: OLD },
    {
      commit: 'arm64: mm: Populate vmemmap at the page level if not section aligned',
      basis: 'read',
      note: 'it does not apply to 5.15',
    },
    { basis: 'read', note: OLD },
    {
      commit: 'book3s64/radix : Optimize vmemmap start alignment',
      basis: 'read',
      note: '6.12.107 and 7.2.13 recorded',
    },
    { basis: 'read', note: OLD },
    { basis: 'read', note: OLD },
    { commit: 'riscv: Use hugepage mappings for vmemmap', basis: 'read' },
    { commit: 'riscv: mm: Properly forward vmemmap_populate() altmap parameter', basis: 'read' },
    { commit: 'LoongArch: add sparse memory vmemmap support', basis: 'read' },
    { basis: 'read', note: OLD },
  ],
  anyPmdWillDo: [
    { basis: 'read', note: OLD },
    { commit: 'riscv: Use hugepage mappings for vmemmap', basis: 'read' },
    { basis: 'inferred', note: '6.12.107 has vmemmap_check_pmd() of its own, 7.2.13 the generic one' },
  ],
  depopulate: [
    { basis: 'read', note: OLD },
    { basis: 'read', note: OLD },
    { basis: 'read', note: 'no memory hotplug' },
    { commit: 'riscv: mm: Add memory hotplugging support', basis: 'read' },
    { basis: 'read', note: 'vmemmap_free() is empty' },
  ],
  initRule: [
    { commit: 'mm/page_alloc: reuse tail struct pages for compound devmaps', basis: 'read' },
    { commit: CRASH_FIX, basis: 'read' },
    { commit: UNINITIALIZED, basis: 'read', note: 'CVE-2026-72172' },
  ],
  memmapCounter: [
    { commit: 'mm: report per-page metadata information', basis: 'read' },
    {
      commit: 'mm/sparse-vmemmap: fix DAX vmemmap accounting with optimization',
      basis: 'read',
      note: '7.1.6 by the list of its release candidate; no 6.18 stable release was found to have it',
    },
  ],
  rangePrevalidated: [
    { commit: 'mm/memory_hotplug: prevalidate the address range being added with platform', basis: 'read' },
  ],
  maxFolioOrderCheck: [
    {
      commit: 'mm/memremap: reject unreasonable folio/compound page sizes in memremap_pages()',
      basis: 'read',
    },
  ],
  everyPageblock: [
    {
      commit: 'mm/mm_init: fix pageblock migratetype for ZONE_DEVICE compound pages',
      basis: 'read',
      note: `6.1.192 has it, which fits its back-port of "${UNINITIALIZED}"; 7.1.6 is inferred`,
    },
  ],
  initMessage: [
    {
      commit: 'mm: be less noisy during memory hotplug',
      basis: 'read',
      note: '6.1.192 does not print it either; that this came in 6.1.184, with the code’s move to mm/mm_init.c, is inferred',
    },
  ],
  maskedTails: [
    {
      commit: 'mm: rework compound_head() for power-of-2 sizeof(struct page)',
      basis: 'inferred',
      note: 'of the series whose shared tail frames 7.1.13 has and 7.0.13 has not',
    },
  ],
  compoundWarning: [
    {
      commit: 'mm/mm_init: make memmap_init_compound() look more like prep_compound_page()',
      basis: 'recorded',
      note: 'the head is prepared after its tails, and folio_set_order() finds it overwritten; 6.12.107 is silent, 6.18.15 warns',
    },
  ],
  pudAlign: [
    { basis: 'read', note: OLD },
    { commit: 'powerpc/book3s64/mm: enable transparent pud hugepage', basis: 'read' },
    { commit: 'riscv: Add support for PUD THP', basis: 'read' },
  ],
  mappingStoreSilent: [
    {
      commit: 'dax/bus.c: replace driver-core lock usage by a local rwsem',
      basis: 'read',
      note: '6.8.1 gives the error, 6.12.107 to 7.3.4 do not',
    },
  ],
  largeStructPage: [{ commit: 'nvdimm: Support sizeof(struct page) > MAX_STRUCT_PAGE_SIZE', basis: 'read' }],
  smallSections: [
    {
      commit: 's390/sparsemem: Reduce section size to 128 MiB',
      basis: 'inferred',
      note: '6.12.107 has 256 MiB, 7.2.13 has 128 MiB',
    },
  ],
  kmemOnMemory: [
    {
      commit: 'dax/kmem: allow kmem to add memory with memmap_on_memory',
      basis: 'inferred',
      note: 'in 6.12.107, not in 6.1.192',
    },
  ],
  endTruncCheck: [{ commit: 'nvdimm/pfn_dev: Prevent the creation of zero-sized namespaces', basis: 'read' }],
  ramBufferRefused: [
    {
      commit: 'dax/hmem, e820, resource: Defer Soft Reserved insertion until hmem is ready',
      basis: 'inferred',
      note: '6.18.15 takes such a device and 7.2.13 refuses it; that this commit of 7.0 is why is a conclusion',
    },
  ],
  misaligned: [{ commit: 'mm: memory_hotplug: fix format string in warnings', basis: 'read' }],
  probeFailed: [
    {
      commit: 'driver: core: Log probe failure as error and with device metadata',
      basis: 'read',
      note: '6.1.192 and 6.12.107 recorded',
    },
  ],
  hvoSelected: [
    {
      commit: 'mm: hugetlb: introduce a new config HUGETLB_PAGE_FREE_VMEMMAP',
      basis: 'inferred',
      note: '5.17 selects it',
    },
    { commit: 'arm64: mm: hugetlb: enable HUGETLB_PAGE_FREE_VMEMMAP for arm64', basis: 'read' },
    {
      commit: 'arm64: mm: hugetlb: Disable HUGETLB_PAGE_OPTIMIZE_VMEMMAP',
      basis: 'read',
      note: '6.2.3, released with 6.1.16, is inferred',
    },
    { commit: 'LoongArch: enable ARCH_WANT_HUGETLB_PAGE_OPTIMIZE_VMEMMAP', basis: 'read' },
    {
      commit: 's390: select ARCH_WANT_HUGETLB_PAGE_OPTIMIZE_VMEMMAP',
      basis: 'inferred',
      note: 'in the s390 tree in November 2022; 6.1.192 does not select it, 6.4.6 does',
    },
    { commit: 'riscv: mm: hugetlb: Enable ARCH_WANT_HUGETLB_PAGE_OPTIMIZE_VMEMMAP', basis: 'read' },
    {
      commit: 's390: Disable ARCH_WANT_OPTIMIZE_HUGETLB_VMEMMAP',
      basis: 'read',
      note: 'it does not apply to 6.6',
    },
  ],
  hvo: [
    {
      commit: 'mm: hugetlb: free the 2nd vmemmap page associated with each HugeTLB page',
      basis: 'inferred',
      note: '5.17 keeps two pages, 5.19 one',
    },
    { commit: 'mm/hugetlb_vmemmap: remap head page to newly allocated page', basis: 'read' },
    { commit: 'mm/hugetlb: remove fake head pages', basis: 'recorded', note: '7.0.13 and 7.1.13' },
  ],
  preHvo: [{ commit: 'mm/hugetlb: do pre-HVO for bootmem allocated pages', basis: 'read' }],
  hvoReported: [{ basis: 'inferred', note: '5.19 has hugetlb_vmemmap_init() in its place' }],
  bootmemInfo: [
    { basis: 'read', note: OLD },
    { basis: 'recorded', note: '7.2.13 and 7.3.4: there is no mm/bootmem_info.c any more' },
  ],
};

/** The source of a switch of the table. */
export const sourceOf = (flag: keyof Behaviour, at: Switch<unknown>): Source =>
  SOURCES[flag][(TABLE[flag] as readonly unknown[]).indexOf(at) - 1]!;
