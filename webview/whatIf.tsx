/** What if: each align and map that the focused device could have, what it would take, and the way there. */
import { Component, type JSX } from 'preact';
import { exactBytes, formatBytes } from '../src/engine/units';
import type { ShownRow, WhatIfRowsMessage, WhatIfToHost } from '../src/protocol/whatIf';
import { Button } from './button';
import type { Model } from './model';
import { keepReading, readingOf } from './reading';
import type { Focus } from './view';
import { plural } from './words';

interface Props {
  readonly model: Model;
  readonly focus: Focus;
  readonly answer: WhatIfRowsMessage | undefined;
  readonly ask: (message: WhatIfToHost) => void;
}

/** Asked for so long after it is drawn, which is at a pause: laying the device out in all ways would be in the way of the next keystroke. */
const PAUSE_MS = 200;

const bytes = (n: number): JSX.Element => <span title={exactBytes(n)}>{n === 0 ? '0' : formatBytes(n)}</span>;

function Ram({ row }: { row: ShownRow }): JSX.Element {
  if (row.verdict === 'refused') return <>—</>;
  return (
    <>
      {bytes(row.ram)}
      {row.tables > 0 && row.ram > row.tables && (
        <span class="quiet">
          {' '}
          ({formatBytes(row.ram - row.tables)} + {formatBytes(row.tables)})
        </span>
      )}
    </>
  );
}

const SIGNS = { safe: '', off: '', unsafe: '▲ unsafe', refused: '✗ refused' } as const;

function Saves({ row }: { row: ShownRow }): JSX.Element {
  const sign = SIGNS[row.verdict];
  return (
    <>
      {sign !== '' ? <b>{sign}</b> : <span class={row.saved > 0 ? 'saves' : ''}>{bytes(row.saved)}</span>}
      {row.note !== '' && <span class="quiet note"> {row.note}</span>}
    </>
  );
}

export class WhatIf extends Component<Props, { kernel: string | null }> {
  override state = { kernel: readingOf(this.props.model.uri).kernel };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = '';

  override componentDidMount(): void {
    this.#askSoon();
  }

  override componentDidUpdate(): void {
    this.#askSoon();
  }

  override componentWillUnmount(): void {
    clearTimeout(this.#timer);
  }

  get #subject() {
    const { model, focus } = this.props;
    return { version: model.version, pgmap: focus.device.index, kernel: this.state.kernel };
  }

  #askSoon(): void {
    const subject = this.#subject;
    const key = JSON.stringify([this.props.model.uri, subject]);
    if (key === this.#asked) return;
    this.#asked = key;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.props.ask({ type: 'whatIf', ...subject }), PAUSE_MS);
  }

  #choose(kernel: string | null): void {
    keepReading(this.props.model.uri, { kernel });
    this.setState({ kernel });
  }

  /** `old`: the text has gone on since, and an answer is on its way. */
  #row(row: ShownRow, index: number, answer: WhatIfRowsMessage, old: boolean): JSX.Element {
    const { version, pgmap, kernel } = answer;
    const what = `${row.align}, map ${row.map}${row.moved === null ? '' : `; ${row.moved}`}`;
    const send = (type: 'apply' | 'copy') => (): void =>
      this.props.ask({ type, version, pgmap, kernel, row: index });
    return (
      <tr
        key={index}
        class={`${row.present ? 'current ' : ''}${row.verdict}`}
        aria-current={row.present ? 'true' : undefined}
      >
        <th scope="row">
          {row.align}
          {row.moved !== null && <div class="quiet note">{row.moved}</div>}
        </th>
        <td>{row.map}</td>
        <td>
          <Ram row={row} />
        </td>
        <td>{row.device > 0 ? bytes(row.device) : '—'}</td>
        <td>
          <Saves row={row} />
        </td>
        <td class="actions">
          {row.present ? (
            <span class="quiet">now</span>
          ) : (
            <Button key="apply" label={`Apply ${what}: edits the config`} disabled={old} run={send('apply')}>
              Apply
            </Button>
          )}
          {row.verdict !== 'refused' && this.#copy(row, what, old, send('copy'))}
        </td>
      </tr>
    );
  }

  #copy(row: ShownRow, what: string, old: boolean, run: () => void): JSX.Element {
    if (row.copyable)
      return (
        <Button key="copy" label={`Copy the command for ${what}: ${row.command}`} disabled={old} run={run}>
          Copy
        </Button>
      );
    return (
      <span class="quiet" title={row.command}>
        no command<span class="unseen">: {row.command}</span>
      </span>
    );
  }

  #kernels(answer: WhatIfRowsMessage): JSX.Element {
    const [own, ...others] = answer.kernels;
    return (
      <label class="kernel-choice">
        <span class="quiet">on Linux </span>
        <select
          value={others.find((k) => k === this.state.kernel) ?? ''}
          onChange={(e) => this.#choose(e.currentTarget.value === '' ? null : e.currentTarget.value)}
        >
          <option value="">{own} (now)</option>
          {others.map((k) => (
            <option key={k} value={k}>
              {k}
            </option>
          ))}
        </select>
      </label>
    );
  }

  override render({ model, focus, answer }: Props): JSX.Element | null {
    const mine = answer?.uri === model.uri && answer.pgmap === focus.device.index ? answer : undefined;
    if (!mine || mine.rows.length === 0) return null;
    const old = mine.version !== model.version || mine.kernel !== this.state.kernel;
    return (
      <section class={`what-if${old ? ' waiting' : ''}`} aria-label="What if">
        <div class="strip-head">
          <h2>What if</h2>
          {this.#kernels(mine)}
        </div>
        <div class="table-box" tabIndex={0} role="region" aria-label="What if: each align and map">
          <table>
            <caption class="unseen">What {focus.device.name} would take at each align and map</caption>
            <thead>
              <tr>
                <th scope="col">align</th>
                <th scope="col">map</th>
                <th scope="col">RAM for struct pages</th>
                <th scope="col">on the device</th>
                <th scope="col">saves</th>
                <th scope="col">
                  <span class="unseen">actions</span>
                </th>
              </tr>
            </thead>
            <tbody>{mine.rows.map((row, i) => this.#row(row, i, mine, old))}</tbody>
          </table>
        </div>
        {mine.leftOut > 0 && (
          <p class="quiet">
            Laid out beside its neighbours alone: {plural(mine.leftOut, 'device')} further away change nothing
            for it.
          </p>
        )}
      </section>
    );
  }
}
