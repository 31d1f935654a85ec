/** All pgmaps on the physical axis, RAM and holes between them: one cell each, or one for many. */
import { formatBytes, grouped } from '../src/engine/units';
import { folded, type Segment, type Span } from './layout';
import { fit, px, type Mark, type Size, type Strip } from './marks';
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
  const base = {
    x: px(segment.x),
    y,
    width: Math.max(1, px(segment.width)),
    height: HEIGHT,
    radius: 3,
  };
  const label = `${name}, ${size} at ${address(model.machine, segment.startPfn)}${bad > 0 ? `: ${plural(bad, 'device')} with errors` : ''}`;
  const marks: Mark[] = [
    {
      kind: 'rect',
      class: `cell ${state}${focused ? ' focused' : ''}`,
      ...base,
      ...(state === 'ram' ? { pattern: 'boot' as const } : {}),
      label,
      ...(first ? { action: { do: 'device' as const, key: first.key }, current: focused } : {}),
    },
  ];
  const text = fit(`${sign}${name}`, segment.width - 8);
  if (text.length > 2)
    marks.push({ kind: 'text', class: `cell-name ${state}`, x: px(segment.x + 5), y: y + 18, text });
  return marks;
}

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
    if (segment.hole)
      marks.push({
        kind: 'text',
        class: 'hole',
        x: px(segment.x - 8),
        y: 20,
        text: '⋯',
        anchor: 'middle',
        label: `a hole of ${formatBytes((segment.startPfn - segments[i - 1]!.endPfn) * 2 ** model.machine.pageShift)}`,
      });
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
    cell(model, { ...extent, spans: [extent], x: i * each, width: each - 1, hole: false }, current, top),
  );
  return [{ kind: 'path', class: 'wedge', d: wedge }, ...cells];
}
