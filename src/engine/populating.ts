/** What the functions that populate hand to each other. */
import { NO_TABLES } from './vmemmap';
import type { RunsBuilder } from './runsBuilder';
import type { NewTables, Vmemmap } from './vmemmap';
import type { Altmap, Machine } from './types';

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
}

export const nothingSpent = (): Spent => ({
  tables: NO_TABLES,
  altmapFrames: 0,
  bootFrames: 0,
  ramFrames: 0,
});
