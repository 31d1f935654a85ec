/** The state of the vmemmap while devices are added: what is mapped how, and which page tables are there. */
import { pagesPerSection, pageSize } from './arch';
import { IntervalSet } from './intervals';
import type { Arch } from './arch';
import type { Machine } from './types';

/** One page frame, whatever numbers the pgmaps that map it give it. */
export type FrameId = symbol;

/** Vmemmap pages [from, to) that a population mapped to one frame past the end of its own slices. */
interface Overrun {
  readonly from: number;
  readonly to: number;
  readonly frame: FrameId;
}

/** PTRS_PER_PTE, PTRS_PER_PMD and PTRS_PER_PUD in terms of vmemmap pages. */
const tableSpans = (arch: Arch): readonly [number, number, number] => [
  2 ** (arch.pmdShift - arch.pageShift),
  2 ** (arch.pudShift - arch.pageShift),
  2 ** (arch.p4dShift - arch.pageShift),
];

export class Vmemmap {
  private readonly span: readonly [pte: number, pmd: number, pud: number];
  private readonly pte = new IntervalSet();
  private readonly pmd = new IntervalSet();
  private readonly pud = new IntervalSet();
  /** PMD entries that are leaves, by index from the vmemmap's base. */
  private readonly leaves = new IntervalSet();
  private readonly bootLeaves = new IntervalSet();
  private readonly earlySections = new IntervalSet();
  private readonly overruns: Overrun[] = [];
  /** Vmemmap pages mapped by base pages. */
  private readonly mapped = new IntervalSet();

  constructor(private readonly machine: Machine) {
    this.span = tableSpans(machine.arch);
    for (const { start, end } of machine.ram ?? []) {
      const shift = BigInt(machine.arch.sectionShift);
      this.addBootSections(Number(start >> shift), Number(end >> shift) + 1);
    }
  }

  /** Boot-time sections [from, to): their whole memmap, in PMD leaves (sparse_init_nid(), vmemmap_populate()). */
  private addBootSections(from: number, to: number): void {
    const pages = pagesPerSection(this.machine.arch);
    this.earlySections.add(from, to);
    const first = Math.floor(this.vmemmapPage(from * pages) / this.span[0]);
    const last = Math.ceil(this.vmemmapPage(to * pages) / this.span[0]);
    this.bootLeaves.add(first, last);
    this.leaves.add(first, last);
    this.addUpperTables(first * this.span[0], last * this.span[0]);
  }

  /** The vmemmap page, counted from the vmemmap's base, in which the struct page of `pfn` starts. */
  vmemmapPage(pfn: number): number {
    return Math.floor((pfn * this.machine.structPageSize) / pageSize(this.machine.arch));
  }

  /** The vmemmap page behind the last one that holds a struct page below `pfn`. */
  vmemmapPageEnd(pfn: number): number {
    return Math.ceil((pfn * this.machine.structPageSize) / pageSize(this.machine.arch));
  }

  /** early_section(): whether the section of `pfn` was there at boot. */
  earlySection(pfn: number): boolean {
    return this.earlySections.has(Math.floor(pfn / pagesPerSection(this.machine.arch)));
  }

  /** The vmemmap pages of [from, to) pfns, in stretches that the boot memmap maps and that nothing maps. */
  bootStretches(from: number, to: number): { pages: number; boot: boolean }[] {
    const section = pagesPerSection(this.machine.arch);
    const stretches: { pages: number; boot: boolean }[] = [];
    for (let pfn = from; pfn < to;) {
      const number = Math.floor(pfn / section);
      const boot = this.earlySections.has(number);
      const run = boot ? this.earlySections.runFrom(number) : this.earlySections.gapFrom(number);
      const end = Math.min(to, (number + run) * section);
      stretches.push({ pages: this.vmemmapPageEnd(end) - this.vmemmapPage(pfn), boot });
      pfn = end;
    }
    return stretches;
  }

  get pagesPerPmd(): number {
    return this.span[0];
  }

  /** What the PMD entry number `pmd` is. */
  pmdState(pmd: number): 'none' | 'leaf' | 'boot-leaf' | 'table' {
    if (this.bootLeaves.has(pmd)) return 'boot-leaf';
    if (this.leaves.has(pmd)) return 'leaf';
    return this.pte.has(pmd) ? 'table' : 'none';
  }

  /** Makes [from, to) of the PMD entries leaves; returns the new upper tables. */
  addLeaves(from: number, to: number): NewTables {
    this.leaves.add(from, to);
    return { pte: 0, ...this.addUpperTables(from * this.span[0], to * this.span[0]) };
  }

  /** Maps the vmemmap pages [from, to) by base pages, where they are not; returns the page tables this adds. */
  addBasePages(from: number, to: number): NewTables {
    return this.outsideLeaves(from, to)
      .map(([start, end]) => {
        this.mapped.add(start, end);
        const [pte] = this.span;
        const tables = this.pte.add(Math.floor(start / pte), Math.ceil(end / pte));
        return { pte: tables, ...this.addUpperTables(start, end) };
      })
      .reduce(addTables, NO_TABLES);
  }

  /** Maps what is still empty of [from, to) to one frame; returns how many pages that were. Call before addBasePages(). */
  addOverrun(from: number, to: number, frame: FrameId): number {
    let mapped = 0;
    for (const [start, end] of this.outsideLeaves(from, to))
      for (let page = start; page < end;) {
        const taken = this.mapped.runFrom(page);
        const next = Math.min(end, page + (taken || this.mapped.gapFrom(page)));
        if (taken === 0) {
          this.overruns.push({ from: page, to: next, frame });
          mapped += next - page;
        }
        page = next;
      }
    return mapped;
  }

  /** The parts of [from, to) that no PMD leaf maps already; leaves are found near the ends of ranges only. */
  private outsideLeaves(from: number, to: number): [number, number][] {
    if (from >= to) return [];
    const [pte] = this.span;
    const [first, last] = [Math.floor(from / pte), Math.ceil(to / pte)];
    if (!this.leaves.intersects(first, last)) return [[from, to]];
    const parts: [number, number][] = [];
    for (let pmd = first; pmd < last;) {
      const leaf = this.leaves.runFrom(pmd);
      const next = Math.min(last, pmd + (leaf || this.leaves.gapFrom(pmd)));
      if (leaf === 0) parts.push([Math.max(from, pmd * pte), Math.min(to, next * pte)]);
      pmd = next;
    }
    return parts;
  }

  /** The frame that an earlier overrun put behind `page`, and for how many pages on. */
  overrunAt(page: number): { frame: FrameId; pages: number } | undefined {
    const overrun = this.overruns.find((o) => o.from <= page && page < o.to);
    return overrun && { frame: overrun.frame, pages: overrun.to - page };
  }

  /** What is mapped above the PTE tables is not known without machine.ram, and is then taken to be there. */
  private addUpperTables(from: number, to: number): { pmd: number; pud: number } {
    if (this.machine.ram === null) return { pmd: 0, pud: 0 };
    const [, pmd, pud] = this.span;
    return {
      pmd: this.pmd.add(Math.floor(from / pmd), Math.ceil(to / pmd)),
      pud: this.pud.add(Math.floor(from / pud), Math.ceil(to / pud)),
    };
  }
}

export interface NewTables {
  readonly pte: number;
  readonly pmd: number;
  readonly pud: number;
}

export const NO_TABLES: NewTables = { pte: 0, pmd: 0, pud: 0 };

export const addTables = (a: NewTables, b: NewTables): NewTables => ({
  pte: a.pte + b.pte,
  pmd: a.pmd + b.pmd,
  pud: a.pud + b.pud,
});
