/** The same memory as a HugeTLB pool, given to device-dax at an align of the huge page's size. */
import { daxAlignValid } from './dax';
import { populate } from './population';
import type { HugetlbPool, Machine, Totals } from './types';

type Memory = Pick<HugetlbPool, 'pageSize' | 'count'>;

/** Bytes of RAM for struct pages and page tables; null where there are no such totals. */
export function deviceDaxInstead(machine: Machine, pool: Memory): number | null {
  const totals = deviceDaxTotals(machine, pool);
  return totals && totals.bytesData + totals.bytesPageTables;
}

/** All its figures; null where device-dax does not take that align, or has no ZONE_DEVICE. */
export function deviceDaxTotals(machine: Machine, pool: Memory): Totals | null {
  const { pageSize: size, count } = pool;
  if (!daxAlignValid(machine, { align: size, raw: null }) || count === 0) return null;
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
  return made!.outcome.ok ? made!.totals : null;
}
