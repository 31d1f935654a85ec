/** The mapping as a real table, for reading aloud and for copying. */
import type { JSX } from 'preact';
import { Link } from './button';
import type { Model } from './model';
import { tableOf } from './table';
import type { Action, Focus } from './view';

export interface TableProps {
  readonly model: Model;
  readonly focus: Focus;
  readonly act: (action: Action) => void;
}

export function MappingTable({ model, focus, act }: TableProps): JSX.Element | null {
  const table = tableOf(model, focus);
  if (!table) return null;
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label="The mapping as a table">
      <table>
        <caption>{table.caption}</caption>
        <thead>
          <tr>
            <th scope="col">Pages</th>
            <th scope="col">vmemmap address</th>
            <th scope="col">Mapped to</th>
            <th scope="col">Frames</th>
            <th scope="col">Mapped by</th>
            <th scope="col">Rule</th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr
              key={row.page}
              class={row.current ? 'current' : ''}
              onClick={() => act({ do: 'page', page: row.page })}
            >
              <th scope="row" class="mono">
                <Link label={`Select pages ${row.pages}`} run={() => act({ do: 'page', page: row.page })}>
                  {row.pages}
                </Link>
              </th>
              <td class="mono">{row.address}</td>
              <td>{row.kind}</td>
              <td class="mono">{row.frames}</td>
              <td class="mono">{row.mappedBy}</td>
              <td>{row.rule}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!table.complete && <p class="quiet">… and more: the first {table.rows.length} runs are listed.</p>}
    </div>
  );
}
