/** The mapping of the focused unit on both sides of a comparison, marked where they differ: for screen and export. Pure. */
import { marked } from './compare';
import { mappingStrip } from './mapping';
import type { Size, Strip } from './marks';
import type { Model } from './model';
import type { Focus } from './view';

/** `there` is otherFocus() of `focus`. Undefined is a side on which nothing is mapped. */
export function bothSides(
  model: Model,
  other: Model,
  focus: Focus,
  there: Focus,
  size: Size,
): readonly [Strip | undefined, Strip | undefined] {
  const left = mappingStrip(model, focus, size);
  const right = mappingStrip(other, there, size);
  return [
    left && marked(left, model, other, focus, there, ''),
    right && marked(right, other, model, there, focus, 'other-'),
  ];
}
