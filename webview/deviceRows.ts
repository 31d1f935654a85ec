/** All devices, a row each: what is shown of them, in which order, and what a filter leaves. */
import type { Device, Model } from './model';
import { ramAfter, ramBefore } from './costRows';

export type Order = 'file' | 'cost';

export interface DeviceRow {
  readonly device: Device;
  /** Bytes of RAM; 0 where the kernel refuses it. */
  readonly before: number;
  readonly after: number;
  /** Why the kernel refuses it: errno and function. */
  readonly refused: string | null;
}

export interface DeviceRows {
  readonly rows: readonly DeviceRow[];
  /** How many the filter leaves. */
  readonly found: number;
  /** The longest bar's bytes. */
  readonly most: number;
}

export const MOST_ROWS = 50;

const rowOf = (device: Device): DeviceRow => {
  const { outcome, totals } = device.population;
  return outcome.ok
    ? { device, before: ramBefore(totals), after: ramAfter(totals), refused: null }
    : { device, before: 0, after: 0, refused: `${outcome.errno} from ${outcome.function}()` };
};

/** By cost: the dearest first, like costs in the file's order. */
export function deviceRows(model: Model, order: Order, filter: string): DeviceRows {
  const wanted = filter.trim().toLowerCase();
  const found =
    wanted === '' ? model.devices : model.devices.filter((d) => d.name.toLowerCase().includes(wanted));
  const sorted =
    order === 'file'
      ? found.slice(0, MOST_ROWS).map(rowOf)
      : found
          .map(rowOf)
          .sort((a, b) => b.after - a.after || a.device.index - b.device.index)
          .slice(0, MOST_ROWS);
  const most = sorted.reduce((n, r) => Math.max(n, r.before, r.after), 0);
  return { rows: sorted, found: found.length, most };
}
