/** Why a vmemmap page is mapped as it is: the kernel function behind each rule, and the reason in a sentence. */
import type { Arch } from './arch';
import type { ArchName } from './archNames';
import type { Rule } from './types';

export interface Why {
  readonly function: string;
  readonly file: string;
  readonly sentence: string;
}

const SPARSE_VMEMMAP = 'mm/sparse-vmemmap.c';

const RULES: Readonly<Record<Rule, Why>> = {
  head: {
    function: 'vmemmap_populate_compound_pages()',
    file: SPARSE_VMEMMAP,
    sentence: 'This page holds the compound head, so it gets a page frame of its own.',
  },
  'first-tail': {
    function: 'vmemmap_populate_compound_pages()',
    file: SPARSE_VMEMMAP,
    sentence: 'The first page of tails only gets a frame; all later tail pages of the compound map it again.',
  },
  'tail-reuse': {
    function: 'vmemmap_populate_range()',
    file: SPARSE_VMEMMAP,
    sentence:
      'It holds tails alone, which are all alike, so it maps the compound’s tail frame and takes a reference.',
  },
  'section-reuse': {
    function: 'reuse_compound_section()',
    file: SPARSE_VMEMMAP,
    sentence:
      'Its section does not start on a multiple of the compound from the range’s start, so all of it maps the tail frame that compound_section_tail_page() finds before it.',
  },
  'stray-reuse': {
    function: 'compound_section_tail_page()',
    file: SPARSE_VMEMMAP,
    sentence:
      'The section before keeps the boot memmap’s PMD leaf, which is read as if it were a PTE table: what stands there names a frame that has nothing to do with this device.',
  },
  foreign: {
    function: 'vmemmap_pte_populate()',
    file: SPARSE_VMEMMAP,
    sentence:
      'The last compound of the range before was populated past its end, and an entry that is there is left as it is: this page maps that range’s frame.',
  },
  'kept-page': {
    function: 'vmemmap_pte_populate()',
    file: SPARSE_VMEMMAP,
    sentence:
      'A neighbour’s struct pages lie on this page too, or it was populated past a neighbour’s end: an entry that is there is left as it is.',
  },
  'huge-block': {
    function: 'vmemmap_populate_hugepages()',
    file: SPARSE_VMEMMAP,
    sentence: 'The section is whole and not deduplicated, so a PMD leaf maps a block of RAM.',
  },
  'base-page': {
    function: 'vmemmap_populate_basepages()',
    file: SPARSE_VMEMMAP,
    sentence:
      'Only part of the section is added and it is not deduplicated, so each page gets a frame from RAM.',
  },
  'boot-memmap': {
    function: 'section_activate()',
    file: 'mm/sparse.c',
    sentence: 'The section was present at boot, so its full memmap, made then, is used as it is.',
  },
  altmap: {
    function: 'altmap_alloc_block_buf()',
    file: SPARSE_VMEMMAP,
    sentence:
      'map=dev keeps the memmap on the device: a PMD leaf maps a block of the altmap, and nothing is shared.',
  },
  unmapped: {
    function: '',
    file: '',
    sentence: 'Nothing is mapped here: the kernel refuses the pgmap before it populates this page.',
  },
};

const RADIX = 'arch/powerpc/mm/book3s64/radix_pgtable.c';

/** Where an architecture has a function of its own for a rule. */
const OF_ARCH: Partial<Readonly<Record<ArchName, Partial<Record<Rule, Partial<Why>>>>>> = {
  ppc64le: {
    head: { file: RADIX },
    'first-tail': { file: RADIX },
    'tail-reuse': {
      function: 'vmemmap_compound_tail_page()',
      file: RADIX,
      sentence:
        'It holds tails of a compound counted from pfn 0, so it maps the second page of that compound and takes a reference.',
    },
    'kept-page': { function: 'radix__vmemmap_pte_populate()', file: RADIX },
    foreign: {
      function: 'radix__vmemmap_pte_populate()',
      file: RADIX,
      sentence:
        'A neighbour’s compound, counted from pfn 0, reaches over this page and was populated with it: an entry that is there is left as it is.',
    },
    'huge-block': {
      function: 'radix__vmemmap_populate()',
      file: RADIX,
      sentence:
        'It is not deduplicated, so a PMD leaf maps a block of RAM, also for what lies beside the range.',
    },
    'base-page': {
      function: 'radix__vmemmap_populate()',
      file: RADIX,
      sentence: 'No PMD leaf fits here, so each page gets a frame.',
    },
  },
  arm64: {
    'base-page': {
      function: 'vmemmap_populate()',
      file: 'arch/arm64/mm/mmu.c',
      sentence:
        'arm64 maps whole sections of 4 KiB pages by PMD leaves; parts of sections, and all with larger pages, get a frame for each page.',
    },
  },
};

const BOLTED: Partial<Why> = {
  function: '__vmemmap_populate()',
  file: 'arch/powerpc/mm/init_64.c',
  sentence:
    'The hash MMU maps the vmemmap by bolted blocks of 16 MiB (mmu_vmemmap_psize) and shares none, also for what lies beside the range.',
};

/** Where powerpc's hash MMU has a function of its own. */
const OF_HASH: Partial<Record<Rule, Partial<Why>>> = {
  'huge-block': BOLTED,
  altmap: {
    ...BOLTED,
    sentence: 'map=dev keeps the memmap on the device: a bolted block of the altmap, and nothing is shared.',
  },
};

/** The rule behind a run, as the architecture has it. */
export const why = (rule: Rule, arch: ArchName, mmu?: Arch['mmu']): Why => ({
  ...RULES[rule],
  ...(mmu === 'hash' ? OF_HASH : OF_ARCH[arch])?.[rule],
});
