/** Units of a pgmap as cells along an axis: one each, or one for several where there is no room. */
import { at } from '../src/engine/runs';
import type { PgmapPopulation } from '../src/engine/types';
import { grouped, pfnEnd } from '../src/engine/units';
import { isAliased } from './frames';
import { CHAR, fitting, path, px, rect, text, type Mark, type Pattern } from './marks';
import type { Model } from './model';
import { pagesPerSection, unitAt, type Unit } from './unit';
import type { Focus } from './view';
import { address } from './words';

/** A cell narrower than this stands for several units. */
export const CELL = 8;
/** From this width on a cell carries its number. */
const NAMED = 44;
/** Section ticks nearer to each other than this are left out. */
const NEAREST_TICKS = 5;

type State = 'shared' | 'full' | 'alias' | 'boot' | 'device' | 'none';

/** How the memmap of a unit is kept, told by its first vmemmap page. */
function stateOf(pgmap: PgmapPopulation, unit: Unit): State {
  if (isAliased(pgmap, unit)) return 'alias';
  const run = at(unit.range.runs, unit.firstPage);
  if (!run || run.kind === 'none') return 'none';
  if (run.rule === 'boot-memmap') return 'boot';
  if (run.rule === 'altmap') return 'device';
  return run.rule === 'huge-block' || run.rule === 'base-page' ? 'full' : 'shared';
}

const WORDS: Readonly<Record<State, string>> = {
  shared: 'tail vmemmap pages shared',
  full: 'a full memmap in RAM',
  alias: '▲ its head lands on a shared tail page',
  boot: 'memmap from boot',
  device: 'memmap on the device',
  none: 'not mapped',
};
const PATTERNS: Partial<Record<State, Pattern>> = {
  alias: 'alias',
  boot: 'boot',
  device: 'device',
  full: 'block',
};

/** An axis of pfns, and the height that cells have on it. */
export interface Axis {
  readonly x: (pfn: number) => number;
  readonly y: number;
  readonly height: number;
}

interface Cell {
  readonly first: Unit;
  readonly last: Unit;
  readonly state: State;
}

function cellMarks(model: Model, focus: Focus, { first, last, state }: Cell, axis: Axis): Mark[] {
  const { machine: m } = model;
  const x = axis.x(first.startPfn);
  const width = axis.x(last.endPfn) - x;
  const many = last.index > first.index;
  const number = grouped(first.index + 1);
  const name = many ? `${first.kind}s ${number}–${grouped(last.index + 1)}` : `${first.kind} ${number}`;
  const focused =
    focus.unit !== undefined && focus.unit.index >= first.index && focus.unit.index <= last.index;
  const partial = last.partial ? ', cut short by the end of the range' : '';
  const marks: Mark[] = [
    rect(`cell ${state}${last.partial && !many ? ' partial' : ''}`, x, axis.y, width - 1, axis.height, {
      label: `${name}, ${address(m, first.startPfn)}–${pfnEnd(last.endPfn, m.pageShift)}: ${WORDS[state]}${partial}`,
      action: { do: 'unit', unit: focused ? focus.unit.index : first.index },
      current: focused,
    }),
  ];
  if (width >= NAMED && !many) {
    const sign = state === 'alias' ? ' ▲' : '';
    const words = fitting(width - 10, CHAR, `${name}${sign}`, `${number}${sign}`);
    marks.push(text(`cell-name ${state}`, x + 6, axis.y + axis.height / 2 + 4, words));
  }
  return marks;
}

/** `count` units from unit `from`, in at most `most` cells. */
export function unitCells(
  model: Model,
  focus: Focus,
  from: number,
  count: number,
  most: number,
  axis: Axis,
): Mark[] {
  const { machine: m } = model;
  const pgmap = focus.device.population;
  const shown = Math.max(1, Math.min(count, most));
  const cells = Array.from({ length: shown }, (_, i): Cell => {
    const first = unitAt(m, pgmap, from + Math.floor((i * count) / shown))!;
    const last = unitAt(m, pgmap, from + Math.floor(((i + 1) * count) / shown) - 1)!;
    const states = [stateOf(pgmap, first), stateOf(pgmap, last)] as const;
    return { first, last, state: states.includes('alias') ? 'alias' : states[0] };
  });
  const marks = cells.map((cell) => cellMarks(model, focus, cell, axis));
  return [
    ...marks.map((cell) => cell[0]!),
    ...patterned(cells, axis),
    ...marks.flatMap((cell) => cell.slice(1)),
  ];
}

/** The pattern of a state over all neighbours that are in it: cell by cell it would flicker. */
function patterned(cells: readonly Cell[], axis: Axis): Mark[] {
  const marks: Mark[] = [];
  for (let i = 0; i < cells.length;) {
    const { state } = cells[i]!;
    let j = i;
    while (j + 1 < cells.length && cells[j + 1]!.state === state) j++;
    const x = axis.x(cells[i]!.first.startPfn);
    const pattern = PATTERNS[state];
    if (pattern)
      marks.push(
        rect('hatch faint', x, axis.y, axis.x(cells[j]!.last.endPfn) - x - 1, axis.height, { pattern }),
      );
    i = j + 1;
  }
  return marks;
}

/** Ticks at section boundaries, as one path; nothing where they would run together. */
export function sectionTicks(model: Model, startPfn: number, endPfn: number, { x, y, height }: Axis): Mark[] {
  const step = pagesPerSection(model.machine);
  const first = Math.ceil((startPfn + 1) / step) * step;
  const scale = (x(endPfn) - x(startPfn)) / Math.max(1, endPfn - startPfn);
  if (scale * step < NEAREST_TICKS) return [];
  let d = '';
  for (let pfn = first; pfn < endPfn; pfn += step) d += `M${px(x(pfn))},${y}v${height}`;
  return d ? [path('section-tick', d)] : [];
}

/** The frame around the focused unit. */
export const focusMark = (unit: Unit, { x, y, height }: Axis): Mark =>
  rect(
    'focused-unit',
    x(unit.startPfn) - 1,
    y - 3,
    Math.max(4, x(unit.endPfn) - x(unit.startPfn) + 1),
    height + 6,
    {
      radius: 3,
    },
  );
