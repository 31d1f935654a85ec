/** What the kernel prints about HVO, and which of its functions decides, in a sentence. */
import { isPowerOf2 } from './align';
import { pageSize } from './arch';
import type { HvoMode } from './behaviour';
import type { HvoOff, Machine } from './types';

/** string_get_size() with STRING_UNITS_2 (lib/string_helpers.c): three figures, as `2.00 MiB`, `32.0 MiB`, `512 MiB`. */
function stringGetSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const unit = Math.floor(Math.log2(bytes) / 10);
  const shown = bytes / 1024 ** unit;
  return `${shown.toFixed(shown < 10 ? 2 : shown < 100 ? 1 : 0)} ${units[unit]}`;
}

/**
 * What report_hugepages() (mm/hugetlb.c) prints at boot for a page size of `size` bytes, HVO switched on or not; null
 * where the kernel prints something else.
 */
export function bootLine(machine: Machine, size: number): string | null {
  const { arch, kernel, structPageSize } = machine;
  if (!kernel.behaviour.hvoReported) return null;
  // hugetlb_vmemmap_optimizable_size(); where HVO is not built in it is a stub that returns 0.
  const optimizable = kernel.behaviour.hvoSelected && isPowerOf2(structPageSize);
  const left = (size / pageSize(arch)) * structPageSize - pageSize(arch);
  const freed = optimizable ? Math.max(0, left) : 0;
  return `HugeTLB: ${Math.floor(freed / 1024)} KiB vmemmap can be freed for a ${stringGetSize(size)} page`;
}

const MODES: Readonly<Record<HvoMode, string>> = {
  'two-pages':
    'vmemmap_remap_free() keeps the first two vmemmap pages of a huge page and maps all others to the second.',
  'one-page': 'vmemmap_remap_free() keeps the first vmemmap page of a huge page and maps all others to it.',
  'copied-head':
    'vmemmap_remap_free() copies the first vmemmap page of a huge page to a new frame, maps all pages to that, and frees the old ones.',
  'shared-tail':
    'vmemmap_remap_free() copies the first vmemmap page of a huge page to a new frame and maps all others to the page that vmemmap_get_tail() has for the order and zone.',
};

/** The same for a memmap that was never there in full. */
const PRE_HVO: Partial<Record<HvoMode, string>> = {
  'copied-head':
    'vmemmap_populate_hvo() gives a gigantic page of boot one vmemmap page from the start and maps all others to it.',
  'shared-tail':
    'vmemmap_populate_hvo() gives a gigantic page of boot one vmemmap page from the start and maps all others to the page that vmemmap_get_tail() has for the order and zone.',
};

/** Why a pool's vmemmap is as it is. */
export function hvoWhy(machine: Machine, off: HvoOff | null, preHvo: boolean): string {
  const { hvo, hvoReported } = machine.kernel.behaviour;
  const asked = hvoReported ? 'hugetlb_vmemmap_optimizable_size()' : 'hugetlb_vmemmap_init()';
  switch (off) {
    case 'arch':
      return 'HVO is not built in on this architecture, so no call to vmemmap_remap_free() is made.';
    case 'disabled':
      return 'hugetlb_free_vmemmap is off, so no call to vmemmap_remap_free() is made.';
    case 'struct-page':
      return `${asked} finds that sizeof(struct page) is not a power of two: struct pages straddle vmemmap pages.`;
    case 'too-small':
      return `${asked} finds no vmemmap page that a huge page of this size could do without.`;
    case null:
      return (preHvo ? PRE_HVO[hvo] : undefined) ?? MODES[hvo];
  }
}
