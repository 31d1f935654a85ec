/** Which page tables map the vmemmap. */
import { leafShift } from './arch';
import { IntervalSet } from './intervals';
import type { Machine, PageTables as Counts } from './types';

export const NO_TABLES: Counts = { pte: 0, pmd: 0, pud: 0 };

export const addTables = (a: Counts, b: Counts): Counts => ({
  pte: a.pte + b.pte,
  pmd: a.pmd + b.pmd,
  pud: a.pud + b.pud,
});

export const subtractTables = (a: Counts, b: Counts): Counts => ({
  pte: a.pte - b.pte,
  pmd: a.pmd - b.pmd,
  pud: a.pud - b.pud,
});

const LEVELS = ['pte', 'pmd', 'pud'] as const;

/** Vmemmap pages [from, to). */
export type Stretch = readonly [from: number, to: number];

export class PageTables {
  /** Vmemmap pages under an entry of each level: PTRS_PER_PTE, and so on. */
  private readonly span: { readonly pte: number; readonly pmd: number; readonly pud: number };
  private readonly present = { pte: new IntervalSet(), pmd: new IntervalSet(), pud: new IntervalSet() };
  private readonly counts = { ...NO_TABLES } as { -readonly [K in keyof Counts]: number };
  private needed: [number, number][] = [];

  constructor(private readonly machine: Machine) {
    const { pageShift, pudShift, p4dShift } = machine.arch;
    this.span = {
      pte: 2 ** (leafShift(machine.arch) - pageShift),
      pmd: 2 ** (pudShift - pageShift),
      pud: 2 ** (p4dShift - pageShift),
    };
  }

  /** What is above the PTE tables is not known without machine.ram, and is then taken to be there. powerpc hash has none. */
  private get countsUpper(): boolean {
    return this.machine.ram !== null && this.machine.arch.mmu !== 'hash';
  }

  /** Tables made since the machine was built, less those freed. */
  get made(): Counts {
    return { ...this.counts };
  }

  get pagesPerPmd(): number {
    return this.span.pte;
  }

  hasPte(pmd: number): boolean {
    return this.present.pte.has(pmd);
  }

  /** The tables that base pages at [from, to) need. */
  add(from: number, to: number): void {
    this.put('pte', from, to);
    this.addUpper(from, to);
  }

  /** What needed PMD and PUD tables since this was asked last, whether they were there or not. */
  takeNeeded(): readonly Stretch[] {
    const taken = this.needed;
    this.needed = [];
    return taken;
  }

  /** The tables that leaves at [from, to) need. */
  addUpper(from: number, to: number): void {
    if (!this.countsUpper) return;
    const last = this.needed.at(-1);
    if (last?.[1] === from) last[1] = to;
    else this.needed.push([from, to]);
    this.put('pmd', from, to);
    this.put('pud', from, to);
  }

  private put(level: keyof Counts, from: number, to: number): void {
    const span = this.span[level];
    this.counts[level] += this.present[level].add(Math.floor(from / span), Math.ceil(to / span));
  }

  /** The same for one page, as the kernel does it: from the top, each with an allocation that can throw. */
  addOneByOne(from: number, to: number, allocate: () => void): void {
    this.addUpperOneByOne(from, to, allocate);
    if (this.lacks('pte', from, to)) allocate();
    this.add(from, to);
  }

  addUpperOneByOne(from: number, to: number, allocate: () => void): void {
    for (const level of this.countsUpper ? (['pud', 'pmd'] as const) : []) {
      if (!this.lacks(level, from, to)) continue;
      allocate();
      this.put(level, from, to);
    }
  }

  private lacks(level: keyof Counts, from: number, to: number): boolean {
    const span = this.span[level];
    const [first, last] = [Math.floor(from / span), Math.ceil(to / span)];
    return this.present[level].countIn(first, last) < last - first;
  }

  /** Frees the tables over [from, to) under which nothing is mapped any more; x86-64 keeps its PUD tables. */
  free(from: number, to: number, isEmpty: (from: number, to: number) => boolean): void {
    const levels = this.machine.arch.name === 'x86_64' ? (['pte', 'pmd'] as const) : LEVELS;
    for (const level of levels) {
      const span = this.span[level];
      const [first, last] = [Math.floor(from / span), Math.ceil(to / span)];
      const empty = (table: number): boolean => isEmpty(table * span, (table + 1) * span);
      const low = empty(first) ? first : first + 1;
      const high = last - 1 > first && !empty(last - 1) ? last - 1 : last;
      if (low >= high) continue;
      this.counts[level] -= this.present[level].remove(low, high);
    }
  }
}
