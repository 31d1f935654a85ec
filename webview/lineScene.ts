/** The upper half of the picture, and all of it that is drawn before the rest of the panel is there: the line. */
import { lineOf } from './axis';
import type { Size, Strip } from './marks';
import type { Model } from './model';
import { overviewStrip } from './overview';
import { physicalStrip } from './physical';
import { focusOf, type View } from './view';
import { windowOf } from './window';

/** Narrower, nothing can be read; wider, cells only grow. */
const NARROWEST = 240;
const WIDEST = 1400;

/** The room that a picture takes of what there is. */
export const roomIn = (size: Size): Size => ({
  width: Math.round(Math.min(WIDEST, Math.max(NARROWEST, size.width))),
});

/** The overview and the zoomed part of the line; none where nothing has a place on it. */
export function lineStrips(model: Model, view: View, size: Size): readonly Strip[] {
  const focus = focusOf(model, view);
  const line = lineOf(model);
  const window = line && windowOf(model, view.window, focus?.device);
  if (!line || !window) return [];
  const room = roomIn(size);
  return [overviewStrip(model, line, window, focus, room), physicalStrip(model, line, window, focus, room)];
}
