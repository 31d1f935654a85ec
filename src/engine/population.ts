/** What a whole config does to the machine: every pgmap in its order, on the vmemmap that those before it left. */
import { pageSize } from './arch';
import { initializedStructPages, nrMemmapPages } from './accounting';
import { dedupOff, pgmapVmemmapNr } from './gate';
import { hugetlbPopulation } from './hugetlb';
import { IntervalSet } from './intervals';
import { addressLimit, memremapRefusal, pfns } from './memremap';
import { addPages } from './populate';
import { resolve } from './ranges';
import { refusal } from './refusal';
import { countKinds } from './runs';
import { addTables, NO_TABLES } from './pageTables';
import { FrameNumbers, readRuns } from './reading';
import { Vmemmap } from './vmemmap';
import { vmemmapAddress } from './populating';
import { vmemmapPopulate } from './archPopulate';
import type { Populating } from './populating';
import type { Added } from './populate';
import type { Request } from './ranges';
import type {
  Altmap,
  HugetlbPool,
  Machine,
  Outcome,
  Pgmap,
  PageTables,
  PgmapPopulation,
  PhysRange,
  Population,
  RangePopulation,
  Rule,
  Totals,
} from './types';

export const NO_TOTALS: Totals = {
  structPages: 0,
  initializedStructPages: 0,
  vmemmapPages: 0,
  ownPages: 0,
  sharedPages: 0,
  hugePages: 0,
  frames: 0,
  altmapFrames: 0,
  bootFrames: 0,
  pageTables: NO_TABLES,
  bytesWithoutDedup: 0,
  bytesData: 0,
  bytesPageTables: 0,
  bytesSaved: 0,
  nrMemmapPages: null,
};

/** Populates the pgmaps one after the other, as creating the devices in the file's order would. */
export function populate(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  hugetlb: readonly HugetlbPool[],
): Population {
  const memory = { live: new IntervalSet(), asIs: booted(machine), without: booted(machine) };
  let above = top(machine, pgmaps);
  const populations = pgmaps.map((pgmap) => {
    const request = resolve(machine, pgmap, above);
    if (!request.baseKnown) above = request.ranges.at(-1)!.end + 1n;
    return pgmapPopulation(machine, pgmap, request, memory);
  });
  const totals = sumTotals(populations.filter((p) => p.outcome.ok).map((p) => p.totals));
  return { pgmaps: populations, hugetlb: hugetlbPopulation(machine, hugetlb), totals };
}

/** The first address above all RAM and ranges that the config names and the machine can have. */
function top(machine: Machine, pgmaps: readonly Pgmap[]): bigint {
  const limit = addressLimit(machine);
  let end = 0n;
  const reach = (to: bigint): void => {
    if (to > end && to < limit) end = to;
  };
  for (const r of machine.ram ?? []) reach(r.end + 1n);
  for (const p of pgmaps) {
    for (const r of p.ranges) reach(r.end + 1n);
    if (p.raw) reach(p.raw.start + p.raw.size);
  }
  return end;
}

/** The vmemmap as boot leaves it: the whole memmap of every section that holds RAM (sparse_init_nid(), mm/sparse.c). */
export function booted(machine: Machine): Vmemmap {
  const vmemmap = new Vmemmap(machine);
  for (const [startPfn, endPfn] of vmemmap.bootSections) {
    const p: Populating = {
      machine,
      vmemmap,
      canOptimize: false,
      nr: 1,
      startPfn,
      endPfn,
      altmap: null,
      rule: 'boot-memmap',
    };
    vmemmapPopulate(p, vmemmapAddress(p, startPfn), vmemmapAddress(p, endPfn), endPfn - startPfn);
  }
  vmemmap.newOwner();
  return vmemmap;
}

interface Memory {
  /** Pfns that live pgmaps hold: `pgmap_array`. */
  readonly live: IntervalSet;
  /** The vmemmap as the kernel makes it, and as it were with dedup off. */
  readonly asIs: Vmemmap;
  readonly without: Vmemmap;
}

function pgmapPopulation(machine: Machine, pgmap: Pgmap, request: Request, memory: Memory): PgmapPopulation {
  const off = dedupOff(machine, pgmap);
  const refused =
    request.refusal ?? memremapRefusal(machine, pgmap, request.ranges, request.altmap, memory.live);
  const made = populateRanges(machine, pgmap, request, memory.asIs, off === null, !refused);
  const without = populateRanges(machine, pgmap, request, memory.without, false, !refused);
  const outcome: Outcome = refused ?? (made.error ? addPagesRefusal(made.error, made.altmap) : { ok: true });
  if (outcome.ok)
    for (const range of request.ranges) {
      const { from, to } = pfns(machine, range);
      memory.live.add(from, to);
    }
  return {
    name: pgmap.name,
    outcome,
    dedup: off === null,
    dedupOff: off,
    pagesPerCompound: pgmapVmemmapNr(machine, pgmap),
    altmap: outcome.ok ? made.altmap : null,
    ranges: made.ranges,
    totals: outcome.ok ? totalsOf(machine, made, bytes(machine, without)) : NO_TOTALS,
  };
}

/** sparse_add_section() prints nothing where it fails; x86's add_pages() warns once, without words. */
const addPagesRefusal = (error: 'EEXIST' | 'ENOMEM', altmap: Altmap | null): Outcome =>
  error === 'EEXIST'
    ? refusal('EEXIST', 'fill_subsection_map', 'File exists')
    : refusal('ENOMEM', altmap ? 'altmap_alloc_block_buf' : 'section_activate', 'Cannot allocate memory');

interface Made {
  readonly error: Added['error'];
  readonly ranges: readonly RangePopulation[];
  readonly altmap: Altmap | null;
  /** Distinct frames over the ranges. */
  readonly frames: number;
  /** Frames taken from RAM, in base pages: more than the runs show where leaves or compounds reach past the range. */
  readonly ramFrames: number;
  readonly tables: PageTables;
  readonly initialized: number;
  readonly nrMemmapPages: number | null;
}

/** Adds the ranges of a pgmap one after the other, up to the first error; `accepted` is false where none is reached. */
function populateRanges(
  machine: Machine,
  pgmap: Pgmap,
  request: Request,
  vmemmap: Vmemmap,
  canOptimize: boolean,
  accepted: boolean,
): Made {
  vmemmap.newOwner();
  const before = { ram: vmemmap.ramFrames, tables: vmemmap.newTables };
  const made: { initialized: number; counted: number | null; error: Added['error']; altmap: Altmap | null } =
    {
      initialized: 0,
      counted: null,
      error: null,
      altmap: request.altmap,
    };
  for (const range of accepted ? request.ranges : []) {
    const { from, to } = pfns(machine, range);
    const nr = pgmapVmemmapNr(machine, pgmap);
    const p: Populating = {
      machine,
      vmemmap,
      canOptimize,
      nr,
      startPfn: from,
      endPfn: to,
      altmap: made.altmap,
      rule: null,
    };
    made.error = addPages(p).error;
    made.altmap = p.altmap;
    if (made.error) break;
    made.initialized += initializedStructPages(p);
    const added = nrMemmapPages(p);
    if (added !== null) made.counted = (made.counted ?? 0) + added;
  }
  const numbers = new FrameNumbers();
  const ranges = request.ranges.map((range) =>
    rangeOf(machine, vmemmap, range, request.baseKnown, accepted, numbers),
  );
  return {
    error: made.error,
    ranges,
    altmap: made.altmap,
    frames: numbers.next,
    ramFrames: vmemmap.ramFrames - before.ram,
    tables: {
      pte: vmemmap.newTables.pte - before.tables.pte,
      pmd: vmemmap.newTables.pmd - before.tables.pmd,
      pud: vmemmap.newTables.pud - before.tables.pud,
    },
    initialized: made.initialized,
    nrMemmapPages: made.counted,
  };
}

/**
 * The mapping of a range as it stands, whoever made it. A range that was never added has no struct pages: it shows as
 * many vmemmap pages as they would fill.
 */
function rangeOf(
  machine: Machine,
  vmemmap: Vmemmap,
  range: PhysRange,
  baseKnown: boolean,
  added: boolean,
  numbers: FrameNumbers,
): RangePopulation {
  const { from, to } = pfns(machine, range);
  const first = vmemmap.vmemmapPage(from);
  const end = added ? vmemmap.vmemmapPageEnd(to) : first + vmemmap.vmemmapPageEnd(to - from);
  return {
    startPfn: from,
    endPfn: to,
    baseKnown,
    firstVmemmapPage: first,
    vmemmapPages: end - first,
    runs: readRuns(vmemmap, first, end, vmemmap.currentOwner, numbers),
  };
}

function bytesOfTables(machine: Machine, { tables }: Made): number {
  const { pte, pmd, pud } = machine.arch.tableBytes;
  return tables.pte * pte + tables.pmd * pmd + tables.pud * pud;
}

const bytes = (machine: Machine, made: Made): number =>
  made.ramFrames * pageSize(machine.arch) + bytesOfTables(machine, made);

/** Pages of a rule over all ranges. */
const pagesOf = (made: Made, rule: Rule): number =>
  made.ranges
    .flatMap((r) => r.runs)
    .reduce((sum, row) => sum + ('rule' in row && row.rule === rule ? row.count : 0), 0);

function totalsOf(machine: Machine, made: Made, bytesWithoutDedup: number): Totals {
  const kinds = countKinds(made.ranges.map((r) => r.runs));
  const bytesData = made.ramFrames * pageSize(machine.arch);
  const bytesPageTables = bytesOfTables(machine, made);
  return {
    structPages: made.ranges.reduce((sum, r) => sum + r.endPfn - r.startPfn, 0),
    initializedStructPages: made.initialized,
    vmemmapPages: made.ranges.reduce((sum, r) => sum + r.vmemmapPages, 0),
    ownPages: kinds.own,
    sharedPages: kinds.shared,
    hugePages: kinds.huge,
    frames: made.frames,
    altmapFrames: pagesOf(made, 'altmap'),
    bootFrames: pagesOf(made, 'boot-memmap'),
    pageTables: made.tables,
    bytesWithoutDedup,
    bytesData,
    bytesPageTables,
    bytesSaved: bytesWithoutDedup - bytesData - bytesPageTables,
    nrMemmapPages: made.nrMemmapPages,
  };
}

/** Sums totals; nrMemmapPages is null only where no pgmap has the counter. */
export function sumTotals(all: readonly Totals[]): Totals {
  const sum = { ...NO_TOTALS } as { -readonly [K in keyof Totals]: Totals[K] };
  for (const t of all) {
    for (const key of SUMMED) sum[key] += t[key];
    sum.pageTables = addTables(sum.pageTables, t.pageTables);
    if (t.nrMemmapPages !== null) sum.nrMemmapPages = (sum.nrMemmapPages ?? 0) + t.nrMemmapPages;
  }
  return sum;
}

const SUMMED = [
  'structPages',
  'initializedStructPages',
  'vmemmapPages',
  'ownPages',
  'sharedPages',
  'hugePages',
  'frames',
  'altmapFrames',
  'bootFrames',
  'bytesWithoutDedup',
  'bytesData',
  'bytesPageTables',
  'bytesSaved',
] as const;
