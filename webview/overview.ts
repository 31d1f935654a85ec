/** Everything on the line at once: RAM, devices and holes, one cell each or one for many, and a lens over what is seen below. */
import { formatBytes, grouped } from '../src/engine/units';
import { scaleOf, type Line, type Part, type Span } from './axis';
import { CHAR, fitting, path, px, rect, text, type Mark, type Size, type Strip } from './marks';
import type { Device, Model } from './model';
import type { Focus } from './view';
import { address, plural } from './words';

const TOP = 4;
const HEIGHT = 26;
const BOTTOM = TOP + HEIGHT;
/** Nearer to one another, parts are drawn as one cell. */
const NARROWEST = 12;

interface Cell extends Span {
  readonly parts: readonly Part[];
}

/** Parts in order, joined where they would be too narrow to hit. */
function cellsOf(line: Line, x: (place: number) => number): Cell[] {
  const cells: { from: number; to: number; parts: Part[] }[] = [];
  for (const part of line.parts) {
    const last = cells.at(-1);
    const narrow = last && (x(last.to) - x(last.from) < NARROWEST || x(part.to) - x(part.from) < NARROWEST);
    if (last && narrow && x(part.to) - x(last.from) < 3 * NARROWEST) {
      last.to = Math.max(last.to, part.to);
      last.parts.push(part);
    } else cells.push({ from: part.from, to: part.to, parts: [part] });
  }
  return cells;
}

function cellMarks(
  model: Model,
  { from, to, parts }: Cell,
  current: Device | undefined,
  x: number,
  width: number,
): Mark[] {
  const devices = [...new Set(parts.flatMap((p) => (p.device ? [p.device] : [])))];
  const first = devices.find((d) => d === current) ?? devices[0];
  const bad = devices.filter((d) => d.worst === 'error' || !d.population.outcome.ok).length;
  const warned = devices.some((d) => d.worst === 'warning');
  const name = !first ? 'RAM' : devices.length === 1 ? first.name : `${grouped(devices.length)} devices`;
  const state = !first ? 'ram' : bad > 0 ? 'alias' : warned ? 'warned' : 'device-cell';
  const focused = first !== undefined && first === current;
  const size = formatBytes((to - from) * 2 ** model.machine.pageShift);
  const where = parts[0]!.shift === 0 ? ` at ${address(model.machine, from)}` : ', base not known';
  const label = `${name}, ${size}${where}${bad > 0 ? `: ${plural(bad, 'device')} with errors` : ''}`;
  const marks: Mark[] = [
    rect(`cell ${state}${focused ? ' focused' : ''}`, x, TOP, width, HEIGHT, {
      radius: 3,
      label,
      ...(first ? { action: { do: 'device', key: first.key }, current: focused } : {}),
    }),
  ];
  const pattern = state === 'ram' ? 'boot' : state === 'alias' ? 'alias' : undefined;
  if (pattern) marks.push(rect('hatch faint', x, TOP, width, HEIGHT, { pattern }));
  const sign = bad > 0 ? '▲ ' : '';
  const words = fitting(width - 8, CHAR, `${sign}${name}`, sign.trim());
  if (words !== '') marks.push(text(`cell-name ${state}`, x + 5, TOP + 17, words));
  return marks;
}

/** `window`: what the strip below shows. */
export function overviewStrip(
  model: Model,
  line: Line,
  window: Span,
  focus: Focus | undefined,
  { width }: Size,
): Strip {
  const whole = scaleOf(line, line, width);
  const marks: Mark[] = [];
  for (const hole of line.holes) {
    const [a, b] = [whole.x(hole.from), whole.x(hole.to)];
    const size = formatBytes((hole.to - hole.from) * 2 ** model.machine.pageShift);
    if (b - a >= 9)
      marks.push(text('hole', (a + b) / 2, TOP + 17, '⋯', { anchor: 'middle', label: `a hole of ${size}` }));
  }
  for (const cell of cellsOf(line, whole.x)) {
    const x = whole.x(cell.from);
    marks.push(...cellMarks(model, cell, focus?.device, x, Math.max(2, whole.x(cell.to) - x - 1)));
  }
  const left = whole.x(window.from);
  const right = Math.max(left + 3, whole.x(window.to));
  if (right - left < width - 1)
    marks.push(
      path(
        'wedge',
        `M${px(left)},${BOTTOM + 2}L0.5,${BOTTOM + 16}M${px(right)},${BOTTOM + 2}L${width - 0.5},${BOTTOM + 16}`,
      ),
      rect('lens', left - 1, TOP - 3, right - left + 2, HEIGHT + 6, { radius: 3 }),
    );
  const placed = new Set(line.parts.flatMap((p) => (p.device ? [p.device] : [])));
  const unplaced = model.devices.length - placed.size;
  return {
    id: 'devices',
    title: 'All devices',
    note: `${plural(model.devices.length, 'device')} · RAM ${model.ram ? 'as the config says' : 'not given'}${unplaced > 0 ? ` · ${plural(unplaced, 'device')} without a place` : ''}`,
    width,
    height: BOTTOM + 16,
    marks,
  };
}
