/** The whole page, from the state: figures, strips, reasons, findings, table. */
import type { JSX } from 'preact';
import type { StaleMessage } from '../src/protocol';
import { Stepper, StructLine, Why } from './detail';
import { deviceFigures, spokenOf, totalFigures } from './figures';
import { Breadcrumb, FiguresCard, Findings, Stale, type Actions } from './head';
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
  /** What `Go to` had to say. */
  readonly note: string;
}

export interface AppProps extends Actions {
  readonly state: State;
  readonly go: (text: string) => boolean;
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
        <StripView strip={strip} act={act} />
        {children}
      </div>
    </section>
  );
}

function Picture({
  state,
  model,
  focus,
  act,
  go,
}: Omit<AppProps, 'reveal'> & { model: Model; focus: Focus | undefined }): JSX.Element {
  const { strips } = scene(model, state.view, { width: state.width });
  return (
    <>
      {strips.map((strip) => (
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
  const { late: Late } = state;
  const Table = Late?.MappingTable;
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
        {Late && model.hugetlb.length > 0 && <Late.CostSections model={model} focus={undefined} act={act} />}
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
        <Breadcrumb model={model} view={view} act={act} reveal={reveal} />
        <FiguresCard figures={figures} reveal={reveal} />
        {Late && <Late.Spoken text={spokenOf(model, figures)} />}
        <Picture state={state} model={model} focus={focus} act={act} go={props.go} />
        <Findings findings={findings} reveal={reveal} />
        {Late && <Late.CostSections model={model} focus={focus} act={act} />}
        {focus && Table && <Table model={model} focus={focus} act={act} />}
        <p class="quiet keys">
          ← → {focus?.unit?.kind ?? 'compound'} · ↑ ↓ page · Home End · + unfold · − fold, out · [ ] device ·
          G go to
        </p>
      </div>
    </>
  );
}
