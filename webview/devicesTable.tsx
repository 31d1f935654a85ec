/** Every device of the file in a row of its own: before and after as bars on one scale, and in figures. */
import { Component, type JSX } from 'preact';
import { formatBytes, grouped, percent } from '../src/engine/units';
import { capacityOf } from './costRows';
import { deviceRows, MOST_ROWS, type DeviceRow } from './deviceRows';
import { Link } from './button';
import type { Model } from './model';
import { keepReading, readingOf, type Reading } from './reading';
import type { Action } from './view';
import { pageBytes } from './unit';
import { plural } from './words';

interface Props {
  readonly model: Model;
  readonly act: (action: Action) => void;
}
type Choice = Pick<Reading, 'order' | 'filter'>;

const COLUMNS = ['Before', 'After', 'Saved', 'Of device', 'On device'] as const;

function Bars({ row, most }: { row: DeviceRow; most: number }): JSX.Element {
  const width = (bytes: number): { width: string } => ({ width: `${most > 0 ? (100 * bytes) / most : 0}%` });
  return (
    <div class="row-bars" aria-hidden="true">
      <div class="row-bar before" style={width(row.before)} />
      <div class="row-bar after" style={width(row.after)} />
    </div>
  );
}

function Row({ model, row, most, act }: Props & { row: DeviceRow; most: number }): JSX.Element {
  const { device } = row;
  const { totals } = device.population;
  const onDevice = totals.altmapFrames * pageBytes(model.machine);
  const sign =
    row.refused !== null || device.worst === 'error' ? '▲ ' : device.worst === 'warning' ? '! ' : '';
  const focus = (): void => act({ do: 'device', key: device.key });
  return (
    <tr class={sign === '▲ ' ? 'bad' : ''} onClick={focus}>
      <th scope="row">
        {sign}
        <Link label={`Show ${device.name}`} run={focus}>
          {device.name}
        </Link>
      </th>
      {row.refused !== null ? (
        <td class="note" colSpan={COLUMNS.length + 2}>
          refused: {row.refused}; nothing is taken
        </td>
      ) : (
        <>
          <td class="bars">
            <Bars row={row} most={most} />
          </td>
          <td class="figure">{formatBytes(capacityOf(model, totals))}</td>
          <td class="figure">{formatBytes(row.before)}</td>
          <td class="figure">{formatBytes(row.after)}</td>
          <td class="figure">{formatBytes(totals.bytesSaved)}</td>
          <td class="figure">{percent(row.after, capacityOf(model, totals))}</td>
          <td class="figure">{onDevice > 0 ? formatBytes(onDevice) : '—'}</td>
        </>
      )}
    </tr>
  );
}

export class DevicesTable extends Component<Props, Choice> {
  override state: Choice = readingOf(this.props.model.uri);

  #choose(choice: Partial<Choice>): void {
    keepReading(this.props.model.uri, choice);
    this.setState(choice);
  }

  override render({ model, act }: Props, { order, filter }: Choice): JSX.Element {
    const many = model.devices.length > MOST_ROWS;
    // Where there is no field for it, a filter from before must not hide a row.
    const { rows, found, most } = deviceRows(model, order, many ? filter : '');
    return (
      <section class="costs" aria-labelledby="devices-title">
        <div class="strip-head">
          <h2 id="devices-title">RAM for each device’s struct pages</h2>
          <span class="choices">
            {many && (
              <input
                type="search"
                aria-label="Filter the devices by name"
                placeholder="Filter by name"
                value={filter}
                onInput={(e) => this.#choose({ filter: e.currentTarget.value })}
              />
            )}
            <label class="quiet">
              Order{' '}
              <select
                value={order}
                onChange={(e) => this.#choose({ order: e.currentTarget.value === 'cost' ? 'cost' : 'file' })}
              >
                <option value="file">as in the file</option>
                <option value="cost">dearest first</option>
              </select>
            </label>
          </span>
        </div>
        <div class="table-box" tabIndex={0} role="region" aria-label="Devices as a table">
          <table>
            <thead>
              <tr>
                <th scope="col">Device</th>
                <th scope="col" class="bars">
                  Before, after
                </th>
                <th scope="col" class="figure">
                  Size
                </th>
                {COLUMNS.map((name) => (
                  <th key={name} scope="col" class="figure">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.device.key} model={model} row={row} most={most} act={act} />
              ))}
            </tbody>
          </table>
        </div>
        <p class="quiet" role="status">
          {found > rows.length
            ? `… ${grouped(found - rows.length)} more`
            : filter !== ''
              ? plural(found, 'device')
              : ''}
        </p>
      </section>
    );
  }
}
