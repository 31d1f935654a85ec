/** Which vmemmap pages of the focused unit are drawn one by one, and where the rest is folded. */
import { at, window } from '../src/engine/runs';
import type { Run } from '../src/engine/types';
import type { MachineFacts } from '../src/protocol';
import { pageOfPfn, pagesPerSection, pfnsOfPage, type Unit } from './unit';

/** Pages count from the first of the range, as runs do. */
export type Row =
  | { readonly kind: 'page'; readonly page: number; readonly run: Run }
  | { readonly kind: 'boundary'; readonly pfn: number }
  | { readonly kind: 'fold'; readonly from: number; readonly to: number; readonly boundaries: number };

/** Up to this many pages nothing is folded. */
const WHOLE = 12;
/** An unfolded stretch: a screenful; folds before and after it lead on. */
const OPENED = 32;
/** Changes of rule that get rows of their own. */
const CHANGES = 6;
/** Changes are looked for among this many pages from the unit's start, so that a huge unit costs no more. */
const SEARCHED = 4096;

/**
 * Pfns at which a section begins within the unit, its own start excepted: first, how many, how far apart. Where a page
 * holds several sections (powerpc, 64 KiB), those that begin one.
 */
function boundaries(m: MachineFacts, unit: Unit): { first: number; count: number; step: number } {
  const step = Math.max(pagesPerSection(m), 2 ** m.pageShift / m.structPageSize);
  const first = (Math.floor(unit.startPfn / step) + 1) * step;
  return { first, count: first >= unit.endPfn ? 0 : Math.ceil((unit.endPfn - first) / step), step };
}

function wantedPages(m: MachineFacts, unit: Unit, selected: number, opened: number | null): number[] {
  const { firstPage: a, endPage: b, range } = unit;
  const pages = new Set<number>([selected]);
  const add = (from: number, to: number): void => {
    for (let page = Math.max(a, from); page < Math.min(b, to); page++) pages.add(page);
  };
  if (b - a <= WHOLE) add(a, b);
  add(a, a + 5);
  add(b - 1, b);
  const cut = boundaries(m, unit);
  if (cut.count > 0) {
    const page = pageOfPfn(m, range, cut.first);
    add(page, page + 2);
  }
  for (const run of window(range.runs, a, Math.min(b, a + SEARCHED)).slice(1, 1 + CHANGES))
    add(run.first, run.first + 1);
  if (opened !== null) add(opened, opened + OPENED);
  return [...pages].filter((page) => page >= a && page < b).sort((x, y) => x - y);
}

/** The rows from top to bottom: as many as fit a screen or two, whatever the unit's size. */
export function rowsOf(m: MachineFacts, unit: Unit, selected: number, opened: number | null): Row[] {
  const rows: Row[] = [];
  const cut = boundaries(m, unit);
  /** Boundaries whose struct page begins before vmemmap page `page`. */
  const before = (page: number): number =>
    Math.min(cut.count, Math.max(0, Math.ceil((pfnsOfPage(m, unit.range, page)[0] - cut.first) / cut.step)));
  let crossed = 0;
  let next = unit.firstPage;
  const show = (page: number): void => {
    const run = at(unit.range.runs, page);
    if (!run) return;
    const after = before(page + 1);
    if (after > crossed) rows.push({ kind: 'boundary', pfn: cut.first + crossed * cut.step });
    crossed = after;
    rows.push({ kind: 'page', page, run });
  };
  for (const page of wantedPages(m, unit, selected, opened)) {
    if (page === next + 1) show(next);
    else if (page > next) {
      rows.push({ kind: 'fold', from: next, to: page, boundaries: before(page) - crossed });
      crossed = before(page);
    }
    show(page);
    next = page + 1;
  }
  return rows;
}
