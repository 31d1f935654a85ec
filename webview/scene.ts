/**
 * The picture: a pure function of what the host sent, where the reader is and how wide the panel is. The same three give
 * the same marks, to the last digit. At most about 1,500 of them, whatever the size of the memory.
 */
import { same } from '../src/protocol/delta';
import { lineStrips, roomIn } from './lineScene';
import { mappingStrip } from './mapping';
import type { Scene, Size, Strip } from './marks';
import type { Model } from './model';
import { structsStrip } from './structs';
import { focusOf, type Focus, type View } from './view';

type Draw = (model: Model, focus: Focus, size: Size) => Strip | undefined;

/**
 * A drawing that is the same while what it is of is the same: most frames of a zoom change the line alone. Marks that come
 * out as before are those from before: most keys change what a device has, and not what one of its compounds looks like.
 */
function remembered(draw: Draw): Draw {
  let key: readonly unknown[] = [];
  let last: Strip | undefined;
  return (model, focus, size) => {
    const { device, unit, page, opened, view } = focus;
    const now = [model, device, unit?.index, page, opened, view.pfn, size.width];
    if (now.some((part, i) => part !== key[i])) {
      const strip = draw(model, focus, size);
      key = now;
      last = strip && last && same(strip.marks, last.marks) ? { ...strip, marks: last.marks } : strip;
    }
    return last;
  };
}
const mapping = remembered(mappingStrip);
const structs = remembered(structsStrip);

/** The lower half: the vmemmap pages of the focused compound or section, and the struct pages of the selected one. */
export function unitStrips(model: Model, view: View, size: Size): readonly Strip[] {
  const focus = focusOf(model, view);
  const room = roomIn(size);
  return focus
    ? [mapping(model, focus, room), structs(model, focus, room)].filter((strip) => strip !== undefined)
    : [];
}

export const scene = (model: Model, view: View, size: Size): Scene => ({
  strips: [...lineStrips(model, view, size), ...unitStrips(model, view, size)],
});
