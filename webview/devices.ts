/** All pgmaps on the physical axis, RAM and holes between them: one cell each, or one for many. */
import { formatBytes, grouped } from '../src/engine/units';
import { folded, type Segment, type Span } from './layout';
import { CHAR, fitting, holeSign, path, px, rect, text, type Mark, type Size, type Strip } from './marks';
import type { Device, Model } from './model';
import type { Focus } from './view';
import { address, plural } from './words';

interface Extent extends Span {
  readonly device: Device | null;
}

const HEIGHT = 28;
/** A cell for each device up to here, then one for several. */
const MOST = 48;
/** Members of the focused group that get a cell of their own. */
const MEMBERS = 128;

/** Stretches of the axis; devices whose base is not known have no place on it. */
function extents(model: Model): Extent[] {
  const list: Extent[] = (model.ram ?? []).map((r) => ({
    startPfn: r.startPfn,
    endPfn: r.endPfn,
    device: null,
  }));
  for (const device of model.devices)
    for (const { startPfn, endPfn, baseKnown } of device.population.ranges)
      if (baseKnown && endPfn > startPfn) list.push({ startPfn, endPfn, device });
  return list;
}

const distinct = (segment: Segment<Extent>): Device[] => [
  ...new Set(segment.spans.flatMap((s) => (s.device ? [s.device] : []))),
];

function cell(model: Model, segment: Segment<Extent>, current: Device | undefined, y: number): Mark[] {
  const devices = distinct(segment);
  const first = devices.find((d) => d === current) ?? devices[0];
  const size = formatBytes((segment.endPfn - segment.startPfn) * 2 ** model.machine.pageShift);
  const bad = devices.filter((d) => d.worst === 'error' || !d.population.outcome.ok).length;
  const warned = devices.some((d) => d.worst === 'warning');
  const name = !first ? 'RAM' : devices.length === 1 ? first.name : `${grouped(devices.length)} devices`;
  const sign = bad > 0 ? '▲ ' : '';
  const state = !first ? 'ram' : bad > 0 ? 'alias' : warned ? 'warned' : 'device-cell';
  const focused = first !== undefined && first === current;
  const label = `${name}, ${size} at ${address(model.machine, segment.startPfn)}${bad > 0 ? `: ${plural(bad, 'device')} with errors` : ''}`;
  const marks: Mark[] = [
    rect(`cell ${state}${focused ? ' focused' : ''}`, segment.x, y, segment.width, HEIGHT, {
      radius: 3,
      label,
      ...(first ? { action: { do: 'device', key: first.key }, current: focused } : {}),
    }),
  ];
  const pattern = state === 'ram' ? 'boot' : state === 'alias' ? 'alias' : undefined;
  if (pattern) marks.push(rect('hatch faint', segment.x, y, segment.width, HEIGHT, { pattern }));
  const words = fitting(segment.width - 8, CHAR, `${sign}${name}`, sign.trim());
  if (words !== '') marks.push(text(`cell-name ${state}`, segment.x + 5, y + 18, words));
  return marks;
}

const holeLabel = (model: Model, before: Span | undefined, after: Span): string =>
  `a hole of ${formatBytes((after.startPfn - (before?.endPfn ?? 0)) * 2 ** model.machine.pageShift)}`;

export function devicesStrip(model: Model, focus: Focus | undefined, size: Size): Strip | undefined {
  const all = extents(model);
  if (model.devices.length < 2 && focus) return undefined;
  if (all.length === 0) return undefined;
  const { width } = size;
  const current = focus?.device;
  const most = Math.max(4, Math.min(MOST, Math.floor(width / 16)));
  const segments = folded(all, width, most);
  const marks: Mark[] = [];
  for (const [i, segment] of segments.entries()) {
    marks.push(...holeSign(segment.x, 20, segment.hole, holeLabel(model, segments[i - 1], segment)));
    marks.push(...cell(model, segment, current, 2));
  }
  const group = segments.find((s) => s.spans.length > 1 && s.spans.some((e) => e.device === current));
  if (group && current) marks.push(...members(model, group, current, width));
  const unplaced = model.devices.length - new Set(all.flatMap((e) => (e.device ? [e.device] : []))).size;
  return {
    id: 'devices',
    title: 'All devices',
    note: `${plural(model.devices.length, 'device')} · RAM ${model.ram ? 'as the config says' : 'not given'}${unplaced > 0 ? ` · ${plural(unplaced, 'device')} without a place` : ''}`,
    width,
    height: group && current ? 2 * HEIGHT + 30 : HEIGHT + 6,
    marks,
  };
}

/** The devices behind the focused cell, one by one. */
function members(model: Model, group: Segment<Extent>, current: Device, width: number): Mark[] {
  const at = group.spans.findIndex((e) => e.device === current);
  const from = Math.floor(at / MEMBERS) * MEMBERS;
  const shown = group.spans.slice(from, from + MEMBERS);
  const top = HEIGHT + 24;
  const wedge = `M${px(group.x)},${HEIGHT + 3}L0.5,${top - 2}M${px(group.x + group.width)},${HEIGHT + 3}L${width - 0.5},${top - 2}`;
  const each = width / shown.length;
  const cells = shown.flatMap((extent, i) =>
    cell(model, { ...extent, spans: [extent], x: i * each, width: each - 1, hole: 0 }, current, top),
  );
  return [path('wedge', wedge), ...cells];
}
