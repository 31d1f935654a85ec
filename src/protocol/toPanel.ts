/** A guard for each message from the host: the panel does not trust its shapes. */
import { ARCH_NAMES } from '../engine/archNames';
import { RULE_NAMES } from '../engine/ruleNames';
import { SEVERITIES } from '../engine/types';
import {
  amount,
  count,
  flag,
  isObject,
  keyOf,
  known,
  list,
  oneOf,
  optional,
  orNull,
  sentence,
  shape,
  text,
  within,
} from './guards';
import { isCompareWith, isPlace } from './both';
import { exportToPanel } from './export';
import { sessionToPanel } from './session';
import { whatIfToPanel } from './whatIf';
import type { HvoMode, MemmapCounter } from '../engine/behaviour';
import type {
  DedupOff,
  HugetlbPopulation,
  HvoOff,
  PageKind,
  RangePopulation,
  Run,
  RunBlock,
  Totals,
} from '../engine/types';
import type { Guard } from './guards';
import type { CostFacts, HostToPanel, PoolFacts } from '../protocol';

const isRunShape = shape({
  first: count,
  count: within(1, Number.MAX_SAFE_INTEGER),
  kind: keyOf<PageKind>({ own: true, shared: true, huge: true, none: true }),
  frame: orNull(count),
  rule: keyOf(RULE_NAMES),
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
  dedupOff: orNull(
    keyOf<DedupOff>({
      kernel: true,
      mode: true,
      arch: true,
      'struct-page': true,
      altmap: true,
      'small-compound': true,
    }),
  ),
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
  off: orNull(keyOf<HvoOff>({ arch: true, disabled: true, 'struct-page': true, 'too-small': true })),
  mode: orNull(
    keyOf<HvoMode>({ 'two-pages': true, 'one-page': true, 'copied-head': true, 'shared-tail': true }),
  ),
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

const isCosts = shape({
  memmapCounter: keyOf<MemmapCounter>({ absent: true, raw: true, 'dedup-aware': true }),
  nodes: orNull(list(list(within(0, 1023)))),
  pools: list(
    shape({ node: within(0, 1023), deviceDax: orNull(isTotals) } satisfies Record<keyof PoolFacts, Guard>),
  ),
} satisfies Record<keyof CostFacts, Guard>);

const isMachine = shape({
  arch: oneOf(...ARCH_NAMES),
  pageShift: within(10, 24),
  sectionShift: within(20, 40),
  pmdShift: within(15, 40),
  mmu: optional(oneOf('radix', 'hash')),
  structPageSize: within(1, 65_536),
  kernel: sentence,
  vmemmapBase: (x) => x === null || (typeof x === 'string' && /^0x[0-9a-f]{1,16}$/.test(x)),
});

const isFinding = shape({
  code: text(100),
  severity: oneOf(...SEVERITIES),
  message: sentence,
  place: orNull(isPlace),
  offset: count,
  fixes: optional(list(sentence)),
});

const isRam = orNull(list(shape({ startPfn: count, endPfn: count, node: count })));
const whole: Guard = Number.isSafeInteger;

const ofDocument = { uri: sentence, version: count, fileName: sentence };

const isShow = shape({
  ...ofDocument,
  machine: isMachine,
  population: isPopulation,
  findings: list(isFinding),
  ram: isRam,
  costs: isCosts,
  parts: optional(count),
});

const fromHost: Readonly<Record<HostToPanel['type'], Guard>> = {
  show: isShow,
  part: shape({
    uri: sentence,
    version: count,
    part: count,
    pgmaps: list(isPgmap),
    findings: list(isFinding),
  }),
  update: shape({
    ...ofDocument,
    base: count,
    machine: isMachine,
    ram: isRam,
    costs: isCosts,
    totals: isTotals,
    hugetlb: list(isHugetlb),
    pgmaps: shape({ keep: count, remove: count, insert: list(isPgmap) }),
    findings: shape({ keep: count, remove: count, insert: list(isFinding), shift: whole, more: whole }),
  }),
  stale: shape({ ...ofDocument, message: sentence, line: within(1, Number.MAX_SAFE_INTEGER), offset: count }),
  select: shape({ place: isPlace, part: optional(oneOf('whatIf')) }),
  compared: shape({
    uri: sentence,
    with: orNull(isCompareWith),
    problem: orNull(sentence),
    show: orNull((x) => isShow(x) && isObject(x) && x['type'] === 'show'),
  }),
  ...sessionToPanel,
  ...whatIfToPanel,
  ...exportToPanel,
};

export const isHostToPanel = (x: unknown): x is HostToPanel => known(fromHost, x);
