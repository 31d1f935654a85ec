/** The config's `hugetlb`: pools that the command line asks for, and what /proc/meminfo counts. */
import { member, unitsJson } from './draft';
import type { Arch } from '../../engine/arch';
import type { Fact, PoolFact } from '../facts';
import type { Draft, Says } from './draft';

export function joinPools(arch: Arch, facts: readonly Fact[], says: Says): Draft['hugetlb'] {
  const pools = new Map<string, PoolFact>();
  const bySize = new Map<bigint, PoolFact>();
  for (const fact of facts) {
    if (fact.kind !== 'pool') continue;
    if (!arch.hugetlbSizes.includes(Number(fact.pageSize))) {
      says.conflict(
        fact.source,
        `${arch.name} has no HugeTLB pages of ${unitsJson(fact.pageSize).replaceAll('"', '')}; they are left out.`,
      );
      continue;
    }
    const key = `${fact.pageSize} ${fact.node ?? ''}`;
    const before = pools.get(key) ?? bySize.get(fact.pageSize);
    // Of one pool the boot's word says when; what is counted later says how many there are.
    if (before && before.source.tool !== fact.source.tool) {
      if (before.count !== fact.count)
        says.conflict(
          fact.source,
          `${fact.count} HugeTLB pages of ${unitsJson(fact.pageSize).replaceAll('"', '')} here (${fact.source.tool}), ${before.count} in another place (${before.source.tool}); the latter is taken.`,
        );
      if (before.when === 'boot' || fact.when === 'run') continue;
      pools.delete(`${before.pageSize} ${before.node ?? ''}`);
    }
    pools.set(key, fact);
    bySize.set(fact.pageSize, fact);
  }
  return [...pools.values()].map(({ source, pageSize, count, node, when }) => ({
    source,
    members: [
      member('page_size', unitsJson(pageSize), source),
      member('count', String(count), source),
      ...(node === undefined ? [] : [member('node', String(node), source)]),
      member('when', JSON.stringify(when), source),
    ],
  }));
}
