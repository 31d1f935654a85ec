/** What a machine's own counters show when a pgmap is made: to hold against /proc/vmstat, /proc/meminfo and the kernel log. */
import { vmemAltmapOffset } from './altmap';
import { pageSize } from './arch';
import type { MemmapCounter } from './behaviour';
import type { Machine, PgmapPopulation } from './types';

export interface Counters {
  /** By how much nr_memmap_pages grows; null where the kernel has no such counter. */
  readonly nrMemmapPages: number | null;
  /** Vmemmap pages that are really taken from RAM and the device: what the counter means to say. */
  readonly takenPages: number;
  /** Why the two differ, in a sentence; null where they do not. */
  readonly wrong: string | null;
  /** nr_memmap_boot_pages: devices never touch it. Null where there is no such counter. */
  readonly nrMemmapBootPages: 0 | null;
  /** Bytes by which MemFree falls for struct pages and their page tables; what else a driver takes comes on top. */
  readonly memFree: number;
  /** The number in "memmap_init_zone_device initialised %lu pages": all pfns but the altmap's, whatever was initialised. */
  readonly initialisedMessage: number;
}

/** Of an accepted pgmap. */
export function counters(machine: Machine, made: PgmapPopulation): Counters {
  const { totals, altmap } = made;
  const page = pageSize(machine.arch);
  const { nrMemmapPages } = totals;
  const takenPages = totals.bytesData / page + totals.altmapFrames;
  return {
    nrMemmapPages,
    takenPages,
    wrong:
      nrMemmapPages === null || nrMemmapPages === takenPages
        ? null
        : whyWrong(machine.kernel.behaviour.memmapCounter, made.dedup),
    nrMemmapBootPages: nrMemmapPages === null ? null : 0,
    memFree: totals.bytesData + totals.bytesPageTables,
    initialisedMessage: totals.structPages - vmemAltmapOffset(altmap),
  };
}

/** In a sentence, where nr_memmap_pages is not what was taken. */
export function whyWrong(counter: MemmapCounter, dedup: boolean): string {
  if (counter === 'raw' && dedup)
    return 'This release counts every vmemmap page, shared or not (section_activate()).';
  if (dedup)
    return 'section_nr_vmemmap_pages() counts two pages for each compound that starts on a multiple of its size, whatever was mapped.';
  return 'section_nr_vmemmap_pages() counts the pages that the struct pages fill, not the blocks they were taken in.';
}
