/**
 * The picture: a pure function of what the host sent, where the reader is and how wide the panel is. The same three give
 * the same marks, to the last digit. At most about 1,500 of them, whatever the size of the memory.
 */
import { devicesStrip } from './devices';
import { mappingStrip } from './mapping';
import type { Scene, Size, Strip } from './marks';
import type { Model } from './model';
import { physicalStrip } from './physical';
import { structsStrip } from './structs';
import { focusOf, type View } from './view';

/** Narrower, nothing can be read; wider, cells only grow. */
const NARROWEST = 240;
const WIDEST = 1400;

export function scene(model: Model, view: View, size: Size): Scene {
  const room: Size = { width: Math.round(Math.min(WIDEST, Math.max(NARROWEST, size.width))) };
  const focus = focusOf(model, view);
  const strips: (Strip | undefined)[] = [devicesStrip(model, focus, room)];
  if (focus)
    strips.push(
      physicalStrip(model, focus, room),
      mappingStrip(model, focus, room),
      structsStrip(model, focus, room),
    );
  return { strips: strips.filter((s) => s !== undefined) };
}
