/** The compound page as memory: its size, where it is, and which part of it the selected vmemmap page describes. */
import { formatBytes } from '../src/engine/units';
import { TOP, type Columns, type Placed } from './columns';
import { fit, path, px, rect, text, type Mark } from './marks';
import type { Model } from './model';
import { pageBytes, pagesPerSection, pfnsOfPage, type Unit } from './unit';
import type { Focus } from './view';
import { plural, unitSize } from './words';

const PITCH = 18;
/** The part that a vmemmap page describes is drawn at least this high. */
const THINNEST = 3;
/** Section ticks nearer to each other than this are left out. */
const NEAREST_TICKS = 6;

export function compoundBox(
  model: Model,
  focus: Focus,
  unit: Unit,
  c: Columns,
  bottom: number,
  row: Placed<unknown> | undefined,
  alias: boolean,
): Mark[] {
  if (!c.compound) return [];
  const { machine: m } = model;
  const height = bottom - TOP;
  const total = unit.endPfn - unit.startPfn;
  const yOf = (pfn: number): number =>
    TOP + (Math.min(Math.max(0, pfn - unit.startPfn), total) / Math.max(1, total)) * height;
  const marks: Mark[] = [
    rect(`compound${alias ? ' alias' : ''}`, 0.5, TOP, c.compound, height, {
      radius: 4,
      label: 'Show the align in the text',
      action: { do: 'reveal', place: { pgmap: focus.device.index, key: 'align' } },
    }),
  ];
  const step = pagesPerSection(m);
  if ((step / Math.max(1, total)) * height >= NEAREST_TICKS) {
    let d = '';
    for (let pfn = (Math.floor(unit.startPfn / step) + 1) * step; pfn < unit.endPfn; pfn += step)
      d += `M0.5,${px(yOf(pfn))}h10M${c.compound - 9.5},${px(yOf(pfn))}h10`;
    if (d) marks.push(path('section-tick', d));
  }
  if (row) {
    const [from, to] = pfnsOfPage(m, unit.range, focus.page);
    const top = Math.min(yOf(from), bottom - THINNEST);
    const foot = Math.max(yOf(to), top + THINNEST);
    const x = c.compound + 0.5;
    marks.push(
      rect('band', 1, top, c.compound - 1, foot - top),
      path(
        'describes',
        `M${x},${px(top)}L${c.pagesX},${row.y + 3}V${row.y + row.height - 3}L${x},${px(foot)}Z`,
      ),
    );
  }
  const all = [
    { words: unitSize(m, focus.device.population, unit), looks: 'compound-size' },
    { words: unit.kind, looks: 'compound-line' },
    ...(unit.partial
      ? [{ words: `cut to ${formatBytes(total * pageBytes(m))}`, looks: 'compound-line alarm' }]
      : []),
    { words: plural(total, 'struct page'), looks: 'compound-line' },
    { words: `pfn 0x${unit.startPfn.toString(16)}`, looks: 'compound-line mono' },
  ];
  const lines = all.slice(0, Math.max(1, Math.floor((height - 12) / PITCH)));
  const start = TOP + height / 2 - ((lines.length - 1) * PITCH) / 2;
  const back = lines.length * PITCH + 12;
  if (height > back + 8)
    marks.push(rect('compound-back', 12, start - 20, c.compound - 24, back, { radius: 4 }));
  lines.forEach(({ words, looks }, i) =>
    marks.push(
      text(looks, c.compound / 2, start + i * PITCH + 4, fit(words, c.compound - 8, 6.1), {
        anchor: 'middle',
      }),
    ),
  );
  return marks;
}
