/** The same memory as a HugeTLB pool, given to device-dax at an align of the huge page's size. */
import { daxAlignValid } from './dax';
import { populate } from './population';
import type { HugetlbPool, Machine } from './types';

/** Bytes of RAM for struct pages and page tables; null where device-dax does not take that align, or has no ZONE_DEVICE. */
export function deviceDaxInstead(
  machine: Machine,
  pool: Pick<HugetlbPool, 'pageSize' | 'count'>,
): number | null {
  const { pageSize: size, count } = pool;
  if (!daxAlignValid(machine, size) || count === 0) return null;
  const pgmap = {
    name: 'device-dax',
    mode: 'devdax',
    map: 'mem',
    align: size,
    vmemmapShift: Math.log2(size) - machine.arch.pageShift,
    ranges: [],
    altmap: null,
    memmapOnMemory: false,
    raw: null,
    size: BigInt(size) * BigInt(count),
  } as const;
  const [made] = populate({ ...machine, ram: null }, [pgmap], []).pgmaps;
  return made!.outcome.ok ? made!.totals.bytesData + made!.totals.bytesPageTables : null;
}
