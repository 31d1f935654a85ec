/** The panel's entry: state → listen → render. What the reader does is in the second chunk (acting.ts). */
import { render } from 'preact';
import type { ComparedMessage, HostToPanel, ShowMessage, StaleMessage } from '../src/protocol';
import { isHostToPanel } from '../src/protocol/toPanel';
import type { AboutMessage } from '../src/protocol/session';
import type { Acting } from './acting';
import { App } from './app';
import { useToolkit } from './button';
import { keepState, keptState, send } from './host';
import { Incoming } from './incoming';
import type * as Late from './late';
import { loaded } from './loaded';
import { modelOf } from './model';
import { BLANK, CALM, type State } from './state';
import type { Action, View } from './view';
import { Views } from './views';

const root = document.getElementById('panel')!;

let state: State = { ...BLANK, width: root.clientWidth };
let acting: Acting | undefined;
/** What came before there was somebody to act on it. */
let waiting: ((acting: Acting) => void)[] = [];

const incoming = new Incoming();
const views = new Views();
/** As the last page left it. */
const left = keptState();
views.restore(left.views);
let about: Pick<AboutMessage, 'uri' | 'locked'> = {
  uri: typeof left.uri === 'string' ? left.uri : null,
  locked: left.locked === true,
};

const keep = (): void =>
  keepState({
    uri: about.uri,
    locked: about.locked,
    views: views.state,
    compare: state.compared?.with,
  });

/** Now, or once the second chunk is there. */
function soon(run: (acting: Acting) => void): void {
  if (acting) run(acting);
  else waiting.push(run);
}

const act = (action: Action): void => soon((acting) => acting.act(action));

function draw(): void {
  render(
    <App
      state={state}
      act={act}
      reveal={(offset, go) => send({ type: 'reveal', how: go ? 'go' : 'show', offset })}
      go={(text) => acting?.go(text) ?? false}
      fix={({ code, offset }, fix, version) => send({ type: 'fix', version, code, offset, fix })}
      start={(what) => send({ type: 'start', what })}
      ask={(type) => send({ type })}
      whatIf={send}
      leave={() => acting?.leave()}
      exporting={(exporting) => set({ exporting })}
      exportAs={send}
      drawn={() => acting?.drawn()}
      say={say}
    />,
    root,
  );
  acting?.drawn();
}

function set(change: Partial<State>): void {
  state = { ...state, ...change };
  draw();
}

const say = (said: string): void => set({ session: { ...state.session, said } });

function arrive(view: View): void {
  set({ view, note: '' });
  if (state.model) views.keep(state.model.uri, view);
  keep();
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

/** The rest of the panel, fetched while the host works on the first picture. */
async function loadRest(): Promise<void> {
  const late = await loaded<typeof Late>('late.js');
  acting = new late.Acting({
    root,
    get state() {
      return state;
    },
    set,
    say,
    arrive,
  });
  late.takeDrops(root, send, say);
  set({ late });
  for (const run of waiting) run(acting);
  waiting = [];
  const { uri, compare: kept } = left;
  if (typeof uri === 'string' && late.isCompareWith(kept)) send({ type: 'compare', uri, with: kept });
}

let controlsAsked = false;

/** The toolkit's elements take the place of the browser's own. */
async function loadControls(): Promise<void> {
  if (controlsAsked) return;
  controlsAsked = true;
  await loaded('controls.js');
  useToolkit();
  set({ toolkit: true });
}

/** After the frame that shows `version`: the acknowledgement, and, once, the toolkit. */
function afterPaint(version: number, arrived: number): void {
  requestAnimationFrame(() =>
    setTimeout(() => {
      send({ type: 'painted', version, ms: Math.max(0, performance.now() - arrived) });
      void loadControls();
    }),
  );
}

/** Versions count from the opening of a document: `about` comes before those of another one, or of one opened anew. */
let newest = 0;

/** Of another file than is shown: with the place where that one was left. */
function turnTo(uri: string): void {
  if (state.model?.uri === uri || state.stale?.uri === uri || state.session.busy?.uri === uri) return;
  acting?.stop();
  waiting = [];
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
  if (uri === null) void loadControls();
}

/** A picture is not to be had now, or not any more. */
function onSession(uri: string, session: Partial<State['session']>): void {
  turnTo(uri);
  set({ session: { ...CALM, ...session }, idle: false });
  void loadControls();
}

function onMessage(message: HostToPanel, arrived: number): void {
  switch (message.type) {
    case 'select':
      return soon((acting) => acting.select(message));
    case 'about':
      return onAbout(message);
    case 'busy':
      return onSession(message.uri, { busy: message });
    case 'gone':
      return onSession(message.uri, { gone: message });
    case 'menu':
      return soon((acting) => acting.openExport());
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
send({ type: 'ready' });
loadRest().catch((problem: unknown) => {
  waiting = [];
  set({ incomplete: true });
  failed(problem);
});
