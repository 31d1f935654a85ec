/** What the reader does: with the mouse, by keys, by what is typed under `Go to`, and from the text. */
import type { SelectMessage } from '../src/protocol';
import { lineOf } from './axis';
import { goTo } from './goto';
import { send } from './host';
import { actionOfKey } from './keyboard';
import type { Strip } from './marks';
import type { Model } from './model';
import { keepReading, readingOf } from './reading';
import { reduce } from './reduce';
import type { State } from './state';
import { focusOf, type Action, type View } from './view';
import { anchoredTo, windowOf } from './window';
import { Zooming } from './zoom';

/** What is acted on. */
export interface Panel {
  readonly root: HTMLElement;
  readonly state: State;
  set(change: Partial<State>): void;
  say(text: string): void;
  /** A view that the reader has come to: shown, and kept for this file. */
  arrive(view: View): void;
}

/** Actions by which something is chosen; the others look around, or come from the text. */
const CHOOSING: ReadonlySet<Action['do']> = new Set(['device', 'unit', 'goto', 'at', 'level']);

/** Actions that move far at once: the eye is led there. */
const FLOWN: ReadonlySet<Action['do']> = new Set(['device', 'goto', 'level', 'place', 'zoom']);

/** What the reader does with the page, and how long it may take to fill, in ms. */
const TOUCHES = ['wheel', 'pointerdown', 'keydown'] as const;
const FILLED_MS = 5000;

/** Where the parts are that a lens can lead to. */
const PARTS: Readonly<Record<NonNullable<SelectMessage['part']>, string>> = { whatIf: '.what-if' };

/** The part of the line that a view shows. */
function seenIn(model: Model | undefined, view: View) {
  const line = model && lineOf(model);
  const window = line && windowOf(model!, view.window, focusOf(model!, view)?.device);
  return line && window ? { line, window } : undefined;
}

/** What is chosen in the picture is selected in the text, where that is seen. */
function follow(model: Model, before: View, after: View): void {
  const [was, is] = [focusOf(model, before), focusOf(model, after)];
  const range = is?.unit?.rangeIndex;
  if (!is || (was?.device === is.device && was.unit?.rangeIndex === range)) return;
  const place = { pgmap: is.device.index, ...(range === undefined ? {} : { range }) };
  send({ type: 'reveal', how: 'follow', place });
}

export class Acting {
  readonly #panel: Panel;
  readonly #zooming: Zooming;
  #sought: string | undefined;
  /** A page that comes back is held where it was left while it fills, until the reader touches it. */
  #back = true;

  constructor(panel: Panel) {
    this.#panel = panel;
    this.#zooming = new Zooming(
      () => seenIn(panel.state.model, panel.state.view),
      ({ from, to }) => this.act({ do: 'window', from, to }),
      (by) => this.act({ do: 'pan', by }),
    );
    document.addEventListener('keydown', (event) => this.#onKey(event));
    document.addEventListener('scrollend', () => this.#onScroll());
    const enough = (): void => {
      this.#back = false;
    };
    for (const type of TOUCHES) document.addEventListener(type, enough, { capture: true, passive: true });
    setTimeout(enough, FILLED_MS);
  }

  act(action: Action): void {
    const { model, view } = this.#panel.state;
    if (!model) return;
    if (action.do === 'reveal')
      return send({ type: 'reveal', how: action.go ? 'go' : 'show', place: action.place });
    this.#zooming.stop();
    const next = reduce(model, view, action);
    if (next === view) return;
    if (CHOOSING.has(action.do)) follow(model, view, next);
    const [from, to] = [seenIn(model, view), seenIn(model, next)];
    if (!FLOWN.has(action.do) || !from || !to) return this.#panel.arrive(next);
    const key = focusOf(model, next)?.device;
    this.#zooming.fly(
      from.line,
      from.window,
      to.window,
      (window) => this.#panel.set({ view: { ...next, window: anchoredTo(model, window, key) } }),
      () => this.#panel.arrive(next),
    );
  }

  /** True where the text named a place that could be gone to. */
  go(text: string): boolean {
    const { model, view } = this.#panel.state;
    const found = model && goTo(text, model, focusOf(model, view));
    if (typeof found === 'string') this.#panel.set({ note: found });
    else if (found) this.act(found);
    return typeof found === 'object';
  }

  /** To a place in the text, and to a part of the panel, which may be drawn later. */
  select({ place, part }: SelectMessage): void {
    this.act({ do: 'place', place });
    this.#sought = part && PARTS[part];
    this.#seek();
  }

  /** Ends a flight: what it leads to is no longer shown. */
  stop(): void {
    this.#zooming.stop();
  }

  /** After each drawing. */
  drawn(): void {
    this.#goBack();
    this.#seek();
    this.#zooming.attach(this.#panel.root.querySelector('svg[data-strip="physical"]'));
  }

  /** Where there is something to export. */
  openExport(): void {
    if (this.#panel.state.model?.devices.length) this.#panel.set({ exporting: true });
    else this.#panel.say('There is no picture to export yet.');
  }

  /** Back from a comparison. */
  leave(): void {
    const { model } = this.#panel.state;
    if (model) send({ type: 'compare', uri: model.uri, with: null });
  }

  /** Brings the part that is sought into view. */
  #seek(): void {
    const part = this.#sought === undefined ? null : this.#panel.root.querySelector(this.#sought);
    if (!part) return;
    this.#sought = undefined;
    this.#back = false;
    part.scrollIntoView({ block: 'start' });
  }

  #onScroll(): void {
    const { model } = this.#panel.state;
    if (model && !this.#back) keepReading(model.uri, { scroll: scrollY });
  }

  /** With each drawing: tables come one after the other, and push what stands below them down. */
  #goBack(): void {
    const { model } = this.#panel.state;
    if (!this.#back || !model) return;
    const { scroll } = readingOf(model.uri);
    if (scroll > 0) scrollTo(0, scroll);
  }

  #onKey(event: KeyboardEvent): void {
    const { state } = this.#panel;
    const target = event.composedPath()[0];
    if (target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && (state.exporting || state.compared)) {
      event.preventDefault();
      return state.exporting ? this.#panel.set({ exporting: false }) : this.leave();
    }
    // The keys of a list of choices, and of a dialog, are its own.
    if (
      target instanceof HTMLSelectElement ||
      (target instanceof Element && target.closest('[role="dialog"]'))
    )
      return;
    // With Shift or Caps Lock a letter means the same.
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === 'e' && state.model) {
      event.preventDefault();
      return this.openExport();
    }
    if (key === 'g') {
      event.preventDefault();
      document.getElementById('goto')?.focus();
      return;
    }
    const svg = target instanceof Element ? target.closest('[data-strip]') : null;
    const strip = (svg?.getAttribute('data-strip') ?? undefined) as Strip['id'] | undefined;
    const action = state.model && actionOfKey(key, strip, state.model, state.view);
    if (!action) return;
    event.preventDefault();
    this.act(action);
    // The focus goes along with what was chosen.
    if (strip) document.querySelector<SVGElement>(`[data-strip="${strip}"] [tabindex="0"]`)?.focus();
  }
}
