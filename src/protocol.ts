/**
 * Everything that host and panel say to each other, and a guard for each message: neither side trusts the other's shapes.
 * Plain JSON only. Physical addresses cross as page frame numbers, byte counts as numbers; bigint never crosses.
 */
import type { ArchName } from './engine/archNames';
import type { MemmapCounter } from './engine/behaviour';
import type { ExportMessage, MenuMessage } from './protocol/export';
import type { DroppedMessage } from './protocol/drop';
import type { SessionToHost, SessionToPanel } from './protocol/session';
import type { WhatIfRowsMessage, WhatIfToHost } from './protocol/whatIf';
import type { PgmapPopulation, Place, Population, Severity, Totals } from './engine/types';

/** What the panel needs to know of the machine. */
export interface MachineFacts {
  readonly arch: ArchName;
  readonly pageShift: number;
  readonly sectionShift: number;
  /** What a leaf of the vmemmap maps. */
  readonly pmdShift: number;
  /** powerpc's MMU. */
  readonly mmu?: 'radix' | 'hash' | undefined;
  readonly structPageSize: number;
  /** As the config wrote it, or the newest release known. */
  readonly kernel: string;
  /** Start of the vmemmap with nokaslr, as `0x…`; null where it depends on the build. */
  readonly vmemmapBase: string | null;
}

export interface PanelFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place | null;
  /** UTF-16 offset in the text of `version`. */
  readonly offset: number;
  /** Titles of its fixes, the preferred one first. */
  readonly fixes?: readonly string[] | undefined;
}

/** System RAM present at boot; `endPfn` is exclusive. */
export interface RamSpan {
  readonly startPfn: number;
  readonly endPfn: number;
  readonly node: number;
}

/** What the figures tell beyond the population. */
export interface CostFacts {
  /** What this release counts in nr_memmap_pages. */
  readonly memmapCounter: MemmapCounter;
  /** By pgmap: the NUMA nodes whose memory its struct pages may come from, the first that has RAM; null without `ram`. */
  readonly nodes: readonly (readonly number[])[] | null;
  /** By HugeTLB pool. */
  readonly pools: readonly PoolFacts[];
}

export interface PoolFacts {
  readonly node: number;
  /** The same memory as device-dax at an align of the huge page's size; null where that cannot be had. */
  readonly deviceDax: Totals | null;
}

/** Host → panel, on every good analysis, on `ready` and when the panel becomes visible: the whole picture. */
export interface ShowMessage {
  readonly type: 'show';
  readonly uri: string;
  readonly version: number;
  readonly fileName: string;
  readonly machine: MachineFacts;
  readonly population: Population;
  readonly findings: readonly PanelFinding[];
  readonly ram: readonly RamSpan[] | null;
  readonly costs: CostFacts;
  /** So many `part`s came before: their pgmaps and findings stand before those here. */
  readonly parts?: number | undefined;
}

/** Host → panel, before a picture that is too large for one message: a stretch of its pgmaps or findings. */
export interface PartMessage {
  readonly type: 'part';
  readonly uri: string;
  readonly version: number;
  /** From 0. */
  readonly part: number;
  readonly pgmaps: readonly PgmapPopulation[];
  readonly findings: readonly PanelFinding[];
}

/** In a list: leave `keep` items, take out `remove`, put in `insert`, leave the rest. */
export interface Splice<T> {
  readonly keep: number;
  readonly remove: number;
  readonly insert: readonly T[];
}

/** Host → panel, in place of `show` where few of many pgmaps changed: see delta.ts. */
export interface UpdateMessage extends Omit<ShowMessage, 'type' | 'population' | 'findings' | 'parts'> {
  readonly type: 'update';
  /** The version of the picture it is held against. */
  readonly base: number;
  readonly totals: Population['totals'];
  readonly hugetlb: Population['hugetlb'];
  readonly pgmaps: Splice<PgmapPopulation>;
  /** Findings behind the change lie `shift` further on in the text, and are of pgmaps `more` later. */
  readonly findings: Splice<PanelFinding> & { readonly shift: number; readonly more: number };
}

/** Host → panel, while the text cannot be read: keep the last picture and say why it is old. `line` counts from 1. */
export interface StaleMessage {
  readonly type: 'stale';
  readonly uri: string;
  readonly version: number;
  readonly fileName: string;
  readonly message: string;
  readonly line: number;
  readonly offset: number;
}

/** Host → panel, when the caret moves to another pgmap or range, or a lens is clicked that is about a part of the panel. */
export interface SelectMessage {
  readonly type: 'select';
  readonly place: Place;
  readonly part?: 'whatIf' | undefined;
}

export type HostToPanel =
  | ShowMessage
  | PartMessage
  | UpdateMessage
  | StaleMessage
  | SelectMessage
  | SessionToPanel
  | WhatIfRowsMessage
  | ComparedMessage
  | MenuMessage;

/** What a file is compared with: another kernel release, another architecture (pages of `pageSize` bytes), another file. */
export type CompareWith =
  | { readonly kernel: string }
  | { readonly arch: ArchName; readonly pageSize?: number | undefined }
  | { readonly uri: string };

/** Host → panel, after `compare` and with every change of either text: the other side of the picture of `uri`. */
export interface ComparedMessage {
  readonly type: 'compared';
  readonly uri: string;
  /** Null: nothing is compared any more. */
  readonly with: CompareWith | null;
  /** Why there is no other side to show, or none that is new. */
  readonly problem: string | null;
  readonly show: ShowMessage | null;
}

/** Panel → host: compare the file `uri` with that; null: no longer. */
export interface CompareMessage {
  readonly type: 'compare';
  readonly uri: string;
  readonly with: CompareWith | null;
}

/** Panel → host, once its listener is in place, and never before: send what there is. */
export interface ReadyMessage {
  readonly type: 'ready';
}

/** Panel → host, after the frame that shows `version`: `ms` from the message's arrival to that frame. */
export interface PaintedMessage {
  readonly type: 'painted';
  readonly version: number;
  readonly ms: number;
}

/**
 * How far to go for it: `follow` selects where an editor shows the document already, `show` opens one where there is
 * none, `go` gives it the focus as well.
 */
export const HOW = ['follow', 'show', 'go'] as const;

/** Panel → host, on a click: put the editor's selection there. */
export type RevealMessage = { readonly type: 'reveal'; readonly how?: (typeof HOW)[number] | undefined } & (
  { readonly place: Place } | { readonly offset: number }
);

/** Panel → host, when its own code failed: a line for the output channel. */
export interface FailedMessage {
  readonly type: 'failed';
  readonly message: string;
}

export type PanelToHost =
  | ReadyMessage
  | PaintedMessage
  | RevealMessage
  | FailedMessage
  | SessionToHost
  | WhatIfToHost
  | CompareMessage
  | ExportMessage
  | DroppedMessage;
