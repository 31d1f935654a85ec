/** The whole page, from the state: figures, strips, reasons, findings, table. */
import type { JSX } from 'preact';
import type { StaleMessage } from '../src/protocol';
import type { Compared } from './compare';
import { Stepper, StructLine, Why } from './detail';
import { deviceFigures, totalFigures } from './figures';
import { Breadcrumb } from './breadcrumb';
import { FiguresCard, Findings, Stale, type Actions } from './head';
import type * as Late from './late';
import type { Strip } from './marks';
import type { Model } from './model';
import { Patterns, StripView } from './render';
import { scene } from './scene';
import { focusOf, type Focus, type View } from './view';

export interface State {
  readonly model: Model | undefined;
  /** Set while the text cannot be read. */
  readonly stale: StaleMessage | undefined;
  readonly view: View;
  readonly width: number;
  /** The second chunk, once it is there. */
  readonly late: typeof Late | undefined;
  /** What the picture is held against, where it is. */
  readonly compared: Compared | undefined;
  /** What `Go to` had to say. */
  readonly note: string;
}

export interface AppProps extends Actions {
  readonly state: State;
  readonly go: (text: string) => boolean;
  readonly leave: () => void;
}

const Empty = ({ title, children }: { title: string; children: JSX.Element | string }): JSX.Element => (
  <section class="empty">
    <h1>{title}</h1>
    {children}
  </section>
);

const EXAMPLE = `{
  "machine": { "kernel": "7.3" },
  "pgmaps": [
    { "name": "dax0.0", "align": "1GiB",
      "ranges": [{ "start": "0x4080000000", "size": "256GiB" }] }
  ]
}`;

const FirstRun = ({ title }: { title: string }): JSX.Element => (
  <Empty title={title}>
    <div>
      <p>
        Open a <code>*.pgmap.json</code> file, or write a pgmap like this one, and the page frames behind its
        struct pages are drawn here as you type.
      </p>
      <pre tabIndex={0}>{EXAMPLE}</pre>
    </div>
  </Empty>
);

const drawn = new WeakMap<Strip, JSX.Element>();

/** A strip that has not changed is not looked at again: the same element as before. */
function stripElement(strip: Strip, act: Actions['act']): JSX.Element {
  const known = drawn.get(strip);
  if (known) return known;
  const element = <StripView strip={strip} act={act} />;
  drawn.set(strip, element);
  return element;
}

function StripSection({
  strip,
  children,
  act,
}: { strip: Strip; children?: JSX.Element | null } & Pick<Actions, 'act'>): JSX.Element {
  return (
    <section class={`strip-section ${strip.id}`}>
      <div class="strip-head">
        <h2>{strip.title}</h2>
        <span class="quiet mono">{strip.note}</span>
      </div>
      <div class="canvas">
        {stripElement(strip, act)}
        {children}
      </div>
    </section>
  );
}

/** What a comparison shows of both sides, and so not by itself. */
const TWICE: ReadonlySet<Strip['id']> = new Set(['mapping', 'structs']);

function Picture({
  state,
  model,
  focus,
  act,
  go,
}: Omit<AppProps, 'reveal' | 'leave'> & { model: Model; focus: Focus | undefined }): JSX.Element {
  const { strips } = scene(model, state.view, { width: state.width });
  return (
    <>
      {(state.compared && state.late ? strips.filter((s) => !TWICE.has(s.id)) : strips).map((strip) => (
        <div key={strip.id}>
          <StripSection strip={strip} act={act}>
            {strip.id === 'mapping' && focus ? <Why model={model} focus={focus} free={strip.free} /> : null}
          </StripSection>
          {strip.id === 'physical' && focus && <Stepper focus={focus} act={act} go={go} note={state.note} />}
          {strip.id === 'structs' && focus && <StructLine model={model} focus={focus} />}
        </div>
      ))}
    </>
  );
}

export function App(props: AppProps): JSX.Element {
  const { state, act, reveal } = props;
  const { model, stale, view } = state;
  const Table = state.compared ? undefined : state.late?.MappingTable;
  const Comparison = state.late?.Comparison;
  if (!model)
    return stale ? (
      <Empty title="Nothing to draw yet">
        <Stale stale={stale} kept={false} reveal={reveal} />
      </Empty>
    ) : (
      <FirstRun title="No pgmap config is open" />
    );
  const banner = stale && <Stale stale={stale} kept={true} reveal={reveal} />;
  if (model.devices.length === 0)
    return (
      <>
        {banner}
        <FirstRun title="No pgmap in this file yet" />
        <Findings findings={model.findings} reveal={reveal} />
      </>
    );
  const focus = focusOf(model, view);
  const figures = focus ? deviceFigures(model, focus.device) : totalFigures(model);
  // The finding that is the headline need not be said twice.
  const findings = (focus ? focus.device.findings : model.findings).filter((f) => f !== figures.finding);
  return (
    <>
      <Patterns />
      {banner}
      <div class={stale ? 'picture old' : 'picture'}>
        <Breadcrumb model={model} view={view} act={act} />
        <FiguresCard figures={figures} reveal={reveal} />
        <p class="unseen" role="status" aria-live="polite">
          {figures.spoken}
        </p>
        <Picture state={state} model={model} focus={focus} act={act} go={props.go} />
        {state.compared && Comparison && (
          <Comparison
            model={model}
            compared={state.compared}
            focus={focus}
            width={state.width}
            act={act}
            leave={props.leave}
          />
        )}
        <Findings findings={findings} reveal={reveal} />
        {focus && Table && <Table model={model} focus={focus} act={act} />}
        <p class="quiet keys">
          wheel, + − zoom · drag, ← → along · ↑ ↓ page · 0 fit · U unfold · [ ] device · G go to
        </p>
      </div>
    </>
  );
}
