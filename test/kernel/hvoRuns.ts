/** The recorded HugeTLB cases, laid out by the engine. */
import { hugetlbPopulation } from '../../src/engine/hugetlb';
import { expandedRows } from '../../src/report/mapping';
import { machineOf } from './cases';
import type { HugetlbPool, HugetlbPopulation } from '../../src/engine/types';
import type { MappingRow } from '../../src/report/mapping';
import type { KernelCase } from './cases';

/** All huge pages that were dumped, as one pool: the run-time cases dump those of boot as well. */
export function poolOf(c: KernelCase): HugetlbPool {
  const [first] = c.ranges;
  return {
    pageSize: (Number(first!.endPfnExclusive) - Number(first!.startPfn)) * c.pageSize,
    count: c.ranges.length,
    node: 0,
    when: c.id.includes('-run-') ? 'run' : 'boot',
  };
}

export const hvoOf = (c: KernelCase): HugetlbPopulation => hugetlbPopulation(machineOf(c), [poolOf(c)])[0]!;

/** The mapping of every huge page: the first one's, then the next one's with frames further on each time. */
export function hvoMappings(made: HugetlbPopulation, count: number): MappingRow[][] {
  const tail = made.sharedTailFrames > 0 ? 1 : null;
  const own = made.next.filter((run) => run.kind === 'own').reduce((sum, run) => sum + run.count, 0);
  return Array.from({ length: count }, (_, k) => {
    if (k === 0) return [...expandedRows(made.first)];
    const shift = (k - 1) * own;
    return [
      ...expandedRows(
        made.next.map((run) => (run.frame === tail ? run : { ...run, frame: run.frame! + shift })),
      ),
    ];
  });
}
