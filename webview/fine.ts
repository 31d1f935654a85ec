/** The line from near by: the vmemmap pages of a part by what backs them, and their struct pages one by one. */
import { RULE_NAMES } from '../src/engine/ruleNames';
import { walks, window } from '../src/engine/runs';
import type { Run } from '../src/engine/types';
import { grouped } from '../src/engine/units';
import type { Part, Scale } from './axis';
import type { Lane } from './cells';
import { looksOf } from './looks';
import { CHAR, fitting, MONO, rect, text, type Mark } from './marks';
import type { Model } from './model';
import { pageOfPfn, pfnsOfPage, unitAt, unitInRange } from './unit';
import type { Focus } from './view';
import { address, roleOf } from './words';

/** A page, or a struct page, is drawn from this width on. */
const DRAWN = 5;

const bounds = (part: Part, scale: Scale): readonly [number, number] => [
  Math.max(part.from, Math.floor(scale.from)) + part.shift,
  Math.min(part.to, Math.ceil(scale.to)) + part.shift,
];

/** Pixels that a struct page of a part is wide, where it is in sight. */
function structWidth(part: Part, scale: Scale): number {
  const from = Math.max(part.from, scale.from);
  const to = Math.min(part.to, scale.to);
  return (scale.x(to) - scale.x(from)) / Math.max(1, to - from);
}

export const showsStructs = (part: Part, scale: Scale): boolean => structWidth(part, scale) >= DRAWN;
export const showsPages = (model: Model, part: Part, scale: Scale): boolean =>
  (structWidth(part, scale) * 2 ** model.machine.pageShift) / model.machine.structPageSize >= DRAWN;

function backing(run: Run, page: number): string {
  if (run.frame === null) return 'not mapped';
  const frame = grouped(walks(run) ? run.frame + page - run.first : run.frame);
  return run.kind === 'shared' ? `→ frame ${frame}, shared` : `→ frame ${frame}`;
}

/** The vmemmap pages that hold the struct pages of a part, each over the memory it describes. */
export function pageCells(
  model: Model,
  focus: Focus | undefined,
  part: Part,
  scale: Scale,
  lane: Lane,
): Mark[] {
  const { machine: m } = model;
  const range = part.range!;
  const device = part.device!;
  const [low, high] = bounds(part, scale);
  const end = Math.min(range.vmemmapPages, pageOfPfn(m, range, high - 1) + 1);
  const marks: Mark[] = [];
  for (const run of window(range.runs, pageOfPfn(m, range, low), end))
    for (let page = run.first; page < run.first + run.count; page++) {
      const [from, to] = pfnsOfPage(m, range, page);
      const first = Math.max(from, range.startPfn);
      const x = Math.max(0, scale.x(first - part.shift));
      const width = Math.min(scale.width, scale.x(Math.min(to, range.endPfn) - part.shift)) - x;
      const current = focus?.device === device && focus.unit?.range === range && focus.page === page;
      const { word, pattern } = looksOf({ run }, false);
      const label = `vmemmap page ${grouped(page)} of the range: ${backing(run, page)} (${RULE_NAMES[run.rule]})`;
      marks.push(
        rect(`page ${word}`, x, lane.y, width - 1, lane.height, {
          radius: 2,
          label,
          action: { do: 'at', device: device.key, pfn: first, level: 'page' },
          current,
        }),
      );
      if (pattern) marks.push(rect(`hatch ${word}`, x, lane.y, width - 1, lane.height, { pattern }));
      const words = fitting(
        width - 8,
        CHAR,
        `${RULE_NAMES[run.rule]} ${backing(run, page)}`,
        backing(run, page),
        RULE_NAMES[run.rule],
        '',
      );
      if (words !== '' && !words.endsWith('…'))
        marks.push(text(`page-name halo ${word}`, x + 5, lane.y + lane.height / 2 + 4, words));
    }
  return marks;
}

/** Struct pages: the head, the tails, and what lies outside. */
export function structCells(
  model: Model,
  focus: Focus | undefined,
  part: Part,
  scale: Scale,
  lane: Lane,
): Mark[] {
  const { machine: m } = model;
  const device = part.device!;
  const pgmap = device.population;
  const [low, high] = bounds(part, scale);
  const marks: Mark[] = [];
  for (let pfn = low; pfn < high; pfn++) {
    const unit = unitAt(m, pgmap, unitInRange(m, pgmap, part.rangeIndex, pfn));
    if (!unit) break;
    const role = roleOf(pgmap, unit, pfn);
    const kind = role === 'first tail' ? 'first-tail' : role === 'page' ? 'plain' : role;
    const x = Math.max(0, scale.x(pfn - part.shift));
    const width = Math.min(scale.width, scale.x(pfn + 1 - part.shift)) - x;
    const current = focus?.device === device && focus.view.pfn === pfn;
    marks.push(
      rect(`struct ${kind}${current ? ' selected' : ''}`, x, lane.y, width - 1, lane.height, {
        radius: 1,
        label: `struct page of pfn 0x${pfn.toString(16)}, ${address(m, pfn)}: ${role}`,
        action: { do: 'at', device: device.key, pfn, level: 'struct' },
        current,
      }),
    );
    const name = fitting(
      width - 4,
      MONO,
      `0x${pfn.toString(16)} ${role}`,
      `0x${pfn.toString(16)}`,
      role === 'head' ? 'H' : '',
    );
    if (name !== '' && !name.endsWith('…'))
      marks.push(
        text(`struct-name mono ${kind}`, x + (width - 1) / 2, lane.y + lane.height / 2 + 4, name, {
          anchor: 'middle',
        }),
      );
  }
  return marks;
}
