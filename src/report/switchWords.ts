/** What kernels do from a switch on, as a clause for each flag and value (`engine/behaviour.ts`). */
import type { Behaviour } from '../engine/releases';

type Words = { readonly [K in keyof Behaviour]: (to: Behaviour[K]) => string };

const yesNo =
  (yes: string, no: string) =>
  (to: boolean): string =>
    to ? yes : no;

const oneOf =
  <T extends string>(words: Readonly<Record<T, string>>) =>
  (to: T): string =>
    words[to];

const WORDS: Words = {
  zoneDevice: yesNo('ZONE_DEVICE can be built in', 'ZONE_DEVICE cannot be built in'),
  memoryHotplug: yesNo(
    'there is memory hotplug, and so dax-kmem',
    'there is no memory hotplug, and so no dax-kmem',
  ),
  daxCompound: yesNo(
    'a devdax pgmap has compound pages of its align',
    'a devdax pgmap has no compound pages, whatever its align',
  ),
  dedupGate: oneOf({
    never: 'no pgmap is deduplicated',
    'any-compound': 'compound pages of a pgmap are deduplicated, on every architecture',
    'any-compound-arch': 'compound pages of a pgmap are deduplicated where the architecture selects it',
    'over-two-pages-arch':
      'compounds of more than two vmemmap pages are deduplicated where the architecture selects it',
  }),
  dedupSelected: yesNo(
    'the architecture selects deduplication for device-dax',
    'the architecture does not select deduplication for device-dax',
  ),
  compound: oneOf({
    generic: 'compounds are populated by mm/sparse-vmemmap.c',
    'addr-pfn-bug':
      'powerpc populates compounds by itself, with a wrong addr_pfn that leaves most pages unshared',
    radix: 'powerpc populates compounds by itself, with the right addr_pfn',
  }),
  populate: oneOf({
    'hugepages-of-sections': 'whole sections get PMD leaves, parts of sections base pages from RAM',
    'hugepages-of-sections-altmap-pages': 'whole sections get PMD leaves, parts of sections base pages',
    hugepages: 'sections get PMD leaves, also where only part of one is added',
    'hugepages-of-ram': 'sections get PMD leaves, always from RAM',
    basepages: 'sections get base pages',
    'basepages-of-ram': 'sections get base pages, always from RAM',
    radix: 'PMD leaves are used where the vmemmap address starts one',
    'radix-rounds-down': 'without an altmap the start is rounded down to a PMD leaf',
    hash: 'the vmemmap is mapped by bolted blocks of 16 MiB',
  }),
  anyPmdWillDo: yesNo(
    'a page table with holes is taken for a mapping that is there',
    'only a PMD leaf is taken for a mapping that is there',
  ),
  depopulate: oneOf({
    'unused-leaves': 'removal frees a PMD leaf with its last user',
    unused: 'removal frees pages and PMD leaves with their last user',
    touched: 'removal frees every page and PMD leaf it touches, also those a neighbour uses',
    nothing: 'removal frees no struct pages',
  }),
  initRule: oneOf({
    all: 'every struct page of a compound is initialised',
    'two-pages': 'two vmemmap pages of a compound are initialised wherever there is no altmap',
    gated: 'two vmemmap pages of a compound are initialised where it is deduplicated, else all of it',
    'gated-not-early':
      'two vmemmap pages of a compound are initialised where it is deduplicated, else and in boot sections all of it',
  }),
  memmapCounter: oneOf({
    absent: 'there is no nr_memmap_pages',
    raw: 'nr_memmap_pages counts vmemmap pages, shared or not',
    'dedup-aware': 'nr_memmap_pages counts two vmemmap pages for a deduplicated compound',
  }),
  rangePrevalidated: yesNo(
    'a range beyond the addressable is refused before it is added',
    'a range beyond the addressable is refused as it is added',
  ),
  maxFolioOrderCheck: yesNo(
    'memremap_pages() refuses compounds above MAX_FOLIO_ORDER',
    'memremap_pages() takes compounds of any order',
  ),
  everyPageblock: yesNo(
    'every pageblock of a pgmap gets its migrate type',
    'pageblocks that start on a struct page which is not initialised get no migrate type',
  ),
  initMessage: yesNo(
    'memmap_init_zone_device() prints how long it took',
    'memmap_init_zone_device() prints how long it took only with dynamic debug',
  ),
  maskedTails: yesNo(
    'with HVO built in, tails name their head by a mask on the vmemmap address',
    'tails name their head by its address',
  ),
  compoundWarning: yesNo(
    'the kernel warns once where a head is overwritten by tails (memmap_init_compound())',
    'the kernel is silent where a head is overwritten by tails',
  ),
  pudAlign: yesNo('device-dax takes an align of PUD_SIZE', 'device-dax takes no align of PUD_SIZE'),
  mappingStoreSilent: yesNo(
    'a mapping of misaligned length written to a dax device is ignored without an error',
    'a mapping of misaligned length written to a dax device gives ENXIO',
  ),
  largeStructPage: oneOf({
    'no-build': 'libnvdimm does not build with a struct page above 64 bytes',
    refused: 'map=dev is refused with a struct page above 64 bytes',
  }),
  smallSections: yesNo('sections are of 128 MiB', 'sections are of 256 MiB'),
  kmemOnMemory: yesNo(
    'dax-kmem can keep the memmap on the memory it adds (memmap_on_memory)',
    'dax-kmem keeps the memmap in RAM',
  ),
  endTruncCheck: yesNo(
    'nd_pfn_init() counts what the end loses when it looks for room',
    'nd_pfn_init() does not count what the end loses when it looks for room',
  ),
  ramBufferRefused: yesNo(
    'a device behind a RAM buffer resource is refused',
    'a device behind a RAM buffer resource is taken',
  ),
  misaligned: (to) => `a misaligned range is refused in the words “${to}”`,
  probeFailed: (to) => `a failed probe is logged as “${to}”`,
  hvoSelected: yesNo('the architecture selects HVO', 'the architecture does not select HVO'),
  hvo: oneOf({
    'two-pages': 'HVO keeps two vmemmap pages of a huge page',
    'one-page': 'HVO keeps one vmemmap page of a huge page',
    'copied-head': 'HVO keeps a copy of the vmemmap page of the head',
    'shared-tail': 'HVO shares one frame for tails among all huge pages of a size and zone',
  }),
  preHvo: yesNo(
    'gigantic pages of boot get their vmemmap deduplicated from the start',
    'gigantic pages of boot are deduplicated after they are made',
  ),
  hvoReported: yesNo(
    'the boot log says how much vmemmap HVO can free of a huge page',
    'the boot log does not say how much vmemmap HVO can free of a huge page',
  ),
  bootmemInfo: yesNo(
    'each page of the boot memmap has one reference more (get_page_bootmem())',
    'pages of the boot memmap have no reference of get_page_bootmem()',
  ),
};

/** `nr_memmap_pages counts vmemmap pages, shared or not`. */
export const switchWords = (flag: keyof Behaviour, to: Behaviour[keyof Behaviour]): string =>
  (WORDS[flag] as (to: Behaviour[keyof Behaviour]) => string)(to);
