/** How __add_pages() (mm/memory_hotplug.c) cuts a range: never across a section boundary, always ascending. */
import { pagesPerSection } from './arch';
import type { Arch } from './arch';

/** `count` slices of `pages` pfns each, one after the other from `startPfn`; only whole sections come in numbers. */
export interface Slices {
  readonly startPfn: number;
  readonly pages: number;
  readonly count: number;
}

export const slicesEnd = (s: Slices): number => s.startPfn + s.pages * s.count;

/** The slices of [startPfn, endPfn): up to the first section boundary, whole sections, the rest. */
export function sectionSlices(arch: Arch, startPfn: number, endPfn: number): Slices[] {
  const section = pagesPerSection(arch);
  const first = Math.ceil(startPfn / section) * section;
  const last = Math.floor(endPfn / section) * section;
  if (first > last) return [{ startPfn, pages: endPfn - startPfn, count: 1 }];
  return [
    { startPfn, pages: first - startPfn, count: 1 },
    { startPfn: first, pages: section, count: (last - first) / section },
    { startPfn: last, pages: endPfn - last, count: 1 },
  ].filter((s) => s.pages > 0 && s.count > 0);
}
