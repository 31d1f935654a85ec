/** What the functions that populate hand to each other. */
import { NO_TABLES } from './vmemmap';
import type { RunsBuilder } from './runsBuilder';
import type { FrameId, NewTables, Vmemmap } from './vmemmap';
import type { Altmap, Machine, Rule } from './types';

/** What populating a range takes, beside what the runs say. Frames are base pages. */
export interface Spent {
  tables: NewTables;
  altmapFrames: number;
  bootFrames: number;
  /** Frames taken from RAM: more than the runs show where PMD leaves or compounds reach past the range. */
  ramFrames: number;
}

/** One range of a pgmap while it is populated: `pgmap->ranges[pgmap->nr_range]`. */
export interface Populating {
  readonly machine: Machine;
  readonly vmemmap: Vmemmap;
  readonly runs: RunsBuilder;
  readonly spent: Spent;
  /** vmemmap_can_optimize(): whether vmemmap_populate_compound_pages() is called. */
  readonly canOptimize: boolean;
  /** pgmap_vmemmap_nr(). */
  readonly nr: number;
  readonly startPfn: number;
  readonly endPfn: number;
  altmap: Altmap | null;
  /** Numbers of the frames that other populations map too, over all ranges of the pgmap. */
  readonly known: Map<FrameId, number>;
}

export const nothingSpent = (): Spent => ({
  tables: NO_TABLES,
  altmapFrames: 0,
  bootFrames: 0,
  ramFrames: 0,
});

/**
 * vmemmap_pte_populate() (mm/sparse-vmemmap.c) for `pages` pages on end: without `reuse` each gets a frame of its own,
 * with it all map that one frame and take a reference to it (get_page()). Returns the first frame.
 */
function vmemmapPtePopulate(p: Populating, pages: number, reuse: number | null, rule: Rule): number {
  if (reuse === null) return p.runs.own(pages, rule);
  p.runs.share(pages, reuse, rule);
  return reuse;
}

/** vmemmap_populate_address(): one page with a frame of its own, which is returned. Its tables are counted by slice. */
export const vmemmapPopulateAddress = (p: Populating, rule: Rule): number =>
  vmemmapPtePopulate(p, 1, null, rule);

/** vmemmap_populate_range(): `pages` pages that map `reuse`, or a frame each where that is null. */
export const vmemmapPopulateRange = (
  p: Populating,
  pages: number,
  reuse: number | null,
  rule: Rule,
): number => vmemmapPtePopulate(p, pages, reuse, rule);

/** The identity of a frame this pgmap has numbered. */
export function frameIdOf(p: Populating, frame: number): FrameId {
  for (const [id, number] of p.known) if (number === frame) return id;
  const id = Symbol();
  p.known.set(id, frame);
  return id;
}

/**
 * Writes down pages from `page` on, `most` at the most, that an earlier population mapped past its end: an entry
 * that is there is left as it is (vmemmap_pte_populate()). Returns how many these are.
 */
export function keepOverrun(p: Populating, page: number, most: number): number {
  const there = p.vmemmap.overrunAt(page);
  if (!there || most === 0) return 0;
  const pages = Math.min(there.pages, most);
  const number = p.known.get(there.frame);
  const fresh = number === undefined ? 1 : 0;
  const frame = number ?? p.runs.own(1, 'foreign');
  if (fresh) p.known.set(there.frame, frame);
  p.runs.share(pages - fresh, frame, 'foreign');
  return pages;
}
