/** The panel's entry: state → listen → render. */
import { render } from 'preact';
import { isCompareWith, isHostToPanel, type ComparedMessage, type HostToPanel } from '../src/protocol';
import { App, type State } from './app';
import { useToolkit } from './button';
import { keepState, keptState, send } from './host';
import type { Strip } from './marks';
import { lineOf } from './axis';
import { modelOf, type Model } from './model';
import { reduce } from './reduce';
import { focusOf, restoredView, START, type Action, type View } from './view';
import { anchoredTo, windowOf } from './window';
import type { Zooming } from './zoom';

const root = document.getElementById('panel')!;

let state: State = {
  model: undefined,
  stale: undefined,
  view: restoredView(keptState().view),
  width: root.clientWidth,
  late: undefined,
  compared: undefined,
  note: '',
};

/** Where one was in each file that was shown before. */
const views = new Map<string, View>();
let zooming: Zooming | undefined;

function draw(): void {
  const reveal = (offset: number): void => send({ type: 'reveal', offset });
  render(<App state={state} act={act} reveal={reveal} go={go} leave={leave} />, root);
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

function keep(): void {
  const { model, view, compared } = state;
  if (model) keepState({ uri: model.uri, view, compare: compared?.with });
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

function leave(): void {
  if (state.model) send({ type: 'compare', uri: state.model.uri, with: null });
}

function act(action: Action): void {
  if (!state.model) return;
  if (action.do === 'reveal') return send({ type: 'reveal', place: { pgmap: action.index } });
  const { model, view } = state;
  zooming?.stop();
  const next = reduce(model, view, action);
  if (next === view) return;
  const land = (): void => {
    set({ view: next, note: '' });
    keep();
  };
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

/** The rest of the panel: the other chunk of ours, then the toolkit. */
async function loadRest(): Promise<void> {
  const late = await import('./late');
  zooming = new late.Zooming(
    () => seenIn(state.model, state.view),
    ({ from, to }) => act({ do: 'window', from, to }),
    (by) => act({ do: 'pan', by }),
  );
  set({ late });
  await import('./controls');
  useToolkit();
  draw();
}

/** After the frame that shows `version`: the acknowledgement, and, once, the rest. */
function afterPaint(version: number, arrived: number): void {
  requestAnimationFrame(() =>
    setTimeout(() => {
      send({ type: 'painted', version, ms: Math.max(0, performance.now() - arrived) });
      if (restAsked) return;
      restAsked = true;
      void loadRest();
    }),
  );
}

function onMessage(message: HostToPanel, arrived: number): void {
  if (message.type === 'select') return act({ do: 'place', place: message.place });
  if (message.type === 'compared') return compare(message);
  const { model } = state;
  const sameFile = model?.uri === message.uri;
  if (sameFile && message.version < Math.max(model.version, state.stale?.version ?? 0)) return;
  if (message.type === 'stale') {
    // Another file's picture is no stand-in for this one's.
    set({
      stale: message,
      model: sameFile ? model : undefined,
      ...(sameFile ? {} : { compared: undefined }),
    });
  } else {
    const view = sameFile || !model ? state.view : (views.get(message.uri) ?? START);
    if (model) views.set(model.uri, state.view);
    const other = sameFile || !model ? {} : { compared: undefined };
    set({ stale: undefined, model: modelOf(message), note: '', view, ...other });
    keep();
  }
  afterPaint(message.version, arrived);
}

window.addEventListener('message', (event) => {
  const arrived = performance.now();
  if (isHostToPanel(event.data)) onMessage(event.data, arrived);
  else failed('A message to the diagram was not understood and was dropped.');
});

document.addEventListener('keydown', (event) => {
  const target = event.composedPath()[0];
  if (target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && state.compared) {
    event.preventDefault();
    return leave();
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
