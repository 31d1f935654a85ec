/**
 * The zoomed part of the line, from everything down to one struct page: what is in sight decides what is drawn. Lanes from
 * the top: names, units (compounds or sections), vmemmap pages, struct pages; addresses below.
 */
import { pfnFirst } from '../src/engine/altmap';
import { formatBytes, pfnEnd } from '../src/engine/units';
import { partsIn, scaleOf, type Line, type Part, type Scale, type Span } from './axis';
import { sectionTicks, unitCells, type Lane } from './cells';
import { pageCells, showsPages, showsStructs, structCells } from './fine';
import { BOLD, CHAR, fitting, MONO, path, px, rect, text, type Mark, type Size, type Strip } from './marks';
import type { Model } from './model';
import { pageBytes, pagesPerSection } from './unit';
import type { Action, Focus } from './view';
import { address, plural } from './words';

const TOP = 18;
const HEIGHT = 64;
const BOTTOM = TOP + HEIGHT;
/** More parts than this are drawn as one bar for their neighbours too. */
const MOST_PARTS = 60;

const lane = (from: number, to: number): Lane => ({ y: TOP + from, height: to - from });
/** What each depth has: the further in, the more lanes share the height. */
const LANES = {
  units: [lane(0, 64)],
  pages: [lane(0, 26), lane(29, 64)],
  structs: [lane(0, 16), lane(19, 40), lane(43, 64)],
} as const;

function partMarks(model: Model, focus: Focus | undefined, part: Part, scale: Scale): Mark[] {
  const x = Math.max(0, scale.x(part.from));
  const width = Math.min(scale.width, scale.x(part.to)) - x;
  if (!part.device)
    return [
      rect('cell ram', x, TOP, width - 1, HEIGHT, { radius: 3, label: `System RAM, node ${part.node}` }),
      rect('hatch faint', x, TOP, width - 1, HEIGHT, { pattern: 'boot' }),
    ];
  const structs = showsStructs(part, scale);
  const pages = structs || showsPages(model, part, scale);
  const [units, second, third] = structs ? LANES.structs : pages ? LANES.pages : LANES.units;
  return [
    rect('bar', x, TOP, width, HEIGHT, { radius: 2 }),
    ...unitCells(model, focus, part, scale, units),
    ...(second ? pageCells(model, focus, part, scale, second) : []),
    ...(third ? structCells(model, focus, part, scale, third) : []),
    ...altmapMarks(model, part, scale, units),
    ...sectionTicks(model, part, scale, units),
  ];
}

/** Where an altmap lies on its device: what is kept back, and the memmap behind it. */
function altmapMarks(model: Model, part: Part, scale: Scale, { y, height }: Lane): Mark[] {
  const { altmap } = part.device!.population;
  if (!altmap || part.rangeIndex > 0) return [];
  const bytes = pageBytes(model.machine);
  const spans = [
    {
      from: altmap.basePfn,
      pages: altmap.reserve,
      looks: 'reserve',
      what: 'kept back in front of the altmap',
    },
    {
      from: altmap.basePfn + altmap.reserve,
      pages: altmap.alloc + altmap.align,
      looks: 'device',
      what: 'altmap: the memmap of this device, on the device',
    },
  ];
  return spans.flatMap(({ from, pages, looks, what }) => {
    const x = Math.max(0, scale.x(from - part.shift));
    const width = Math.min(scale.width, scale.x(from + pages - part.shift)) - x;
    if (pages === 0 || width < 0.5) return [];
    const label = `${what}: ${formatBytes(pages * bytes)} at ${address(model.machine, from)}`;
    const words = fitting(width - 8, CHAR, looks === 'device' ? 'memmap (altmap)' : 'reserve', '');
    return [
      rect(`altmap ${looks}`, x, y + height - 14, width, 14, { label }),
      rect('hatch', x, y + height - 14, width, 14, { pattern: 'device' }),
      ...(words === '' || words.endsWith('…') ? [] : [text('cell-name halo', x + 4, y + height - 3, words)]),
    ];
  });
}

function caption(model: Model, part: Part, scale: Scale, room: number): Mark[] {
  const x = Math.max(0, scale.x(part.from));
  if (!part.device) return [text('note', x, 12, fitting(room, CHAR, `RAM, node ${part.node}`, 'RAM'))];
  const { device } = part;
  const bytes = pageBytes(model.machine);
  const { pagesPerCompound, ranges, outcome } = device.population;
  const compound = pagesPerCompound > 1 ? ` · ${formatBytes(pagesPerCompound * bytes)} compounds` : '';
  const nth = ranges.length > 1 ? ` range ${part.rangeIndex + 1}` : '';
  const size = formatBytes((part.to - part.from) * bytes);
  const failed = outcome.ok ? '' : ` · ▲ ${outcome.errno}`;
  return [
    text(
      'caption',
      x,
      12,
      fitting(
        room,
        BOLD,
        `${device.name}${nth} · ${size}${compound}${failed}`,
        `${device.name}${nth}`,
        device.name,
      ),
    ),
  ];
}

/** What is to be said about where a range starts, if anything. `bad`: not on a multiple of the compound. */
function startNote(model: Model, part: Part): { words: string; bad: boolean } | undefined {
  const bytes = pageBytes(model.machine);
  const pfn = part.from + part.shift;
  const { pagesPerCompound, altmap } = part.device!.population;
  const pastSection = pfn % pagesPerSection(model.machine);
  const pastCompound = pfnFirst(part.range!, altmap) % pagesPerCompound;
  const bad = pastCompound !== 0;
  if (pastSection !== 0) return { words: `${formatBytes(pastSection * bytes)} past a section boundary`, bad };
  const compound = formatBytes(pagesPerCompound * bytes);
  const data = altmap ? 'data ' : '';
  return bad
    ? { words: `${data}${formatBytes(pastCompound * bytes)} past a ${compound} boundary`, bad }
    : undefined;
}

/** A start address leads to where it is written. */
const startAction = ({ device, rangeIndex }: Part): Action | undefined =>
  device ? { do: 'reveal', place: { pgmap: device.index, range: rangeIndex, key: 'start' } } : undefined;

/** The address of a part's start, or of the window's edge where it began before; `room` reaches to the next part. */
function addressMarks(model: Model, part: Part, scale: Scale, room: number): Mark[] {
  const { machine: m } = model;
  const x = Math.max(0, scale.x(part.from));
  const begins = part.from >= scale.from;
  const pfn = Math.floor(begins ? part.from : scale.from) + part.shift;
  const known = part.range?.baseKnown ?? true;
  const start = known ? address(m, pfn) : begins ? 'base not known' : '';
  const note = begins && known && part.device ? startNote(model, part) : undefined;
  const whole = `${note?.bad ? '▲ ' : ''}${start}${note ? `: ${note.words}` : ''}`;
  const shown = whole.length * MONO <= room ? whole : start;
  const bad = note?.bad ? ' bad' : '';
  const marks: Mark[] = [];
  if (note) marks.push(path(`start-mark${bad}`, `M${px(x + 0.5)},${TOP - 3}v${HEIGHT + 8}`));
  if (shown !== '' && shown.length * MONO <= room)
    marks.push(
      text(`address mono${bad}`, x, BOTTOM + 15, shown, {
        label: whole,
        action: begins && known ? startAction(part) : undefined,
      }),
    );
  return marks;
}

/** The last address in sight, right-aligned under the last part. */
function endMark(model: Model, part: Part, scale: Scale, free: number): Mark[] {
  const { machine: m } = model;
  const place = Math.min(part.to, Math.ceil(scale.to));
  const known = part.range?.baseKnown ?? true;
  const end = known
    ? pfnEnd(place + part.shift, m.pageShift)
    : `+${formatBytes((place - part.from) * pageBytes(m))}`;
  return end.length * MONO + 16 > free
    ? []
    : [text('address mono', Math.min(scale.width, scale.x(part.to)), BOTTOM + 15, end, { anchor: 'end' })];
}

function holeMarks(model: Model, hole: Span, scale: Scale): Mark[] {
  const [a, b] = [Math.max(0, scale.x(hole.from)), Math.min(scale.width, scale.x(hole.to))];
  if (b - a < 9) return [];
  const size = `a hole of ${formatBytes((hole.to - hole.from) * pageBytes(model.machine))}`;
  return [
    text('hole', (a + b) / 2, TOP + HEIGHT / 2 + 4, fitting(b - a - 8, CHAR, size, '⋯'), {
      anchor: 'middle',
      label: size,
    }),
  ];
}

/** What the strip is of: how much memory is in sight, and what it is cut into. */
function noteOf(model: Model, focus: Focus | undefined, window: Span): string {
  const { machine: m } = model;
  const seen = `${formatBytes(Math.round(window.to - window.from) * pageBytes(m))} in sight`;
  const section = `sections of ${formatBytes(2 ** m.sectionShift)}`;
  if (!focus) return `${seen} · ${section}`;
  const { population } = focus.device;
  const per = pagesPerSection(m);
  const sections = population.ranges.reduce(
    (sum, r) => sum + Math.ceil(r.endPfn / per) - Math.floor(r.startPfn / per),
    0,
  );
  const compounds =
    focus.unit?.kind === 'compound'
      ? ` · ${plural(focus.unit.of, 'compound')} of ${formatBytes(population.pagesPerCompound * pageBytes(m))}`
      : '';
  return `${seen} · ${plural(sections, 'section')} of ${formatBytes(2 ** m.sectionShift)}${compounds}`;
}

/** The frame around the focused unit, where it is in sight. */
function focusMark(focus: Focus | undefined, parts: readonly Part[], scale: Scale): Mark[] {
  const { unit, device } = focus ?? {};
  const part = parts.find((p) => p.device === device && p.range === unit?.range);
  if (!unit || !part) return [];
  const x = Math.max(1, scale.x(unit.startPfn - part.shift));
  const end = Math.min(scale.width - 1, scale.x(unit.endPfn - part.shift));
  if (end < 0 || x > scale.width) return [];
  return [rect('focused-unit', x - 1, TOP - 3, Math.max(4, end - x + 1), HEIGHT + 6, { radius: 3 })];
}

export function physicalStrip(
  model: Model,
  line: Line,
  window: Span,
  focus: Focus | undefined,
  { width }: Size,
): Strip {
  const scale = scaleOf(line, window, width);
  const all = partsIn(line, window);
  const each = Math.ceil(all.length / MOST_PARTS);
  const parts = all.filter((_, i) => i % each === 0);
  const edge = (i: number): number => (parts[i] ? Math.max(0, scale.x(parts[i].from)) : width);
  const marks: Mark[] = [];
  for (const hole of line.holes)
    if (hole.from < window.to && hole.to > window.from) marks.push(...holeMarks(model, hole, scale));
  parts.forEach((part, i) => {
    marks.push(
      ...partMarks(model, focus, part, scale),
      ...caption(model, part, scale, edge(i + 1) - edge(i) - 6),
    );
  });
  marks.push(...focusMark(focus, parts, scale));
  // Last, so that nothing runs through the addresses.
  let taken = 0;
  parts.forEach((part, i) => {
    const drawn = addressMarks(model, part, scale, edge(i + 1) - edge(i) - 4);
    for (const mark of drawn) if (mark.kind === 'text') taken = mark.x + mark.text.length * MONO;
    marks.push(...drawn);
  });
  const last = parts.at(-1);
  if (last) marks.push(...endMark(model, last, scale, Math.min(width, scale.x(last.to)) - taken));
  return {
    id: 'physical',
    title: 'Physical memory',
    note: noteOf(model, focus, window),
    width,
    height: BOTTOM + 22,
    marks,
  };
}
