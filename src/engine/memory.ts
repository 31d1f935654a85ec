/** A machine after boot, and what devices have made of it since. */
import type { IntervalSet } from './intervals';
import type { Vmemmap } from './vmemmap';

export interface Memory {
  /** Pfns that live pgmaps hold: `pgmap_array`. */
  readonly live: IntervalSet;
  /** Pfns that dax-kmem made System RAM. */
  readonly online: IntervalSet;
  /** The vmemmap as the kernel makes it, and as it were with dedup off. */
  readonly asIs: Vmemmap;
  readonly without: Vmemmap;
}
