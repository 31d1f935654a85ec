/** What memremap_pages() refuses, in its order and words (mm/memremap.c, mm/memory_hotplug.c). */
import { pagesPerSubsection } from './arch';
import { pgmapVmemmapNr } from './gate';
import { IntervalSet } from './intervals';
import { refusal } from './refusal';
import { hex } from './units';
import type { Refusal } from './refusal';
import type { Altmap, Machine, Pgmap, PhysRange } from './types';

/** MAX_FOLIO_ORDER with HUGETLB_PAGE: 16 GiB (include/linux/mm.h). */
const MAX_FOLIO_BYTES_SHIFT = 34;

/** First and last + 1 pfn of a byte range: PHYS_PFN() cuts, as the kernel does. */
export function pfns(machine: Machine, { start, end }: PhysRange): { from: number; to: number } {
  const shift = BigInt(machine.arch.pageShift);
  const from = Number(start >> shift);
  return { from, to: from + Number((end - start + 1n) >> shift) };
}

/** Highest physical address + 1: MAX_PHYSMEM_BITS, or where the direct map ends before that. */
export function addressLimit(machine: Machine): bigint {
  const { maxPhysmemBits, directMapBytes } = machine.arch;
  const limit = 1n << BigInt(maxPhysmemBits[machine.pagingLevels]);
  if (directMapBytes === undefined || !machine.ram?.length) return limit;
  const end = lowestAddress(machine) + directMapBytes;
  return end < limit ? end : limit;
}

/**
 * Lowest physical address the direct map reaches: on arm64 and riscv64 the first RAM, rounded down
 * (arch_get_mappable_range(), arch/arm64/mm/mmu.c and arch/riscv/mm/init.c).
 */
export function lowestAddress({ arch, ram }: Machine): bigint {
  if (arch.directMapShift === undefined || !ram?.length) return 0n;
  const shift = BigInt(arch.directMapShift);
  return (ram.reduce((low, r) => (r.start < low ? r.start : low), ram[0]!.start) >> shift) << shift;
}

/** Ranges that live pgmaps hold: `pgmap_array`. In pfns. */
export type LivePgmaps = IntervalSet;

/** Why memremap_pages() refuses the ranges; undefined where it takes them. `live` is what was made before. */
export function memremapRefusal(
  machine: Machine,
  pgmap: Pgmap,
  ranges: readonly PhysRange[],
  altmap: Altmap | null,
  live: LivePgmaps,
): Refusal | undefined {
  if (pgmap.mode === 'system-ram') {
    const no = kmemRefusal(machine, ranges);
    if (no) return no;
  }
  const shift = Math.log2(pgmapVmemmapNr(machine, pgmap));
  if (machine.kernel.behaviour.maxFolioOrderCheck && shift > MAX_FOLIO_BYTES_SHIFT - machine.arch.pageShift)
    return refusal('EINVAL', 'memremap_pages', 'requested folio size unsupported');
  if (ranges.length === 1)
    return (
      pagemapRangeRefusal(machine, ranges[0]!, null, [live]) ?? addPagesRefusal(machine, ranges[0]!, altmap)
    );
  const own = new IntervalSet();
  for (const [i, range] of ranges.entries()) {
    const no = pagemapRangeRefusal(machine, range, i > 0 ? altmap : null, [live, own]);
    if (no) return no;
    const bad = addPagesRefusal(machine, range, i === 0 ? altmap : null);
    if (bad) return bad;
    const { from, to } = pfns(machine, range);
    own.add(from, to);
  }
  return undefined;
}

/**
 * dev_dax_kmem_probe() (drivers/dax/kmem.c): request_mem_region() finds System RAM there, or add_memory_driver_managed()
 * does not come past register_memory_resource() (mm/memory_hotplug.c).
 */
function kmemRefusal(machine: Machine, ranges: readonly PhysRange[]): Refusal | undefined {
  const i = ranges.findIndex((range) =>
    (machine.ram ?? []).some((r) => r.start <= range.end && range.start <= r.end),
  );
  if (i >= 0) {
    const at = `${hex(ranges[i]!.start)}-${hex(ranges[i]!.end)}`;
    return refusal('EBUSY', 'dev_dax_kmem_probe', `mapping${i}: ${at} could not reserve region`);
  }
  const exceeds = ranges.map((range) => exceedsWords(machine, range)).find((words) => words !== undefined);
  return exceeds === undefined ? undefined : refusal('E2BIG', 'register_memory_resource', exceeds);
}

/** What mhp_range_allowed() prints of a range that it does not allow. */
function exceedsWords(machine: Machine, { start, end }: PhysRange): string | undefined {
  const [low, limit] = [lowestAddress(machine), addressLimit(machine)];
  if (start >= low && end < limit) return undefined;
  return `Hotplug memory [${hex(start)}-${hex(end + 1n)}] exceeds maximum addressable range [${hex(low)}-${hex(limit - 1n)}]`;
}

/** pagemap_range(), up to arch_add_memory(). */
function pagemapRangeRefusal(
  machine: Machine,
  range: PhysRange,
  laterAltmap: Altmap | null,
  taken: readonly IntervalSet[],
): Refusal | undefined {
  const { from, to } = pfns(machine, range);
  if (laterAltmap) return refusal('EINVAL', 'pagemap_range', 'altmap not supported for multiple ranges');
  if (taken.some((set) => set.has(from) || set.has(to - 1)))
    return refusal('ENOMEM', 'pagemap_range', 'Conflicting mapping in same section');
  const ram = (machine.ram ?? []).filter((r) => r.start <= range.end && range.start <= r.end);
  if (ram.length > 0) {
    const inside = ram.some((r) => r.start <= range.start && range.end <= r.end);
    const at = `${hex(range.start)}-${hex(range.end)}`;
    return refusal('ENXIO', 'pagemap_range', `attempted on ${inside ? 'ram' : 'mixed'} region ${at}`);
  }
  const exceeds = exceedsWords(machine, range);
  return exceeds === undefined ? undefined : refusal('EINVAL', 'mhp_range_allowed', exceeds);
}

/** __add_pages() up to its slices. */
function addPagesRefusal(machine: Machine, range: PhysRange, altmap: Altmap | null): Refusal | undefined {
  const { from, to } = pfns(machine, range);
  if (altmap && (altmap.basePfn !== from || altmap.reserve + altmap.free > to - from))
    return refusal('EINVAL', '__add_pages', 'memory add fail, invalid altmap');
  if (!checkPfnSpan(machine, from, to - from))
    return refusal('EINVAL', 'check_pfn_span', misalignedWords(machine, from, to - 1));
  return undefined;
}

/** check_pfn_span(): start and size in whole subsections of 2 MiB. */
export function checkPfnSpan(machine: Machine, pfn: number, nrPages: number): boolean {
  const subsection = pagesPerSubsection(machine.arch);
  return nrPages > 0 && pfn % subsection === 0 && nrPages % subsection === 0;
}

const misalignedWords = (machine: Machine, first: number, last: number): string =>
  machine.kernel.behaviour.misaligned
    .replace('%#lx', hex(first))
    .replace('%#lx', hex(last))
    .replace('%lx', last.toString(16));
