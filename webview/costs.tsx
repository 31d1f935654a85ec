/** Below the picture: what it costs, part by part; every device; every node; HugeTLB beside it. Real tables throughout. */
import type { JSX } from 'preact';
import { costRows, shareWords, type CostRow } from './costRows';
import { DevicesTable } from './devicesTable';
import type { Model } from './model';
import { NodesCard } from './nodesCard';
import { PoolCards } from './poolCards';
import type { Action, Focus } from './view';
import { plural } from './words';

export interface CostProps {
  readonly model: Model;
  readonly focus: Focus | undefined;
  readonly act: (action: Action) => void;
}

const Row = ({ row }: { row: CostRow }): JSX.Element => (
  <tr class={row.warned ? 'warned' : ''}>
    <th scope="row" class={row.part ? 'part' : ''}>
      {row.label}
    </th>
    <td class="figure">{row.value}</td>
    <td class="figure mono quiet">{row.exact}</td>
    <td class="note">
      {row.warned && '! '}
      {row.note}
    </td>
  </tr>
);

function CostTable({ model, focus }: Omit<CostProps, 'act'>): JSX.Element | null {
  const device = focus?.device ?? null;
  const totals = device ? device.population.totals : model.totals;
  if ((device && !device.population.outcome.ok) || totals.structPages === 0) return null;
  const who = device ? device.name : plural(model.devices.length, 'device');
  return (
    <section class="costs" aria-labelledby="costs-title">
      <div class="strip-head">
        <h2 id="costs-title">RAM for the struct pages of {who}</h2>
        <span class="quiet">
          {shareWords(model, totals)} of the {device ? 'device' : 'devices'}
        </span>
      </div>
      <div class="table-box" tabIndex={0} role="region" aria-label="RAM, part by part">
        <table class="still">
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col" class="figure">
                Size
              </th>
              <th scope="col" class="figure">
                Exactly
              </th>
              <th scope="col">What it is</th>
            </tr>
          </thead>
          <tbody>
            {costRows(model, totals, device).map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export const CostSections = ({ model, focus, act }: CostProps): JSX.Element => (
  <>
    {!focus && model.devices.length > 0 && <DevicesTable model={model} act={act} />}
    <CostTable model={model} focus={focus} />
    <PoolCards model={model} />
    <NodesCard model={model} />
  </>
);
