/** HugeTLB vmemmap optimisation (HVO, mm/hugetlb_vmemmap.c), for the comparison with device-dax. */
import { isPowerOf2 } from './align';
import { pageSize } from './arch';
import type { HugetlbPool, HugetlbPopulation, Machine } from './types';

/** What each pool's struct pages take. bytesSaved is before page tables. */
export function hugetlbPopulation(machine: Machine, pools: readonly HugetlbPool[]): HugetlbPopulation[] {
  const sizesSeen = new Set<number>();
  return pools.map(({ pageSize: size, count }) => {
    const page = pageSize(machine.arch);
    const each = ((size / page) * machine.structPageSize) / page;
    const { hvo } = machine.kernel.behaviour;
    const kept = hvo === 'two-pages' ? 2 : 1;
    const on = machine.hugetlbFreeVmemmap && isPowerOf2(machine.structPageSize) && each > kept;
    // From 7.1 one tail page for each size in a zone serves all pools of that size.
    const firstOfSize = on && count > 0 && hvo === 'shared-tail' && !sizesSeen.has(size);
    if (firstOfSize) sizesSeen.add(size);
    const sharedTailFrames = firstOfSize ? 1 : 0;
    const vmemmapPages = Math.ceil(each * count);
    const frames = on ? kept * count + sharedTailFrames : vmemmapPages;
    return {
      pageSize: size,
      count,
      vmemmapPages,
      frames,
      sharedTailFrames,
      bytesSaved: (vmemmapPages - frames) * page,
    };
  });
}
