/** Draws a figure: data on the left, its vmemmap pages in the middle, the page frames behind them on the right. */
import { pageSize } from '../../engine/arch';
import { pagesPerCompound } from '../../engine/gate';
import { formatBytes } from '../../engine/units';
import { Canvas, centred, WIDTH } from './canvas';
import type { Cell, Figure } from './diagramCells';
import type { Machine, PgmapPopulation } from '../../engine/types';

/** Inner widths of the three boxes' columns and where each column starts. */
interface Columns {
  readonly left: number;
  readonly middle: { readonly x: number; readonly inner: number };
  readonly right: { readonly x: number; readonly inner: number };
}

const LEFT = { x: 1, inner: 12 };
/** What the gaps need at least: an address before the middle, an arrow after it. */
const GAPS = 17 + 8;
const MOST_INNER = Math.floor((WIDTH - LEFT.x - LEFT.inner - 2 - GAPS - 4) / 2);

export function drawFigure(machine: Machine, made: PgmapPopulation, figure: Figure): string[] {
  const { cells } = figure;
  const columns = columnsFor(cells);
  const canvas = new Canvas();
  drawLeft(canvas, cells.length, leftWords(machine, made, figure));
  // Where a section's address stands, there is no room for the arrow, and by then it was seen.
  if (!cells[0]?.section)
    canvas.put(0, LEFT.x + LEFT.inner + 2, arrow(columns.middle.x - LEFT.x - LEFT.inner - 2, 'virt_to_page'));
  cells.forEach((cell, i) => drawPage(canvas, columns, cell, i));
  cells.forEach((cell, i) => {
    if (typeof cell.to === 'object') drawFrame(canvas, columns, cell.to, i);
  });
  canvas.put(0, columns.middle.x + columns.middle.inner + 2, centred('mapping to', gapAfter(columns)));
  for (const fan of fans(cells)) drawFan(canvas, columns, fan);
  return canvas.text();
}

function columnsFor(cells: readonly Cell[]): Columns {
  const inner = (texts: string[]): number =>
    Math.min(
      MOST_INNER,
      texts.reduce((most, t) => Math.max(most, t.length + 2), 11),
    );
  const rails = Math.max(0, ...fans(cells).map((fan) => fan.count));
  const middle = inner(cells.map((c) => c.label));
  const right = Math.max(
    2 * rails - 1,
    inner(cells.map((c) => (typeof c.to === 'object' ? c.to.frame : ''))),
  );
  const free = WIDTH - LEFT.x - LEFT.inner - 2 - (middle + 2) - (right + 2);
  const before = LEFT.x + LEFT.inner + 2 + Math.max(17, Math.min(21, free - 13));
  return {
    left: LEFT.x,
    middle: { x: before, inner: middle },
    right: { x: WIDTH - right - 2, inner: right },
  };
}

const gapAfter = ({ middle, right }: Columns): number => right.x - middle.x - middle.inner - 2;

/** ` ---text---> ` over `width` columns; the text is left out where it does not fit. */
function arrow(width: number, text = ''): string {
  const shaft = width - 3;
  return ` ${centred(text.length + 2 <= shaft ? text : '', shaft, '-')}> `;
}

const border = (inner: number, of = '-'): string => `+${of.repeat(inner)}+`;
const box = (inner: number, text: string): string => `|${centred(text, inner)}|`;

function drawLeft(canvas: Canvas, cells: number, words: string[]): void {
  const height = 2 * cells - 1;
  const shown = words.slice(0, height);
  const from = 1 + Math.floor((height - shown.length) / 2);
  canvas.put(0, LEFT.x, border(LEFT.inner));
  for (let row = 1; row <= height; row++) canvas.put(row, LEFT.x, box(LEFT.inner, shown[row - from] ?? ''));
  canvas.put(height + 1, LEFT.x, border(LEFT.inner));
}

/** How much data the struct pages stand for, and what it is to the kernel. */
function leftWords(machine: Machine, made: PgmapPopulation, { runs }: Figure): string[] {
  const page = pageSize(machine.arch);
  const pages = runs.reduce((sum, run) => sum + run.count, 0);
  const size = formatBytes(Math.floor((pages * page) / machine.structPageSize) * page);
  const compounds = Math.ceil(pages / pagesPerCompound(machine, made));
  switch (runs[0]!.rule) {
    case 'head':
      return compounds === 1 ? [size, 'compound'] : [size, `${compounds}`, 'compounds'];
    case 'huge-block':
    case 'altmap':
      return [size, 'whole', 'sections'];
    case 'base-page':
      return [size, 'part of a', 'section'];
    case 'boot-memmap':
      return [size, 'in a section', 'from boot'];
    default:
      return [size];
  }
}

function drawPage(canvas: Canvas, { middle }: Columns, cell: Cell, i: number): void {
  canvas.put(2 * i, middle.x, border(middle.inner, cell.section ? '=' : '-'));
  canvas.put(2 * i + 1, middle.x, box(middle.inner, cell.label));
  canvas.put(2 * i + 2, middle.x, border(middle.inner));
  if (!cell.section) return;
  // The address of a section stands before the double line that opens it.
  canvas.put(2 * i, middle.x - cell.section.length - 1, cell.section);
}

function drawFrame(canvas: Canvas, columns: Columns, to: { frame: string; arrow: string }, i: number): void {
  const { middle, right } = columns;
  canvas.put(2 * i + 1, middle.x + middle.inner + 2, arrow(gapAfter(columns), to.arrow));
  canvas.put(2 * i, right.x, border(right.inner));
  canvas.put(2 * i + 1, right.x, box(right.inner, to.frame));
  canvas.put(2 * i + 2, right.x, border(right.inner));
}

interface Fan {
  readonly from: number;
  readonly count: number;
}

/** Stretches of cells that map the frame above them. */
function fans(cells: readonly Cell[]): Fan[] {
  const out: Fan[] = [];
  cells.forEach((cell, i) => {
    if (cell.to !== 'above') return;
    const last = out.at(-1);
    if (last && last.from + last.count === i) out[out.length - 1] = { ...last, count: last.count + 1 };
    else out.push({ from: i, count: 1 });
  });
  return out;
}

/** One rail for each page, all of them up into the frame's box, as in the kernel's own diagrams. */
function drawFan(canvas: Canvas, { middle, right }: Columns, { from, count }: Fan): void {
  const start = middle.x + middle.inner + 3;
  const rail = (j: number): number => right.x + 1 + 2 * j;
  for (let i = 0; i < count; i++) {
    const row = 2 * (from + i) + 1;
    canvas.put(row, start, '-'.repeat(rail(i) - start));
    for (let j = i; j < count; j++) {
      canvas.put(row, rail(j), i === 0 ? '^' : j === i ? '+' : '|');
      if (j > i) canvas.put(row + 1, rail(j), '|');
    }
  }
}
