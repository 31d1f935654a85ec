/** The state of the vmemmap while devices come and go: what is mapped how, and which page tables are there. */
import { pagesPerSection, pagesPerSubsection, pageSize, SUBSECTION_SHIFT } from './arch';
import { IntervalSet } from './intervals';
import { lowestAddress } from './memremap';
import { PageTables } from './pageTables';
import { Segments } from './segments';
import { isBlock, pageCount, shifted, walks } from './runs';
import type { Stretch } from './pageTables';
import type { Segment } from './segments';
import type { Machine, PageTables as Counts, Rule, Run, RunBlock } from './types';

/** The number of a page frame, over the whole machine; not a pfn. */
export type FrameId = number;

/** Thrown where an allocation fails: by request, or because the altmap is used up. */
export class OutOfMemory extends Error {
  constructor(readonly what: 'table' | 'page' | 'block' | 'altmap') {
    super(`no memory for a ${what}`);
  }
}

export class Vmemmap {
  private readonly segments = new Segments();
  private readonly earlySections = new IntervalSet();
  /** Pfns whose subsections are taken: `subsection_map` of every section. */
  readonly active = new IntervalSet();
  private readonly tables: PageTables;
  private nextFrame: FrameId = 0;
  private owner = 0;
  /** The allocation, counted from here on, that fails. */
  private left = Infinity;
  private lost = false;
  /** Frames that were not taken from RAM for a device. */
  private readonly notRam = new IntervalSet();
  /** The pfn whose struct page stands at VMEMMAP_START. */
  private readonly originPfn: number;
  /** Frames taken from RAM and given back, in base pages. */
  ramFrames = 0;

  constructor(readonly machine: Machine) {
    this.tables = new PageTables(machine);
    // arm64 puts the struct page of the lowest mappable address at VMEMMAP_START (arm64_memblock_init()).
    const first = machine.arch.memstartShift === null ? 0n : lowestAddress(machine);
    this.originPfn = Number(first >> BigInt(machine.arch.pageShift));
    const subsection = pagesPerSubsection(machine.arch);
    const section = BigInt(machine.arch.sectionShift);
    for (const { start, end } of machine.ram ?? []) {
      this.earlySections.add(Number(start >> section), Number(end >> section) + 1);
      const first = Number(start >> BigInt(SUBSECTION_SHIFT));
      const last = Number(end >> BigInt(SUBSECTION_SHIFT));
      this.active.add(first * subsection, (last + 1) * subsection);
    }
  }

  /** Whether anything was taken out again. */
  get hasLost(): boolean {
    return this.lost;
  }

  /** See PageTables. */
  takeNeeded(): readonly Stretch[] {
    return this.tables.takeNeeded();
  }

  /** Makes the PMD and PUD tables of what is mapped elsewhere. */
  addUpperTables(stretches: readonly Stretch[]): void {
    for (const [from, to] of stretches) this.tables.addUpper(from, to);
  }

  /** Boot is over: what is mapped from here on is a new population's. */
  newOwner(): void {
    this.owner += 1;
  }

  get currentOwner(): number {
    return this.owner;
  }

  get newTables(): Counts {
    return this.tables.made;
  }

  /** Lets the n-th allocation from here on fail, of page tables and frames from RAM alike; Infinity: none. */
  failAt(n: number): void {
    this.left = n;
  }

  get canFail(): boolean {
    return this.left !== Infinity;
  }

  /** Vmemmap pages under one PMD entry. */
  get pagesPerPmd(): number {
    return this.tables.pagesPerPmd;
  }

  /** Bytes from VMEMMAP_START to the struct page of `pfn`: pfn_to_page(). What the kernel's loops walk. */
  address(pfn: number): number {
    return (pfn - this.originPfn) * this.machine.structPageSize;
  }

  /** The pfn whose struct page lies at `address`, or begins before it: page_to_pfn(). */
  pfnAt(address: number): number {
    return this.originPfn + Math.floor(address / this.machine.structPageSize);
  }

  /** The vmemmap page, counted from VMEMMAP_START, in which the struct page of `pfn` starts. */
  vmemmapPage(pfn: number): number {
    return Math.floor(this.address(pfn) / pageSize(this.machine.arch));
  }

  /** The vmemmap page behind the last one that holds a struct page below `pfn`. */
  vmemmapPageEnd(pfn: number): number {
    return Math.ceil(this.address(pfn) / pageSize(this.machine.arch));
  }

  /** early_section(): whether the section of `pfn` was there at boot. */
  earlySection(pfn: number): boolean {
    return this.earlySections.has(Math.floor(pfn / pagesPerSection(this.machine.arch)));
  }

  /** Whether a struct page of [from, to) pfns is in use: of an active subsection, or any of a section present at boot. */
  inUse(from: number, to: number): boolean {
    const section = pagesPerSection(this.machine.arch);
    return (
      this.active.intersects(from, to) ||
      this.earlySections.intersects(Math.floor(from / section), Math.ceil(to / section))
    );
  }

  /** Sections present at boot, as [from, to) of pfns. */
  get bootSections(): readonly [number, number][] {
    const pages = pagesPerSection(this.machine.arch);
    return this.earlySections.intervals.map(([from, to]) => [from * pages, to * pages]);
  }

  isEmpty(from: number, to: number): boolean {
    return this.segments.isEmpty(from, to);
  }

  gaps(from: number, to: number): [number, number][] {
    return this.segments.gaps(from, to);
  }

  /** What is mapped in [from, to), cut to it, ascending. */
  within(from: number, to: number): Segment[] {
    return this.segments.within(from, to);
  }

  at(page: number): Run | undefined {
    return this.segments.at(page);
  }

  /** What the PMD entry over `page` is. */
  pmdState(page: number): 'none' | 'leaf' | 'table' {
    const pmd = Math.floor(page / this.pagesPerPmd);
    if (this.tables.hasPte(pmd)) return 'table';
    return this.segments.isEmpty(pmd * this.pagesPerPmd, (pmd + 1) * this.pagesPerPmd) ? 'none' : 'leaf';
  }

  /** A frame that was not there before and is nobody's: named by what was read where no PTE stands. */
  strayFrame(): FrameId {
    return this.take(1, 1, 'boot-memmap');
  }

  /**
   * Maps what is empty of [from, to) by base pages: to `reuse`, or to a frame each where that is null
   * (vmemmap_pte_populate(), mm/sparse-vmemmap.c: an entry that is there is left as it is).
   */
  map(from: number, to: number, reuse: FrameId | null, rule: Rule): void {
    for (const [start, end] of this.gaps(from, to)) {
      // With faults as far as one allocation goes: a page, or what one PTE table holds.
      const unit = !this.canFail ? Infinity : reuse === null ? 1 : this.pagesPerPmd;
      for (let page = start; page < end;) {
        const next = unit === Infinity ? end : Math.min(end, (Math.floor(page / unit) + 1) * unit);
        this.mapGap(page, next, reuse, rule);
        page = next;
      }
    }
  }

  /** Makes the tables for the PTE of a page, as powerpc does before it looks at the PTE. */
  addTablesFor(page: number): void {
    if (this.canFail) this.tables.addOneByOne(page, page + 1, () => this.allocate('table'));
    else this.tables.add(page, page + 1);
  }

  private mapGap(start: number, end: number, reuse: FrameId | null, rule: Rule): void {
    if (this.canFail) this.tables.addOneByOne(start, end, () => this.allocate('table'));
    else this.tables.add(start, end);
    const count = end - start;
    if (reuse !== null) {
      this.segments.put({ first: start, count, kind: 'shared', frame: reuse, rule }, this.owner);
      return;
    }
    const frame = this.take(count, 1, rule);
    this.segments.put({ first: start, count, kind: 'own', frame, rule }, this.owner);
  }

  /** Maps `count` empty pages from `from` on, each to the frame of another page: `frame` and those behind it. */
  mapSteps(from: number, count: number, frame: FrameId, rule: Rule): void {
    this.tables.add(from, from + count);
    const step = count > 1 ? { step: 1 as const } : {};
    this.segments.put({ first: from, count, kind: 'shared', frame, rule, ...step }, this.owner);
  }

  /** Maps the empty PMD entries of the pages [from, to) by leaves. */
  mapLeaves(from: number, to: number, rule: Rule): void {
    if (this.canFail) this.tables.addUpperOneByOne(from, to, () => this.allocate('table'));
    else this.tables.addUpper(from, to);
    const frame = this.take(to - from, this.pagesPerPmd, rule);
    this.segments.put({ first: from, count: to - from, kind: 'huge', frame, rule }, this.owner);
  }

  /** `count` frames in blocks: from RAM unless `rule` says where else. */
  private take(count: number, block: number, rule: Rule): FrameId {
    const ram = rule !== 'altmap' && rule !== 'boot-memmap';
    if (ram && this.canFail)
      for (let i = 0; i < count / block; i++) this.allocate(block === 1 ? 'page' : 'block');
    const frame = this.nextFrame;
    this.nextFrame += count;
    if (ram) this.ramFrames += count;
    else this.notRam.add(frame, frame + count);
    return frame;
  }

  /**
   * Lays `times` copies, one after the other, of what `lay` maps in [from, from + pages): the kernel does the same in
   * each. Returns how many were laid: one alone where `lay` reached beyond its pages or took frames in another order.
   */
  repeat(from: number, pages: number, times: number, lay: () => void): number {
    const [frame, ram] = [this.nextFrame, this.ramFrames];
    lay();
    if (times < 2 || this.canFail || !this.segments.isEmpty(from + pages, from + pages * times)) return 1;
    const laid = this.segments.cut(from, from + pages);
    const rows = laid.map((s) => s.row);
    const frames = this.nextFrame - frame;
    if (!coversInOrder(rows, pages, frame, frames)) {
      for (const { row, owner } of laid) this.segments.put(row, owner);
      return 1;
    }
    for (const row of repeated(rows, times, pages, frames)) this.segments.put(row, this.owner);
    this.nextFrame += frames * (times - 1);
    this.ramFrames += (this.ramFrames - ram) * (times - 1);
    this.tables.add(from, from + pages * times);
    return times;
  }

  /** Takes [from, to) out. Frames go back with their last mapping (put_page_testzero()), tables with their last entry. */
  unmap(from: number, to: number): void {
    this.lost = true;
    const frames = new IntervalSet();
    for (const { row } of this.segments.cut(from, to)) for (const [a, b] of framesOf(row)) frames.add(a, b);
    for (const { row } of this.segments.all) for (const [a, b] of framesOf(row)) frames.remove(a, b);
    for (const [a, b] of frames.intervals) this.ramFrames -= b - a - this.notRam.countIn(a, b);
    this.tables.free(from, to, (start, end) => this.segments.isEmpty(start, end));
  }

  /** One allocation; throws where it is the one to fail. */
  private allocate(what: OutOfMemory['what']): void {
    this.left -= 1;
    if (this.left === 0) throw new OutOfMemory(what);
  }
}

/** The frames that a row maps, as [from, to). */
function framesOf(row: Run | RunBlock): [number, number][] {
  return (isBlock(row) ? row.runs : [row]).map((run) => {
    const reach = walks(run) ? run.count : 1;
    const copies = isBlock(row) ? (row.repeat - 1) * row.frames : 0;
    return [run.frame!, run.frame! + copies + reach];
  });
}

/** Whether rows cover their pages without a gap, take the frames [frame, frame + frames) in ascending order and share no other. */
function coversInOrder(
  rows: readonly (Run | RunBlock)[],
  pages: number,
  frame: number,
  frames: number,
): boolean {
  let next = frame;
  for (const row of rows) {
    const runs = isBlock(row) ? row.runs : [row];
    if (runs.some((run) => run.kind === 'shared' && run.frame! < frame)) return false;
    const fresh = runs.filter((run) => run.kind !== 'shared');
    if (fresh.length > 0 && fresh[0]!.frame !== next) return false;
    next += isBlock(row) ? row.repeat * row.frames : fresh.reduce((sum, run) => sum + run.count, 0);
  }
  return next === frame + frames && rows.reduce((sum, row) => sum + pageCount(row), 0) === pages;
}

/** `rows`, of `pages` and `frames`, laid `times` over: one block where they are flat. */
function repeated(
  rows: readonly (Run | RunBlock)[],
  times: number,
  pages: number,
  frames: number,
): (Run | RunBlock)[] {
  const [only] = rows;
  if (rows.length === 1 && isBlock(only!)) return [{ ...only, repeat: only.repeat * times }];
  if (rows.length === 1 && !isBlock(only!) && only!.kind !== 'shared')
    return [{ ...only!, count: pages * times }];
  const runs = rows.some(isBlock)
    ? rows.flatMap((row) => (isBlock(row) ? laidOut(row) : [row]))
    : (rows as readonly Run[]);
  return [{ repeat: times, pages, frames, runs }];
}

const laidOut = (block: RunBlock): Run[] =>
  Array.from({ length: block.repeat }, (_, k) =>
    block.runs.map((run) => shifted(run, k * block.pages, k * block.frames)),
  ).flat();
