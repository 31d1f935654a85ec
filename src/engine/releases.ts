/**
 * Kernel releases as data: which behaviour switches on where, and how a release is read from text.
 * Nothing else in the engine compares versions.
 */

/** Which compounds `vmemmap_populate_compound_pages()` is called for, apart from pgmap, altmap and power of two. */
export type DedupGate =
  | 'never'
  /** More than one page in a compound (5.19–6.3: on every architecture). */
  | 'any-compound'
  /** The same, where the architecture selects ARCH_WANT_OPTIMIZE_VMEMMAP (6.4, 6.5). */
  | 'any-compound-arch'
  /** More than two vmemmap pages in a compound (6.6 on, and 6.1.184 on). */
  | 'over-two-pages-arch';

/** How many struct pages `memmap_init_compound()` initialises in a compound. */
export type InitRule = 'all' | 'two-pages' | 'gated' | 'gated-not-early';

/** What a pgmap adds to nr_memmap_pages. */
export type MemmapCounter = 'absent' | 'raw' | 'dedup-aware';

/** What HVO keeps of a huge page's vmemmap. */
export type HvoMode = 'two-pages' | 'one-page' | 'shared-tail';

export interface Behaviour {
  /** `vmemmap_shift` of a devdax pgmap follows its align (5.17). */
  readonly daxCompound: boolean;
  readonly dedupGate: DedupGate;
  readonly initRule: InitRule;
  readonly memmapCounter: MemmapCounter;
  /** memremap_pages() refuses shifts above MAX_FOLIO_ORDER. */
  readonly maxFolioOrderCheck: boolean;
  /** Tail pages name their head by a mask on the vmemmap address (7.1, where HVO is built in). */
  readonly maskedTails: boolean;
  /** nd_pfn_init() counts end_trunc when it looks for room (6.6). */
  readonly endTruncCheck: boolean;
  /** The words of check_pfn_span(). */
  readonly misaligned: (start: string, end: string) => string;
  readonly hvo: HvoMode;
}

export interface Kernel {
  /** As the config wrote it, or the newest release known. */
  readonly text: string;
  /** `7.3`, `6.1.192`: the release whose behaviour is used. */
  readonly release: string;
  readonly behaviour: Behaviour;
  /** What had to be assumed about it, in a sentence, if anything. */
  readonly assumed: string | null;
}
