/** Reading the compact mapping of a range. All of it is constant in the size of the memory. */
import type { PageKind, Rule, Run, RunBlock, Runs } from './types';

export const isBlock = (row: Run | RunBlock): row is RunBlock => 'repeat' in row;

/** First page, number of pages and last page + 1 of a row. */
export const firstPage = (row: Run | RunBlock): number => (isBlock(row) ? row.runs[0]!.first : row.first);
export const pageCount = (row: Run | RunBlock): number => (isBlock(row) ? row.repeat * row.pages : row.count);

/** The runs that are in no block. */
export const plainRuns = (runs: Runs): Run[] => runs.filter((row): row is Run => !isBlock(row));

/** How many vmemmap pages the runs cover. */
export const length = (runs: Runs): number => runs.reduce((sum, row) => sum + pageCount(row), 0);

/** Whether each page of a run has the frame behind the page before's. */
export const walks = (run: Run): boolean => run.kind === 'own' || run.kind === 'huge' || run.step === 1;

/** `run` so many pages and frames further on: as it is in a later copy of its block. */
export const shifted = (run: Run, pages: number, frames: number): Run => ({
  ...run,
  first: run.first + pages,
  frame: run.frame === null ? null : run.frame + frames,
});

/** `run` cut to the pages [from, to). */
function clipped(run: Run, from: number, to: number): Run {
  const first = Math.max(run.first, from);
  const count = Math.min(run.first + run.count, to) - first;
  return {
    ...run,
    first,
    count,
    frame: run.frame !== null && walks(run) ? run.frame + first - run.first : run.frame,
  };
}

/** Page `page` of a row that has it. */
export function pageOf(row: Run | RunBlock, page: number): Run | undefined {
  if (!isBlock(row)) return clipped(row, page, page + 1);
  const copy = Math.floor((page - firstPage(row)) / row.pages);
  const inFirst = page - copy * row.pages;
  const run = row.runs.find((r) => r.first <= inFirst && inFirst < r.first + r.count);
  return run && shifted(clipped(run, inFirst, inFirst + 1), copy * row.pages, copy * row.frames);
}

/** A row cut to the pages [from, to): of a block its whole copies stay one, those at the ends are laid out. */
export function clippedRows(row: Run | RunBlock, from: number, to: number): (Run | RunBlock)[] {
  const start = firstPage(row);
  const end = start + pageCount(row);
  if (start >= from && end <= to) return [row];
  if (!isBlock(row)) return end > from && start < to ? [clipped(row, from, to)] : [];
  const first = Math.max(0, Math.ceil((from - start) / row.pages));
  const last = Math.min(row.repeat, Math.floor((to - start) / row.pages));
  if (first >= last) return window([row], from, to);
  const whole = {
    ...row,
    repeat: last - first,
    runs: row.runs.map((run) => shifted(run, first * row.pages, first * row.frames)),
  };
  return [
    ...window([row], from, start + first * row.pages),
    whole,
    ...window([row], start + last * row.pages, to),
  ];
}

/** The runs of the pages [from, to), blocks laid out: as many rows as the window holds, never more. */
export function window(runs: Runs, from: number, to: number): Run[] {
  const rows: Run[] = [];
  if (from >= to) return rows;
  const take = (run: Run): void => {
    if (run.first < to && run.first + run.count > from) rows.push(clipped(run, from, to));
  };
  for (const row of runs) {
    if (!isBlock(row)) {
      take(row);
      continue;
    }
    const start = firstPage(row);
    const copyOf = (page: number): number => Math.floor((page - start) / row.pages);
    const last = Math.min(row.repeat - 1, copyOf(to - 1));
    for (let copy = Math.max(0, copyOf(from)); copy <= last; copy++)
      for (const run of row.runs) take(shifted(run, copy * row.pages, copy * row.frames));
  }
  return rows;
}

/** The run that holds page `i`, cut to that page; undefined outside the range. */
export function at(runs: Runs, i: number): Run | undefined {
  const row = runs.find((r) => firstPage(r) <= i && i < firstPage(r) + pageCount(r));
  return row && pageOf(row, i);
}

/** Vmemmap pages that a rule made. */
export function pagesBy(runs: Runs, rule: Rule): number {
  const count = (row: Run): number => (row.rule === rule ? row.count : 0);
  return runs.reduce(
    (sum, row) =>
      sum + (isBlock(row) ? row.repeat * row.runs.reduce((n, run) => n + count(run), 0) : count(row)),
    0,
  );
}

/** Pages of each kind over some runs. */
export function countKinds(all: readonly Runs[]): Readonly<Record<PageKind, number>> {
  const counts = { own: 0, shared: 0, huge: 0, none: 0 };
  for (const row of all.flat()) {
    if (!isBlock(row)) counts[row.kind] += row.count;
    else for (const run of row.runs) counts[run.kind] += run.count * row.repeat;
  }
  return counts;
}
