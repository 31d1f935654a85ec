/** HugeTLB pools, each beside the same memory as device-dax. */
import type { JSX } from 'preact';
import type { Model } from './model';
import { poolCard, type PoolCard, type PoolShare } from './pools';
import { plural } from './words';

/** Pools beyond these are in the report. */
const MOST = 12;

/** A huge page's vmemmap in little: what is its own, and what is shared. Lengths by count, each at least to be seen. */
const Shares = ({ shares }: { shares: readonly PoolShare[] }): JSX.Element => (
  <span class="mini" aria-hidden="true">
    {shares.map((share, i) => (
      <span key={i} class={`mini-share ${share.kind}`} style={{ flexGrow: share.pages }} />
    ))}
  </span>
);

function Card({ card, id }: { card: PoolCard; id: string }): JSX.Element {
  return (
    <section class="pool" aria-labelledby={id}>
      <h3 id={id}>{card.title}</h3>
      <p>{card.sentence}</p>
      <p class="quiet">{card.generation}</p>
      <dl class="pool-pages">
        {card.pages.map((page) => (
          <div key={page.label}>
            <dt class="quiet">{page.label}</dt>
            <dd>
              <Shares shares={page.shares} /> {page.words}
            </dd>
          </div>
        ))}
      </dl>
      <div class="table-box" tabIndex={0} role="region" aria-label={`${card.title}: both as a table`}>
        <table class="still">
          <thead>
            <tr>
              <th scope="col">RAM for struct pages</th>
              <th scope="col">HugeTLB</th>
              <th scope="col">device-dax</th>
            </tr>
          </thead>
          <tbody>
            {card.rows.map((row) => (
              <tr key={row.label}>
                <th scope="row">{row.label}</th>
                <td>{row.hugetlb}</td>
                <td>{row.deviceDax}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet">{card.notes.join(' ')}</p>
      {card.bootLine !== null && (
        <p class="quiet">
          At boot the kernel logs <code>{card.bootLine}</code>
        </p>
      )}
      <p class="quiet">{card.why}</p>
    </section>
  );
}

export function PoolCards({ model }: { model: Model }): JSX.Element | null {
  if (model.hugetlb.length === 0) return null;
  return (
    <section class="costs pools" aria-labelledby="pools-title">
      <h2 id="pools-title">HugeTLB beside device-dax</h2>
      {model.hugetlb.slice(0, MOST).map((pool, i) => (
        <Card key={i} id={`pool-${i}`} card={poolCard(model, pool, i)} />
      ))}
      {model.hugetlb.length > MOST && (
        <p class="quiet">… and {plural(model.hugetlb.length - MOST, 'more pool')} in the report.</p>
      )}
    </section>
  );
}
