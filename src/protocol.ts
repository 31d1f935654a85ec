/**
 * Everything that host and panel say to each other, and a guard for each message: neither side trusts the other's shapes.
 * Plain JSON only. Physical addresses cross as page frame numbers, byte counts as numbers; bigint never crosses.
 */
import { ARCH_NAMES } from './engine/arch';
import { isObject, within, count, amount, flag, text, oneOf, orNull, optional, list, shape } from './guards';
import type { ArchName } from './engine/arch';
import type { HvoMode } from './engine/behaviour';
import type { Guard } from './guards';
import type {
  DedupOff,
  HugetlbPopulation,
  HvoOff,
  Place,
  Population,
  RangePopulation,
  Run,
  RunBlock,
  Severity,
  Totals,
} from './engine/types';

/** What the panel needs to know of the machine. */
export interface MachineFacts {
  readonly arch: ArchName;
  readonly pageShift: number;
  readonly sectionShift: number;
  readonly pmdShift: number;
  readonly structPageSize: number;
  /** As the config wrote it, or the newest release known. */
  readonly kernel: string;
  /** Start of the vmemmap with nokaslr, as `0x…`. */
  /** Null where it depends on the build. */
  readonly vmemmapBase: string | null;
}

export interface PanelFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place | null;
  /** UTF-16 offset in the text of `version`. */
  readonly offset: number;
}

/** System RAM present at boot; `endPfn` is exclusive. */
export interface RamSpan {
  readonly startPfn: number;
  readonly endPfn: number;
  readonly node: number;
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

/** Host → panel, when the caret moves to another pgmap or range. */
export interface SelectMessage {
  readonly type: 'select';
  readonly place: Place;
}

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

export type HostToPanel = ShowMessage | StaleMessage | SelectMessage | ComparedMessage;

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

/** Panel → host, on a click: put the editor's selection there. */
export type RevealMessage =
  { readonly type: 'reveal'; readonly place: Place } | { readonly type: 'reveal'; readonly offset: number };

/** Panel → host, when its own code failed: a line for the output channel. */
export interface FailedMessage {
  readonly type: 'failed';
  readonly message: string;
}

/** Panel → host: compare the file `uri` with that; null: no longer. */
export interface CompareMessage {
  readonly type: 'compare';
  readonly uri: string;
  readonly with: CompareWith | null;
}

export type PanelToHost = ReadyMessage | PaintedMessage | RevealMessage | FailedMessage | CompareMessage;

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];
const RULES: readonly Run['rule'][] = [
  'head',
  'first-tail',
  'tail-reuse',
  'section-reuse',
  'stray-reuse',
  'foreign',
  'kept-page',
  'huge-block',
  'base-page',
  'boot-memmap',
  'altmap',
  'unmapped',
];
const DEDUP_OFF: readonly DedupOff[] = ['kernel', 'mode', 'arch', 'struct-page', 'altmap', 'small-compound'];
const HVO_OFF: readonly HvoOff[] = ['arch', 'disabled', 'struct-page', 'too-small'];
const HVO_MODES: readonly HvoMode[] = ['two-pages', 'one-page', 'copied-head', 'shared-tail'];
/** No sentence of ours is longer; a user's own text in it is cut before. */
const LONGEST_TEXT = 20_000;
const sentence = text(LONGEST_TEXT);

const isPlaceShape = shape({
  pgmap: orNull(count),
  range: optional(count),
  key: optional(text(200)),
});
export const isPlace = (x: unknown): x is Place => isPlaceShape(x);

const isRunShape = shape({
  first: count,
  count: within(1, Number.MAX_SAFE_INTEGER),
  kind: oneOf('own', 'shared', 'huge', 'none'),
  frame: orNull(count),
  rule: oneOf(...RULES),
  step: (x) => x === undefined || x === 1,
});
/** A page that is mapped has a frame, and one that is not has none. */
const isRun = (x: unknown): x is Run =>
  isRunShape(x) && ((x as Run).kind === 'none') === ((x as Run).frame === null);
const isBlock = (x: unknown): x is RunBlock =>
  isObject(x) &&
  within(1, Number.MAX_SAFE_INTEGER)(x['repeat']) &&
  within(1, Number.MAX_SAFE_INTEGER)(x['pages']) &&
  count(x['frames']) &&
  list(isRun)(x['runs']) &&
  (x['runs'] as readonly Run[]).length > 0;

const isRangeShape = shape({
  startPfn: count,
  endPfn: count,
  baseKnown: flag,
  firstVmemmapPage: count,
  vmemmapPages: count,
  runs: list((x) => isRun(x) || isBlock(x)),
  pastEnd: shape({ structPages: count, unmappedPages: count }),
});
const isRange: Guard = (x) =>
  isRangeShape(x) && (x as RangePopulation).startPfn <= (x as RangePopulation).endPfn;

const isPageTables = shape({ pte: count, pmd: count, pud: count });

const isTotals = shape({
  structPages: count,
  initializedStructPages: count,
  vmemmapPages: count,
  ownPages: count,
  sharedPages: count,
  hugePages: count,
  frames: count,
  altmapFrames: count,
  bootFrames: count,
  pageTables: isPageTables,
  bytesWithoutDedup: amount,
  bytesData: amount,
  bytesPageTables: amount,
  bytesSaved: amount,
  nrMemmapPages: orNull(amount),
} satisfies Record<keyof Totals, Guard>);

const isOutcome: Guard = (x) =>
  isObject(x) &&
  (x['ok'] === true || (x['ok'] === false && [x['errno'], x['function'], x['message']].every(sentence)));

const isPgmap = shape({
  name: sentence,
  outcome: isOutcome,
  dedup: flag,
  dedupOff: orNull(oneOf(...DEDUP_OFF)),
  pagesPerCompound: within(1, Number.MAX_SAFE_INTEGER),
  altmap: orNull(
    shape({ basePfn: count, endPfn: count, reserve: count, free: count, align: count, alloc: count }),
  ),
  ranges: list(isRange),
  totals: isTotals,
});

const isHugetlb = shape({
  pageSize: count,
  count,
  vmemmapPages: count,
  frames: count,
  sharedTailFrames: count,
  bytesSaved: amount,
  when: oneOf('boot', 'run'),
  off: orNull(oneOf(...HVO_OFF)),
  mode: orNull(oneOf(...HVO_MODES)),
  keptPages: count,
  pageTables: isPageTables,
  bytesPageTables: amount,
  bytesSavedNet: amount,
  first: list(isRun),
  next: list(isRun),
  headRefcount: orNull(count),
  nrMemmapPages: orNull(count),
  bootLine: orNull(sentence),
  why: sentence,
} satisfies Record<keyof HugetlbPopulation, Guard>);

const isPopulation = shape({
  pgmaps: list(isPgmap),
  hugetlb: list(isHugetlb),
  totals: isTotals,
});

const isMachine = shape({
  arch: oneOf(...ARCH_NAMES),
  pageShift: within(10, 24),
  sectionShift: within(20, 40),
  pmdShift: within(15, 40),
  structPageSize: within(1, 65_536),
  kernel: sentence,
  vmemmapBase: (x) => x === null || (typeof x === 'string' && /^0x[0-9a-f]{1,16}$/.test(x)),
});

const ofDocument = { uri: sentence, version: count, fileName: sentence };

const isKernelWith = shape({ kernel: text(1000) });
const isArchWith = shape({ arch: oneOf(...ARCH_NAMES), pageSize: optional(within(1024, 2 ** 24)) });
const isUriWith = shape({ uri: sentence });
export const isCompareWith = (x: unknown): x is CompareWith =>
  isObject(x) &&
  ('kernel' in x
    ? isKernelWith(x) && !('arch' in x || 'uri' in x)
    : 'arch' in x
      ? isArchWith(x) && !('uri' in x)
      : isUriWith(x));

const isShow = shape({
  ...ofDocument,
  machine: isMachine,
  population: isPopulation,
  findings: list(
    shape({
      code: text(100),
      severity: oneOf(...SEVERITIES),
      message: sentence,
      place: orNull(isPlace),
      offset: count,
    }),
  ),
  ram: orNull(list(shape({ startPfn: count, endPfn: count, node: count }))),
});

const fromHost: Readonly<Record<HostToPanel['type'], Guard>> = {
  show: isShow,
  stale: shape({ ...ofDocument, message: sentence, line: within(1, Number.MAX_SAFE_INTEGER), offset: count }),
  select: shape({ place: isPlace }),
  compared: shape({
    uri: sentence,
    with: orNull(isCompareWith),
    problem: orNull(sentence),
    show: orNull((x) => isShow(x) && isObject(x) && x['type'] === 'show'),
  }),
};

const fromPanel: Readonly<Record<PanelToHost['type'], Guard>> = {
  ready: isObject,
  painted: shape({ version: count, ms: (x) => typeof x === 'number' && x >= 0 && x <= 1e9 }),
  reveal: (x) => isObject(x) && ('place' in x ? isPlace(x['place']) && !('offset' in x) : count(x['offset'])),
  failed: shape({ message: sentence }),
  compare: shape({ uri: sentence, with: orNull(isCompareWith) }),
};

const known = (guards: Readonly<Record<string, Guard>>, x: unknown): boolean =>
  isObject(x) && typeof x['type'] === 'string' && Object.hasOwn(guards, x['type']) && guards[x['type']]!(x);

export const isHostToPanel = (x: unknown): x is HostToPanel => known(fromHost, x);
export const isPanelToHost = (x: unknown): x is PanelToHost => known(fromPanel, x);
