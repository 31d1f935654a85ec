/** Units of a device along the line: one cell each, or one for a power of two of them where there is no room. */
import { at } from '../src/engine/runs';
import type { PgmapPopulation } from '../src/engine/types';
import { grouped, pfnEnd } from '../src/engine/units';
import type { Part, Scale } from './axis';
import { isAliased } from './frames';
import { CHAR, fitting, path, px, rect, text, type Mark, type Pattern } from './marks';
import type { Device, Model } from './model';
import { firstUnitOf, pagesPerSection, unitAt, unitInRange, type Unit } from './unit';
import type { Focus } from './view';
import { address } from './words';

/** A cell narrower than this stands for several units. */
const CELL = 7;
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

/** Where a lane of the strip stands. */
export interface Lane {
  readonly y: number;
  readonly height: number;
}

interface Cell {
  readonly first: Unit;
  readonly last: Unit;
  readonly state: State;
  readonly x: number;
  readonly width: number;
}

/** The units of a part that are in sight, in cells whose borders stay where they are while the window moves. */
function cellsOf(model: Model, part: Part, scale: Scale): Cell[] {
  const { machine: m } = model;
  const pgmap = part.device!.population;
  const from = Math.max(part.from, Math.floor(scale.from));
  const to = Math.min(part.to, Math.ceil(scale.to));
  const first = firstUnitOf(m, pgmap, part.rangeIndex);
  const unitOf = (place: number): number => unitInRange(m, pgmap, part.rangeIndex, place + part.shift);
  const [start, end, last] = [unitOf(from), unitOf(Math.max(from, to - 1)), unitOf(part.to - 1)];
  const each = (scale.x(to) - scale.x(from)) / (end - start + 1);
  const step = 2 ** Math.max(0, Math.ceil(Math.log2(CELL / Math.max(each, 1e-12))));
  const cells: Cell[] = [];
  for (let i = start - ((start - first) % step); i <= end; i += step) {
    const a = unitAt(m, pgmap, i)!;
    const b = unitAt(m, pgmap, Math.min(i + step - 1, last))!;
    const x = Math.max(0, scale.x(a.startPfn - part.shift));
    const width = Math.min(scale.width, scale.x(b.endPfn - part.shift)) - x;
    const states = [stateOf(pgmap, a), stateOf(pgmap, b)] as const;
    cells.push({ first: a, last: b, state: states.includes('alias') ? 'alias' : states[0], x, width });
  }
  return cells;
}

function cellMarks(model: Model, device: Device, focus: Focus | undefined, cell: Cell, lane: Lane): Mark[] {
  const { first, last, state, x, width } = cell;
  const { machine: m } = model;
  const many = last.index > first.index;
  const number = grouped(first.index + 1);
  const name = many ? `${first.kind}s ${number}–${grouped(last.index + 1)}` : `${first.kind} ${number}`;
  const unit = focus?.device === device ? focus.unit : undefined;
  const focused = unit !== undefined && unit.index >= first.index && unit.index <= last.index;
  const partial = last.partial ? ', cut short by the end of the range' : '';
  const of = focus?.device === device ? '' : ` of ${device.name}`;
  const marks: Mark[] = [
    rect(`cell ${state}${last.partial && !many ? ' partial' : ''}`, x, lane.y, width - 1, lane.height, {
      label: `${name}${of}, ${address(m, first.startPfn)}–${pfnEnd(last.endPfn, m.pageShift)}: ${WORDS[state]}${partial}`,
      action: { do: 'at', device: device.key, pfn: focused ? unit.startPfn : first.startPfn, level: 'unit' },
      current: focused,
    }),
  ];
  if (width >= NAMED && !many) {
    const sign = state === 'alias' ? ' ▲' : '';
    const words = fitting(width - 10, CHAR, `${name}${sign}`, `${number}${sign}`);
    marks.push(text(`cell-name ${state}`, x + 6, lane.y + lane.height / 2 + 4, words));
  }
  return marks;
}

export function unitCells(
  model: Model,
  focus: Focus | undefined,
  part: Part,
  scale: Scale,
  lane: Lane,
): Mark[] {
  const cells = cellsOf(model, part, scale);
  const marks = cells.map((cell) => cellMarks(model, part.device!, focus, cell, lane));
  return [
    ...marks.map((cell) => cell[0]!),
    ...patterned(cells, lane),
    ...marks.flatMap((cell) => cell.slice(1)),
  ];
}

/** The pattern of a state over all neighbours that are in it: cell by cell it would flicker. */
function patterned(cells: readonly Cell[], lane: Lane): Mark[] {
  const marks: Mark[] = [];
  for (let i = 0; i < cells.length;) {
    const { state, x } = cells[i]!;
    let j = i;
    while (j + 1 < cells.length && cells[j + 1]!.state === state) j++;
    const pattern = PATTERNS[state];
    const end = cells[j]!.x + cells[j]!.width;
    if (pattern) marks.push(rect('hatch faint', x, lane.y, end - x - 1, lane.height, { pattern }));
    i = j + 1;
  }
  return marks;
}

/** Ticks at the section boundaries of a part that are in sight, as one path; nothing where they would run together. */
export function sectionTicks(model: Model, part: Part, scale: Scale, { y, height }: Lane): Mark[] {
  const step = pagesPerSection(model.machine);
  const from = Math.max(part.from, scale.from) + part.shift;
  const to = Math.min(part.to, scale.to) + part.shift;
  const pixels = scale.x(to - part.shift) - scale.x(from - part.shift);
  if ((pixels * step) / Math.max(1, to - from) < NEAREST_TICKS) return [];
  let d = '';
  for (let pfn = Math.ceil((from + 1) / step) * step; pfn < to; pfn += step)
    d += `M${px(scale.x(pfn - part.shift))},${y}v${height}`;
  return d ? [path('section-tick', d)] : [];
}
