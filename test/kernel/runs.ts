/** What the engine makes of each recorded case, and what of the case there is to hold against it. */
import { populate } from '../../src/engine/population';
import { machineOf, neighbour, pgmapOf } from './cases';
import type { Pgmap, PgmapPopulation } from '../../src/engine/types';
import type { KernelCase } from './cases';
import type { MappingRow } from '../../src/report/mapping';

const MiB = 1n << 20n;

/** Devices that were on the machine when a case's counters were read, in the order they were made. */
const BEFORE: Readonly<Record<string, (c: KernelCase) => readonly Pgmap[]>> = {
  '7.3-hmem-1G-odd': (c) => [neighbour(c, 0x180000000n, 6n * MiB)],
  '7.3-hmem-mr3-2M': (c) => [
    neighbour(c, 0x188200000n, 6n * MiB),
    neighbour(c, 0x190a00000n, 2n * MiB),
    neighbour(c, 0x190c00000n, 64n * MiB),
  ],
  '7.2-hmem-6M': (c) => [neighbour(c, 0x180000000n, 130n * MiB), neighbour(c, 0x188800000n, 130n * MiB)],
  '7.3-nb2M-130M-b': (c) => [neighbour(c, 0x560000000n, 130n * MiB)],
  '7.3-nb4K-130M-c': (c) => [neighbour(c, 0x560000000n, 130n * MiB), neighbour(c, 0x568200000n, 130n * MiB)],
};

const raw = (start: bigint, size: bigint): Partial<Pgmap> => ({ ranges: [], raw: { start, size } });
const ARM64_PMEM = raw(0x140000000n, 2048n * MiB);

/** What made a case fail, where its tools did not stop it: the kernel's refusal of the extent they had. */
export const FAILED: Readonly<Record<string, Partial<Pgmap>>> = {
  '6.1-err-misal1M-2M': {},
  '7.3-err-raw-misal1M': {},
  '6.1-err-8K-64M': { align: 8192, vmemmapShift: 1 },
  '6.12-early1G-mem-1030M': { align: 2 ** 30, vmemmapShift: 18, ...raw(0x388200000n, 1030n * MiB) },
  'arm64-6.12.107+deb13-arm64-devdax-badargs': { align: 3 * 2 ** 20, ...ARM64_PMEM },
  'arm64-7.3.4+deb13-arm64-devdax-1g-mem': { align: 2 ** 30, vmemmapShift: 18, ...ARM64_PMEM },
  'ppc64el-6.12.107+deb13-powerpc64le-64k-raw-misaligned-start': {
    ranges: [{ start: 0x140100000n, end: 0x1500fffffn }],
  },
};

/** ndctl refused before the kernel was asked: region alignment is libnvdimm's, and not the engine's business. */
export const STOPPED_BY_NDCTL = new Set(['arm64-6.12.107+deb13-arm64-devdax-2m-mem-subsection']);

/** Counters that cover every device made in the case, not its last one alone. */
export const COUNTS_ALL = new Set(['7.3-hmem-1G-odd', '7.3-hmem-mr3-2M']);
/** Counters read after the last device alone; the 6 MiB one was there before the case began. */
export const COUNTS_NONE = new Set(['7.2-hmem-6M']);

export function populated(c: KernelCase): PgmapPopulation[] {
  const change =
    FAILED[c.id] ?? (c.id.includes('kmem') ? { mode: 'system-ram' as const, vmemmapShift: 0 } : {});
  return [...populate(machineOf(c), [...(BEFORE[c.id]?.(c) ?? []), pgmapOf(c, change)], []).pgmaps];
}

/** The recorded mapping, page kinds without a frame as the contract writes them. */
export const mappingsOf = (c: KernelCase): MappingRow[][] =>
  c.ranges.map((r) =>
    r.mapping.map(([first, count, kind, frame]) => [first, count, kind, kind === 'none' ? null : frame]),
  );

export const isHvo = (c: KernelCase): boolean => c.description?.startsWith('HVO') ?? false;
