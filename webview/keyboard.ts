/** What a key means, by the strip that has the focus. Pure: the listener in main.tsx does what this says. */
import type { Strip } from './marks';
import type { Model } from './model';
import { rowsOf } from './rows';
import { pfnsOfPage } from './unit';
import { focusOf, type Action, type Focus, type View } from './view';

/** The row above or below the selected page, folds passed over. */
function nextRow(model: Model, focus: Focus, step: 1 | -1): Action | undefined {
  if (!focus.unit) return undefined;
  const pages = rowsOf(model.machine, focus.unit, focus.page, focus.opened).flatMap((r) =>
    r.kind === 'page' ? [r.page] : [],
  );
  const page = pages[pages.indexOf(focus.page) + step];
  return page === undefined ? undefined : { do: 'page', page };
}

function nextDevice(model: Model, focus: Focus | undefined, step: number): Action | undefined {
  const at = focus ? model.devices.indexOf(focus.device) : -1;
  const device = model.devices[Math.min(Math.max(0, at + step), model.devices.length - 1)];
  return device && { do: 'device', key: device.key };
}

function nextStruct(model: Model, focus: Focus, step: number): Action | undefined {
  if (!focus.unit) return undefined;
  const [from, to] = pfnsOfPage(model.machine, focus.unit.range, focus.page);
  const pfn = Math.min(Math.max(from, (focus.view.pfn ?? from - Math.max(0, step)) + step), to - 1);
  return { do: 'struct', pfn };
}

export function actionOfKey(
  key: string,
  strip: Strip['id'] | undefined,
  model: Model,
  view: View,
): Action | undefined {
  const focus = focusOf(model, view);
  if (key === ']') return nextDevice(model, focus, 1);
  if (key === '[') return nextDevice(model, focus, -1);
  if (!focus) return key === '+' ? nextDevice(model, focus, 1) : undefined;
  const unit = focus.unit?.index ?? 0;
  const sideways = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  if (sideways !== 0) {
    if (strip === 'devices') return nextDevice(model, focus, sideways);
    if (strip === 'structs') return nextStruct(model, focus, sideways);
    return { do: 'unit', unit: unit + sideways };
  }
  if (key === '+') return focus.unit ? { do: 'open', from: focus.page } : undefined;
  if (key === '-') return focus.opened !== null ? { do: 'fold' } : { do: 'device', key: null };
  // In the page itself these scroll, as everywhere.
  if (strip === undefined) return undefined;
  if (key === 'Home') return { do: 'unit', unit: 0 };
  if (key === 'End') return { do: 'unit', unit: (focus.unit?.of ?? 1) - 1 };
  if (strip === 'mapping' && key === 'ArrowDown') return nextRow(model, focus, 1);
  if (strip === 'mapping' && key === 'ArrowUp') return nextRow(model, focus, -1);
  return undefined;
}
