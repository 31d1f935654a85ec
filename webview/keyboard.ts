/** What a key means, by the strip that has the focus. Pure: the listener in main.tsx does what this says. */
import type { Strip } from './marks';
import type { Model } from './model';
import { rowsOf } from './rows';
import { levelOf } from './level';
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

/** Along the line: the finest thing that is in sight. */
function alongLine(model: Model, view: View, focus: Focus, step: 1 | -1): Action | undefined {
  const level = levelOf(model, view);
  if (level === 'struct') return nextStruct(model, focus, step);
  if (level === 'page' && focus.unit) {
    const page = focus.page + step;
    if (page >= focus.unit.firstPage && page < focus.unit.endPage) return { do: 'page', page };
  }
  return { do: 'unit', unit: (focus.unit?.index ?? 0) + step };
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
  if (key === '+' || key === '=') return { do: 'zoom', by: 2 };
  if (key === '-') return { do: 'zoom', by: 0.5 };
  if (key === '0') return { do: 'level', level: levelOf(model, view) === 'device' ? 'all' : 'device' };
  if (!focus) return undefined;
  if (key === 'u') return focus.opened !== null ? { do: 'fold' } : { do: 'open', from: focus.page };
  const unit = focus.unit?.index ?? 0;
  const sideways = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : undefined;
  if (sideways) {
    if (strip === 'devices') return nextDevice(model, focus, sideways);
    if (strip === 'structs') return nextStruct(model, focus, sideways);
    if (strip === 'physical') return alongLine(model, view, focus, sideways);
    return { do: 'unit', unit: unit + sideways };
  }
  // In the page itself these scroll, as everywhere.
  if (strip === undefined) return undefined;
  if (key === 'Home') return { do: 'unit', unit: 0 };
  if (key === 'End') return { do: 'unit', unit: (focus.unit?.of ?? 1) - 1 };
  const vertical = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : undefined;
  if (!vertical) return undefined;
  if (strip === 'mapping') return nextRow(model, focus, vertical);
  return strip === 'physical' ? { do: 'zoom', by: 2 ** -vertical } : undefined;
}
