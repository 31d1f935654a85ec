/** A physical axis with its holes folded: spans in proportion, none too thin to hit, gaps of one width. */

export interface Span {
  readonly startPfn: number;
  /** Exclusive. */
  readonly endPfn: number;
}

/** Consecutive spans drawn as one where there are too many; mostly just one. */
export interface Segment<T extends Span> extends Span {
  readonly spans: readonly T[];
  readonly x: number;
  readonly width: number;
  /** Width of the hole between this segment and the one before it; 0 where there is none. */
  readonly hole: number;
}

const HOLE = 16;
/** Holes take no more of the width than this, however many there are. */
const MOST_HOLES = 0.3;
const TOUCHING = 2;

/** `spans` in ascending order (overlaps let be), at most `most` segments over `width` pixels. */
export function folded<T extends Span>(spans: readonly T[], width: number, most: number): Segment<T>[] {
  const sorted = [...spans].sort((a, b) => a.startPfn - b.startPfn || a.endPfn - b.endPfn);
  const groups: T[][] = [];
  const size = Math.max(1, Math.ceil(sorted.length / Math.max(1, most)));
  for (let i = 0; i < sorted.length; i += size) groups.push(sorted.slice(i, i + size));
  const bounds = groups.map((spans) => {
    const endPfn = spans.reduce((end, s) => Math.max(end, s.endPfn), 0);
    return { spans, startPfn: spans[0]!.startPfn, endPfn };
  });
  const holes = bounds.map((b, i) => i > 0 && b.startPfn > bounds[i - 1]!.endPfn);
  const count = holes.filter(Boolean).length;
  const gap = count === 0 ? 0 : Math.min(HOLE, (width * MOST_HOLES) / count);
  const gaps = holes.reduce((sum, hole, i) => sum + (i === 0 ? 0 : hole ? gap : TOUCHING), 0);
  const room = Math.max(0, width - gaps);
  // Half of the room goes by head, so that a small range beside a large one can still be seen and hit.
  const even = Math.min(room / Math.max(1, bounds.length), 24);
  const total = bounds.reduce((sum, b) => sum + (b.endPfn - b.startPfn), 0);
  const rest = room - even * bounds.length;
  let x = 0;
  return bounds.map((b, i) => {
    if (i > 0) x += holes[i] ? gap : TOUCHING;
    const share = total > 0 ? (b.endPfn - b.startPfn) / total : 1 / bounds.length;
    const segment = { ...b, x, width: even + rest * share, hole: holes[i] ? gap : 0 };
    x += segment.width;
    return segment;
  });
}

/** Where a pfn falls in a segment, in pixels. */
export function along(segment: Segment<Span>, pfn: number): number {
  const length = segment.endPfn - segment.startPfn;
  const part = length > 0 ? (pfn - segment.startPfn) / length : 0;
  return segment.x + Math.min(1, Math.max(0, part)) * segment.width;
}
