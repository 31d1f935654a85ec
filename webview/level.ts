/** How near one looks: the finest thing that can be told apart in what is seen of the line. */
import { lineOf, type Line, type Span } from './axis';
import type { Model } from './model';
import { focusOf, type Focus, type Level, type View } from './view';
import { windowOf } from './window';

/** Up to so many vmemmap pages, and struct pages, in the window, the one in its middle is selected on the way. */
export const PAGES_SEEN = 96;
export const STRUCTS_SEEN = 128;

/** What is seen of the line. */
export const windowNow = (model: Model, view: View): Span | undefined =>
  windowOf(model, view.window, focusOf(model, view)?.device);

export const overlap = (a: Span | undefined, b: Span): boolean => !!a && a.from < b.to && a.to > b.from;

/** How many pages of the focused device are in sight; of the line, where none is. */
export function inSightOf(line: Line, { device }: Focus, window: Span): number {
  const parts = line.parts.filter((p) => p.device === device && overlap(p, window));
  const seen = parts.map((p) => Math.min(p.to, window.to) - Math.max(p.from, window.from));
  return seen.length === 0 ? window.to - window.from : seen.reduce((sum, n) => sum + n, 0);
}

/** How near one looks: the finest thing that can be told apart in the window. */
export function levelOf(model: Model, view: View): Level {
  const focus = focusOf(model, view);
  const window = windowNow(model, view);
  if (!focus || !window) return 'all';
  const size = inSightOf(lineOf(model)!, focus, window);
  const { machine: m } = model;
  if (size <= STRUCTS_SEEN) return 'struct';
  if ((size * m.structPageSize) / 2 ** m.pageShift <= PAGES_SEEN) return 'page';
  const unit = focus.unit ? focus.unit.endPfn - focus.unit.startPfn : 0;
  return size <= 4 * unit ? 'unit' : 'device';
}
