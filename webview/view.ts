/** Where the reader is. Kept by pgmap name, so that it survives edits, saves and reloads; nothing here is drawn. */
import type { Place } from '../src/engine/types';
import { isAliased } from './frames';
import type { Device, Model } from './model';
import { unitAt, type Unit } from './unit';
import type { Anchored } from './window';

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
  /** What part of the physical line is seen; null: all of the focused device, or everything. */
  readonly window: Anchored | null;
}

/** How near one looks, from everything to one struct page. */
export type Level = 'all' | 'device' | 'unit' | 'page' | 'struct';

export type Action =
  | { readonly do: 'device'; readonly key: string | null }
  | { readonly do: 'unit'; readonly unit: number }
  | { readonly do: 'page'; readonly page: number }
  | { readonly do: 'open'; readonly from: number }
  | { readonly do: 'fold' }
  | { readonly do: 'struct'; readonly pfn: number }
  | { readonly do: 'goto'; readonly device: string; readonly pfn: number }
  | { readonly do: 'place'; readonly place: Place }
  /** The window, in places of the line. */
  | { readonly do: 'window'; readonly from: number; readonly to: number }
  /** `by` > 1: closer, about the share `about` of the width, else about what is selected. */
  | { readonly do: 'zoom'; readonly by: number; readonly about?: number }
  | { readonly do: 'pan'; readonly by: number }
  | { readonly do: 'level'; readonly level: Level }
  /** What is seen on the line at a pfn. */
  | {
      readonly do: 'at';
      readonly device: string;
      readonly pfn: number;
      readonly level: 'unit' | 'page' | 'struct';
    }
  /** To the text: the host does it, the view stays. */
  | { readonly do: 'reveal'; readonly place: Place; readonly go?: boolean };

export const START: View = { devices: {}, window: null };
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

export const within = (n: number, low: number, high: number): number => Math.min(Math.max(n, low), high);

/** The focused device; undefined when it is all of several, or there are none. */
export function focusOf(model: Model, view: View): Focus | undefined {
  if (view.device === null && model.devices.length !== 1) return undefined;
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

const isCount = (x: unknown): x is number => typeof x === 'number' && Number.isSafeInteger(x) && x >= 0;

function restoredWindow(window: unknown): Anchored | null {
  if (typeof window !== 'object' || window === null) return null;
  const { device, range, from, to } = window as Partial<Anchored>;
  const known = device === null || typeof device === 'string';
  if (!known || !isCount(range) || !Number.isFinite(from) || !Number.isFinite(to) || !(from! < to!))
    return null;
  return { device, range, from: from!, to: to! };
}

/** A view read back from what VS Code kept; anything that is not one starts afresh. */
export function restoredView(state: unknown): View {
  if (typeof state !== 'object' || state === null) return START;
  const { device, devices, window } = state as { device?: unknown; devices?: unknown; window?: unknown };
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
    window: restoredWindow(window),
  };
}
