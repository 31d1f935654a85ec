/** The top of the panel: the figures, and what is amiss. */
import type { JSX } from 'preact';
import { grouped } from '../src/engine/units';
import type { PanelFinding, StaleMessage } from '../src/protocol';
import { Link } from './button';
import type { Figures } from './figures';
import type { Action } from './view';
import { plural } from './words';

export interface Actions {
  readonly act: (action: Action) => void;
  readonly reveal: (offset: number) => void;
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

/** The bar: all that would have been needed, and what became of it. Lengths are set by script, as the CSP wants it. */
function Bar({ figures }: { figures: Figures }): JSX.Element | null {
  const total = figures.bar.reduce((sum, s) => sum + s.bytes, 0);
  if (total <= 0) return null;
  return (
    <div class="bar-box">
      <div class="figure-bar" aria-hidden="true">
        {figures.bar.map((s) => (
          <div key={s.kind} class={`share ${s.kind}`} style={{ flexGrow: s.bytes / total }} title={s.label} />
        ))}
      </div>
      <ul class="legend">
        {figures.bar.map((s) => (
          <li key={s.kind} class={s.kind}>
            {s.label}
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
    <Bar figures={figures} />
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
