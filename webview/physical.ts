/** Strip (a): the physical ranges of the focused pgmap, cut into compounds (or sections), with what is amiss marked. */
import type { PgmapPopulation, RangePopulation } from '../src/engine/types';
import { formatBytes, pfnEnd } from '../src/engine/units';
import { CELL, focusMark, sectionTicks, unitCells, type Axis } from './cells';
import { along, folded, type Segment } from './layout';
import { holeSign, MONO, path, px, rect, text, type Mark, type Size, type Strip } from './marks';
import type { Model } from './model';
import { neighbours, NEIGHBOURS_BOTTOM } from './neighbours';
import { firstUnitOf, pageBytes, pagesPerSection, unitOfPfn, type Unit } from './unit';
import type { Focus } from './view';
import { address, plural } from './words';

interface Piece extends Pick<RangePopulation, 'startPfn' | 'endPfn'> {
  readonly range: RangePopulation;
  readonly index: number;
}

const TOP = 4;
const HEIGHT = 30;
/** More ranges than this are drawn several to a segment. */
const MOST_RANGES = 24;

/** What is to be said about where a range starts, if anything. `bad`: not on a multiple of the compound. */
function startNote(
  model: Model,
  pgmap: PgmapPopulation,
  startPfn: number,
): { words: string; bad: boolean } | undefined {
  const bytes = pageBytes(model.machine);
  const pastSection = startPfn % pagesPerSection(model.machine);
  const pastCompound = startPfn % pgmap.pagesPerCompound;
  const bad = pastCompound !== 0;
  if (pastSection !== 0) return { words: `${formatBytes(pastSection * bytes)} past a section boundary`, bad };
  const compound = formatBytes(pgmap.pagesPerCompound * bytes);
  return bad ? { words: `${formatBytes(pastCompound * bytes)} past a ${compound} boundary`, bad } : undefined;
}

/** The addresses under a segment, and the mark at a start that is not aligned. `room` reaches to the next segment. */
function addresses(model: Model, pgmap: PgmapPopulation, segment: Segment<Piece>, room: number): Mark[] {
  const { machine: m } = model;
  const { spans, startPfn, endPfn, x, width } = segment;
  const known = spans[0]!.range.baseKnown;
  const start = known ? address(m, startPfn) : 'base not known';
  const end = known ? pfnEnd(endPfn, m.pageShift) : `+${formatBytes((endPfn - startPfn) * pageBytes(m))}`;
  const note = spans.length === 1 && known ? startNote(model, pgmap, startPfn) : undefined;
  const whole = `${note?.bad ? '▲ ' : ''}${start}${note ? `: ${note.words}` : ''}`;
  const shown = whole.length * MONO <= room ? whole : start;
  const bad = note?.bad ? ' bad' : '';
  const y = TOP + HEIGHT + 16;
  const marks: Mark[] = [];
  if (note) marks.push(path(`start-mark${bad}`, `M${px(x + 0.5)},${TOP - 3}v${HEIGHT + 8}`));
  if (shown.length * MONO <= room) marks.push(text(`address mono${bad}`, x, y, shown, { label: whole }));
  if ((shown.length + end.length) * MONO + 16 <= width)
    marks.push(text('address mono', x + width, y, end, { anchor: 'end' }));
  return marks;
}

/** Whether a segment's units have no cells of their own on it. */
const isCoarse = (segment: Segment<Piece>, count: number): boolean =>
  segment.spans.length > 1 || count > Math.floor(segment.width / CELL);

function segmentMarks(
  model: Model,
  focus: Focus,
  unit: Unit,
  segment: Segment<Piece>,
  width: number,
): { marks: Mark[]; coarse: boolean } {
  const { machine: m } = model;
  const pgmap = focus.device.population;
  const { spans, startPfn, endPfn } = segment;
  const axis: Axis = { x: (pfn) => along(segment, pfn), y: TOP, height: HEIGHT };
  const inner = { ...axis, y: TOP + 3, height: HEIGHT - 6 };
  const first = firstUnitOf(m, pgmap, spans[0]!.index);
  const count = spans.length === 1 ? (unitOfPfn(m, pgmap, endPfn - 1) ?? first) - first + 1 : 1;
  const marks: Mark[] = [rect('bar', segment.x, TOP, segment.width, HEIGHT, { radius: 3 })];
  if (spans.length === 1)
    marks.push(
      ...unitCells(model, focus, first, count, Math.floor(segment.width / CELL), inner),
      ...sectionTicks(model, startPfn, endPfn, axis),
    );
  else {
    const label = `${plural(spans.length, 'range')} from ${address(m, startPfn)}`;
    marks.push(
      rect('cell many', segment.x, inner.y, segment.width, inner.height, {
        label,
        action: { do: 'unit', unit: first },
      }),
    );
  }
  if (!spans.some((s) => s.index === unit.rangeIndex)) return { marks, coarse: false };
  const coarse = isCoarse(segment, count);
  if (coarse) marks.push(...neighbours(model, focus, axis, unit, width));
  marks.push(focusMark(unit, axis));
  return { marks, coarse };
}

export function physicalStrip(model: Model, focus: Focus, { width }: Size): Strip | undefined {
  const { machine: m } = model;
  const pgmap = focus.device.population;
  const { unit } = focus;
  if (!unit) return undefined;
  const pieces = pgmap.ranges.map((range, index): Piece => ({
    startPfn: range.startPfn,
    endPfn: range.endPfn,
    range,
    index,
  }));
  const segments = folded(pieces, width, MOST_RANGES);
  const marks: Mark[] = [];
  let coarse = false;
  segments.forEach((segment, i) => {
    const size = (segment.startPfn - (segments[i - 1]?.endPfn ?? 0)) * pageBytes(m);
    marks.push(...holeSign(segment.x, TOP + HEIGHT / 2 + 4, segment.hole, `a hole of ${formatBytes(size)}`));
    const drawn = segmentMarks(model, focus, unit, segment, width);
    marks.push(...drawn.marks);
    coarse ||= drawn.coarse;
  });
  // Last, so that nothing runs through the addresses.
  segments.forEach((segment, i) =>
    marks.push(...addresses(model, pgmap, segment, (segments[i + 1]?.x ?? width) - segment.x - 4)),
  );
  const per = pagesPerSection(m);
  const sections = pgmap.ranges.reduce(
    (sum, r) => sum + Math.ceil(r.endPfn / per) - Math.floor(r.startPfn / per),
    0,
  );
  const compounds =
    unit.kind === 'compound'
      ? ` · ${plural(unit.of, 'compound')} of ${formatBytes(pgmap.pagesPerCompound * pageBytes(m))}`
      : '';
  return {
    id: 'physical',
    title: 'Physical memory',
    note: `${plural(sections, 'section')} of ${formatBytes(2 ** m.sectionShift)}${compounds}`,
    width,
    height: coarse ? NEIGHBOURS_BOTTOM : TOP + HEIGHT + 22,
    marks,
  };
}
