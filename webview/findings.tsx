/** What is amiss, each with its ways out: a click on the words leads to the text, one on a button mends it. */
import type { JSX } from 'preact';
import type { PanelFinding } from '../src/protocol';
import { isGo } from './button';
import { FixButton } from './fixes';
import type { Actions } from './head';
import { grouped } from '../src/engine/units';
import { plural } from './words';

const SIGNS = { error: '▲', warning: '!', information: 'i', hint: '·' } as const;
const MOST = 12;
/** More ways out of one finding are in the editor's own menu. */
const MOST_FIXES = 4;

interface Props extends Pick<Actions, 'reveal' | 'fix'> {
  readonly findings: readonly PanelFinding[];
  /** The text has gone on from what these were found in: nothing can be applied. */
  readonly old: boolean;
}

export function Findings({ findings, old, reveal, fix }: Props): JSX.Element | null {
  if (findings.length === 0) return null;
  return (
    <section class="findings" aria-label="Findings">
      <h2>{plural(findings.length, 'finding')}</h2>
      <ul>
        {findings.slice(0, MOST).map((f, i) => (
          <li key={`${f.code}-${i}`} class={f.severity}>
            <button
              type="button"
              class="finding"
              title="Show it in the text; twice, or Enter, goes there"
              onClick={(event) => reveal(f.offset, isGo(event))}
            >
              <span class="sign" aria-hidden="true">
                {SIGNS[f.severity]}
              </span>
              <span>
                <b>{f.severity}</b> <code>{f.code}</code> {f.message}
              </span>
            </button>
            {f.fixes && (
              <div class="fixes" role="group" aria-label={`Ways out of ${f.code}`}>
                {f.fixes.slice(0, MOST_FIXES).map((title, n) => (
                  <FixButton key={n} title={title} old={old} run={() => fix(f, n)} />
                ))}
              </div>
            )}
          </li>
        ))}
      </ul>
      {findings.length > MOST && (
        <p class="quiet">… and {grouped(findings.length - MOST)} more in the Problems view.</p>
      )}
    </section>
  );
}
