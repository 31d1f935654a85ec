/** What an action makes of a view. Pure: out-of-range values are harmless, `focusOf` and `windowOf` hold them. */
import type { Place } from '../src/engine/types';
import { lineOf, placeOfPfn, type Line, type Span } from './axis';
import { inSightOf, overlap, PAGES_SEEN, STRUCTS_SEEN, windowNow } from './level';
import type { Device, Model } from './model';
import { firstUnitOf, pageOfPfn, pfnsOfPage, unitAt, unitOfPfn } from './unit';
import { focusOf, within, type Action, type DeviceView, type Focus, type Level, type View } from './view';
import { anchoredTo, extentOf, moved, showing, zoomed } from './window';

/** Of the whole line: wider, and it is all devices that one looks at. */
const NEARLY_ALL = 0.999;

export function reduce(model: Model, view: View, action: Action): View {
  switch (action.do) {
    case 'reveal':
      return view;
    case 'device':
      return { ...view, device: action.key, window: null };
    case 'place':
      return toPlace(model, view, action.place);
    case 'goto':
      return seen(model, toPfn(model, view, action.device, action.pfn), 'struct');
    case 'at': {
      const next = toPfn(model, view, action.device, action.pfn);
      const focus = focusOf(model, next);
      const known = focusOf(model, view);
      const same = focus?.device === known?.device && focus?.unit?.index === known?.unit?.index;
      const selected = change(next, focus, {
        ...(action.level === 'unit' ? { page: same ? (known?.view.page ?? 0) : 0 } : {}),
        ...(action.level === 'struct' ? {} : { pfn: null }),
        opened: same ? (known?.view.opened ?? null) : null,
      });
      return { ...selected, window: view.window ?? anchored(model, view) };
    }
    case 'window':
      return settled(model, view, action);
    case 'zoom':
    case 'pan':
    case 'level':
      return look(model, view, action);
    default:
      return choose(model, view, action);
  }
}

type Choice = Extract<Action, { do: 'unit' | 'page' | 'open' | 'fold' | 'struct' }>;

/** Something of the focused device is chosen: the window follows where it does not show it. */
function choose(model: Model, view: View, action: Choice): View {
  const focus = focusOf(model, view);
  if (!focus) return view;
  const first = focus.unit?.firstPage ?? 0;
  switch (action.do) {
    case 'unit': {
      const unit = within(action.unit, 0, Math.max(0, (focus.unit?.of ?? 1) - 1));
      return followed(model, change(view, focus, { unit, pfn: null }), 'unit');
    }
    case 'page':
      return followed(model, change(view, focus, { page: action.page - first, pfn: null }), 'page');
    case 'struct':
      return followed(model, change(view, focus, { pfn: action.pfn }), 'struct');
    case 'open':
      return change(view, focus, { opened: action.from - first });
    case 'fold':
      return change(view, focus, { opened: null });
  }
}

function change(view: View, focus: Focus | undefined, to: Partial<DeviceView>): View {
  if (!focus) return view;
  return {
    ...view,
    device: view.device,
    devices: { ...view.devices, [focus.device.key]: { ...focus.view, ...to } },
  };
}

type Looking = Extract<Action, { do: 'zoom' | 'pan' | 'level' }>;

function look(model: Model, view: View, action: Looking): View {
  const line = lineOf(model);
  const window = line && windowNow(model, view);
  if (!line || !window) return view;
  if (action.do === 'level') return seen(model, view, action.level);
  if (action.do === 'pan') return settled(model, view, moved(line, window, action.by));
  return settled(
    model,
    view,
    zoomed(line, window, action.by, action.about ?? aboutOf(model, view, line, window)),
  );
}

const anchored = (model: Model, view: View): View['window'] => {
  const window = windowNow(model, view);
  return window ? anchoredTo(model, window, focusOf(model, view)?.device) : null;
};

/** Where the finest thing that is selected stands on the line. */
function spanOf(model: Model, line: Line, focus: Focus, level: Level): Span | undefined {
  const { unit, device, page } = focus;
  if (level === 'device' || !unit) return extentOf(line, device);
  const { machine: m } = model;
  const [first, end] = pfnsOfPage(m, unit.range, page);
  const [from, to] =
    level === 'unit'
      ? [unit.startPfn, unit.endPfn]
      : level === 'page'
        ? [Math.max(first, unit.startPfn), Math.min(end, unit.endPfn)]
        : [
            focus.view.pfn ?? Math.max(first, unit.startPfn),
            (focus.view.pfn ?? Math.max(first, unit.startPfn)) + 1,
          ];
  const place = placeOfPfn(line, device, Math.min(Math.max(from, unit.startPfn), unit.endPfn - 1));
  return place === undefined ? undefined : { from: place, to: place + Math.max(1, to - from) };
}

/** The point of the window that keys zoom about: what is selected, where it is in sight. */
function aboutOf(model: Model, view: View, line: Line, window: Span): number {
  const focus = focusOf(model, view);
  const span = focus && spanOf(model, line, focus, focus.view.pfn !== null ? 'struct' : 'page');
  if (!span) return 0.5;
  const middle = (span.from + span.to) / 2;
  const size = window.to - window.from;
  return middle < window.from || middle > window.to || size <= 0 ? 0.5 : (middle - window.from) / size;
}

/** How many neighbours are seen at each side. */
const AROUND = { unit: 0.1, page: 3, struct: 20 } as const;

/** The window on what is selected, at a level; some of its neighbours are seen at both sides. */
function seen(model: Model, view: View, level: Level): View {
  if (level === 'all')
    return { ...view, device: model.devices.length > 1 ? null : view.device, window: null };
  if (level === 'device') return { ...view, window: null };
  const line = lineOf(model);
  const focus = focusOf(model, view);
  const span = line && focus && spanOf(model, line, focus, level);
  if (!span) return view;
  const margin = (span.to - span.from) * AROUND[level];
  const window = { from: span.from - margin, to: span.to + margin };
  return { ...view, window: anchoredTo(model, window, focus.device) };
}

/** The window as it is, or moved so far that it shows what was chosen. */
function followed(model: Model, view: View, level: Level): View {
  if (view.window === null) return view;
  const line = lineOf(model);
  const focus = focusOf(model, view);
  const window = line && windowNow(model, view);
  const span = line && focus && spanOf(model, line, focus, level);
  if (!window || !span) return view;
  const next = showing(line, window, span);
  return next === window ? view : { ...view, window: anchoredTo(model, next, focus.device) };
}

/** A new window, and what is selected in it: as before where that is still in sight, else what is in its middle. */
function settled(model: Model, view: View, wanted: Span): View {
  const line = lineOf(model);
  if (!line) return view;
  const window: Span = { from: wanted.from, to: wanted.to };
  const size = window.to - window.from;
  if (size >= NEARLY_ALL * (line.to - line.from)) return seen(model, view, 'all');
  const middle = (window.from + window.to) / 2;
  const focus = focusOf(model, view);
  const part = line.parts.find((p) => p.device && p.from <= middle && middle < p.to);
  const within = part && size <= part.to - part.from;
  let next: View = view;
  if (part && (focus ? !overlap(extentOf(line, focus.device), window) : within))
    next = toPfn(model, view, part.device!.key, Math.floor(middle) + part.shift);
  next = { ...next, window: anchoredTo(model, window, focusOf(model, next)?.device) };
  return selectedIn(model, next, line, window, middle);
}

function selectedIn(model: Model, view: View, line: Line, window: Span, middle: number): View {
  const focus = focusOf(model, view);
  const part =
    focus && line.parts.find((p) => p.device === focus.device && p.from <= middle && middle < p.to);
  if (!part || !focus.unit) return view;
  const { machine: m } = model;
  const pfn = Math.floor(middle) + part.shift;
  const inSight = (level: Level): boolean => overlap(spanOf(model, line, focus, level), window);
  const perPage = 2 ** m.pageShift / m.structPageSize;
  const size = inSightOf(line, focus, window);
  const finest: Level = size <= STRUCTS_SEEN ? 'struct' : size <= PAGES_SEEN * perPage ? 'page' : 'unit';
  const lost = (['unit', 'page', 'struct'] as const).find((level) => !inSight(level));
  if (
    lost === undefined ||
    (lost === 'page' && finest === 'unit') ||
    (lost === 'struct' && finest !== 'struct')
  )
    return view;
  const next = toPfn(model, view, focus.device.key, pfn);
  const found = focusOf(model, next);
  if (lost === 'unit' && finest === 'unit') return change(next, found, { page: 0, pfn: null });
  return finest === 'struct' ? next : change(next, found, { pfn: null });
}

/** Brings the struct page of a pfn into focus. */
function toPfn(model: Model, view: View, key: string, pfn: number): View {
  const device = model.devices.find((d) => d.key === key);
  const index = device && unitOfPfn(model.machine, device.population, pfn);
  if (index === undefined) return view;
  const unit = unitAt(model.machine, device!.population, index)!;
  const page = pageOfPfn(model.machine, unit.range, pfn) - unit.firstPage;
  return {
    ...view,
    device: device!.key,
    devices: { ...view.devices, [device!.key]: { unit: index, page, opened: null, pfn } },
  };
}

/** The caret stands in a pgmap or range: show that, and leave alone what shows it already. */
function toPlace(model: Model, view: View, place: Place): View {
  const device = place.pgmap === null ? undefined : model.devices[place.pgmap];
  if (!device) return view;
  const next = sameDevice(model, view, device)
    ? { ...view, device: device.key }
    : { ...view, device: device.key, window: null };
  const focus = focusOf(model, next);
  if (place.range === undefined || !focus?.unit || focus.unit.rangeIndex === place.range) return next;
  return reduce(model, next, {
    do: 'unit',
    unit: firstUnitOf(model.machine, device.population, place.range),
  });
}

const sameDevice = (model: Model, view: View, device: Device): boolean =>
  focusOf(model, view)?.device === device;
