/**
 * The releases in which the kernel's behaviour switches, as data. Sources: kernel trees (5.17, 5.19, 6.1.192, 6.4.6,
 * 6.5.0, 6.6.0, 6.8.1, 6.12.107, 6.13.7, 6.14.0, 6.19.0, 7.2.13, 7.3.4), the merge windows' pull requests, Debian's
 * changelogs and the stable releases' lists of commits; and what running kernels did.
 */
import type { ArchName } from './archNames';
import type { Behaviour } from './behaviour';

/** `read`: commit and release stand in the sources; `recorded`: kernels on both sides showed it; `inferred`: concluded. */
export type Basis = 'read' | 'recorded' | 'inferred';

export interface Switch<T> {
  readonly to: T;
  /** First mainline release. */
  readonly since: string;
  /** First stable releases with the back-port. */
  readonly stable?: readonly string[];
  /** Where it holds; everywhere if not said. */
  readonly arches?: readonly ArchName[];
  /** Only with pages of this size (PAGE_SHIFT). */
  readonly pageShift?: number;
  /** Only with this MMU of powerpc. */
  readonly mmu?: 'radix' | 'hash';
  /** Subject of the commit behind it; none where it has always been so, or is not known. */
  readonly commit?: string;
  readonly basis: Basis;
  /** What else there is to know of it, in a line. */
  readonly note?: string;
}

/** Each behaviour's value before any switch, then its switches from old to new. */
type Table = { readonly [K in keyof Behaviour]: readonly [Behaviour[K], ...Switch<Behaviour[K]>[]] };

/** Before the oldest release that is told apart. */
const ALWAYS = '2.6';
const X86: readonly ArchName[] = ['x86_64'];
const ARM64: readonly ArchName[] = ['arm64'];
const POWERPC: readonly ArchName[] = ['ppc64le'];
const RISCV: readonly ArchName[] = ['riscv64'];
const LOONGARCH: readonly ArchName[] = ['loongarch64'];
const S390: readonly ArchName[] = ['s390x'];

const OLD = 'as far back as was read; 5.10 is taken to do the same';
const CRASH_FIX = 'mm/vmemmap/devdax: fix kernel crash when probing devdax devices';
const SPLIT = 'mm/vmemmap optimization: split hugetlb and devdax vmemmap optimization';
const RADIX_DEDUP = 'powerpc/book3s64/radix: add support for vmemmap optimization for radix';
const UNINITIALIZED = 'mm/mm_init: fix uninitialized struct pages for ZONE_DEVICE';

export const TABLE: Table = {
  zoneDevice: [
    false,
    {
      to: true,
      since: ALWAYS,
      arches: [...X86, ...ARM64, ...POWERPC],
      basis: 'read',
      note: 'ARCH_HAS_PTE_DEVMAP is selected, on powerpc with 64-bit book3s',
    },
    {
      to: true,
      since: '6.11',
      arches: RISCV,
      commit: 'riscv: mm: Add support for ZONE_DEVICE',
      basis: 'read',
    },
    {
      to: true,
      since: '6.11',
      arches: LOONGARCH,
      commit: 'LoongArch: Add ARCH_HAS_PTE_DEVMAP support',
      basis: 'read',
    },
    {
      to: true,
      since: '6.17',
      arches: S390,
      commit: 'mm: remove devmap related functions and page table bits',
      basis: 'inferred',
      note: 'ZONE_DEVICE no longer asks for ARCH_HAS_PTE_DEVMAP, all that s390 lacked; no such kernel was seen running',
    },
  ],
  memoryHotplug: [
    false,
    {
      to: true,
      since: ALWAYS,
      arches: [...X86, ...ARM64, ...POWERPC, ...S390],
      basis: 'read',
      note: 'ARCH_ENABLE_MEMORY_HOTPLUG is selected',
    },
    {
      to: true,
      since: '6.11',
      arches: RISCV,
      commit: 'riscv: mm: Add memory hotplugging support',
      basis: 'read',
    },
    {
      to: true,
      since: '5.19',
      arches: LOONGARCH,
      commit: 'LoongArch: Add Non-Uniform Memory Access (NUMA) support',
      basis: 'inferred',
      note: '6.1.192 selects it; 5.19 is the first release with the architecture',
    },
  ],
  daxCompound: [
    false,
    { to: true, since: '5.17', commit: 'device-dax: compound devmap support', basis: 'read' },
  ],
  dedupGate: [
    'never',
    {
      to: 'any-compound',
      since: '5.19',
      commit: 'mm/sparse-vmemmap: improve memory savings for compound devmaps',
      basis: 'read',
    },
    { to: 'any-compound-arch', since: '6.4', commit: CRASH_FIX, basis: 'read' },
    {
      to: 'over-two-pages-arch',
      since: '6.6',
      stable: ['6.1.184'],
      commit: 'mm/vmemmap: improve vmemmap_can_optimize and allow architectures to override',
      basis: 'read',
      note: `6.1.184 has it in its back-port of "${CRASH_FIX}"`,
    },
  ],
  dedupSelected: [
    false,
    { to: true, since: '6.4', stable: ['6.1.184'], arches: X86, commit: CRASH_FIX, basis: 'read' },
    {
      to: true,
      since: '6.4',
      arches: [...RISCV, ...LOONGARCH, ...S390],
      commit: CRASH_FIX,
      basis: 'read',
      note: 'the symbol is that of HVO, and no ZONE_DEVICE makes use of it',
    },
    { to: false, since: '6.6', arches: [...RISCV, ...LOONGARCH, ...S390], commit: SPLIT, basis: 'read' },
    { to: true, since: '6.6', arches: POWERPC, mmu: 'radix', commit: RADIX_DEDUP, basis: 'read' },
    {
      to: true,
      since: '6.11',
      arches: RISCV,
      commit: 'riscv: Enable DAX VMEMMAP optimization',
      basis: 'read',
    },
  ],
  compound: [
    'generic',
    { to: 'addr-pfn-bug', since: '6.6', arches: POWERPC, commit: RADIX_DEDUP, basis: 'read' },
    {
      to: 'radix',
      since: '7.3',
      stable: ['6.6.157', '6.12.110', '6.18.51', '7.2.5'],
      arches: POWERPC,
      commit: 'powerpc/mm: fix wrong addr_pfn tracking in compound vmemmap population',
      basis: 'read',
      note: '6.6.157, 6.12.110 and 6.18.51 by the lists of their release candidates; 6.12.107 and 7.2.13 recorded',
    },
  ],
  populate: [
    'hugepages-of-sections',
    { to: 'hugepages', since: ALWAYS, arches: ARM64, pageShift: 12, basis: 'read', note: OLD },
    { to: 'basepages', since: ALWAYS, arches: ARM64, pageShift: 14, basis: 'read', note: OLD },
    { to: 'basepages', since: ALWAYS, arches: ARM64, pageShift: 16, basis: 'read', note: OLD },
    {
      to: 'hugepages-of-sections-altmap-pages',
      since: '6.14',
      stable: ['6.1.132', '6.6.84', '6.12.20', '6.13.8'],
      arches: ARM64,
      pageShift: 12,
      commit: 'arm64: mm: Populate vmemmap at the page level if not section aligned',
      basis: 'read',
      note: 'it does not apply to 5.15',
    },
    { to: 'radix', since: ALWAYS, arches: POWERPC, basis: 'read', note: OLD },
    {
      to: 'radix-rounds-down',
      since: '6.17',
      arches: POWERPC,
      mmu: 'radix',
      commit: 'book3s64/radix : Optimize vmemmap start alignment',
      basis: 'read',
      note: '6.12.107 and 7.2.13 recorded',
    },
    { to: 'hash', since: ALWAYS, arches: POWERPC, mmu: 'hash', basis: 'read', note: OLD },
    { to: 'basepages-of-ram', since: ALWAYS, arches: RISCV, basis: 'read', note: OLD },
    {
      to: 'hugepages-of-ram',
      since: '6.8',
      arches: RISCV,
      commit: 'riscv: Use hugepage mappings for vmemmap',
      basis: 'read',
    },
    {
      to: 'hugepages',
      since: '6.11',
      arches: RISCV,
      commit: 'riscv: mm: Properly forward vmemmap_populate() altmap parameter',
      basis: 'read',
    },
    {
      to: 'hugepages-of-ram',
      since: '6.2',
      arches: LOONGARCH,
      commit: 'LoongArch: add sparse memory vmemmap support',
      basis: 'read',
    },
    { to: 'hugepages', since: ALWAYS, arches: S390, basis: 'read', note: OLD },
  ],
  anyPmdWillDo: [
    false,
    { to: true, since: ALWAYS, arches: ARM64, basis: 'read', note: OLD },
    {
      to: true,
      since: '6.8',
      arches: RISCV,
      commit: 'riscv: Use hugepage mappings for vmemmap',
      basis: 'read',
    },
    {
      to: false,
      since: '7.2',
      arches: [...ARM64, ...RISCV],
      basis: 'inferred',
      note: '6.12.107 has vmemmap_check_pmd() of its own, 7.2.13 the generic one',
    },
  ],
  depopulate: [
    'unused-leaves',
    { to: 'unused', since: ALWAYS, arches: POWERPC, basis: 'read', note: OLD },
    { to: 'touched', since: ALWAYS, arches: ARM64, basis: 'read', note: OLD },
    { to: 'nothing', since: ALWAYS, arches: RISCV, basis: 'read', note: 'no memory hotplug' },
    {
      to: 'touched',
      since: '6.11',
      arches: RISCV,
      commit: 'riscv: mm: Add memory hotplugging support',
      basis: 'read',
    },
    { to: 'nothing', since: '6.2', arches: LOONGARCH, basis: 'read', note: 'vmemmap_free() is empty' },
  ],
  initRule: [
    'all',
    {
      to: 'two-pages',
      since: '5.19',
      commit: 'mm/page_alloc: reuse tail struct pages for compound devmaps',
      basis: 'read',
    },
    { to: 'gated', since: '6.4', commit: CRASH_FIX, basis: 'read' },
    {
      to: 'gated-not-early',
      since: '7.2',
      stable: ['6.1.184', '6.6.145', '6.12.97', '6.18.40', '7.1.5'],
      commit: UNINITIALIZED,
      basis: 'read',
      note: 'CVE-2026-72172',
    },
  ],
  memmapCounter: [
    'absent',
    { to: 'raw', since: '6.11', commit: 'mm: report per-page metadata information', basis: 'read' },
    {
      to: 'dedup-aware',
      since: '7.2',
      stable: ['6.12.101', '7.1.6'],
      commit: 'mm/sparse-vmemmap: fix DAX vmemmap accounting with optimization',
      basis: 'read',
      note: '7.1.6 by the list of its release candidate; no 6.18 stable release was found to have it',
    },
  ],
  maxFolioOrderCheck: [
    false,
    {
      to: true,
      since: '6.18',
      commit: 'mm/memremap: reject unreasonable folio/compound page sizes in memremap_pages()',
      basis: 'read',
    },
  ],
  everyPageblock: [
    false,
    {
      to: true,
      since: '7.2',
      stable: ['6.1.184', '6.12.101', '7.1.6'],
      commit: 'mm/mm_init: fix pageblock migratetype for ZONE_DEVICE compound pages',
      basis: 'read',
      note: `6.1.192 has it, which fits its back-port of "${UNINITIALIZED}"; 7.1.6 is inferred`,
    },
  ],
  initMessage: [
    true,
    {
      to: false,
      since: '6.4',
      stable: ['6.1.184'],
      commit: 'mm: be less noisy during memory hotplug',
      basis: 'read',
      note: '6.1.192 does not print it either; that this came in 6.1.184, with the code’s move to mm/mm_init.c, is inferred',
    },
  ],
  maskedTails: [
    false,
    {
      to: true,
      since: '7.1',
      commit: 'mm: rework compound_head() for power-of-2 sizeof(struct page)',
      basis: 'inferred',
      note: 'of the series whose shared tail frames 7.1.13 has and 7.0.13 has not',
    },
  ],
  compoundWarning: [
    false,
    {
      to: true,
      since: '6.18',
      commit: 'mm/mm_init: make memmap_init_compound() look more like prep_compound_page()',
      basis: 'recorded',
      note: 'the head is prepared after its tails, and folio_set_order() finds it overwritten; 6.12.107 is silent, 6.18.15 warns',
    },
  ],
  pudAlign: [
    false,
    { to: true, since: ALWAYS, arches: X86, basis: 'read', note: OLD },
    {
      to: true,
      since: '6.6',
      arches: POWERPC,
      commit: 'powerpc/book3s64/mm: enable transparent pud hugepage',
      basis: 'read',
    },
    {
      to: true,
      since: '6.16',
      arches: RISCV,
      commit: 'riscv: Add support for PUD THP',
      basis: 'read',
    },
  ],
  mappingStoreSilent: [
    false,
    {
      to: true,
      since: '6.9',
      commit: 'dax/bus.c: replace driver-core lock usage by a local rwsem',
      basis: 'read',
      note: '6.8.1 gives the error, 6.12.107 to 7.3.4 do not',
    },
  ],
  largeStructPage: [
    'no-build',
    {
      to: 'refused',
      since: '6.2',
      stable: ['6.1.12'],
      commit: 'nvdimm: Support sizeof(struct page) > MAX_STRUCT_PAGE_SIZE',
      basis: 'read',
    },
  ],
  smallSections: [
    false,
    {
      to: true,
      since: '6.13',
      arches: S390,
      commit: 's390/sparsemem: Reduce section size to 128 MiB',
      basis: 'inferred',
      note: '6.12.107 has 256 MiB, 7.2.13 has 128 MiB',
    },
  ],
  kmemOnMemory: [
    false,
    {
      to: true,
      since: '6.8',
      arches: [...X86, ...ARM64, ...POWERPC, ...RISCV, ...S390],
      commit: 'dax/kmem: allow kmem to add memory with memmap_on_memory',
      basis: 'inferred',
      note: 'in 6.12.107, not in 6.1.192',
    },
  ],
  endTruncCheck: [
    false,
    {
      to: true,
      since: '6.6',
      commit: 'nvdimm/pfn_dev: Prevent the creation of zero-sized namespaces',
      basis: 'read',
    },
  ],
  ramBufferRefused: [
    false,
    {
      to: true,
      since: '7.0',
      arches: X86,
      commit: 'dax/hmem, e820, resource: Defer Soft Reserved insertion until hmem is ready',
      basis: 'inferred',
      note: '6.18.15 takes such a device and 7.2.13 refuses it; that this commit of 7.0 is why is a conclusion',
    },
  ],
  misaligned: [
    'Misaligned __add_pages start: %#lx end: #%lx',
    {
      to: 'Misaligned __add_pages start: %#lx end: %#lx',
      since: '6.5',
      commit: 'mm: memory_hotplug: fix format string in warnings',
      basis: 'read',
    },
  ],
  probeFailed: [
    '%w: probe of %d failed with error %e',
    {
      to: '%w %d: probe with driver %w failed with error %e',
      since: '6.9',
      commit: 'driver: core: Log probe failure as error and with device metadata',
      basis: 'read',
      note: '6.1.192 and 6.12.107 recorded',
    },
  ],
  hvoSelected: [
    false,
    {
      to: true,
      since: '5.14',
      arches: X86,
      commit: 'mm: hugetlb: introduce a new config HUGETLB_PAGE_FREE_VMEMMAP',
      basis: 'inferred',
      note: '5.17 selects it',
    },
    {
      to: true,
      since: '5.19',
      arches: ARM64,
      commit: 'arm64: mm: hugetlb: enable HUGETLB_PAGE_FREE_VMEMMAP for arm64',
      basis: 'read',
    },
    {
      to: false,
      since: '6.3',
      stable: ['6.1.16', '6.2.3'],
      arches: ARM64,
      commit: 'arm64: mm: hugetlb: Disable HUGETLB_PAGE_OPTIMIZE_VMEMMAP',
      basis: 'read',
      note: '6.2.3, released with 6.1.16, is inferred',
    },
    {
      to: true,
      since: '6.2',
      arches: LOONGARCH,
      commit: 'LoongArch: enable ARCH_WANT_HUGETLB_PAGE_OPTIMIZE_VMEMMAP',
      basis: 'read',
    },
    {
      to: true,
      since: '6.2',
      arches: S390,
      commit: 's390: select ARCH_WANT_HUGETLB_PAGE_OPTIMIZE_VMEMMAP',
      basis: 'inferred',
      note: 'in the s390 tree in November 2022; 6.1.192 does not select it, 6.4.6 does',
    },
    {
      to: true,
      since: '6.4',
      arches: RISCV,
      commit: 'riscv: mm: hugetlb: Enable ARCH_WANT_HUGETLB_PAGE_OPTIMIZE_VMEMMAP',
      basis: 'read',
    },
    {
      to: false,
      since: '6.18',
      stable: ['6.12.58', '6.17.8'],
      arches: S390,
      commit: 's390: Disable ARCH_WANT_OPTIMIZE_HUGETLB_VMEMMAP',
      basis: 'read',
      note: 'it does not apply to 6.6',
    },
  ],
  hvo: [
    'two-pages',
    {
      to: 'one-page',
      since: '5.18',
      commit: 'mm: hugetlb: free the 2nd vmemmap page associated with each HugeTLB page',
      basis: 'inferred',
      note: '5.17 keeps two pages, 5.19 one',
    },
    {
      to: 'copied-head',
      since: '6.2',
      commit: 'mm/hugetlb_vmemmap: remap head page to newly allocated page',
      basis: 'read',
    },
    {
      to: 'shared-tail',
      since: '7.1',
      commit: 'mm/hugetlb: remove fake head pages',
      basis: 'recorded',
      note: '7.0.13 and 7.1.13',
    },
  ],
  preHvo: [
    false,
    {
      to: true,
      since: '6.15',
      arches: X86,
      commit: 'mm/hugetlb: do pre-HVO for bootmem allocated pages',
      basis: 'read',
    },
  ],
};
