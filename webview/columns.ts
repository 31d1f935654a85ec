/** Where the columns of the mapping stand: compound page, vmemmap pages, page frames. */

export interface Columns {
  /** Width of the compound page; 0 where there is no room for it. */
  readonly compound: number;
  readonly pagesX: number;
  readonly pages: number;
  readonly framesX: number;
  readonly frames: number;
}

/** Below this width the compound page is left out: its rows say the same. */
const WITH_COMPOUND = 600;

export function columnsFor(width: number): Columns {
  const compound = width >= WITH_COMPOUND ? 138 : 0;
  const pagesX = compound ? compound + 58 : 0;
  const frames = Math.round(Math.min(270, Math.max(150, width * 0.28)));
  const pages = Math.round(Math.min(320, Math.max(120, (width - pagesX) * 0.4)));
  return { compound, pagesX, pages, frames, framesX: width - frames };
}

/** Top of the first row: the titles of the columns stand above it. */
export const TOP = 28;
export const GAP = 4;

/** Something that has its place in a column. */
export interface Placed<T> {
  readonly what: T;
  readonly y: number;
  readonly height: number;
}

export const middle = (p: Placed<unknown>): number => p.y + p.height / 2;
