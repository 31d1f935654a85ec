/**
 * What goes into the engine and what comes out. Page frame numbers and page counts are plain numbers
 * (2^63 bytes are 2^51 pages: exact in a double); byte addresses that a user wrote are bigint.
 * What comes out is plain data: it crosses to the panel and into JSON as it stands.
 */
import type { Code } from './codes';
import type { Arch } from './arch';
import type { HvoMode } from './behaviour';
import type { Kernel } from './kernel';

/** A physical address range in bytes; `end` is inclusive, as in /proc/iomem and `struct range`. */
export interface PhysRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** Boot-time System RAM. */
export interface RamRange extends PhysRange {
  readonly node: number;
}

/** The machine a pgmap is made on. */
export interface Machine {
  readonly arch: Arch;
  /** sizeof(struct page) in bytes. */
  readonly structPageSize: number;
  readonly kernel: Kernel;
  /** x86-64 page-table levels: 4 (64 TiB of physical addresses) or 5 (4 PiB). */
  readonly pagingLevels: 4 | 5;
  /** HugeTLB vmemmap optimisation (HVO) switched on. */
  readonly hugetlbFreeVmemmap: boolean;
  /** Boot-time System RAM, or null where the config does not say. */
  readonly ram: readonly RamRange[] | null;
}

export type PgmapMode = 'devdax' | 'fsdax' | 'system-ram' | 'generic';

/** One `struct dev_pagemap` to be, as a config asks for it. */
export interface Pgmap {
  readonly name: string;
  readonly mode: PgmapMode;
  /** Where the memmap is kept: RAM, or the device itself (altmap). */
  readonly map: 'mem' | 'dev';
  /** Bytes, a power of two; `vmemmapShift` is its order above the page size (0 for fsdax and system-ram). */
  readonly align: number;
  readonly vmemmapShift: number;
  /** What `memremap_pages()` is given, in the order written; empty where `raw` or `size` stands instead. */
  readonly ranges: readonly PhysRange[];
  /** `vmem_altmap` as given to memremap_pages(), in pages, where it is not what an info block makes it. */
  readonly altmap: { readonly reserve: number; readonly free: number } | null;
  /** system-ram: the memmap is kept on the memory itself, where kernel and block size allow it. */
  readonly memmapOnMemory: boolean;
  /** The raw extent of an nvdimm namespace; the info block's geometry gives range and altmap. */
  readonly raw: { readonly start: bigint; readonly size: bigint } | null;
  /** A length whose base is not known: laid out at a base aligned to the larger of align and section. */
  readonly size: bigint | null;
  /** The node the memory belongs to, and the device's own; absent where not given. */
  readonly targetNode?: number;
  readonly numaNode?: number;
}

/** A pool of HugeTLB pages for the comparison. Sizes in bytes. */
export interface HugetlbPool {
  readonly pageSize: number;
  readonly count: number;
  readonly node: number;
  /** Allocated at boot (hugepages=) or later (nr_hugepages). */
  readonly when: 'boot' | 'run';
}

/** Why HVO leaves a pool as it is. */
export type HvoOff = 'arch' | 'disabled' | 'struct-page' | 'too-small';

/** `own`: a frame of its own; `shared`: a frame another page maps too; `huge`: a PMD leaf; `none`: not mapped. */
export type PageKind = 'own' | 'shared' | 'huge' | 'none';

/** Which rule of the kernel made a run; `why.ts` tells each in words. */
export type Rule =
  | 'head'
  | 'first-tail'
  | 'tail-reuse'
  | 'section-reuse'
  | 'stray-reuse'
  | 'foreign'
  | 'kept-page'
  | 'huge-block'
  | 'base-page'
  | 'boot-memmap'
  | 'altmap'
  | 'unmapped';

/**
 * Pages `first … first+count-1` of a range (page 0 holds its first struct page). `own` and `huge` runs have the
 * consecutive frames `frame, frame+1, …`; all pages of a `shared` run map `frame`, or with `step` 1 the frames
 * `frame, frame+1, …` of other pages; `none` has frame null.
 */
export interface Run {
  readonly first: number;
  readonly count: number;
  readonly kind: PageKind;
  readonly frame: number | null;
  readonly rule: Rule;
  readonly step?: 1;
}

/** `runs` (its first copy, with absolute page and frame numbers) laid `repeat` times, each `pages` and `frames` further. */
export interface RunBlock {
  readonly repeat: number;
  readonly pages: number;
  readonly frames: number;
  readonly runs: readonly Run[];
}

/** The mapping of a range, ascending and gapless, in constant size. */
export type Runs = readonly (Run | RunBlock)[];

/** How one range of a pgmap ended up. Frames are numbered over all ranges of the pgmap, in order of first appearance. */
export interface RangePopulation {
  readonly startPfn: number;
  /** Exclusive. */
  readonly endPfn: number;
  /** The range in bytes, `end` inclusive, where it is not one of whole pages. */
  readonly asked?: { readonly start: string; readonly end: string };
  /** False where only the size is known and the base is assumed. */
  readonly baseKnown: boolean;
  /** Number of the first vmemmap page from the vmemmap's base: floor(startPfn · sizeof(struct page) / PAGE_SIZE). */
  readonly firstVmemmapPage: number;
  readonly vmemmapPages: number;
  readonly runs: Runs;
  /** Struct pages that initialisation writes behind the range's end, and how many vmemmap pages of them are not mapped. */
  readonly pastEnd: { readonly structPages: number; readonly unmappedPages: number };
}

export type Outcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly errno: string; readonly function: string; readonly message: string };

/** Page-table pages that population adds. */
export interface PageTables {
  readonly pte: number;
  readonly pmd: number;
  readonly pud: number;
}

/** The figures of `layout --format json`. Frames are base pages; bytes are of RAM. */
export interface Totals {
  readonly structPages: number;
  readonly initializedStructPages: number;
  readonly vmemmapPages: number;
  readonly ownPages: number;
  readonly sharedPages: number;
  readonly hugePages: number;
  readonly frames: number;
  readonly altmapFrames: number;
  readonly bootFrames: number;
  readonly pageTables: PageTables;
  readonly bytesWithoutDedup: number;
  readonly bytesData: number;
  readonly bytesPageTables: number;
  readonly bytesSaved: number;
  readonly nrMemmapPages: number | null;
}

/** `struct vmem_altmap`: the memmap's place on the device, in pfns. `alloc` and `align` are what population took. */
export interface Altmap {
  readonly basePfn: number;
  readonly endPfn: number;
  readonly reserve: number;
  readonly free: number;
  readonly align: number;
  readonly alloc: number;
}

/** Why a pgmap is not deduplicated; null where it is. The gate's terms, in the order the kernel tests them. */
export type DedupOff = 'kernel' | 'mode' | 'arch' | 'struct-page' | 'altmap' | 'small-compound';

export interface PgmapPopulation {
  readonly name: string;
  readonly outcome: Outcome;
  readonly dedup: boolean;
  readonly dedupOff: DedupOff | null;
  /** nr: pages in a compound, 1 << vmemmap_shift. */
  readonly pagesPerCompound: number;
  readonly altmap: Altmap | null;
  readonly ranges: readonly RangePopulation[];
  readonly totals: Totals;
}

/** What HVO makes of a pool. Bytes are of RAM. */
export interface HugetlbPopulation {
  readonly pageSize: number;
  readonly count: number;
  readonly vmemmapPages: number;
  readonly frames: number;
  readonly sharedTailFrames: number;
  /** Before page tables. */
  readonly bytesSaved: number;
  readonly when: 'boot' | 'run';
  readonly off: HvoOff | null;
  readonly mode: HvoMode | null;
  /** Vmemmap pages of a huge page that have a frame of their own, the zone's tail page not counted. */
  readonly keptPages: number;
  readonly pageTables: PageTables;
  readonly bytesPageTables: number;
  readonly bytesSavedNet: number;
  /** The vmemmap of the pool's first huge page, and of one after it; frames counted from the first one's. */
  readonly first: readonly Run[];
  readonly next: readonly Run[];
  /** `_refcount` of a kept head's frame; null where HVO is off or it is not known. */
  readonly headRefcount: number | null;
  /** Pages added to nr_memmap_pages; null where there is no such counter. */
  readonly nrMemmapPages: number | null;
  /** What the kernel's log says of the page size at boot; null before 6.0. */
  readonly bootLine: string | null;
  /** Which function of the kernel decides it. */
  readonly why: string;
}

/** What the whole file does to the machine. */
export interface Population {
  readonly pgmaps: readonly PgmapPopulation[];
  readonly hugetlb: readonly HugetlbPopulation[];
  /** Sums over the pgmaps that succeed. */
  readonly totals: Totals;
}

/** From the worst to the least. */
export const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A place in the config, by what it is and not by where it stands. */
export interface Place {
  /** Index into `pgmaps`; null for the machine. */
  readonly pgmap: number | null;
  /** Index into `ranges`, where the place is a range or in one. */
  readonly range?: number;
  /** A key of the pgmap, of the range or of the machine: `align`, `map`, `start`, `end`, `size`, `kernel`, `ram`, … */
  readonly key?: string;
}

/** A value to be put at a place. `value` is JSON text. */
export interface Edit {
  readonly place: Place;
  readonly value: string;
}

/** A way out; `title` says what it gains. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** What the engine found in a config: contract.md 3. `what` and `why` are one sentence each. */
export interface EngineFinding {
  readonly code: Code;
  readonly severity: Severity;
  readonly place: Place;
  readonly what: string;
  readonly why: string;
  readonly errno?: string;
  readonly kernelFunction?: string;
  /** The releases it holds for, as `5.19–7.3`. */
  readonly releases?: string;
  readonly related?: readonly { readonly place: Place; readonly message: string }[];
  readonly fixes?: readonly Fix[];
}
