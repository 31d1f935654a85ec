/**
 * Kernel releases as data: which behaviour switches on where. Nothing else in the engine compares versions.
 * `kernel.ts` reads a release from text.
 */
import type { ArchName } from './arch';

/** Which compounds `vmemmap_populate_compound_pages()` is called for, apart from pgmap, altmap and power of two. */
export type DedupGate =
  | 'never'
  /** More than one page in a compound, on every architecture. */
  | 'any-compound'
  /** The same, where the architecture selects it (`dedupSelected`). */
  | 'any-compound-arch'
  /** More than VMEMMAP_RESERVE_NR (2) vmemmap pages in a compound, where the architecture selects it. */
  | 'over-two-pages-arch';

/** Whose vmemmap_populate_compound_pages(): mm/sparse-vmemmap.c, or powerpc's own with or without its wrong addr_pfn. */
export type CompoundCode = 'generic' | 'addr-pfn-bug' | 'radix';

/** The architecture's vmemmap_populate(). */
export type PopulateCode =
  /** x86-64: PMD leaves for whole sections, base pages from RAM for parts. */
  | 'hugepages-of-sections'
  /** arm64 with 4 KiB pages: the same, with parts from the altmap. */
  | 'hugepages-of-sections-altmap-pages'
  /** PMD leaves always, also for parts of sections; from the altmap, or never. */
  | 'hugepages'
  | 'hugepages-of-ram'
  /** Base pages always; from the altmap, or never. */
  | 'basepages'
  | 'basepages-of-ram'
  /** powerpc radix: PMD leaves where the address starts one; later the start is rounded down to one. */
  | 'radix'
  | 'radix-rounds-down'
  /** powerpc hash: bolted blocks of 16 MiB. */
  | 'hash';

/** The architecture's vmemmap_free(): what goes with a slice. */
export type DepopulateCode =
  /** Every page the slice touches, and leaves in which no struct page is in use any more. */
  | 'unused-leaves'
  /** Pages and leaves in which no struct page is in use any more. */
  | 'unused'
  /** Every page and leaf the slice touches, also where a neighbour uses it. */
  | 'touched'
  | 'nothing';

/** How many struct pages `memmap_init_compound()` initialises in a compound. */
export type InitRule = 'all' | 'two-pages' | 'gated' | 'gated-not-early';

/** What a pgmap adds to nr_memmap_pages. */
export type MemmapCounter = 'absent' | 'raw' | 'dedup-aware';

/** What HVO keeps of a huge page's vmemmap. */
export type HvoMode = 'two-pages' | 'one-page' | 'copied-head' | 'shared-tail';

/** One flag for each behaviour that differs between releases or architectures. A config overrides them by these names in snake_case. */
export interface Behaviour {
  /** ZONE_DEVICE can be built in: without it devm_memremap_pages() gives ENXIO. */
  readonly zoneDevice: boolean;
  /** `vmemmap_shift` of a devdax pgmap follows its align. */
  readonly daxCompound: boolean;
  readonly dedupGate: DedupGate;
  /** The architecture selects ARCH_WANT_OPTIMIZE_DAX_VMEMMAP (6.4 and 6.5: ARCH_WANT_OPTIMIZE_VMEMMAP). */
  readonly dedupSelected: boolean;
  readonly compound: CompoundCode;
  readonly populate: PopulateCode;
  /** vmemmap_check_pmd() takes a PTE table, which can have holes, for a mapping that is there. */
  readonly anyPmdWillDo: boolean;
  readonly depopulate: DepopulateCode;
  readonly initRule: InitRule;
  readonly memmapCounter: MemmapCounter;
  /** memremap_pages() refuses shifts above MAX_FOLIO_ORDER. */
  readonly maxFolioOrderCheck: boolean;
  /** Tails name their head by a mask on the vmemmap address, where HVO is built in. */
  readonly maskedTails: boolean;
  /** memmap_init_compound() warns once where a tail’s head is not the compound’s. */
  readonly compoundWarning: boolean;
  /** Device-dax takes an align of PUD_SIZE. */
  readonly pudAlign: boolean;
  /** nd_pfn_init() counts end_trunc when it looks for room. */
  readonly endTruncCheck: boolean;
  /** A device in a range that the kernel has marked as a RAM buffer is refused. */
  readonly ramBufferRefused: boolean;
  /** The format that __add_pages() prints where check_pfn_span() fails, with the first and the last pfn. */
  readonly misaligned: string;
  /** What a failed probe prints: `%d` the device, `%w` the driver, `%e` the error. */
  readonly probeFailed: string;
  /** The architecture selects ARCH_WANT_OPTIMIZE_HUGETLB_VMEMMAP. */
  readonly hvoSelected: boolean;
  readonly hvo: HvoMode;
  /** Gigantic pages of boot get their vmemmap deduplicated from the start (ARCH_WANT_HUGETLB_VMEMMAP_PREINIT). */
  readonly preHvo: boolean;
}

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
  /** Subject of the commit behind it. */
  readonly commit: string;
}

/** Each behaviour's value before any switch, then its switches from old to new. */
type Table = { readonly [K in keyof Behaviour]: readonly [Behaviour[K], ...Switch<Behaviour[K]>[]] };

const ALWAYS = '2.6';
const X86: readonly ArchName[] = ['x86_64'];
const ARM64: readonly ArchName[] = ['arm64'];
const POWERPC: readonly ArchName[] = ['ppc64le'];
const RISCV: readonly ArchName[] = ['riscv64'];
const LOONGARCH: readonly ArchName[] = ['loongarch64'];
const S390: readonly ArchName[] = ['s390x'];

const ELIMINATE_FAKE_HEADS = 'mm: Eliminate fake head pages from vmemmap optimization';
const CRASH_FIX = 'mm/vmemmap/devdax: fix kernel crash when probing devdax devices';
const SPLIT = 'mm/vmemmap optimization: split hugetlb and devdax vmemmap optimization';

export const TABLE: Table = {
  zoneDevice: [
    false,
    {
      to: true,
      since: ALWAYS,
      arches: [...X86, ...ARM64, ...POWERPC],
      commit: 'mm: introduce ZONE_DEVICE: "device memory"',
    },
    { to: true, since: '6.11', arches: RISCV, commit: 'riscv: Enable memory hotplugging for RISC-V' },
    { to: true, since: '6.12', arches: LOONGARCH, commit: 'LoongArch: Add ARCH_HAS_PTE_DEVMAP support' },
    {
      to: true,
      since: '6.17',
      arches: S390,
      commit: 'mm: remove devmap related functions and page table bits',
    },
  ],
  daxCompound: [
    false,
    { to: true, since: '5.17', commit: 'mm/memremap: add ZONE_DEVICE support for compound pages' },
  ],
  dedupGate: [
    'never',
    {
      to: 'any-compound',
      since: '5.19',
      commit: 'mm/sparse-vmemmap: improve memory savings for compound devmaps',
    },
    { to: 'any-compound-arch', since: '6.4', commit: CRASH_FIX },
    {
      to: 'over-two-pages-arch',
      since: '6.6',
      stable: ['6.1.184'],
      commit: 'mm/vmemmap: improve vmemmap_can_optimize and allow architectures to override',
    },
  ],
  dedupSelected: [
    false,
    { to: true, since: '6.4', stable: ['6.1.184'], arches: X86, commit: CRASH_FIX },
    { to: true, since: '6.4', arches: [...RISCV, ...LOONGARCH, ...S390], commit: CRASH_FIX },
    { to: false, since: '6.6', arches: [...RISCV, ...LOONGARCH, ...S390], commit: SPLIT },
    {
      to: true,
      since: '6.6',
      arches: POWERPC,
      mmu: 'radix',
      commit: 'powerpc/book3s64/radix: add support for vmemmap optimization for radix',
    },
    { to: true, since: '6.11', arches: RISCV, commit: 'riscv: Enable DAX VMEMMAP optimization' },
  ],
  compound: [
    'generic',
    {
      to: 'addr-pfn-bug',
      since: '6.6',
      arches: POWERPC,
      commit: 'powerpc/book3s64/radix: add support for vmemmap optimization for radix',
    },
    {
      to: 'radix',
      since: '7.2',
      arches: POWERPC,
      commit: 'powerpc/mm: fix wrong addr_pfn tracking in compound vmemmap population',
    },
  ],
  populate: [
    'hugepages-of-sections',
    {
      to: 'hugepages',
      since: ALWAYS,
      arches: ARM64,
      pageShift: 12,
      commit: 'arm64/mm: Enable memory hot remove',
    },
    {
      to: 'basepages',
      since: ALWAYS,
      arches: ARM64,
      pageShift: 14,
      commit: 'arm64/mm: Enable memory hot remove',
    },
    {
      to: 'basepages',
      since: ALWAYS,
      arches: ARM64,
      pageShift: 16,
      commit: 'arm64/mm: Enable memory hot remove',
    },
    {
      to: 'hugepages-of-sections-altmap-pages',
      since: '6.14',
      stable: ['6.1.130', '6.6.80', '6.12.17'],
      arches: ARM64,
      pageShift: 12,
      commit: 'arm64: mm: Populate vmemmap at the page level if not section aligned',
    },
    { to: 'radix', since: ALWAYS, arches: POWERPC, commit: 'powerpc/mm/radix: Add mmu_has_feature checks' },
    {
      to: 'radix-rounds-down',
      since: '6.19',
      arches: POWERPC,
      mmu: 'radix',
      commit: 'powerpc/mm: allocate PMD-sized vmemmap pages without an altmap',
    },
    { to: 'hash', since: ALWAYS, arches: POWERPC, mmu: 'hash', commit: 'powerpc: SPARSEMEM_VMEMMAP support' },
    { to: 'basepages-of-ram', since: ALWAYS, arches: RISCV, commit: 'riscv/vmemmap: Fix VMEMMAP_START' },
    {
      to: 'hugepages-of-ram',
      since: '6.5',
      arches: RISCV,
      commit: 'riscv: mm: Use hugepage mappings for vmemmap',
    },
    { to: 'hugepages', since: '6.11', arches: RISCV, commit: 'riscv: mm: Add support for ZONE_DEVICE' },
    {
      to: 'hugepages-of-ram',
      since: ALWAYS,
      arches: LOONGARCH,
      commit: 'LoongArch: Add sparse memory vmemmap support',
    },
    {
      to: 'hugepages',
      since: ALWAYS,
      arches: S390,
      commit: 's390/vmemmap: extend modify_pagetable() to handle vmemmap',
    },
  ],
  anyPmdWillDo: [
    false,
    { to: true, since: ALWAYS, arches: ARM64, commit: 'arm64/mm: Enable memory hot remove' },
    { to: true, since: '6.5', arches: RISCV, commit: 'riscv: mm: Use hugepage mappings for vmemmap' },
    {
      to: false,
      since: '7.2',
      arches: [...ARM64, ...RISCV],
      commit: 'mm/sparse-vmemmap: provide generic vmemmap_set_pmd() and vmemmap_check_pmd()',
    },
  ],
  depopulate: [
    'unused-leaves',
    { to: 'unused', since: ALWAYS, arches: POWERPC, commit: 'powerpc/mm/radix: Fix vmemmap freeing' },
    { to: 'touched', since: ALWAYS, arches: ARM64, commit: 'arm64/mm: Enable memory hot remove' },
    { to: 'nothing', since: ALWAYS, arches: RISCV, commit: 'riscv: mm: Add memory hotplugging support' },
    { to: 'touched', since: '6.11', arches: RISCV, commit: 'riscv: mm: Add memory hotplugging support' },
    { to: 'nothing', since: ALWAYS, arches: LOONGARCH, commit: 'LoongArch: Add memory hotplug support' },
  ],
  initRule: [
    'all',
    {
      to: 'two-pages',
      since: '5.19',
      commit: 'mm/page_alloc: reuse tail struct pages for compound devmaps',
    },
    { to: 'gated', since: '6.4', commit: CRASH_FIX },
    {
      to: 'gated-not-early',
      since: '7.2',
      stable: ['6.1.184', '6.12.101'],
      commit: 'mm/mm_init: fix uninitialized struct pages for ZONE_DEVICE',
    },
  ],
  memmapCounter: [
    'absent',
    { to: 'raw', since: '6.11', commit: 'mm: report per-page metadata information' },
    {
      to: 'dedup-aware',
      since: '7.2',
      stable: ['6.12.101'],
      commit: 'mm/sparse-vmemmap: fix DAX vmemmap accounting with optimization',
    },
  ],
  maxFolioOrderCheck: [
    false,
    {
      to: true,
      since: '6.19',
      commit: 'mm/memremap: reject unreasonable folio/compound page sizes in memremap_pages()',
    },
  ],
  maskedTails: [false, { to: true, since: '7.1', commit: ELIMINATE_FAKE_HEADS }],
  compoundWarning: [
    false,
    {
      to: true,
      since: '6.18',
      commit: 'mm/mm_init: simplify logic of deferred_[init|free]_pages / prep_compound_tail() checks',
    },
  ],
  pudAlign: [
    false,
    {
      to: true,
      since: ALWAYS,
      arches: X86,
      commit: 'dax: refactor dax-fs into a generic provider of dax mappings',
    },
    {
      to: true,
      since: '6.6',
      arches: POWERPC,
      commit: 'powerpc/mm/book3s64: add support for Transparent huge page PUD',
    },
    {
      to: true,
      since: '6.19',
      arches: RISCV,
      commit: 'riscv: mm: Add PUD-level transparent huge page support',
    },
  ],
  endTruncCheck: [
    false,
    { to: true, since: '6.6', commit: 'nvdimm/pfn_dev: Prevent the creation of zero-sized namespaces' },
  ],
  ramBufferRefused: [false, { to: true, since: '7.2', commit: 'x86/e820: keep RAM buffers busy' }],
  misaligned: [
    'Misaligned __add_pages start: %#lx end: #%lx',
    {
      to: 'Misaligned __add_pages start: %#lx end: %#lx',
      since: '6.5',
      commit: 'mm: memory_hotplug: fix format string in warnings',
    },
  ],
  probeFailed: [
    '%w: probe of %d failed with error %e',
    {
      to: '%w %d: probe with driver %w failed with error %e',
      since: '6.11',
      commit: 'driver core: have match() callback in struct bus_type take a const *',
    },
  ],
  hvoSelected: [
    false,
    {
      to: true,
      since: '5.14',
      arches: X86,
      commit: 'mm: hugetlb: introduce a new config HUGETLB_PAGE_FREE_VMEMMAP',
    },
    {
      to: true,
      since: '5.19',
      arches: ARM64,
      commit: 'arm64: mm: hugetlb: enable HUGETLB_PAGE_OPTIMIZE_VMEMMAP',
    },
    {
      to: false,
      since: '6.2',
      stable: ['6.1.3'],
      arches: ARM64,
      commit: 'arm64: Disable ARCH_WANT_HUGETLB_PAGE_OPTIMIZE_VMEMMAP',
    },
    {
      to: true,
      since: '6.4',
      arches: [...RISCV, ...LOONGARCH, ...S390],
      commit: 'mm: hugetlb: vmemmap optimization selected',
    },
    {
      to: false,
      since: '6.15',
      stable: ['6.12.13'],
      arches: S390,
      commit: 's390: Disable ARCH_WANT_OPTIMIZE_HUGETLB_VMEMMAP',
    },
  ],
  hvo: [
    'two-pages',
    {
      to: 'one-page',
      since: '5.18',
      commit: 'mm: hugetlb: free the 2nd vmemmap page associated with each HugeTLB page',
    },
    {
      to: 'copied-head',
      since: '6.2',
      commit: 'mm/hugetlb_vmemmap: remap head page to newly allocated page',
    },
    { to: 'shared-tail', since: '7.1', commit: ELIMINATE_FAKE_HEADS },
  ],
  preHvo: [
    false,
    {
      to: true,
      since: '6.15',
      arches: X86,
      commit: 'mm/hugetlb: enable bootmem allocation from CMA areas / do pre-HVO for bootmem allocated pages',
    },
  ],
};

/** A release as numbers. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  /** Infinity: the newest stable release of the series. */
  readonly patch: number;
}

/** The series that are known, from the oldest; the newest is what an unknown newer one is taken for. */
export const SERIES: readonly string[] = [
  ...['5.10', '5.15', '5.16', '5.17', '5.18', '5.19'],
  ...Array.from({ length: 20 }, (_, minor) => `6.${minor}`),
  ...['7.0', '7.1', '7.2', '7.3'],
];

/** The newest series the table knows. */
export const NEWEST_RELEASE = SERIES.at(-1)!;

export function parseVersion(text: string): Version {
  const [major, minor, patch] = text.split('.').map(Number) as [number, number, number | undefined];
  return { major, minor, patch: patch ?? Infinity };
}

export const compareSeries = (a: Version, b: Version): number => a.major - b.major || a.minor - b.minor;

/** Whether release `v` has a switch, by mainline or by back-port. */
export function reached(v: Version, at: Switch<unknown>): boolean {
  if (compareSeries(v, parseVersion(at.since)) >= 0) return true;
  return (at.stable ?? []).some((text) => {
    const stable = parseVersion(text);
    return compareSeries(v, stable) === 0 && v.patch >= stable.patch;
  });
}

/** Where a behaviour is decided: an architecture and its PAGE_SHIFT. */
export interface On {
  readonly name: ArchName;
  readonly pageShift: number;
  readonly mmu?: 'radix' | 'hash';
}

const holdsOn = (on: On, at: Switch<unknown>): boolean =>
  (!at.arches || at.arches.includes(on.name)) &&
  (!at.pageShift || at.pageShift === on.pageShift) &&
  (!at.mmu || at.mmu === on.mmu);

/** The switches of a behaviour that can happen on an architecture. */
export const switchesOf = (key: keyof Behaviour, on: On): readonly Switch<unknown>[] =>
  (TABLE[key].slice(1) as Switch<unknown>[]).filter((s) => holdsOn(on, s));

/** What a release does on an architecture. */
export function behaviourOf(v: Version, on: On): Behaviour {
  const entries = Object.entries(TABLE).map(([key, [before]]) => {
    const last = switchesOf(key as keyof Behaviour, on)
      .filter((s) => reached(v, s))
      .at(-1);
    return [key, last ? last.to : before];
  });
  return Object.fromEntries(entries) as Behaviour;
}
