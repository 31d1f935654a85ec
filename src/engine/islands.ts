/**
 * Which pgmaps can come upon each other's memmap. A pgmap reads and writes the vmemmap of its own ranges, in whole
 * sections, compounds and PMD entries; those whose reach overlaps are an island, and no island knows of another: but
 * for the page tables above the PTE level, of which one serves many (see layout.ts).
 */
import { pagesPerSection, pagesPerSubsection, pageSize } from './arch';
import { pgmapVmemmapNr } from './gate';
import { pfns } from './memremap';
import type { Stretch } from './pageTables';
import type { Request } from './ranges';
import type { Pgmap } from './types';
import type { Vmemmap } from './vmemmap';

/** Vmemmap pages that populating a pgmap, and initialising its struct pages, can read or write: a stretch for each range. */
export function reachOf(vmemmap: Vmemmap, pgmap: Pgmap, { ranges, altmap }: Request): Stretch[] {
  const { machine, pagesPerPmd } = vmemmap;
  const { arch, structPageSize, kernel } = machine;
  const nr = pgmapVmemmapNr(machine, pgmap);
  const unit = Math.max(pagesPerSection(arch), nr);
  // powerpc looks for the compound's second page, and makes it, wherever it takes that to be.
  const own = kernel.behaviour.compound !== 'generic';
  // Of compounds that fill no two pages the last one takes the page behind.
  const small = Math.min(nr, pagesPerSubsection(arch)) * structPageSize <= 2 * pageSize(arch);
  return ranges.map((range) => {
    const { from, to } = pfns(machine, range);
    // Compounds count from the first pfn: the last one can end a compound further on.
    const more = own || small || altmap || from % unit !== 0 ? unit : 0;
    const first = vmemmap.vmemmapPage(Math.floor((own ? from - unit : from) / unit) * unit);
    const end = vmemmap.vmemmapPageEnd(Math.ceil((Math.max(from + 1, to) + more) / unit) * unit);
    return [Math.floor(first / pagesPerPmd) * pagesPerPmd, Math.ceil(end / pagesPerPmd) * pagesPerPmd];
  });
}

/** By the reach of each pgmap: the indices of those that are an island, ascending in each. */
export function islandsOf(reaches: readonly (readonly Stretch[])[]): readonly (readonly number[])[] {
  const parent = reaches.map((_, i) => i);
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  const all = reaches.flatMap((stretches, i) => stretches.map(([from, to]) => ({ i, from, to })));
  let widest: (typeof all)[number] | undefined;
  for (const one of all.sort((a, b) => a.from - b.from)) {
    if (widest && one.from < widest.to) parent[root(one.i)] = root(widest.i);
    if (!widest || one.to > widest.to) widest = one;
  }
  const islands: number[][] = [];
  const islandOf: (number[] | undefined)[] = new Array<undefined>(parent.length).fill(undefined);
  for (let i = 0; i < parent.length; i++) {
    const at = root(i);
    const island = islandOf[at];
    if (island) island.push(i);
    else islands.push((islandOf[at] = [i]));
  }
  return islands;
}
