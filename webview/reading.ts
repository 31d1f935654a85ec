/** What the reader has set beside the view, of the file that is shown: a page that comes back with its tab has it again. */
import type { Order } from './deviceRows';
import { isObject } from '../src/protocol/guards';
import { keepState, keptState } from './host';

export interface Reading {
  /** CSS pixels from the top of the page. */
  readonly scroll: number;
  /** The kernel of the what-if table; null for the file's own. */
  readonly kernel: string | null;
  /** Order and filter of the table of devices. */
  readonly order: Order;
  readonly filter: string;
}

const FRESH: Reading = { scroll: 0, kernel: null, order: 'file', filter: '' };

/** As VS Code kept it; what is not of its kind starts afresh. */
function restored(): Reading & { readonly uri: unknown } {
  const kept = keptState().reading;
  const { uri, scroll, kernel, order, filter } = isObject(kept) ? kept : {};
  return {
    uri,
    scroll: typeof scroll === 'number' && scroll > 0 ? scroll : 0,
    kernel: typeof kernel === 'string' ? kernel : null,
    order: order === 'cost' ? order : 'file',
    filter: typeof filter === 'string' ? filter : '',
  };
}

let reading = restored();

export const readingOf = (uri: string): Reading => (reading.uri === uri ? reading : FRESH);

export function keepReading(uri: string, change: Partial<Reading>): void {
  reading = { ...readingOf(uri), ...change, uri };
  keepState({ reading });
}
