/** The whole page, from the state: figures, strips, reasons, findings, table. */
import type { JSX } from 'preact';
import { deviceFigures, spokenOf, totalFigures } from './figures';
import { Breadcrumb } from './breadcrumb';
import { FiguresCard, Stale, type Actions } from './head';
import type { PanelFinding } from '../src/protocol';
import type { Model } from './model';
import { Empty } from './empty';
import { lineStrips } from './lineScene';
import { Patterns } from './render';
import type { ExportMessage } from '../src/protocol/export';
import type { StartMessage } from '../src/protocol/session';
import type { WhatIfToHost } from '../src/protocol/whatIf';
import type { State } from './state';
import { StripSection } from './strips';
import { focusOf, type Focus } from './view';

export interface AppProps extends Omit<Actions, 'fix'> {
  /** `version`: of the text that the finding was seen in, which may be older than the picture. */
  readonly fix: (finding: PanelFinding, fix: number, version: number) => void;
  readonly state: State;
  readonly go: (text: string) => boolean;
  readonly start: (what: StartMessage['what']) => void;
  readonly ask: (what: 'cancel' | 'resume') => void;
  readonly whatIf: (message: WhatIfToHost) => void;
  readonly leave: () => void;
  readonly exporting: (open: boolean) => void;
  readonly exportAs: (message: ExportMessage) => void;
  /** Something was drawn after the rest. */
  readonly drawn: () => void;
  /** Says what came of a request. */
  readonly say: (text: string) => void;
}

/** The line, and below it what the second chunk draws; before that is there, the room of its first row. */
function Picture({
  state,
  model,
  focus,
  act,
  go,
}: Pick<AppProps, 'state' | 'act' | 'go'> & { model: Model; focus: Focus | undefined }): JSX.Element {
  const { view, width, late } = state;
  return (
    <>
      {lineStrips(model, view, { width }).map((strip) => (
        <StripSection key={strip.id} strip={strip} act={act} />
      ))}
      {late ? (
        <late.UnitPicture state={state} model={model} focus={focus} act={act} go={go} />
      ) : (
        <div class="stepper" />
      )}
    </>
  );
}

export function App(props: AppProps): JSX.Element {
  const { state, ask } = props;
  const Banners = state.late?.SessionBanners;
  return (
    <>
      {state.incomplete && (
        <div class="banner" role="status">
          A part of the diagram could not be loaded: close it and open it again.
        </div>
      )}
      {Banners && <Banners session={state.session} kept={state.model !== undefined} ask={ask} />}
      {state.model ? diagramElement(props, state.model) : <NoDiagram {...props} />}
    </>
  );
}

let known: { readonly state: State; readonly element: JSX.Element } | undefined;

/** What is said above the picture is no reason to look at the picture: the same element as before. */
function diagramElement(props: AppProps, model: Model): JSX.Element {
  const { session, ...rest } = props.state;
  const before = known?.state;
  const same =
    before?.session.gone === session.gone &&
    Object.entries(rest).every(([key, value]) => before?.[key as keyof State] === value);
  if (!known || !same)
    known = { state: props.state, element: <Diagram {...props} key="diagram" model={model} /> };
  return known.element;
}

function NoDiagram({ state, reveal, start }: AppProps): JSX.Element | null {
  const { stale, idle, late } = state;
  if (stale)
    return (
      <Empty title="Nothing to draw yet">
        <Stale stale={stale} kept={false} reveal={reveal} />
      </Empty>
    );
  return idle && late ? <late.FirstRun title="No pgmap config is open" start={start} /> : null;
}

function Diagram(props: AppProps & { model: Model }): JSX.Element {
  const { state, model, act, reveal, start } = props;
  const fix: Actions['fix'] = (finding, way) => props.fix(finding, way, model.version);
  const { stale, view, late, session } = state;
  const old = stale !== undefined || session.gone !== undefined;
  const banner = stale && <Stale stale={stale} kept={true} reveal={reveal} />;
  const listed = (findings: Model['findings']): JSX.Element | undefined =>
    late && <late.Findings findings={findings} old={old} reveal={reveal} fix={fix} />;
  if (model.devices.length === 0)
    return (
      <>
        {banner}
        {late && <late.FirstRun title="No pgmap in this file yet" start={start} />}
        {listed(model.findings)}
        {late && model.hugetlb.length > 0 && <late.CostSections model={model} focus={undefined} act={act} />}
      </>
    );
  const focus = focusOf(model, view);
  const figures = focus ? deviceFigures(model, focus.device) : totalFigures(model);
  const align =
    focus &&
    ((go: boolean): void => act({ do: 'reveal', place: { pgmap: focus.device.index, key: 'align' }, go }));
  // The finding that is the headline need not be said twice; its other ways out stand with it.
  const findings = (focus ? focus.device.findings : model.findings).filter(
    (f) => f !== figures.finding || (f.fixes?.length ?? 0) > 1,
  );
  return (
    <>
      <Patterns />
      {banner}
      <div class={old ? 'picture old' : 'picture'}>
        <Breadcrumb model={model} view={view} act={act} openExport={late && (() => props.exporting(true))} />
        {late && state.exporting && (
          <late.ExportMenu
            seen={{ model, view, width: state.width, compared: state.compared }}
            outrun={stale !== undefined}
            send={props.exportAs}
            say={props.say}
            close={() => props.exporting(false)}
          />
        )}
        <FiguresCard figures={figures} old={old} align={align} reveal={reveal} fix={fix} />
        {late && <late.Spoken text={spokenOf(model, figures)} />}
        <Picture state={state} model={model} focus={focus} act={act} go={props.go} />
        {state.compared && late && (
          <late.Comparison
            model={model}
            compared={state.compared}
            focus={focus}
            width={state.width}
            act={act}
            leave={props.leave}
          />
        )}
        {late && (
          <late.Afterwards
            key={model.uri}
            version={stale?.version ?? model.version}
            drawn={props.drawn}
            draw={() => (
              <>
                {listed(findings)}
                {focus && !old && !state.compared && (
                  <late.WhatIf model={model} focus={focus} answer={state.whatIf} ask={props.whatIf} />
                )}
                <late.CostSections model={model} focus={focus} act={act} />
                {focus && !state.compared && <late.MappingTable model={model} focus={focus} act={act} />}
              </>
            )}
          />
        )}
        <p class="quiet keys">
          wheel, + − zoom · drag, ← → along · ↑ ↓ page · 0 fit · U unfold · [ ] device · G go to · E export
        </p>
      </div>
    </>
  );
}
