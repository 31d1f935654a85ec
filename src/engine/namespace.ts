/** An nvdimm namespace: how its info block divides the raw extent into metadata, memmap and data. */
import { pageSize, SUBSECTION_SHIFT } from './arch';
import { alignDown, alignUp } from './align';
import { refusal } from './refusal';
import { hex } from './units';
import type { Refusal } from './refusal';
import type { Altmap, Machine, Pgmap, PhysRange } from './types';

const SZ_8K = 8192n;
/** ND_MIN_NAMESPACE_SIZE (drivers/nvdimm/nd.h). */
export const MIN_NAMESPACE_SIZE = 16n << 20n;
/** MAX_STRUCT_PAGE_SIZE (drivers/nvdimm/nd.h): what map=dev reserves for each page, whatever sizeof(struct page) is. */
const MAX_STRUCT_PAGE_SIZE = 64n;
const SUBSECTION = 1n << BigInt(SUBSECTION_SHIFT);
/** MMU_PAGE_16M, in which the hash MMU maps all of RAM (mmu_linear_psize). */
const HASH_LINEAR_PAGE = 16n << 20n;

/** memremap_compat_align(): a subsection (mm/memremap.c), on powerpc hash a page of the linear map (book3s64/pgtable.c). */
export const compatAlign = ({ arch }: Machine): bigint =>
  arch.mmu === 'hash' ? HASH_LINEAR_PAGE : SUBSECTION;

/** What the info block says. Offsets and sizes in bytes. */
export interface InfoBlock {
  /** From the namespace's start to its data. */
  readonly dataoff: bigint;
  readonly endTrunc: bigint;
}

/** Where the data starts and what the end loses; no checks (nd_pfn_init(), drivers/nvdimm/pfn_devs.c). */
export function infoBlock(machine: Machine, pgmap: Pgmap, start: bigint, size: bigint): InfoBlock {
  const compat = compatAlign(machine);
  const align = BigInt(pgmap.align) > compat ? BigInt(pgmap.align) : compat;
  const npfns = size > SZ_8K ? (size - SZ_8K) / BigInt(pageSize(machine.arch)) : 0n;
  const memmap = pgmap.map === 'dev' ? MAX_STRUCT_PAGE_SIZE * npfns : 0n;
  return { dataoff: alignUp(start + SZ_8K + memmap, align) - start, endTrunc: (start + size) % align };
}

/** A `phys_addr_t` as `%pa` prints it (lib/vsprintf.c). */
const pa = (n: bigint): string => `0x${n.toString(16).padStart(16, '0')}`;

/**
 * call_driver_probe() (drivers/base/dd.c) of a device without size, which namespaceX.Y makes as daxX.Y; only kernels
 * before endTruncCheck come so far.
 */
const rejectsMatch = (name: string): string =>
  `device_dax: probe of ${name.replace(/^namespace/, 'dax')} rejects match -6`;

/** What nd_pfn_init() and the probes around it refuse, in their order and words; undefined where they take it. */
export function namespaceRefusal(machine: Machine, pgmap: Pgmap): Refusal | undefined {
  const { start, size } = pgmap.raw!;
  if (size < MIN_NAMESPACE_SIZE)
    return refusal(
      'ENODEV',
      'nvdimm_namespace_common_probe',
      `${pa(size)}, too small must be at least ${hex(MIN_NAMESPACE_SIZE)}`,
    );
  const compat = compatAlign(machine);
  if (start % compat !== 0n)
    return refusal('EINVAL', 'nd_pfn_init', `${pgmap.name}: start ${pa(start)} misaligned to ${hex(compat)}`);
  if (pgmap.map === 'dev' && BigInt(machine.structPageSize) > MAX_STRUCT_PAGE_SIZE)
    return refusal('EINVAL', 'nd_pfn_init', 'Memory debug options prevent using pmem for the page map');
  const { dataoff, endTrunc } = infoBlock(machine, pgmap, start, size);
  // The kernel subtracts unsigned: an end_trunc above the size wraps around and lets the namespace through.
  const counted = machine.kernel.behaviour.endTruncCheck && endTrunc <= size ? endTrunc : 0n;
  const checked = !machine.kernel.behaviour.endTruncCheck || endTrunc <= size;
  if (checked && dataoff >= size - counted)
    return refusal('ENXIO', 'nd_pfn_init', `${pgmap.name} unable to satisfy requested alignment`);
  if (dataoff >= size) return refusal('EBUSY', '__dax_pmem_probe', 'could not reserve metadata');
  if (dataoff + endTrunc >= size) return refusal('ENXIO', 'dax_bus_probe', rejectsMatch(pgmap.name));
  return undefined;
}

/** What memremap_pages() is given for a namespace: from its start (info block included) to the last whole align. */
export function namespaceRange(machine: Machine, pgmap: Pgmap): PhysRange {
  const { start, size } = pgmap.raw!;
  const { endTrunc } = infoBlock(machine, pgmap, start, size);
  return { start, end: start + size - endTrunc - 1n };
}

/** The altmap of a map=dev pgmap over a raw extent (__nvdimm_setup_pfn(), drivers/nvdimm/pfn_devs.c), nothing taken yet. */
export function namespaceAltmap(machine: Machine, pgmap: Pgmap, extent: PhysRange): Altmap {
  const page = BigInt(pageSize(machine.arch));
  const size = extent.end - extent.start + 1n;
  const { dataoff, endTrunc } = infoBlock(machine, pgmap, extent.start, size);
  // Where the range is given it ends where the info block made it end.
  const end = pgmap.raw ? extent.end - endTrunc : extent.end;
  const reserveBytes = page > SZ_8K ? page : SZ_8K;
  const basePfn = extent.start / page;
  // init_altmap_base(): a subsection whatever memremap_compat_align() is.
  const alignedBase = alignDown(basePfn, SUBSECTION / page);
  return {
    basePfn: Number(alignedBase),
    endPfn: Number((end + 1n) / page - 1n),
    reserve: Number((SZ_8K + page - 1n) / page + basePfn - alignedBase),
    free: Number((dataoff - reserveBytes) / page),
    align: 0,
    alloc: 0,
  };
}
