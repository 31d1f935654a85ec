/** What part of the line is seen. It is kept relative to a device, so that it survives edits of addresses and of other devices. */
import { lineOf, placeOf, shareOf, type Line, type Part, type Span } from './axis';
import type { Device, Model } from './model';

/** `from` and `to` count pages from the start of a device's range; from pfn 0 where `device` is null. */
export interface Anchored extends Span {
  readonly device: string | null;
  readonly range: number;
}

/** So few struct pages fill the panel at the deepest. */
const FEWEST = 4;

/** `span` held within the line, and no narrower than the deepest zoom. */
function held(line: Line, { from, to }: Span): Span {
  const size = Math.min(Math.max(to - from, FEWEST), line.to - line.from);
  const start = Math.min(Math.max(from, line.from), line.to - size);
  return { from: start, to: start + size };
}

const partsOf = (line: Line, device: Device): readonly Part[] =>
  line.parts.filter((p) => p.device === device);

/** All of a device; undefined where it has no place. */
export function extentOf(line: Line, device: Device): Span | undefined {
  const parts = partsOf(line, device);
  return parts.length === 0 ? undefined : { from: parts[0]!.from, to: Math.max(...parts.map((p) => p.to)) };
}

/** The window of a view: as it was chosen, else all of the focused device, else everything. */
export function windowOf(
  model: Model,
  anchored: Anchored | null,
  focused: Device | undefined,
): Span | undefined {
  const line = lineOf(model);
  if (!line) return undefined;
  const fit = (focused && extentOf(line, focused)) ?? line;
  if (!anchored) return fit;
  if (anchored.device === null) return held(line, anchored);
  const part = line.parts.find((p) => p.device?.key === anchored.device && p.rangeIndex === anchored.range);
  if (!part) return fit;
  return held(line, { from: part.from + anchored.from, to: part.from + anchored.to });
}

/** A window as it is kept: relative to the range at its middle, or to the focused device's where that is not one. */
export function anchoredTo(model: Model, window: Span, focused: Device | undefined): Anchored | null {
  const line = lineOf(model);
  if (!line) return null;
  const span = held(line, window);
  const middle = (span.from + span.to) / 2;
  const holds = (p: Part): boolean => p.device !== null && p.from <= middle && middle < p.to;
  const part =
    line.parts.find((p) => holds(p) && p.device === focused) ??
    line.parts.find(holds) ??
    line.parts.find((p) => focused !== undefined && p.device === focused);
  if (!part) return { device: null, range: 0, ...span };
  return {
    device: part.device!.key,
    range: part.rangeIndex,
    from: span.from - part.from,
    to: span.to - part.from,
  };
}

/** `by` > 1 looks closer, about the point at the share `about` of the width. */
export function zoomed(line: Line, { from, to }: Span, by: number, about: number): Span {
  const [low, high] = [shareOf(line, from), shareOf(line, to)];
  const size = Math.min(1, (high - low) / by);
  const start = Math.min(Math.max(0, low + about * (high - low - size)), 1 - size);
  const wanted = { from: placeOf(line, start), to: placeOf(line, start + size) };
  if (wanted.to - wanted.from >= FEWEST) return held(line, wanted);
  const middle = from + about * (to - from);
  return held(line, { from: middle - about * FEWEST, to: middle + (1 - about) * FEWEST });
}

/** Moved sideways by a share of its width. */
export function moved(line: Line, { from, to }: Span, by: number): Span {
  const [low, high] = [shareOf(line, from), shareOf(line, to)];
  const size = high - low;
  const start = Math.min(Math.max(0, low + by * size), 1 - size);
  return held(line, { from: placeOf(line, start), to: placeOf(line, start + size) });
}

/** `window` as it is where it shows the middle of `span`; else moved, no further in or out than must be. */
export function showing(line: Line, window: Span, span: Span): Span {
  const middle = (span.from + span.to) / 2;
  if (middle >= window.from && middle <= window.to) return window;
  const size = Math.max(window.to - window.from, span.to - span.from);
  return held(line, { from: middle - size / 2, to: middle + size / 2 });
}
