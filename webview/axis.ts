/**
 * The line that the whole file lies on: System RAM, the ranges of devices and the holes between them, in physical order.
 * A place on it is a pfn; ranges whose base is not known stand behind all others, so their pfns are shifted. Drawn it is
 * folded: half of the room goes by size and half by head, so that a small range beside a large one can be seen and hit.
 */
import type { RangePopulation } from '../src/engine/types';
import type { Device, Model } from './model';

/** A stretch of the line, [from, to) in pages. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** RAM (no device), or one range of a device. */
export interface Part extends Span {
  /** pfn = place + shift: 0 where the base is known. */
  readonly shift: number;
  readonly node: number | null;
  readonly device: Device | null;
  readonly range: RangePopulation | null;
  readonly rangeIndex: number;
}

export interface Line extends Span {
  /** Ascending by `from`. */
  readonly parts: readonly Part[];
  readonly holes: readonly Span[];
  /** The fold, as knots of a line: at place `at[i]` the share `share[i]` of the whole width is used up. */
  readonly at: readonly number[];
  readonly share: readonly number[];
}

/** Holes take no more of the width than this each, and than that together. */
const HOLE = 0.02;
const HOLES = 0.3;

const ramParts = (model: Model): Part[] =>
  (model.ram ?? []).map((r) => ({
    ...{ from: r.startPfn, to: r.endPfn, shift: 0, node: r.node },
    ...{ device: null, range: null, rangeIndex: 0 },
  }));

function deviceParts(model: Model, ram: readonly Part[]): Part[] {
  const parts: Part[] = [];
  const unknown: Part[] = [];
  for (const device of model.devices)
    device.population.ranges.forEach((range, rangeIndex) => {
      const { startPfn: from, endPfn: to } = range;
      const part = { from, to, shift: 0, node: null, device, range, rangeIndex };
      if (to > from) (range.baseKnown ? parts : unknown).push(part);
    });
  const endOf = (all: readonly Part[]): number => all.reduce((most, p) => Math.max(most, p.to), 0);
  let end = Math.max(endOf(ram), endOf(parts));
  for (const part of unknown) {
    const length = part.to - part.from;
    const from = end === 0 ? part.from : end + Math.ceil(length / 8);
    end = from + length;
    parts.push({ ...part, from, to: end, shift: part.from - from });
  }
  return parts;
}

/** Parts that overlap are one span of the fold; those that touch stay apart. */
function merged(parts: readonly Part[]): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const { from, to } of parts) {
    const last = spans.at(-1);
    if (last && from < last.to) last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

function build(model: Model): Line | undefined {
  const ram = ramParts(model);
  const parts = [...ram, ...deviceParts(model, ram)].sort((a, b) => a.from - b.from || a.to - b.to);
  const spans = merged(parts);
  if (spans.length === 0) return undefined;
  const holes = spans
    .slice(1)
    .map((s, i) => ({ from: spans[i]!.to, to: s.from }))
    .filter((h) => h.to > h.from);
  const hole = Math.min(HOLE, HOLES / Math.max(1, holes.length));
  const room = 1 - hole * holes.length;
  const total = spans.reduce((sum, s) => sum + s.to - s.from, 0);
  const at: number[] = [];
  const share: number[] = [];
  let used = 0;
  for (const s of spans) {
    if (at.length > 0 && s.from > at.at(-1)!) used += hole;
    at.push(s.from, s.to);
    share.push(used, (used += (room / 2) * ((s.to - s.from) / total + 1 / spans.length)));
  }
  return { from: spans[0]!.from, to: at.at(-1)!, parts, holes, at, share };
}

const lines = new WeakMap<Model, { line: Line | undefined }>();

/** The line of a model; undefined where nothing has a place. */
export function lineOf(model: Model): Line | undefined {
  const known = lines.get(model);
  if (known) return known.line;
  const line = build(model);
  lines.set(model, { line });
  return line;
}

/** `y` of the knots at `x`; beyond them the first and the last interval go on. */
function interpolated(xs: readonly number[], ys: readonly number[], x: number): number {
  let low = 0;
  let high = xs.length - 1;
  while (high - low > 1) {
    const mid = (low + high) >>> 1;
    if (xs[mid]! <= x) low = mid;
    else high = mid;
  }
  const x0 = xs[low]!;
  const x1 = xs[high]!;
  const y0 = ys[low]!;
  const y1 = ys[high]!;
  return x1 > x0 ? y0 + ((x - x0) / (x1 - x0)) * (y1 - y0) : y0;
}

/** The share of the whole width left of a place, from 0 to 1, and back. */
export const shareOf = (line: Line, place: number): number => interpolated(line.at, line.share, place);
export const placeOf = (line: Line, share: number): number => interpolated(line.share, line.at, share);

/** What part of the line is seen, over how many pixels. */
export interface Scale extends Span {
  readonly width: number;
  readonly x: (place: number) => number;
}

export function scaleOf(line: Line, { from, to }: Span, width: number): Scale {
  // Within one span places are exact, however deep the zoom; shares of the whole are not.
  const straight = line.at.some((start, i) => i % 2 === 0 && start <= from && to <= line.at[i + 1]!);
  const share = (place: number): number => (straight ? place : shareOf(line, place));
  const [low, high] = [share(from), share(to)];
  const x = (place: number): number => ((share(place) - low) / (high - low || 1)) * width;
  return { from, to, width, x };
}

/** The parts that are seen in a span, in order. */
export function partsIn(line: Line, { from, to }: Span): readonly Part[] {
  return line.parts.filter((p) => p.from < to && p.to > from);
}

/** The place of a pfn of a device; undefined where no range of it holds it. */
export function placeOfPfn(line: Line, device: Device, pfn: number): number | undefined {
  const part = line.parts.find((p) => p.device === device && pfn >= p.from + p.shift && pfn < p.to + p.shift);
  return part && pfn - part.shift;
}
