/** Where the reader is. Kept by pgmap name, so that it survives edits, saves and reloads; nothing here is drawn. */
import type { Place } from '../src/engine/types';
import { isAliased } from './frames';
import type { Device, Model } from './model';
import { firstUnitOf, pageOfPfn, unitAt, unitOfPfn, type Unit } from './unit';

/** Within one pgmap; `page` and `opened` count from the unit's first vmemmap page. */
export interface DeviceView {
  readonly unit: number;
  readonly page: number;
  /** Where the middle is unfolded from, if it is. */
  readonly opened: number | null;
  /** The struct page that is looked at. */
  readonly pfn: number | null;
}

export interface View {
  /** Key of the focused device; null for all of them; undefined until the reader chooses. */
  readonly device?: string | null | undefined;
  readonly devices: Readonly<Record<string, DeviceView>>;
}

export type Action =
  | { readonly do: 'device'; readonly key: string | null }
  | { readonly do: 'unit'; readonly unit: number }
  | { readonly do: 'page'; readonly page: number }
  | { readonly do: 'open'; readonly from: number }
  | { readonly do: 'fold' }
  | { readonly do: 'struct'; readonly pfn: number }
  | { readonly do: 'goto'; readonly device: string; readonly pfn: number }
  | { readonly do: 'place'; readonly place: Place }
  /** To the text: the host does it, the view stays. */
  | { readonly do: 'reveal'; readonly index: number };

export const START: View = { devices: {} };
const FRESH: DeviceView = { unit: 0, page: 0, opened: null, pfn: null };
/** An aliased head is shown unasked if it is among this many. */
const LOOKED_AT = 32;

/** Where a device is entered: at its first compound, or at the first whose head is not its own. */
function fresh(model: Model, device: Device): DeviceView {
  for (let unit = 0; unit < LOOKED_AT; unit++) {
    const at = unitAt(model.machine, device.population, unit);
    if (!at || at.index !== unit) break;
    if (isAliased(device.population, at)) return { ...FRESH, unit };
  }
  return FRESH;
}

/** The view held against the model: what is really in focus, whatever has been edited away. */
export interface Focus {
  readonly device: Device;
  readonly view: DeviceView;
  readonly unit: Unit | undefined;
  /** The selected vmemmap page, counted from the range's first. */
  readonly page: number;
  /** The same for where it is unfolded. */
  readonly opened: number | null;
}

const within = (n: number, low: number, high: number): number => Math.min(Math.max(n, low), high);

/** The focused device; undefined when it is all of them, or there are none. */
export function focusOf(model: Model, view: View): Focus | undefined {
  if (view.device === null) return undefined;
  const device = model.devices.find((d) => d.key === view.device) ?? model.devices[0];
  if (!device) return undefined;
  const own = Object.hasOwn(view.devices, device.key) ? view.devices[device.key]! : fresh(model, device);
  const unit = unitAt(model.machine, device.population, own.unit);
  const first = unit?.firstPage ?? 0;
  const last = Math.max(first, (unit?.endPage ?? 1) - 1);
  return {
    device,
    view: own,
    unit,
    page: within(first + own.page, first, last),
    opened: own.opened === null ? null : within(first + own.opened, first, last),
  };
}

/** The view after an action. Out-of-range values are harmless: `focusOf` holds them. */
export function reduce(model: Model, view: View, action: Action): View {
  if (action.do === 'reveal') return view;
  if (action.do === 'device') return { ...view, device: action.key };
  if (action.do === 'place') return toPlace(model, view, action.place);
  if (action.do === 'goto') {
    const device = model.devices.find((d) => d.key === action.device);
    return device ? toPfn(model, view, device, action.pfn) : view;
  }
  const focus = focusOf(model, view);
  if (!focus) return view;
  const put = (change: Partial<DeviceView>): View => ({
    device: view.device,
    devices: { ...view.devices, [focus.device.key]: { ...focus.view, ...change } },
  });
  switch (action.do) {
    case 'unit': {
      const unit = within(action.unit, 0, Math.max(0, (focus.unit?.of ?? 1) - 1));
      return put({ unit, pfn: null });
    }
    case 'page':
      return put({ page: action.page - (focus.unit?.firstPage ?? 0), pfn: null });
    case 'open':
      return put({ opened: action.from - (focus.unit?.firstPage ?? 0) });
    case 'fold':
      return put({ opened: null });
    case 'struct':
      return put({ pfn: action.pfn });
  }
}

/** Brings the struct page of a pfn into focus. */
function toPfn(model: Model, view: View, device: Device, pfn: number): View {
  const index = unitOfPfn(model.machine, device.population, pfn);
  if (index === undefined) return view;
  const unit = unitAt(model.machine, device.population, index)!;
  const page = pageOfPfn(model.machine, unit.range, pfn) - unit.firstPage;
  return {
    device: device.key,
    devices: { ...view.devices, [device.key]: { unit: index, page, opened: null, pfn } },
  };
}

/** The caret stands in a pgmap or range: show that, and leave alone what shows it already. */
function toPlace(model: Model, view: View, place: Place): View {
  const device = place.pgmap === null ? undefined : model.devices[place.pgmap];
  if (!device) return view;
  const next = { ...view, device: device.key };
  const focus = focusOf(model, next);
  if (place.range === undefined || !focus?.unit || focus.unit.rangeIndex === place.range) return next;
  return reduce(model, next, {
    do: 'unit',
    unit: firstUnitOf(model.machine, device.population, place.range),
  });
}

const isCount = (x: unknown): x is number => typeof x === 'number' && Number.isSafeInteger(x) && x >= 0;

/** A view read back from what VS Code kept; anything that is not one starts afresh. */
export function restoredView(state: unknown): View {
  if (typeof state !== 'object' || state === null) return START;
  const { device, devices } = state as { device?: unknown; devices?: unknown };
  const kept: Record<string, DeviceView> = {};
  if (typeof devices === 'object' && devices !== null)
    for (const [key, value] of Object.entries(devices as Record<string, Partial<DeviceView> | null>))
      if (value && isCount(value.unit) && isCount(value.page))
        kept[key] = {
          unit: value.unit,
          page: value.page,
          opened: isCount(value.opened) ? value.opened : null,
          pfn: isCount(value.pfn) ? value.pfn : null,
        };
  return {
    device: typeof device === 'string' || device === null ? device : undefined,
    devices: kept,
  };
}
