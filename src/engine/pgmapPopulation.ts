/** What one pgmap does: memremap_pages() on the vmemmap as those before it left it, and the same with dedup off. */
import { pageSize } from './arch';
import { initializedEnd, initializedStructPages, nrMemmapPages } from './accounting';
import { dedupOff, pgmapVmemmapNr } from './gate';
import { kmemAdds } from './kmem';
import { memremapRefusal, pfns } from './memremap';
import { onMemoryAltmap, supportsMemmapOnMemory } from './onMemory';
import { NO_TABLES, subtractTables } from './pageTables';
import { removePages } from './depopulate';
import { addPages } from './addPages';
import { FrameNumbers, readRuns } from './reading';
import { refusal } from './refusal';
import { isBlock } from './runs';
import { hex } from './units';
import type { Kmem } from './kmem';
import type { Memory } from './memory';
import type { Added } from './addPages';
import type { Populating } from './populateRange';
import type { Request } from './ranges';
import type { Vmemmap } from './vmemmap';
import type {
  Altmap,
  Machine,
  Outcome,
  PageTables,
  Pgmap,
  PgmapPopulation,
  PhysRange,
  RangePopulation,
  Run,
  Totals,
} from './types';

/** Totals of nothing; a counter that the kernel has stays where it is. */
export const noTotals = ({ kernel }: Machine): Totals => ({
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
  nrMemmapPages: kernel.behaviour.memmapCounter === 'absent' ? null : 0,
});

export function pgmapPopulation(
  machine: Machine,
  pgmap: Pgmap,
  request: Request,
  memory: Memory,
): PgmapPopulation {
  const off = dedupOff(machine, pgmap);
  const { ranges, refused } = answered(machine, pgmap, request, memory);
  const accepted = refused ? [] : ranges;
  const made = populateRanges(machine, pgmap, accepted, request.altmap, memory.asIs, off === null);
  const without = populateRanges(machine, pgmap, accepted, request.altmap, memory.without, false);
  const outcome: Outcome = refused ?? (made.error ? addPagesRefusal(made.error, made.altmap) : { ok: true });
  if (outcome.ok)
    for (const range of ranges) {
      const { from, to } = pfns(machine, range);
      (pgmap.mode === 'system-ram' ? memory.online : memory.live).add(from, to);
    }
  const numbers = new FrameNumbers();
  const mapped = ranges.map((range, i) =>
    rangeOf(machine, memory.asIs, range, request.baseKnown, !refused, numbers, made.pastEnds[i] ?? NOT_PAST),
  );
  // The mapping of a pgmap that failed tells what is there, and costs nothing.
  const costs = outcome.ok ? costsOf(machine, made, bytes(machine, without)) : noTotals(machine);
  return {
    name: pgmap.name,
    outcome,
    dedup: off === null,
    dedupOff: off,
    pagesPerCompound: pgmapVmemmapNr(machine, pgmap),
    altmap: outcome.ok ? made.altmap : null,
    ranges: mapped,
    totals: totalsOf(mapped, numbers.next, costs),
  };
}

/** The ranges that are added, or those asked for and why they are not. */
function answered(machine: Machine, pgmap: Pgmap, request: Request, memory: Memory): Kmem {
  const { ranges, altmap } = request;
  if (request.refusal) return { ranges, refused: request.refusal };
  if (pgmap.mode === 'system-ram') return kmemAdds(machine, request, memory);
  return { ranges, refused: memremapRefusal(machine, pgmap, ranges, altmap, memory) };
}

/** sparse_add_section() prints nothing where it fails; x86's add_pages() warns once, without words. */
const addPagesRefusal = (error: 'EEXIST' | 'ENOMEM', altmap: Altmap | null): Outcome =>
  error === 'EEXIST'
    ? refusal('EEXIST', 'fill_subsection_map', 'File exists')
    : refusal('ENOMEM', altmap ? 'altmap_alloc_block_buf' : 'section_activate', 'Cannot allocate memory');

interface Made {
  readonly error: Added['error'];
  readonly pastEnds: readonly RangePopulation['pastEnd'][];
  readonly altmap: Altmap | null;
  /** Frames taken from RAM, in base pages: more than the runs show where leaves or compounds reach past the range. */
  readonly ramFrames: number;
  readonly tables: PageTables;
  readonly initialized: number;
  readonly nrMemmapPages: number | null;
}

/** Adds ranges of a pgmap one after the other, up to the first error. */
function populateRanges(
  machine: Machine,
  pgmap: Pgmap,
  ranges: readonly PhysRange[],
  given: Altmap | null,
  vmemmap: Vmemmap,
  canOptimize: boolean,
): Made {
  vmemmap.newOwner();
  const before = { ram: vmemmap.ramFrames, tables: vmemmap.newTables };
  const added: RangeAdded[] = [];
  let altmap = given;
  for (const range of ranges) {
    const one = addRange(machine, pgmap, range, vmemmap, canOptimize, altmap);
    altmap = one.altmap;
    added.push(one);
    if (one.error) break;
  }
  // memunmap_pages() takes back the ranges before the failing one; what of that one was added stays.
  if (added.at(-1)?.error)
    for (const range of ranges.slice(0, added.length - 1)) {
      const { from, to } = pfns(machine, range);
      removePages(machine, vmemmap, from, to);
    }
  const counted = added.map((one) => one.nrMemmapPages).filter((n) => n !== null);
  return {
    error: added.at(-1)?.error ?? null,
    pastEnds: added.map((one) => one.pastEnd),
    altmap,
    ramFrames: vmemmap.ramFrames - before.ram,
    tables: subtractTables(vmemmap.newTables, before.tables),
    initialized: added.reduce((sum, one) => sum + one.initialized, 0),
    nrMemmapPages: counted.length > 0 ? counted.reduce((sum, n) => sum + n, 0) : null,
  };
}

interface RangeAdded {
  readonly error: Added['error'];
  readonly altmap: Altmap | null;
  readonly initialized: number;
  readonly nrMemmapPages: number | null;
  readonly pastEnd: RangePopulation['pastEnd'];
}

/** pagemap_range() (mm/memremap.c) from arch_add_memory() on. */
function addRange(
  machine: Machine,
  pgmap: Pgmap,
  range: PhysRange,
  vmemmap: Vmemmap,
  canOptimize: boolean,
  altmap: Altmap | null,
): RangeAdded {
  const { from, to } = pfns(machine, range);
  const onMemory = pgmap.mode === 'system-ram' && pgmap.memmapOnMemory && supportsMemmapOnMemory(machine);
  const p: Populating = {
    machine,
    vmemmap,
    canOptimize,
    nr: pgmapVmemmapNr(machine, pgmap),
    startPfn: from,
    endPfn: to,
    altmap: onMemory ? onMemoryAltmap(machine, from, to) : altmap,
    rule: null,
  };
  const { error } = addPages(p);
  return {
    error,
    altmap: onMemory ? altmap : p.altmap,
    initialized: error ? 0 : initializedStructPages(p),
    nrMemmapPages: error ? null : nrMemmapPages(p),
    pastEnd: error ? NOT_PAST : pastEndOf(p),
  };
}

const NOT_PAST = { structPages: 0, unmappedPages: 0 };

/** What initialisation writes behind a range, on the vmemmap as it is then. */
function pastEndOf(p: Populating): RangePopulation['pastEnd'] {
  const end = initializedEnd(p);
  if (end === p.endPfn) return NOT_PAST;
  const gaps = p.vmemmap.gaps(p.vmemmap.vmemmapPage(p.endPfn), p.vmemmap.vmemmapPageEnd(end));
  return {
    structPages: end - p.endPfn,
    unmappedPages: gaps.reduce((sum, [from, to]) => sum + to - from, 0),
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
  pastEnd: RangePopulation['pastEnd'],
): RangePopulation {
  const { from, to } = pfns(machine, range);
  const first = vmemmap.vmemmapPage(from);
  const filled = Math.ceil(((to - from) * machine.structPageSize) / pageSize(machine.arch));
  const end = added ? vmemmap.vmemmapPageEnd(to) : first + filled;
  const page = BigInt(pageSize(machine.arch));
  const cut = range.start % page !== 0n || (range.end + 1n) % page !== 0n;
  return {
    startPfn: from,
    endPfn: to,
    ...(cut ? { asked: { start: hex(range.start), end: hex(range.end) } } : {}),
    baseKnown,
    firstVmemmapPage: Math.floor((from * machine.structPageSize) / pageSize(machine.arch)),
    vmemmapPages: end - first,
    runs: readRuns(vmemmap, first, end, vmemmap.currentOwner, numbers),
    pastEnd,
  };
}

function bytesOfTables(machine: Machine, { tables }: Made): number {
  const { pte, pmd, pud } = machine.arch.tableBytes;
  return tables.pte * pte + tables.pmd * pmd + tables.pud * pud;
}

const bytes = (machine: Machine, made: Made): number =>
  made.ramFrames * pageSize(machine.arch) + bytesOfTables(machine, made);

/** Vmemmap pages by how they are mapped; those of the altmap and of boot are in their kind as well. */
function pagesByKind(ranges: readonly RangePopulation[]): {
  own: number;
  shared: number;
  huge: number;
  none: number;
  altmap: number;
  boot: number;
} {
  const pages = { own: 0, shared: 0, huge: 0, none: 0, altmap: 0, boot: 0 };
  const count = (run: Run, times: number): void => {
    pages[run.kind] += run.count * times;
    if (run.rule === 'altmap') pages.altmap += run.count * times;
    if (run.rule === 'boot-memmap') pages.boot += run.count * times;
  };
  for (const range of ranges)
    for (const row of range.runs)
      if (isBlock(row)) for (const run of row.runs) count(run, row.repeat);
      else count(row, 1);
  return pages;
}

type Costs = Pick<
  Totals,
  | 'initializedStructPages'
  | 'pageTables'
  | 'bytesWithoutDedup'
  | 'bytesData'
  | 'bytesPageTables'
  | 'bytesSaved'
  | 'nrMemmapPages'
>;

/** What the ranges show, however it came about, and what that costs. Written out: this is done for every pgmap of a file. */
function totalsOf(ranges: readonly RangePopulation[], frames: number, costs: Costs): Totals {
  const kinds = pagesByKind(ranges);
  return {
    structPages: ranges.reduce((sum, r) => sum + r.endPfn - r.startPfn, 0),
    initializedStructPages: costs.initializedStructPages,
    vmemmapPages: ranges.reduce((sum, r) => sum + r.vmemmapPages, 0),
    ownPages: kinds.own,
    sharedPages: kinds.shared,
    hugePages: kinds.huge,
    frames,
    altmapFrames: kinds.altmap,
    bootFrames: kinds.boot,
    pageTables: costs.pageTables,
    bytesWithoutDedup: costs.bytesWithoutDedup,
    bytesData: costs.bytesData,
    bytesPageTables: costs.bytesPageTables,
    bytesSaved: costs.bytesSaved,
    nrMemmapPages: costs.nrMemmapPages,
  };
}

/** What making the pgmap did. */
function costsOf(machine: Machine, made: Made, bytesWithoutDedup: number): Costs {
  const bytesData = made.ramFrames * pageSize(machine.arch);
  const bytesPageTables = bytesOfTables(machine, made);
  return {
    initializedStructPages: made.initialized,
    pageTables: made.tables,
    bytesWithoutDedup,
    bytesData,
    bytesPageTables,
    bytesSaved: bytesWithoutDedup - bytesData - bytesPageTables,
    nrMemmapPages: made.nrMemmapPages,
  };
}
