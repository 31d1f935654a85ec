/**
 * How Linux adds ZONE_DEVICE memory, page by page, as plainly as it can be written: what the compact engine is checked
 * against. This file has mm/memory_hotplug.c and mm/sparse.c (mm/sparse-vmemmap.c from 7.x on).
 */
import { vmemmapFree, vmemmapPopulate } from './arches';
import { vmemmapPopulateCompoundPages } from './generic';
import { radixVmemmapPopulateCompoundPages } from './powerpc';
import { KernelState } from './state';
import type { ModelAltmap, ModelMachine, Origin } from './state';

export type { ModelAltmap, ModelMachine } from './state';

/** A run of vmemmap pages: first page, pages, what they are, frame of the first. */
export type ModelRow = [number, number, 'own' | 'shared' | 'huge' | 'none', number | null];
type Range = readonly [number, number];

export class KernelModel extends KernelState {
  /** What 6.11 to 6.19 add to nr_memmap_pages: whole slices, deduplicated or not, on the device or not. */
  rawMemmapPages = 0;

  constructor(machine: ModelMachine) {
    super(machine);
    this.booting = true;
    for (const section of [...machine.earlySections].sort((a, b) => a - b)) {
      const start = this.pfnToPage(section * machine.sectionPages);
      const end = this.pfnToPage((section + 1) * machine.sectionPages);
      vmemmapPopulate(this, start, end, null);
      this.useStructPages(start, end);
    }
    this.booting = false;
  }

  /**
   * __add_pages() for the pfns [from, to) of a range, in compounds of `nr` pages. `optimize`: vmemmap_can_optimize().
   * `failAt`: which allocation of this call fails (tables and frames from RAM, from 1 on).
   */
  addPages(
    from: number,
    to: number,
    nr: number,
    optimize: boolean,
    altmap: ModelAltmap | null = null,
    failAt = 0,
  ): 0 | 'ENOMEM' | 'EEXIST' {
    if (altmap) altmap.alloc = 0;
    this.failIn = failAt;
    for (const [pfn, end] of this.slices(from, to)) {
      const error = this.sectionActivate(pfn, end, from, nr, optimize, altmap);
      if (error) return error;
    }
    return 0;
  }

  /** __remove_pages() for the pfns [from, to) of a range. */
  removePages(from: number, to: number, altmap: ModelAltmap | null = null): void {
    for (const [pfn, end] of this.slices(from, to)) this.sectionDeactivate(pfn, end, altmap);
  }

  /** The loops of __add_pages() and __remove_pages(): up to a section at a time. */
  private slices(from: number, to: number): Range[] {
    const { sectionPages } = this.machine;
    const slices: Range[] = [];
    for (let pfn = from, end: number; pfn < to; pfn = end) {
      end = Math.min(to, (Math.floor(pfn / sectionPages) + 1) * sectionPages);
      slices.push([pfn, end]);
    }
    return slices;
  }

  /** section_activate(). Boot memory uses some of every early section, so a whole one never fits in. */
  private sectionActivate(
    pfn: number,
    end: number,
    rangeStart: number,
    nr: number,
    optimize: boolean,
    altmap: ModelAltmap | null,
  ): 0 | 'ENOMEM' | 'EEXIST' {
    const early = this.machine.earlySections.has(this.sectionOf(pfn));
    const whole = end - pfn === this.machine.sectionPages;
    const subsections = this.subsectionsOf(pfn, end);
    if ((early && whole) || subsections.some((s) => this.subsections.has(s))) return 'EEXIST';
    for (const s of subsections) this.subsections.add(s);
    if (early) return 0;
    this.rawMemmapPages += this.memmapPages(pfn, end);
    if (!this.populateSectionMemmap(pfn, end, rangeStart, nr, optimize, altmap)) {
      this.sectionDeactivate(pfn, end, altmap);
      return 'ENOMEM';
    }
    this.useStructPages(this.pfnToPage(pfn), this.pfnToPage(end));
    return 0;
  }

  /** __populate_section_memmap() */
  private populateSectionMemmap(
    pfn: number,
    endPfn: number,
    rangeStart: number,
    nr: number,
    optimize: boolean,
    altmap: ModelAltmap | null,
  ): boolean {
    const [start, end] = [this.pfnToPage(pfn), this.pfnToPage(endPfn)];
    if (!optimize) return vmemmapPopulate(this, start, end, altmap);
    if (this.machine.compound === 'generic')
      return vmemmapPopulateCompoundPages(this, pfn, start, end, rangeStart, nr);
    return radixVmemmapPopulateCompoundPages(this, pfn, start, end, nr);
  }

  /** section_deactivate(): the memmap of an early section stays. */
  private sectionDeactivate(pfn: number, end: number, altmap: ModelAltmap | null): void {
    const subsections = this.subsectionsOf(pfn, end);
    if (subsections.some((s) => !this.subsections.has(s))) return;
    for (const s of subsections) this.subsections.delete(s);
    if (this.machine.earlySections.has(this.sectionOf(pfn))) return;
    this.rawMemmapPages -= this.memmapPages(pfn, end);
    vmemmapFree(this, this.pfnToPage(pfn), this.pfnToPage(end), altmap);
  }

  private sectionOf(pfn: number): number {
    return Math.floor(pfn / this.machine.sectionPages);
  }

  private subsectionsOf(pfn: number, end: number): number[] {
    const { subsectionPages } = this.machine;
    const first = Math.floor(pfn / subsectionPages);
    return Array.from({ length: Math.ceil(end / subsectionPages) - first }, (_, i) => first + i);
  }

  private memmapPages(pfn: number, end: number): number {
    return Math.ceil(((end - pfn) * this.machine.structPageSize) / this.pageSize);
  }

  /** The struct pages are written to: x86 then no longer takes their part of a PMD leaf for unused. */
  private useStructPages(start: number, end: number): void {
    for (let addr = start; addr < end; addr += this.pageSize)
      if (this.leaves.has(this.pmdIndex(addr))) this.usedUnderLeaves.add(this.pageIndex(addr));
  }

  /** What maps a vmemmap page. */
  private entry(page: number): { kind: 'base' | 'huge'; frame: number } | null {
    const { ptesPerPmd } = this.machine;
    const block = this.leaves.get(Math.floor(page / ptesPerPmd));
    if (block !== undefined) return { kind: 'huge', frame: block + (page % ptesPerPmd) };
    const frame = this.pte.get(page);
    return frame === undefined ? null : { kind: 'base', frame };
  }

  /** The vmemmap pages that hold struct pages of a range of pfns: first, and one past the last. */
  private pagesOf([from, to]: Range): Range {
    return [this.pageIndex(this.pfnToPage(from)), Math.ceil(this.pfnToPage(to) / this.pageSize)];
  }

  /** The distinct frames behind several ranges (in pfns) that come from there. */
  frames(ranges: readonly Range[], from: Origin): number {
    const frames = new Set<number>();
    for (const range of ranges) {
      const [first, last] = this.pagesOf(range);
      for (let page = first; page < last; page++) {
        const entry = this.entry(page);
        if (entry && this.origin.get(entry.frame) === from) frames.add(entry.frame);
      }
    }
    return frames.size;
  }

  /** The canonical mapping of several ranges (in pfns), frames numbered over all of them. */
  mapping(ranges: readonly Range[]): ModelRow[][] {
    const numbers = new Map<number, number>();
    return ranges.map((range) => {
      const rows: ModelRow[] = [];
      const [first, last] = this.pagesOf(range);
      for (let page = first; page < last; page++) {
        const entry = this.entry(page);
        const fresh = entry !== null && !numbers.has(entry.frame);
        if (entry && fresh) numbers.set(entry.frame, numbers.size);
        const frame = entry ? numbers.get(entry.frame)! : null;
        const kind = !entry ? 'none' : entry.kind === 'huge' ? 'huge' : fresh ? 'own' : 'shared';
        const row = rows.at(-1);
        const step = row && (kind === 'own' || kind === 'huge') ? row[1] : 0;
        const goesOn = row && row[2] === kind && (frame === null || row[3]! + step === frame);
        if (goesOn) row[1]++;
        else rows.push([page - first, 1, kind, frame]);
      }
      return rows;
    });
  }
}
