/** The top of the panel: the figures, and what is amiss. */
import type { JSX } from 'preact';
import { grouped } from '../src/engine/units';
import type { PanelFinding, StaleMessage } from '../src/protocol';
import { Link } from './button';
import { FixButton } from './fixes';
import type { Bar, Figures } from './figures';
import type { Action } from './view';

export interface Actions {
  readonly act: (action: Action) => void;
  /** `go`: with the focus. */
  readonly reveal: (offset: number, go: boolean) => void;
  readonly fix: (finding: PanelFinding, fix: number) => void;
}

export const Stale = ({
  stale,
  kept,
  reveal,
}: { stale: StaleMessage; kept: boolean } & Pick<Actions, 'reveal'>): JSX.Element => (
  <div class="stale" role="status">
    <b>
      <Link label="Show it in the text" run={(go) => reveal(stale.offset, go)}>
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
  old,
  align,
  reveal,
  fix,
}: {
  figures: Figures;
  old: boolean;
  /** Leads to the align that the figures come from. */
  align: ((go: boolean) => void) | undefined;
} & Pick<Actions, 'reveal' | 'fix'>): JSX.Element => (
  <section class={`figures ${figures.mood}`} aria-label="Figures">
    <div class="figure-row">
      <div class="figure-main">
        <h1>
          {align && !figures.finding ? (
            <Link label="Show the align in the text" run={align}>
              {figures.headline}
            </Link>
          ) : (
            figures.headline
          )}
        </h1>
        {figures.lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {figures.finding && (
          <p>
            <Link label="Show it in the text" run={(go) => reveal(figures.finding!.offset, go)}>
              Show in the text
            </Link>
          </p>
        )}
      </div>
      {figures.finding?.fixes?.[0] && (
        <FixButton
          title={figures.finding.fixes[0]}
          old={old}
          primary={true}
          run={() => fix(figures.finding!, 0)}
        />
      )}
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
