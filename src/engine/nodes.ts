/**
 * NUMA nodes: whose RAM the struct pages come from, and whether it is enough there. devm_memremap_pages() allocates on
 * dev_to_node() of the device, for hmem and persistent memory the nearest online node to the target node
 * (numa_map_to_online_node()); kmem allocates on the target node. alloc_pages_node() in vmemmap_alloc_block() takes
 * what the node lacks from the others, the nearest first; a config does not say which that is.
 */
import type { Pgmap } from './types';

/** The nodes to look at for a pgmap's memory, in this order: the first that has RAM gives it. */
export function nodesOf({
  mode,
  targetNode,
  numaNode,
}: Pick<Pgmap, 'mode' | 'targetNode' | 'numaNode'>): number[] {
  const order = mode === 'system-ram' ? [targetNode, numaNode] : [numaNode, targetNode];
  return order.filter((node) => node !== undefined);
}

/** A stretch of boot-time System RAM; `endPfn` is exclusive. */
export interface NodeRam {
  readonly startPfn: number;
  readonly endPfn: number;
  readonly node: number;
}

/** What one accepted pgmap takes of RAM for struct pages and page tables, in bytes. */
export interface NodeDemand {
  readonly nodes: readonly number[];
  readonly before: number;
  readonly after: number;
}

/** What a HugeTLB pool takes of its node, and what HVO gives back to it, net of page tables, in bytes. */
export interface NodePool {
  readonly node: number;
  readonly bytes: number;
  readonly saved: number;
}

/** `spills`: the node has not enough, all together have. `fails`: not even all together. */
export type Fit = 'fits' | 'spills' | 'fails';

/** Bytes throughout. */
export interface NodeUse {
  /** Null: the RAM nearest to a node without any, where more than one has some. */
  readonly node: number | null;
  readonly ram: number;
  /** The struct pages of that RAM, there since boot. */
  readonly bootMemmap: number;
  /** HugeTLB pools, less what HVO gives back. */
  readonly hugePages: number;
  readonly devices: number;
  readonly before: number;
  readonly after: number;
  /** Of the node's RAM when all that is taken; negative where it is not enough. */
  readonly leftBefore: number;
  readonly leftAfter: number;
  readonly fitBefore: Fit;
  readonly fitAfter: Fit;
}

interface Sum {
  ram: number;
  bootMemmap: number;
  hugePages: number;
  devices: number;
  before: number;
  after: number;
}

const EMPTY: Sum = { ram: 0, bootMemmap: 0, hugePages: 0, devices: 0, before: 0, after: 0 };

const left = (sum: Sum, need: 'before' | 'after'): number =>
  sum.ram - sum.bootMemmap - sum.hugePages - sum[need];

/** Nodes in ascending order; at the end what cannot be said of one node, if there is such. */
export function nodeUses(
  pageBytes: number,
  structPageSize: number,
  ram: readonly NodeRam[],
  demands: readonly NodeDemand[],
  pools: readonly NodePool[],
): NodeUse[] {
  const sums = new Map<number | null, Sum>();
  const at = (node: number | null): Sum => {
    const sum = sums.get(node) ?? { ...EMPTY };
    sums.set(node, sum);
    return sum;
  };
  for (const { startPfn, endPfn, node } of ram) {
    const sum = at(node);
    sum.ram += (endPfn - startPfn) * pageBytes;
    sum.bootMemmap += (endPfn - startPfn) * structPageSize;
  }
  const withRam = new Set(ram.map((r) => r.node));
  const only = withRam.size === 1 ? ram[0]!.node : null;
  for (const { nodes, before, after } of demands) {
    const sum = at(nodes.find((node) => withRam.has(node)) ?? only);
    sum.devices += 1;
    sum.before += before;
    sum.after += after;
  }
  for (const { node, bytes, saved } of pools) at(node).hugePages += bytes - saved;
  const all = [...sums.values()];
  const together = (need: 'before' | 'after'): number => all.reduce((sum, s) => sum + left(s, need), 0);
  const [allBefore, allAfter] = [together('before'), together('after')];
  return [...sums]
    .sort(([a], [b]) => (a ?? Infinity) - (b ?? Infinity))
    .map(([node, sum]) => {
      const fit = (need: 'before' | 'after', of: number): Fit => {
        const enough =
          node === null
            ? [...sums].every(([n, s]) => n === null || left(s, need) >= sum[need])
            : left(sum, need) >= 0;
        return enough ? 'fits' : of >= 0 ? 'spills' : 'fails';
      };
      return {
        node,
        ...sum,
        leftBefore: left(sum, 'before'),
        leftAfter: left(sum, 'after'),
        fitBefore: fit('before', allBefore),
        fitAfter: fit('after', allAfter),
      };
    });
}
