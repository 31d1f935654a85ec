/** Strip (a): the physical ranges of the focused pgmap, cut into compounds (or sections), with what is amiss marked. */
import { at } from '../src/engine/runs';
import type { PgmapPopulation, RangePopulation } from '../src/engine/types';
import { formatBytes, grouped, pfnEnd } from '../src/engine/units';
import { isAliased } from './frames';
import { along, folded, type Segment } from './layout';
import { fitting, MONO, px, CHAR, type Mark, type Size, type Strip } from './marks';
import type { Model } from './model';
import { firstUnitOf, pageBytes, pagesPerSection, unitAt, unitKind, unitOfPfn, type Unit } from './unit';
import type { Focus } from './view';
import { address, plural } from './words';

interface Piece extends Pick<RangePopulation, 'startPfn' | 'endPfn'> {
  readonly range: RangePopulation;
  readonly rangeIndex: number;
}

const BAR = { y: 4, height: 30 };
const ZOOM = { y: 78, height: 34 };
/** A cell narrower than this stands for several units. */
const CELL = 8;
/** From this width on a cell carries its number. */
const NAMED = 44;
const MOST_RANGES = 24;
/** Units shown one by one below the bar, where the bar is too coarse for them. */
const NEIGHBOURS = 32;

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

const STATE_WORDS: Readonly<Record<State, string>> = {
  shared: 'tail vmemmap pages shared',
  full: 'a full memmap in RAM',
  alias: '▲ its head lands on a shared tail page',
  boot: 'memmap from boot',
  device: 'memmap on the device',
  none: 'not mapped',
};

/** One cell: units [first, last] of the pgmap. */
function cell(
  model: Model,
  focus: Focus,
  first: Unit,
  last: Unit,
  x: number,
  y: number,
  width: number,
  height: number,
): Mark[] {
  const { machine: m } = model;
  const pgmap = focus.device.population;
  const ends = [stateOf(pgmap, first), stateOf(pgmap, last)];
  const state = ends.includes('alias') ? 'alias' : ends[0]!;
  const many = last.index > first.index;
  const name = many
    ? `${first.kind}s ${grouped(first.index + 1)}–${grouped(last.index + 1)}`
    : `${first.kind} ${grouped(first.index + 1)}`;
  const focused = focus.unit && focus.unit.index >= first.index && focus.unit.index <= last.index;
  const span = `${address(m, first.startPfn)}–${pfnEnd(last.endPfn, m.pageShift)}`;
  const partial = last.partial ? ', cut short by the end of the range' : '';
  const marks: Mark[] = [
    {
      kind: 'rect',
      class: `cell ${state}${last.partial && !many ? ' partial' : ''}`,
      x: px(x),
      y,
      width: Math.max(1, px(width - 1)),
      height,
      ...(state === 'alias' ? { pattern: 'alias' as const } : {}),
      ...(state === 'device' ? { pattern: 'device' as const } : {}),
      ...(state === 'boot' ? { pattern: 'boot' as const } : {}),
      label: `${name}, ${span}: ${STATE_WORDS[state]}${partial}`,
      action: { do: 'unit', unit: focused ? focus.unit!.index : first.index },
    },
  ];
  if (width >= NAMED && !many) {
    const sign = state === 'alias' ? ' ▲' : '';
    const text = fitting(width - 8, CHAR, `${name}${sign}`, `${grouped(first.index + 1)}${sign}`);
    marks.push({ kind: 'text', class: `cell-name ${state}`, x: px(x + 6), y: y + height / 2 + 4, text });
  }
  return marks;
}

/** The cells of a stretch of units, as many as have room. */
function cells(
  model: Model,
  focus: Focus,
  from: number,
  count: number,
  most: number,
  at: (pfn: number) => number,
  y: number,
  height: number,
): Mark[] {
  const marks: Mark[] = [];
  const shown = Math.max(1, Math.min(count, most));
  for (let i = 0; i < shown; i++) {
    const a = from + Math.floor((i * count) / shown);
    const b = from + Math.floor(((i + 1) * count) / shown) - 1;
    const first = unitAt(model.machine, focus.device.population, a)!;
    const last = unitAt(model.machine, focus.device.population, b)!;
    const x = at(first.startPfn);
    marks.push(...cell(model, focus, first, last, x, y, at(last.endPfn) - x, height));
  }
  return marks;
}

/** Ticks at section boundaries, as one path; nothing where they would run together. */
function ticks(
  model: Model,
  startPfn: number,
  endPfn: number,
  at: (pfn: number) => number,
  y: number,
  height: number,
): Mark[] {
  const step = pagesPerSection(model.machine);
  const first = Math.ceil((startPfn + 1) / step) * step;
  if (at(first + step) - at(first) < 5 && endPfn - first > step) return [];
  let d = '';
  for (let pfn = first; pfn < endPfn; pfn += step) d += `M${px(at(pfn))},${y}v${height}`;
  return d ? [{ kind: 'path', class: 'section-tick', d }] : [];
}

/** What is to be said about where a range starts, if anything. */
function startNote(
  model: Model,
  pgmap: PgmapPopulation,
  range: RangePopulation,
): { text: string; bad: boolean } | undefined {
  const { machine: m } = model;
  const bytes = pageBytes(m);
  const pastSection = (range.startPfn % pagesPerSection(m)) * bytes;
  const pastCompound = (range.startPfn % pgmap.pagesPerCompound) * bytes;
  const bad = pastCompound !== 0 && pgmap.pagesPerCompound > 1;
  if (pastSection !== 0) return { text: `${formatBytes(pastSection)} past a section boundary`, bad };
  return bad
    ? {
        text: `${formatBytes(pastCompound)} past a ${formatBytes(pgmap.pagesPerCompound * bytes)} boundary`,
        bad,
      }
    : undefined;
}

/** The addresses under a segment, and the mark at a start that is not aligned. */
function addresses(
  model: Model,
  focus: Focus,
  segment: Segment<Piece>,
  width: number,
  last: boolean,
): Mark[] {
  const { machine: m } = model;
  const marks: Mark[] = [];
  const { range } = segment.spans[0]!;
  const known = range.baseKnown;
  const start = known ? address(m, segment.startPfn) : 'base not known';
  const end = known
    ? pfnEnd(segment.endPfn, m.pageShift)
    : `+${formatBytes((segment.endPfn - segment.startPfn) * pageBytes(m))}`;
  const y = BAR.y + BAR.height + 16;
  const note =
    segment.spans.length === 1 && known ? startNote(model, focus.device.population, range) : undefined;
  const words = `${note?.bad ? '▲ ' : ''}${start}${note ? `: ${note.text}` : ''}`;
  const room = last ? width - segment.x : segment.width;
  const endRoom = end.length * MONO;
  const both = room >= words.length * MONO + endRoom + 16;
  const text = both || room >= words.length * MONO ? words : start;
  if (note)
    marks.push({
      kind: 'path',
      class: note.bad ? 'start-mark bad' : 'start-mark',
      d: `M${px(segment.x + 0.5)},${BAR.y - 3}v${BAR.height + 8}`,
    });
  if (room >= start.length * MONO)
    marks.push({
      kind: 'text',
      class: `address mono${note?.bad ? ' bad' : ''}`,
      x: px(segment.x),
      y,
      text,
      label: words,
    });
  if (room >= text.length * MONO + endRoom + 16)
    marks.push({
      kind: 'text',
      class: 'address mono',
      x: px(segment.x + segment.width),
      y,
      text: end,
      anchor: 'end',
    });
  return marks;
}

/** The units around the focus, one by one, and the lines that say which part of the bar that is. */
function neighbours(model: Model, focus: Focus, segment: Segment<Piece>, unit: Unit, width: number): Mark[] {
  const { machine: m } = model;
  const pgmap = focus.device.population;
  const first = firstUnitOf(m, pgmap, unit.rangeIndex);
  const inRange = (unitOfPfn(m, pgmap, unit.range.endPfn - 1) ?? first) - first + 1;
  // A compound smaller than a section is shown with its section, a larger one with those around it.
  const perGroup =
    unit.kind === 'compound' && pgmap.pagesPerCompound < pagesPerSection(m)
      ? Math.min(64, Math.ceil(pagesPerSection(m) / pgmap.pagesPerCompound))
      : NEIGHBOURS;
  const group = Math.floor((unit.index - first) / perGroup) * perGroup;
  const count = Math.min(perGroup, inRange - group);
  const from = unitAt(m, pgmap, first + group)!;
  const to = unitAt(m, pgmap, first + group + count - 1)!;
  const place = (pfn: number): number => ((pfn - from.startPfn) / (to.endPfn - from.startPfn)) * width;
  const left = along(segment, from.startPfn);
  const right = Math.max(left + 2, along(segment, to.endPfn));
  const foot = BAR.y + BAR.height;
  const { y, height } = ZOOM;
  const wedge = `M${px(left)},${foot + 1}C${px(left)},${foot + 24} 0,${y - 24} 0.5,${y - 1}M${px(right)},${foot + 1}C${px(right)},${foot + 24} ${width},${y - 24} ${width - 0.5},${y - 1}`;
  const marks: Mark[] = [
    { kind: 'path', class: 'wedge', d: wedge },
    {
      kind: 'rect',
      class: 'lens',
      x: px(left),
      y: BAR.y - 2,
      width: Math.max(3, px(right - left)),
      height: BAR.height + 4,
      radius: 2,
    },
    { kind: 'rect', class: 'bar', x: 0, y, width, height, radius: 3 },
    ...cells(model, focus, first + group, count, Math.floor(width / CELL), place, y + 3, height - 6),
    ...ticks(model, from.startPfn, to.endPfn, place, y, height),
    focusMark(place(unit.startPfn), place(unit.endPfn), y, height),
  ];
  const start = address(m, from.startPfn);
  const end = pfnEnd(to.endPfn, m.pageShift);
  const what = `${unit.kind}s ${grouped(first + group + 1)}–${grouped(first + group + count)} of ${grouped(unit.of)}`;
  marks.push({ kind: 'text', class: 'address mono', x: 0, y: y + height + 16, text: start });
  const room = width - (start.length + end.length) * MONO - 32;
  if (room > what.length * CHAR)
    marks.push({
      kind: 'text',
      class: 'note',
      x: px(width / 2),
      y: y + height + 16,
      text: what,
      anchor: 'middle',
    });
  marks.push({ kind: 'text', class: 'address mono', x: width, y: y + height + 16, text: end, anchor: 'end' });
  return marks;
}

const focusMark = (left: number, right: number, y: number, height: number): Mark => ({
  kind: 'rect',
  id: 'focused-unit',
  class: 'focused-unit',
  x: px(left) - 1,
  y: y - 3,
  width: Math.max(4, px(right - left) + 1),
  height: height + 6,
  radius: 3,
});

export function physicalStrip(model: Model, focus: Focus, size: Size): Strip | undefined {
  const { machine: m } = model;
  const pgmap = focus.device.population;
  const { unit } = focus;
  if (!unit) return undefined;
  const { width } = size;
  const pieces = pgmap.ranges.map((range, rangeIndex): Piece => {
    const { startPfn, endPfn } = range;
    return { startPfn, endPfn, range, rangeIndex };
  });
  const segments = folded(pieces, width, MOST_RANGES);
  const marks: Mark[] = [];
  let fine = true;
  for (const [i, segment] of segments.entries()) {
    const { spans } = segment;
    const one = spans.length === 1 ? spans[0]! : undefined;
    const x = (pfn: number): number => along(segment, pfn);
    if (segment.hole)
      marks.push({
        kind: 'text',
        class: 'hole',
        x: px(segment.x - 8),
        y: BAR.y + BAR.height / 2 + 4,
        text: '⋯',
        anchor: 'middle',
        label: `a hole of ${formatBytes((segment.startPfn - segments[i - 1]!.endPfn) * pageBytes(m))}`,
      });
    marks.push({
      kind: 'rect',
      class: 'bar',
      x: px(segment.x),
      y: BAR.y,
      width: px(segment.width),
      height: BAR.height,
      radius: 3,
    });
    const from = firstUnitOf(m, pgmap, spans[0]!.rangeIndex);
    const until = unitOfPfn(m, pgmap, segment.endPfn - 1) ?? from;
    const count = one ? until - from + 1 : 1;
    const most = Math.floor(segment.width / CELL);
    if (one) marks.push(...cells(model, focus, from, count, most, x, BAR.y + 3, BAR.height - 6));
    else
      marks.push({
        kind: 'rect',
        class: 'cell many',
        x: px(segment.x),
        y: BAR.y + 3,
        width: px(segment.width),
        height: BAR.height - 6,
        label: `${plural(spans.length, 'range')} from ${address(m, segment.startPfn)}`,
        action: { do: 'unit', unit: from },
      });
    if (one) marks.push(...ticks(model, segment.startPfn, segment.endPfn, x, BAR.y, BAR.height));
    if (count > most || !one) fine = false;
    if (!spans.some((s) => s.rangeIndex === unit.rangeIndex)) {
      marks.push(...addresses(model, focus, segment, width, i === segments.length - 1));
      continue;
    }
    const coarse = count > most || !one;
    if (coarse) {
      const shown = one ? segment : { ...segment, startPfn: unit.range.startPfn, endPfn: unit.range.endPfn };
      marks.push(...neighbours(model, focus, shown, unit, width));
    }
    marks.push(focusMark(x(unit.startPfn), x(unit.endPfn), BAR.y, BAR.height));
    marks.push(...addresses(model, focus, segment, width, i === segments.length - 1));
  }
  const sections = pgmap.ranges.reduce(
    (sum, r) => sum + Math.ceil(r.endPfn / pagesPerSection(m)) - Math.floor(r.startPfn / pagesPerSection(m)),
    0,
  );
  const section = formatBytes(2 ** m.sectionShift);
  const compound =
    pgmap.pagesPerCompound > 1 && unitKind(m, pgmap) === 'compound'
      ? ` · ${plural(unit.of, 'compound')} of ${formatBytes(pgmap.pagesPerCompound * pageBytes(m))}`
      : '';
  return {
    id: 'physical',
    title: 'Physical memory',
    note: `${plural(sections, 'section')} of ${section}${compound}`,
    width,
    height: fine ? BAR.y + BAR.height + 22 : ZOOM.y + ZOOM.height + 24,
    marks,
  };
}
