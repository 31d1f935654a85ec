/** Where the struct page of each compound's head ends up. */
import { pageSize } from './arch';
import { isBlock } from './runs';
import type { Machine, PgmapPopulation, RangePopulation, Rule } from './types';

/** Rules that map a page onto a frame which belongs to another compound. */
export const ELSEWHERE: ReadonlySet<Rule> = new Set<Rule>(['section-reuse', 'stray-reuse', 'foreign']);

/** Vmemmap pages in a compound; below 1 where several compounds share a page. */
export const pagesPerCompound = (machine: Machine, made: PgmapPopulation): number =>
  (made.pagesPerCompound * machine.structPageSize) / pageSize(machine.arch);

/**
 * How many of a range's compounds have their head on a page that is not theirs: in a slice that reuses the tail page
 * before it. Compounds count from the range's start (memmap_init_zone_device(), mm/mm_init.c). `perPage`: struct
 * pages in a vmemmap page.
 */
export function headsOnSharedPages(
  perPage: number,
  made: PgmapPopulation,
  range: RangePopulation,
): { aliased: number; compounds: number } {
  const compounds = Math.ceil((range.endPfn - range.startPfn) / made.pagesPerCompound);
  if (!made.dedup) return { aliased: 0, compounds };
  const pages = Math.max(1, made.pagesPerCompound / perPage);
  const headsBelow = (page: number): number => Math.ceil(page / pages);
  let aliased = 0;
  // Blocks are whole compounds: within one, what is reused holds no head.
  for (const row of range.runs)
    if (!isBlock(row) && ELSEWHERE.has(row.rule))
      aliased += headsBelow(row.first + row.count) - headsBelow(row.first);
  return { aliased, compounds };
}
