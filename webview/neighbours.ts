/** The units around the focus, one by one, below a bar that is too coarse for them. */
import { grouped, pfnEnd } from '../src/engine/units';
import { CELL, focusMark, sectionTicks, unitCells, type Axis } from './cells';
import { CHAR, MONO, path, px, rect, text, type Mark } from './marks';
import type { Model } from './model';
import { firstUnitOf, pagesPerSection, unitAt, unitOfPfn, type Unit } from './unit';
import type { Focus } from './view';
import { address } from './words';

const TOP = 78;
const HEIGHT = 34;
/** Compounds smaller than a section are shown with their section, others with so many around them. */
const AROUND = 32;
const MOST = 64;

export const NEIGHBOURS_BOTTOM = TOP + HEIGHT + 24;

/** `bar` is the axis above, on which a lens shows what part of it this is. */
export function neighbours(model: Model, focus: Focus, bar: Axis, unit: Unit, width: number): Mark[] {
  const { machine: m } = model;
  const pgmap = focus.device.population;
  const start = firstUnitOf(m, pgmap, unit.rangeIndex);
  const inRange = (unitOfPfn(m, pgmap, unit.range.endPfn - 1) ?? start) - start + 1;
  const inSection = pagesPerSection(m) / pgmap.pagesPerCompound;
  const per = unit.kind === 'compound' && inSection > 1 ? Math.min(MOST, Math.ceil(inSection)) : AROUND;
  const first = start + Math.floor((unit.index - start) / per) * per;
  const count = Math.min(per, start + inRange - first);
  const from = unitAt(m, pgmap, first)!;
  const to = unitAt(m, pgmap, first + count - 1)!;
  const axis: Axis = {
    x: (pfn) => ((pfn - from.startPfn) / (to.endPfn - from.startPfn)) * width,
    y: TOP,
    height: HEIGHT,
  };
  const left = bar.x(from.startPfn);
  const right = Math.max(left + 3, bar.x(to.endPfn));
  const foot = bar.y + bar.height + 1;
  const curve = (x: number, end: number): string =>
    `M${px(x)},${foot}C${px(x)},${foot + 24} ${end},${TOP - 24} ${end},${TOP - 1}`;
  const ends = [address(m, from.startPfn), pfnEnd(to.endPfn, m.pageShift)] as const;
  const what = `${unit.kind}s ${grouped(first + 1)}–${grouped(first + count)} of ${grouped(unit.of)}`;
  const y = TOP + HEIGHT + 16;
  const marks: Mark[] = [
    path('wedge', curve(left, 0.5) + curve(right, width - 0.5)),
    rect('lens', left, bar.y - 2, right - left, bar.height + 4, { radius: 2 }),
    rect('bar', 0, TOP, width, HEIGHT, { radius: 3 }),
    ...unitCells(model, focus, first, count, Math.floor(width / CELL), {
      ...axis,
      y: TOP + 3,
      height: HEIGHT - 6,
    }),
    ...sectionTicks(model, from.startPfn, to.endPfn, axis),
    focusMark(unit, axis),
    text('address mono', 0, y, ends[0]),
    text('address mono', width, y, ends[1], { anchor: 'end' }),
  ];
  if (width - (ends[0].length + ends[1].length) * MONO - 32 > what.length * CHAR)
    marks.push(text('note', width / 2, y, what, { anchor: 'middle' }));
  return marks;
}
