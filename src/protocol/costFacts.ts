/** What the panel's figures need of the config: nodes, and the HugeTLB pools' other side. */
import { deviceDaxTotals } from '../engine/deviceDaxInstead';
import { nodesOf } from '../engine/nodes';
import type { Config } from '../config/model';
import type { HugetlbPool, Machine, Totals } from '../engine/types';
import type { CostFacts } from '../protocol';

export function costFacts({ machine, pgmaps, hugetlb }: Config): CostFacts {
  const instead = remembered(machine);
  return {
    memmapCounter: machine.kernel.behaviour.memmapCounter,
    nodes: machine.ram && pgmaps.map(nodesOf),
    pools: hugetlb.map((pool) => ({ node: pool.node, deviceDax: instead(pool) })),
  };
}

/** Many pools of one kind are laid out once. */
function remembered(machine: Machine): (pool: HugetlbPool) => Totals | null {
  const known = new Map<string, Totals | null>();
  return (pool) => {
    const key = `${pool.pageSize} ${pool.count}`;
    const totals = known.has(key) ? known.get(key)! : deviceDaxTotals(machine, pool);
    known.set(key, totals);
    return totals;
  };
}
