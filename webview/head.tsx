/** The top of the panel: where one is, the machine, the figures, what is amiss. */
import type { JSX } from 'preact';
import { formatBytes, grouped } from '../src/engine/units';
import type { PanelFinding, StaleMessage } from '../src/protocol';
import { Button, Link } from './button';
import type { Bar, Figures } from './figures';
import type { Model } from './model';
import { focusOf, type Action, type View } from './view';
import { plural } from './words';

export interface Actions {
  readonly act: (action: Action) => void;
  readonly reveal: (offset: number) => void;
}

export function Breadcrumb({ model, view, act }: { model: Model; view: View } & Actions): JSX.Element {
  const focus = focusOf(model, view);
  const at = focus ? model.devices.indexOf(focus.device) : -1;
  const to = (step: number) => (): void => act({ do: 'device', key: model.devices[at + step]!.key });
  const { machine: m } = model;
  return (
    <header>
      <nav aria-label="Where you are">
        <ol>
          <li>
            {focus ? (
              <Link label="All devices of the file" run={() => act({ do: 'device', key: null })}>
                All devices
              </Link>
            ) : (
              <b>All devices</b>
            )}
          </li>
          {focus && (
            <li>
              {focus.unit ? (
                <Link
                  label={`${focus.device.name}: show it in the text`}
                  run={() => act({ do: 'reveal', index: focus.device.index })}
                >
                  {focus.device.name}
                </Link>
              ) : (
                <b>{focus.device.name}</b>
              )}
            </li>
          )}
          {focus?.unit && (
            <li aria-current="location">
              <b>
                {focus.unit.kind} {grouped(focus.unit.index + 1)} of {grouped(focus.unit.of)}
              </b>
            </li>
          )}
        </ol>
      </nav>
      {focus && model.devices.length > 1 && (
        <span class="group">
          <Button label="Previous device ([)" disabled={at <= 0} run={to(-1)}>
            ‹
          </Button>
          <span class="quiet">
            device {at + 1} of {grouped(model.devices.length)}
          </span>
          <Button label="Next device (])" disabled={at >= model.devices.length - 1} run={to(1)}>
            ›
          </Button>
        </span>
      )}
      <span class="machine quiet">
        {m.arch} · Linux {m.kernel} · {formatBytes(2 ** m.pageShift)} pages · struct page {m.structPageSize} B
      </span>
    </header>
  );
}

export const Stale = ({
  stale,
  kept,
  reveal,
}: { stale: StaleMessage; kept: boolean } & Pick<Actions, 'reveal'>): JSX.Element => (
  <div class="stale" role="status">
    <b>
      <Link label="Show it in the text" run={() => reveal(stale.offset)}>
        line {grouped(stale.line)}
      </Link>
      : {stale.message}
    </b>
    {kept && <span class="quiet"> Below is the last version that could be read.</span>}
  </div>
);

/** Before and after on one scale. Lengths are set by script, as the CSP wants it. */
function Bars({ bars }: { bars: readonly Bar[] }): JSX.Element | null {
  if (bars.length === 0) return null;
  const legend = new Map(bars.flatMap((bar) => bar.shares.map((s) => [s.kind, s.label] as const)));
  return (
    <div class="bar-box">
      <div class="figure-bars" aria-hidden="true">
        {bars.map((bar) => (
          <div key={bar.name} class="figure-line">
            <span class="bar-name">{bar.name}</span>
            <div class="figure-bar">
              {bar.shares.map((s) => (
                <div key={s.kind} class={`share ${s.kind}`} style={{ flexGrow: s.bytes }} title={s.label} />
              ))}
              {bar.rest > 0 && <div class="rest" style={{ flexGrow: bar.rest }} />}
            </div>
          </div>
        ))}
      </div>
      <ul class="legend">
        {[...legend].map(([kind, label]) => (
          <li key={kind} class={kind}>
            {label}
          </li>
        ))}
      </ul>
    </div>
  );
}

export const FiguresCard = ({
  figures,
  reveal,
}: { figures: Figures } & Pick<Actions, 'reveal'>): JSX.Element => (
  <section class={`figures ${figures.mood}`} aria-label="Figures">
    <div class="figure-row">
      <div class="figure-main">
        <h1>{figures.headline}</h1>
        {figures.lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {figures.finding && (
          <p>
            <Link label="Show it in the text" run={() => reveal(figures.finding!.offset)}>
              Show in the text
            </Link>
          </p>
        )}
      </div>
      {figures.after && (
        <div class="figure-after">
          <p>RAM after: {figures.after}</p>
          <p class="quiet">{figures.afterParts}</p>
          <p class="quiet exact">{figures.exact}</p>
        </div>
      )}
    </div>
    <Bars bars={figures.bars} />
  </section>
);

const SIGNS = { error: '▲', warning: '!', information: 'i', hint: '·' } as const;
const MOST = 12;

export function Findings({
  findings,
  reveal,
}: { findings: readonly PanelFinding[] } & Pick<Actions, 'reveal'>): JSX.Element | null {
  if (findings.length === 0) return null;
  return (
    <section class="findings" aria-label="Findings">
      <h2>{plural(findings.length, 'finding')}</h2>
      <ul>
        {findings.slice(0, MOST).map((f, i) => (
          <li key={`${f.code}-${f.offset}-${i}`} class={f.severity}>
            <button type="button" class="finding" onClick={() => reveal(f.offset)}>
              <span class="sign" aria-hidden="true">
                {SIGNS[f.severity]}
              </span>
              <span>
                <b>{f.severity}</b> <code>{f.code}</code> {f.message}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {findings.length > MOST && (
        <p class="quiet">… and {plural(findings.length - MOST, 'more')} in the Problems view.</p>
      )}
    </section>
  );
}
