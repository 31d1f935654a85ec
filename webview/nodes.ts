/** Whether the struct pages fit the RAM of each NUMA node: the engine's sums, in words. */
import { nodeUses, type Fit, type NodeUse } from '../src/engine/nodes';
import { formatBytes, grouped } from '../src/engine/units';
import { ramAfter, ramBefore } from './costRows';
import type { Model } from './model';
import { pageBytes } from './unit';

export interface NodeRow {
  readonly node: string;
  readonly cells: readonly string[];
  readonly verdict: string;
  readonly fit: Fit;
}

export const NODE_HEAD = [
  'left',
  'before',
  'after',
  'RAM',
  'boot memmap',
  'huge pages, net',
  'devices',
] as const;

/** What is assumed, said once. */
export const NODE_ASSUMPTION =
  'Assumed: a device takes its struct pages from its own node ("numa_node"), else from its target node if that has RAM, else from the RAM nearest to it; nothing else is in use, and what one node lacks the others give.';
export const NODE_HOWTO =
  'To see whether this fits each NUMA node, say under "machine" what RAM there is: "ram": [{ "start": "0x0", "end": "0x7fffffff", "node": 0 }].';

export function nodesOfModel(model: Model): readonly NodeUse[] | null {
  const { ram, costs } = model;
  if (!ram || !costs.nodes) return null;
  const demands = model.devices
    .filter((d) => d.population.outcome.ok)
    .map(({ index, population: { totals } }) => ({
      nodes: costs.nodes![index] ?? [],
      before: ramBefore(totals),
      after: ramAfter(totals),
    }));
  const pools = model.hugetlb.map((pool, i) => ({
    node: costs.pools[i]?.node ?? 0,
    bytes: pool.pageSize * pool.count,
    saved: pool.bytesSavedNet,
  }));
  return nodeUses(pageBytes(model.machine), model.machine.structPageSize, ram, demands, pools);
}

function verdictOf(use: NodeUse): string {
  if (use.node === null && use.fitAfter === 'fits') return '✓ fits any of them';
  if (use.node === null && use.fitAfter === 'spills') return '! not every one of them has room';
  const over = formatBytes(-use.leftAfter);
  switch (use.fitAfter) {
    case 'fits':
      return use.fitBefore === 'fits' ? '✓ fits' : '✓ fits; without sharing it would not';
    case 'spills':
      return `! ${over} too much: other nodes give it`;
    case 'fails':
      return use.node === null ? '▲ does not fit: ENOMEM' : `▲ ${over} too much: ENOMEM`;
  }
}

export function nodeRows(uses: readonly NodeUse[]): NodeRow[] {
  return uses.map((use) => {
    const own = (bytes: number): string => (use.node === null ? '—' : formatBytes(bytes));
    return {
      node: use.node === null ? 'nearest, not known which' : `node ${use.node}`,
      cells: [
        own(use.leftAfter),
        formatBytes(use.before),
        formatBytes(use.after),
        own(use.ram),
        own(use.bootMemmap),
        own(use.hugePages),
        grouped(use.devices),
      ],
      verdict: verdictOf(use),
      fit: use.fitAfter,
    };
  });
}
