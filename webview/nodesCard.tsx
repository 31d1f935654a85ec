/** Each NUMA node against its RAM; where the config says nothing of RAM, what to write. */
import type { JSX } from 'preact';
import type { Model } from './model';
import { NODE_ASSUMPTION, NODE_HEAD, NODE_HOWTO, nodeRows, nodesOfModel } from './nodes';

export function NodesCard({ model }: { model: Model }): JSX.Element {
  const uses = nodesOfModel(model);
  return (
    <section class="costs nodes" aria-labelledby="nodes-title">
      <h2 id="nodes-title">NUMA nodes: does it fit?</h2>
      {!uses ? (
        <p class="quiet">{NODE_HOWTO}</p>
      ) : (
        <>
          <div class="table-box" tabIndex={0} role="region" aria-label="NUMA nodes as a table">
            <table class="still">
              <thead>
                <tr>
                  <th scope="col">Node</th>
                  <th scope="col">Does it fit?</th>
                  {NODE_HEAD.map((name) => (
                    <th key={name} scope="col" class="figure">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {nodeRows(uses).map((row) => (
                  <tr key={row.node}>
                    <th scope="row">{row.node}</th>
                    <td class={`verdict ${row.fit}`}>{row.verdict}</td>
                    {row.cells.map((cell, i) => (
                      <td key={NODE_HEAD[i]} class="figure">
                        {cell}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p class="quiet assumption">{NODE_ASSUMPTION}</p>
        </>
      )}
    </section>
  );
}
