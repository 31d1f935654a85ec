/** What differs between kernel releases and architectures, one flag for each. `releaseTable.ts` says which release does what. */

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

/** What map=dev meets where sizeof(struct page) is above MAX_STRUCT_PAGE_SIZE (64): a build error, or -EINVAL. */
export type LargeStructPage = 'no-build' | 'refused';

/** What HVO keeps of a huge page's vmemmap. */
export type HvoMode = 'two-pages' | 'one-page' | 'copied-head' | 'shared-tail';

/** One flag for each behaviour that differs between releases or architectures. A config overrides them by these names in snake_case. */
export interface Behaviour {
  /** ZONE_DEVICE can be built in: without it devm_memremap_pages() gives ENXIO. */
  readonly zoneDevice: boolean;
  /** Memory hotplug can be built in, without which there is no dax-kmem (DEV_DAX_KMEM depends on MEMORY_HOTPLUG). */
  readonly memoryHotplug: boolean;
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
  /** mhp_range_allowed() is asked before a range is added; __add_pages() found out otherwise. */
  readonly rangePrevalidated: boolean;
  /** memremap_pages() refuses shifts above MAX_FOLIO_ORDER. */
  readonly maxFolioOrderCheck: boolean;
  /** The migrate type is set for every pageblock of a pgmap, not only for those whose first struct page is initialised. */
  readonly everyPageblock: boolean;
  /** memmap_init_zone_device() tells the log how long it took without being asked (pr_info; later pr_debug). */
  readonly initMessage: boolean;
  /** Tails name their head by a mask on the vmemmap address, where HVO is built in. */
  readonly maskedTails: boolean;
  /** memmap_init_compound() warns once where a tail’s head is not the compound’s. */
  readonly compoundWarning: boolean;
  /** Device-dax takes an align of PUD_SIZE. */
  readonly pudAlign: boolean;
  /** A write of misaligned length to a dax device's `mapping` succeeds and does nothing, where it was -ENXIO. */
  readonly mappingStoreSilent: boolean;
  /** nd_pfn_init() with map=dev and debug options that make struct pages large. */
  readonly largeStructPage: LargeStructPage;
  /** Sections of 128 MiB where they were larger. */
  readonly smallSections: boolean;
  /** dax-kmem can keep the memmap on the memory it adds. */
  readonly kmemOnMemory: boolean;
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
  /** hugetlb_vmemmap_optimizable_size() says what HVO frees of a huge page, and report_hugepages() prints it at boot. */
  readonly hvoReported: boolean;
  /** HAVE_BOOTMEM_INFO_NODE: get_page_bootmem() takes a reference on each page of the boot memmap. */
  readonly bootmemInfo: boolean;
}
