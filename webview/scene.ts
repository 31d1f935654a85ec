/**
 * The picture: a pure function of what the host sent, where the reader is and how wide the panel is. The same three give
 * the same marks, to the last digit. At most about 1,500 of them, whatever the size of the memory.
 */
import { lineOf } from './axis';
import { mappingStrip } from './mapping';
import type { Scene, Size, Strip } from './marks';
import type { Model } from './model';
import { overviewStrip } from './overview';
import { physicalStrip } from './physical';
import { structsStrip } from './structs';
import { focusOf, type Focus, type View } from './view';
import { windowOf } from './window';

/** Narrower, nothing can be read; wider, cells only grow. */
const NARROWEST = 240;
const WIDEST = 1400;

/** A drawing that is the same while what it is of is the same: most frames of a zoom change the line alone. */
function remembered<T>(draw: (model: Model, focus: Focus, size: Size) => T): typeof draw {
  let key: readonly unknown[] = [];
  let last: T;
  return (model, focus, size) => {
    const { device, unit, page, opened, view } = focus;
    const now = [model, device, unit?.index, page, opened, view.pfn, size.width];
    if (now.some((part, i) => part !== key[i])) [key, last] = [now, draw(model, focus, size)];
    return last;
  };
}
const mapping = remembered(mappingStrip);
const structs = remembered(structsStrip);

export function scene(model: Model, view: View, size: Size): Scene {
  const room: Size = { width: Math.round(Math.min(WIDEST, Math.max(NARROWEST, size.width))) };
  const focus = focusOf(model, view);
  const line = lineOf(model);
  const window = line && windowOf(model, view.window, focus?.device);
  const strips: (Strip | undefined)[] = [];
  if (line && window)
    strips.push(
      overviewStrip(model, line, window, focus, room),
      physicalStrip(model, line, window, focus, room),
    );
  if (focus) strips.push(mapping(model, focus, room), structs(model, focus, room));
  return { strips: strips.filter((s) => s !== undefined) };
}
