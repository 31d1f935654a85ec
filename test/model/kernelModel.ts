/**
 * The kernel's loops, page by page, as plainly as they can be written: what the compact engine is checked against.
 * Sources: mm/sparse-vmemmap.c, mm/sparse.c, mm/memory_hotplug.c, arch/x86/mm/init_64.c (5.19 to 7.3).
 */

export interface ModelMachine {
  readonly structPageSize: number;
  /** vmemmap_populate_compound_pages() is called where this says so of pages in a compound. */
  readonly optimizes: (nr: number) => boolean;
  /** Sections present at boot. */
  readonly earlySections: ReadonlySet<number>;
}

const P = 4096;
const PAGES_PER_SECTION = 32768;
const PAGES_PER_SUBSECTION = 512;
const PTRS = 512;

/** What maps one vmemmap page. */
interface Entry {
  readonly kind: 'base' | 'leaf' | 'boot';
  readonly frame: string;
}

export class KernelModel {
  /** By vmemmap page number. */
  private readonly pte = new Map<number, string>();
  /** PMD leaves by index: the name of their block. */
  private readonly leaf = new Map<number, { block: string; boot: boolean }>();
  private readonly pteTables = new Set<number>();
  readonly refcount = new Map<string, number>();
  private allocated = 0;
  /** PTE tables and frames allocated from RAM, ever. */
  newPteTables = 0;
  ramFrames = 0;
  /** Struct pages of vmemmap that each slice adds to nr_memmap_pages, as 6.11 counts. */
  rawMemmapPages = 0;

  constructor(private readonly m: ModelMachine) {
    for (const section of m.earlySections) {
      const from = section * PAGES_PER_SECTION * m.structPageSize;
      const to = from + PAGES_PER_SECTION * m.structPageSize;
      for (let a = from; a < to; a += P)
        this.leaf.set(Math.floor(a / P / PTRS), { block: `boot${Math.floor(a / P / PTRS)}`, boot: true });
    }
  }

  private alloc(): string {
    const frame = `f${this.allocated++}`;
    this.ramFrames++;
    this.refcount.set(frame, 1);
    return frame;
  }

  /** vmemmap_pte_populate() below vmemmap_populate_address(): acts on an empty entry only. Returns the frame behind it. */
  private populateAddress(addr: number, reuse: string | null): string {
    const page = Math.floor(addr / P);
    const pmd = Math.floor(page / PTRS);
    const leaf = this.leaf.get(pmd);
    if (leaf) return `${leaf.block}+${page % PTRS}`;
    if (!this.pteTables.has(pmd)) {
      this.pteTables.add(pmd);
      this.newPteTables++;
    }
    const there = this.pte.get(page);
    if (there !== undefined) return there;
    if (reuse === null) {
      const frame = this.alloc();
      this.pte.set(page, frame);
      return frame;
    }
    this.refcount.set(reuse, (this.refcount.get(reuse) ?? 0) + 1);
    this.pte.set(page, reuse);
    return reuse;
  }

  private populateRange(start: number, end: number, reuse: string | null): void {
    for (let addr = start; addr < end; addr += P) this.populateAddress(addr, reuse);
  }

  /** vmemmap_populate_hugepages() */
  private populateHugepages(start: number, end: number): void {
    for (let addr = start, next: number; addr < end; addr = next) {
      const pmd = Math.floor(addr / P / PTRS);
      next = Math.min(end, (pmd + 1) * PTRS * P);
      if (this.leaf.has(pmd)) continue;
      if (this.pteTables.has(pmd)) this.populateRange(addr, next, null);
      else {
        this.leaf.set(pmd, { block: `block${this.allocated++}`, boot: false });
        this.ramFrames += PTRS;
      }
    }
  }

  private populateCompoundPages(
    pfn: number,
    start: number,
    end: number,
    nr: number,
    rangeStart: number,
  ): void {
    const reuse = (pfn - rangeStart) % nr !== 0 && nr > PAGES_PER_SUBSECTION;
    if (reuse) {
      const before = Math.floor((start - P) / P);
      const leaf = this.leaf.get(Math.floor(before / PTRS));
      const tail = leaf ? `stray${this.allocated++}` : this.pte.get(before)!;
      this.populateRange(start, end, tail);
      return;
    }
    const size = Math.min(end - start, nr * this.m.structPageSize);
    for (let addr = start; addr < end; addr += size) {
      this.populateAddress(addr, null);
      const tail = this.populateAddress(addr + P, null);
      this.populateRange(addr + 2 * P, addr + size, tail);
    }
  }

  /** __add_pages() for the pfns [from, to) of a range. */
  addPages(from: number, to: number, nr: number): void {
    for (let pfn = from, n: number; pfn < to; pfn += n) {
      n = Math.min(to, (Math.floor(pfn / PAGES_PER_SECTION) + 1) * PAGES_PER_SECTION) - pfn;
      const section = Math.floor(pfn / PAGES_PER_SECTION);
      if (n < PAGES_PER_SECTION && this.m.earlySections.has(section)) continue;
      const start = pfn * this.m.structPageSize;
      const end = start + n * this.m.structPageSize;
      this.rawMemmapPages += Math.ceil((n * this.m.structPageSize) / P);
      if (this.m.optimizes(nr)) this.populateCompoundPages(pfn, start, end, nr, from);
      else if (n < PAGES_PER_SECTION) this.populateRange(start, end, null);
      else this.populateHugepages(start, end);
    }
  }

  private entry(page: number): Entry | null {
    const leaf = this.leaf.get(Math.floor(page / PTRS));
    if (leaf) return { kind: leaf.boot ? 'boot' : 'leaf', frame: `${leaf.block}+${page % PTRS}` };
    const frame = this.pte.get(page);
    return frame === undefined ? null : { kind: 'base', frame };
  }

  /** The canonical mapping of several ranges (in pfns), frames numbered over all of them. */
  mapping(ranges: readonly (readonly [number, number])[]): [number, number, string, number | null][][] {
    const numbers = new Map<string, number>();
    return ranges.map(([from, to]) => {
      const rows: [number, number, string, number | null][] = [];
      const first = Math.floor((from * this.m.structPageSize) / P);
      const last = Math.ceil((to * this.m.structPageSize) / P);
      for (let page = first; page < last; page++) {
        const entry = this.entry(page);
        const fresh = entry !== null && !numbers.has(entry.frame);
        if (entry && fresh) numbers.set(entry.frame, numbers.size);
        const frame = entry ? numbers.get(entry.frame)! : null;
        const kind = !entry ? 'none' : entry.kind !== 'base' ? 'huge' : fresh ? 'own' : 'shared';
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
