/** The panel's entry: state → listen → render. */
import { render } from 'preact';
import type { ComparedMessage, HostToPanel, SelectMessage, ShowMessage, StaleMessage } from '../src/protocol';
import { isCompareWith } from '../src/protocolToHost';
import { isHostToPanel } from '../src/protocolToPanel';
import type { Place } from '../src/engine/types';
import type { AboutMessage } from '../src/protocolSession';
import { App, type State } from './app';
import { useToolkit } from './button';
import { keepState, keptState, send } from './host';
import { Incoming } from './incoming';
import type { Strip } from './marks';
import { lineOf } from './axis';
import { modelOf, type Model } from './model';
import { reduce } from './reduce';
import { CALM } from './session';
import { focusOf, START, type Action, type View } from './view';
import { Views } from './views';
import { anchoredTo, windowOf } from './window';
import type { Zooming } from './zoom';

const root = document.getElementById('panel')!;

let state: State = {
  model: undefined,
  stale: undefined,
  view: START,
  width: root.clientWidth,
  late: undefined,
  note: '',
  session: CALM,
  idle: false,
  compared: undefined,
  exporting: false,
  whatIf: undefined,
};

const incoming = new Incoming();
const views = new Views();
views.restore(keptState().views);
let about: Pick<AboutMessage, 'uri' | 'locked'> = {
  uri: typeof keptState().uri === 'string' ? (keptState().uri as string) : null,
  locked: keptState().locked === true,
};

const keep = (): void =>
  keepState({
    uri: about.uri,
    locked: about.locked,
    views: views.state,
    compare: state.compared?.with,
  });

let zooming: Zooming | undefined;

function draw(): void {
  render(
    <App
      state={state}
      act={act}
      reveal={(offset, go) => reveal({ offset }, go)}
      go={go}
      fix={({ code, offset }, fix) => send({ type: 'fix', version: state.model!.version, code, offset, fix })}
      start={(what) => send({ type: 'start', what })}
      ask={(type) => send({ type })}
      whatIf={send}
      leave={leave}
      exporting={(exporting) => set({ exporting })}
      exportAs={send}
      say={say}
    />,
    root,
  );
  seek();
  zooming?.attach(root.querySelector('svg[data-strip="physical"]'));
}

/** The part of the line that a view shows. */
function seenIn(model: Model | undefined, view: View) {
  const line = model && lineOf(model);
  const window = line && windowOf(model!, view.window, focusOf(model!, view)?.device);
  return line && window ? { line, window } : undefined;
}

function set(change: Partial<State>): void {
  state = { ...state, ...change };
  draw();
}

const reveal = (target: { offset: number } | { place: Place }, go: boolean): void =>
  send({ type: 'reveal', how: go ? 'go' : 'show', ...target });

/** What is chosen in the picture is selected in the text, where that is seen. */
function follow(model: Model, before: View, after: View): void {
  const [was, is] = [focusOf(model, before), focusOf(model, after)];
  const range = is?.unit?.rangeIndex;
  if (!is || (was?.device === is.device && was.unit?.rangeIndex === range)) return;
  const place = { pgmap: is.device.index, ...(range === undefined ? {} : { range }) };
  send({ type: 'reveal', how: 'follow', place });
}

/** The other side came, or there is none any more; while it cannot be had, its last picture stays. */
function compare(message: ComparedMessage): void {
  if (state.model && message.uri !== state.model.uri) return;
  const known = state.compared;
  const same = JSON.stringify(known?.with) === JSON.stringify(message.with);
  set({
    compared: message.with
      ? {
          with: message.with,
          model: message.show ? modelOf(message.show) : same ? known?.model : undefined,
          problem: message.problem,
        }
      : undefined,
  });
  keep();
}

const say = (said: string): void => set({ session: { ...state.session, said } });

/** Where there is something to export. */
function openExport(): void {
  if (state.model?.devices.length) set({ exporting: true });
  else say('There is no picture to export yet.');
}

function leave(): void {
  if (state.model) send({ type: 'compare', uri: state.model.uri, with: null });
}

function act(action: Action): void {
  if (!state.model) return;
  if (action.do === 'reveal') return reveal({ place: action.place }, action.go ?? false);
  const { model, view } = state;
  zooming?.stop();
  const next = reduce(model, view, action);
  if (next === view) return;
  const land = (): void => {
    set({ view: next, note: '' });
    views.keep(model.uri, next);
    keep();
  };
  if (CHOOSING.has(action.do)) follow(model, view, next);
  const [from, to] = [seenIn(model, view), seenIn(model, next)];
  if (!FLOWN.has(action.do) || !zooming || !from || !to) return land();
  const key = focusOf(model, next)?.device;
  zooming.fly(
    from.line,
    from.window,
    to.window,
    (window) => set({ view: { ...next, window: anchoredTo(model, window, key) } }),
    land,
  );
}

/** Actions by which something is chosen; the others look around, or come from the text. */
const CHOOSING: ReadonlySet<Action['do']> = new Set(['device', 'unit', 'goto', 'at', 'level']);

/** Actions that move far at once: the eye is led there. */
const FLOWN: ReadonlySet<Action['do']> = new Set(['device', 'goto', 'level', 'place', 'zoom']);

/** True where the text named a place that could be gone to. */
function go(text: string): boolean {
  const { model, view, late } = state;
  const found = model && late?.goTo(text, model, focusOf(model, view));
  if (typeof found === 'string') set({ note: found });
  else if (found) act(found);
  return typeof found === 'object';
}

let restAsked = false;

/** A webview's resources come through a worker that may lose one while it starts: such a chunk is asked for again. */
const onceMore = <T,>(load: () => Promise<T>): Promise<T> => load().catch(load);

/** The rest of the panel: the other chunk of ours, then the toolkit. */
async function loadRest(): Promise<void> {
  const late = await onceMore(() => import('./late'));
  zooming = new late.Zooming(
    () => seenIn(state.model, state.view),
    ({ from, to }) => act({ do: 'window', from, to }),
    (by) => act({ do: 'pan', by }),
  );
  late.takeDrops(root, send);
  set({ late });
  await onceMore(() => import('./controls'));
  useToolkit();
  draw();
}

/** Where the parts are that a lens can lead to. */
const PARTS: Readonly<Record<NonNullable<SelectMessage['part']>, string>> = { whatIf: '.what-if' };
let sought: string | undefined;

/** Brings the part that is sought into view: it may be drawn later than it was asked for. */
function seek(): void {
  const part = sought === undefined ? null : root.querySelector(sought);
  if (!part) return;
  sought = undefined;
  part.scrollIntoView({ block: 'start' });
}

/** After the frame that shows `version`: the acknowledgement, and, once, the rest. */
function afterPaint(version: number, arrived: number): void {
  requestAnimationFrame(() =>
    setTimeout(() => {
      send({ type: 'painted', version, ms: Math.max(0, performance.now() - arrived) });
      askRest();
    }),
  );
}

function askRest(): void {
  if (restAsked) return;
  restAsked = true;
  void loadRest();
}

/** Versions count from the opening of a document: `about` comes before those of another one, or of one opened anew. */
let newest = 0;

/** Of another file than is shown: with the place where that one was left. */
function turnTo(uri: string): void {
  if (state.model?.uri === uri || state.stale?.uri === uri || state.session.busy?.uri === uri) return;
  zooming?.stop();
  // Another file's picture is no stand-in for this one's.
  state = {
    ...state,
    model: undefined,
    stale: undefined,
    session: CALM,
    compared: undefined,
    view: views.of(uri),
  };
}

function onPicture(message: ShowMessage | StaleMessage, arrived: number): void {
  turnTo(message.uri);
  if (message.version < newest) return;
  newest = message.version;
  if (message.type === 'stale') set({ stale: message, session: CALM, idle: false });
  else set({ stale: undefined, model: modelOf(message), note: '', session: CALM, idle: false });
  afterPaint(message.version, arrived);
}

function onAbout({ uri, locked, was }: AboutMessage): void {
  about = { uri, locked };
  newest = 0;
  if (was !== undefined && uri !== null) {
    views.renamed(was, uri);
    if (state.model?.uri === was) state = { ...state, model: { ...state.model, uri } };
  }
  keep();
  set({ idle: uri === null });
  if (uri === null) askRest();
}

function onMessage(message: HostToPanel, arrived: number): void {
  switch (message.type) {
    case 'select':
      act({ do: 'place', place: message.place });
      sought = message.part && PARTS[message.part];
      return seek();
    case 'about':
      return onAbout(message);
    case 'busy':
      turnTo(message.uri);
      set({ session: { ...CALM, busy: message }, idle: false });
      return askRest();
    case 'gone':
      turnTo(message.uri);
      set({ session: { ...CALM, gone: message }, idle: false });
      return askRest();
    case 'menu':
      return openExport();
    case 'compared':
      return compare(message);
    case 'whatIfRows':
      return set({ whatIf: message });
    case 'note':
      return say(message.text);
    case 'stale':
      return onPicture(message, arrived);
    default: {
      const show = incoming.take(message);
      if (show === 'again') send({ type: 'again' });
      else if (show) onPicture(show, arrived);
    }
  }
}

window.addEventListener('message', (event) => {
  const arrived = performance.now();
  if (isHostToPanel(event.data)) onMessage(event.data, arrived);
  else failed('A message to the diagram was not understood and was dropped.');
});

document.addEventListener('keydown', (event) => {
  const target = event.composedPath()[0];
  if (target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && (state.exporting || state.compared)) {
    event.preventDefault();
    return state.exporting ? set({ exporting: false }) : leave();
  }
  // The keys of a list of choices, and of a dialog, are its own.
  if (target instanceof HTMLSelectElement || (target instanceof Element && target.closest('[role="dialog"]')))
    return;
  if (event.key.toLowerCase() === 'e' && state.model) {
    event.preventDefault();
    return openExport();
  }
  if (event.key === 'g') {
    event.preventDefault();
    document.getElementById('goto')?.focus();
    return;
  }
  const svg = target instanceof Element ? target.closest('[data-strip]') : null;
  const strip = (svg?.getAttribute('data-strip') ?? undefined) as Strip['id'] | undefined;
  const action = state.model && state.late?.actionOfKey(event.key, strip, state.model, state.view);
  if (!action) return;
  event.preventDefault();
  act(action);
  // The focus goes along with what was chosen.
  if (strip) document.querySelector<SVGElement>(`[data-strip="${strip}"] [tabindex="0"]`)?.focus();
});

const failed = (what: unknown): void =>
  send({
    type: 'failed',
    message: (what instanceof Error ? (what.stack ?? what.message) : String(what)).slice(0, 4000),
  });
window.addEventListener('error', (event) => failed(event.error ?? event.message));
window.addEventListener('unhandledrejection', (event) => failed(event.reason));

new ResizeObserver(() => {
  if (root.clientWidth !== state.width) set({ width: root.clientWidth });
}).observe(root);

draw();
const { uri, compare: kept } = keptState();
if (typeof uri === 'string' && isCompareWith(kept)) send({ type: 'compare', uri, with: kept });
send({ type: 'ready' });
