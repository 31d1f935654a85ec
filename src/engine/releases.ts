/**
 * Kernel releases as data: which behaviour switches on where, and how a release is read from text.
 * Nothing else in the engine compares versions.
 */

/** Which compounds `vmemmap_populate_compound_pages()` is called for, apart from pgmap, altmap and power of two. */
export type DedupGate =
  | 'never'
  /** More than one page in a compound, on every architecture. */
  | 'any-compound'
  /** The same, where the architecture selects ARCH_WANT_OPTIMIZE_VMEMMAP. */
  | 'any-compound-arch'
  /** More than VMEMMAP_RESERVE_NR (2) vmemmap pages in a compound, where the architecture selects it. */
  | 'over-two-pages-arch';

/** How many struct pages `memmap_init_compound()` initialises in a compound. */
export type InitRule = 'all' | 'two-pages' | 'gated' | 'gated-not-early';

/** What a pgmap adds to nr_memmap_pages. */
export type MemmapCounter = 'absent' | 'raw' | 'dedup-aware';

/** What HVO keeps of a huge page's vmemmap. */
export type HvoMode = 'two-pages' | 'one-page' | 'shared-tail';

export interface Behaviour {
  /** `vmemmap_shift` of a devdax pgmap follows its align. */
  readonly daxCompound: boolean;
  readonly dedupGate: DedupGate;
  readonly initRule: InitRule;
  readonly memmapCounter: MemmapCounter;
  /** memremap_pages() refuses shifts above MAX_FOLIO_ORDER. */
  readonly maxFolioOrderCheck: boolean;
  /** Tails name their head by a mask on the vmemmap address, where HVO is built in. */
  readonly maskedTails: boolean;
  /** nd_pfn_init() counts end_trunc when it looks for room. */
  readonly endTruncCheck: boolean;
  /** The format that __add_pages() prints where check_pfn_span() fails, with the first and the last pfn. */
  readonly misaligned: string;
  readonly hvo: HvoMode;
}

interface Switch<T> {
  readonly to: T;
  /** First mainline release. */
  readonly since: string;
  /** First stable releases with the back-port. */
  readonly stable?: readonly string[];
  /** Subject of the commit behind it. */
  readonly commit: string;
}

/** Each behaviour's value before any switch, then its switches from old to new. */
type Table = { readonly [K in keyof Behaviour]: readonly [Behaviour[K], ...Switch<Behaviour[K]>[]] };

const TABLE: Table = {
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
    {
      to: 'any-compound-arch',
      since: '6.4',
      commit: 'mm/vmemmap/devdax: fix kernel crash when probing devdax devices',
    },
    {
      to: 'over-two-pages-arch',
      since: '6.6',
      stable: ['6.1.184'],
      commit: 'mm/vmemmap: improve vmemmap_can_optimize and allow architectures to override',
    },
  ],
  initRule: [
    'all',
    {
      to: 'two-pages',
      since: '5.19',
      commit: 'mm/page_alloc: reuse tail struct pages for compound devmaps',
    },
    { to: 'gated', since: '6.4', commit: 'mm/vmemmap/devdax: fix kernel crash when probing devdax devices' },
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
  maskedTails: [
    false,
    { to: true, since: '7.1', commit: 'mm: Eliminate fake head pages from vmemmap optimization' },
  ],
  endTruncCheck: [
    false,
    { to: true, since: '6.6', commit: 'nvdimm/pfn_dev: Prevent the creation of zero-sized namespaces' },
  ],
  misaligned: [
    'Misaligned __add_pages start: %#lx end: #%lx',
    {
      to: 'Misaligned __add_pages start: %#lx end: %#lx',
      since: '6.5',
      commit: 'mm: memory_hotplug: fix format string in warnings',
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
      to: 'shared-tail',
      since: '7.1',
      commit: 'mm: Eliminate fake head pages from vmemmap optimization',
    },
  ],
};

export interface Kernel {
  /** As the config wrote it, or the newest release known. */
  readonly text: string;
  /** The release whose behaviour is used: `7.3`, `6.1.192`. A bare `6.1` means its newest stable release. */
  readonly release: string;
  readonly behaviour: Behaviour;
  /** What had to be assumed about it, in a sentence; null where nothing. */
  readonly assumed: string | null;
}

interface Version {
  readonly major: number;
  readonly minor: number;
  /** Infinity: the newest stable release of the series. */
  readonly patch: number;
}

/** The newest series the table knows. */
export const NEWEST_RELEASE = '7.3';

const FORM = /^v?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,4}))?(?![\d.])([-+~_. \w]*)$/;

function versionOf(text: string): (Version & { readonly suffix: string }) | undefined {
  const m = FORM.exec(text.trim());
  if (!m) return undefined;
  return {
    major: Number(m[1]),
    minor: Number(m[2]),
    patch: m[3] === undefined ? Infinity : Number(m[3]),
    suffix: m[4]!,
  };
}

const compareSeries = (a: Version, b: Version): number => a.major - b.major || a.minor - b.minor;

function reached(v: Version, at: Switch<unknown>): boolean {
  if (compareSeries(v, versionOf(at.since)!) >= 0) return true;
  return (at.stable ?? []).some((text) => {
    const stable = versionOf(text)!;
    return compareSeries(v, stable) === 0 && v.patch >= stable.patch;
  });
}

function behaviourOf(v: Version): Behaviour {
  const entries = Object.entries(TABLE).map(([key, [before, ...switches]]) => {
    const last = (switches as Switch<unknown>[]).filter((s) => reached(v, s)).at(-1);
    return [key, last ? last.to : before];
  });
  return Object.fromEntries(entries) as Behaviour;
}

/** Distributions number their builds over a `.0`: Debian's 6.1.0-56-amd64 is 6.1.192, Ubuntu's 6.8.0-45-generic has back-ports. */
const hidesPatch = (v: Version & { suffix: string }): boolean => v.patch === 0 && /^-\d/.test(v.suffix);

/**
 * Reads `6.12`, `6.1.192` or a `uname -r` string; undefined where it is none of these. A release newer than the
 * table is taken for the newest known one, and says so.
 */
export function parseKernel(text: string): Kernel | undefined {
  const v = versionOf(text);
  if (!v) return undefined;
  const series = `${v.major}.${v.minor}`;
  if (compareSeries(v, versionOf(NEWEST_RELEASE)!) > 0)
    return {
      text,
      release: NEWEST_RELEASE,
      behaviour: NEWEST.behaviour,
      assumed: `Linux ${series} is newer than what is known here and is taken to behave as ${NEWEST_RELEASE}.`,
    };
  if (hidesPatch(v))
    return {
      text,
      release: series,
      behaviour: behaviourOf({ ...v, patch: Infinity }),
      assumed: `"${text}" does not say which stable release it is; the newest ${series} is assumed.`,
    };
  const release = v.patch === Infinity ? series : `${series}.${v.patch}`;
  return { text, release, behaviour: behaviourOf(v), assumed: null };
}

/** The newest release the engine knows: what a config without `kernel` gets. */
export const NEWEST: Kernel = {
  text: NEWEST_RELEASE,
  release: NEWEST_RELEASE,
  behaviour: behaviourOf(versionOf(NEWEST_RELEASE)!),
  assumed: null,
};
