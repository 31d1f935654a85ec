/** Looking closer by hand: wheel, pinch and drag on the physical strip, and flights from one window to another. */
import { interpolateZoom } from 'd3-interpolate';
import { select } from 'd3-selection';
import { zoom, zoomIdentity, zoomTransform, type D3ZoomEvent, type ZoomBehavior } from 'd3-zoom';
import { placeOf, shareOf, type Line, type Span } from './axis';

/** What the strip shows now. */
export interface Seen {
  readonly line: Line;
  readonly window: Span;
}

/** A wheel turned sideways, or with Shift, moves along the line; otherwise it zooms about the pointer. */
const sideways = (e: WheelEvent): boolean => e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY);
/** A wheel's step as a share of the window. */
const STEP = 1 / 800;
/** Beyond any line: the window itself is held to a few struct pages. */
const DEEPEST = 2 ** 50;

/** Where the reader wants no motion: said to the system, or to VS Code. */
const stillness = (): boolean =>
  matchMedia('(prefers-reduced-motion: reduce)').matches ||
  document.body.classList.contains('vscode-reduce-motion');

export class Zooming {
  readonly #seen: () => Seen | undefined;
  readonly #look: (window: Span) => void;
  readonly #pan: (by: number) => void;
  readonly #behaviour: ZoomBehavior<SVGSVGElement, unknown>;
  #svg: SVGSVGElement | undefined;
  #frame = 0;
  #flight = 0;
  #wanted: Span | undefined;

  /** `look` is called at most once a frame. */
  constructor(seen: () => Seen | undefined, look: (window: Span) => void, pan: (by: number) => void) {
    this.#seen = seen;
    this.#look = look;
    this.#pan = pan;
    this.#behaviour = zoom<SVGSVGElement, unknown>()
      .scaleExtent([1, DEEPEST])
      .clickDistance(4)
      .filter((e: MouseEvent) => !e.button && (e.type !== 'wheel' || !sideways(e as WheelEvent)))
      .on('zoom', (e: D3ZoomEvent<SVGSVGElement, unknown>) => this.#onZoom(e));
  }

  /** After each drawing: takes hold of the strip, and tells the library where it stands. */
  attach(svg: SVGSVGElement | null): void {
    const seen = this.#seen();
    if (!svg || !seen) return;
    const width = svg.viewBox.baseVal.width;
    if (svg !== this.#svg) {
      this.#svg = svg;
      select(svg).call(this.#behaviour).on('dblclick.zoom', null);
      svg.addEventListener('wheel', (e) => this.#onWheel(e), { passive: false });
    }
    if (this.#wanted) return;
    const [low, high] = [shareOf(seen.line, seen.window.from), shareOf(seen.line, seen.window.to)];
    const k = 1 / Math.max(high - low, Number.MIN_VALUE);
    this.#behaviour.translateExtent([
      [0, -Infinity],
      [width, Infinity],
    ]);
    const [at, to] = [zoomTransform(svg), zoomIdentity.translate(-low * k * width, 0).scale(k)];
    // The library tells whoever listens, which most drawings give no reason for.
    if (at.k !== to.k || at.x !== to.x || at.y !== to.y) select(svg).call(this.#behaviour.transform, to);
  }

  #onWheel(e: WheelEvent): void {
    if (!sideways(e)) return;
    e.preventDefault();
    this.#pan((e.deltaX || e.deltaY) * STEP);
  }

  #onZoom(e: D3ZoomEvent<SVGSVGElement, unknown>): void {
    const seen = this.#seen();
    if (!e.sourceEvent || !seen || !this.#svg) return;
    this.stop();
    const width = this.#svg.viewBox.baseVal.width;
    const { k, x } = e.transform;
    const low = Math.max(0, -x / (k * width));
    this.#wanted = { from: placeOf(seen.line, low), to: placeOf(seen.line, Math.min(1, low + 1 / k)) };
    this.#frame ||= requestAnimationFrame(() => {
      const wanted = this.#wanted;
      this.#frame = 0;
      if (wanted) this.#look(wanted);
      this.#wanted = undefined;
    });
  }

  /** From one window to another along the line, as one who backs off and comes near again; `done` where it was not broken off. */
  fly(line: Line, from: Span, to: Span, step: (window: Span) => void, done: () => void): void {
    this.stop();
    if (stillness()) return done();
    const circle = (span: Span): [number, number, number] => {
      const [low, high] = [shareOf(line, span.from), shareOf(line, span.to)];
      return [(low + high) / 2, 0, high - low];
    };
    const path = interpolateZoom(circle(from), circle(to));
    const length = Math.min(600, Math.max(120, path.duration / 6));
    const began = performance.now();
    const draw = (now: number): void => {
      const t = (now - began) / length;
      if (t >= 1) {
        this.#flight = 0;
        return done();
      }
      const eased = t * t * (3 - 2 * t);
      const [middle, , size] = path(Math.max(0, eased));
      step({ from: placeOf(line, middle - size / 2), to: placeOf(line, middle + size / 2) });
      this.#flight = requestAnimationFrame(draw);
    };
    this.#flight = requestAnimationFrame(draw);
  }

  stop(): void {
    cancelAnimationFrame(this.#flight);
    this.#flight = 0;
  }
}
