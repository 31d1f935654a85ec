/** What memremap_pages() refuses, in its order and words (mm/memremap.c, mm/memory_hotplug.c). */
import { vmemAltmapOffset } from './altmap';
import { pagesPerSubsection } from './arch';
import { pgmapVmemmapNr } from './gate';
import { IntervalSet } from './intervals';
import { refusal } from './refusal';
import { hex } from './units';
import type { Memory } from './memory';
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

/** Why memremap_pages() refuses the ranges; undefined where it takes them. `memory` is what was made before. */
export function memremapRefusal(
  machine: Machine,
  pgmap: Pgmap,
  ranges: readonly PhysRange[],
  altmap: Altmap | null,
  { live, online }: Memory,
): Refusal | undefined {
  const shift = Math.log2(pgmapVmemmapNr(machine, pgmap));
  if (machine.kernel.behaviour.maxFolioOrderCheck && shift > MAX_FOLIO_BYTES_SHIFT - machine.arch.pageShift)
    return refusal('EINVAL', 'memremap_pages', 'requested folio size unsupported');
  const own = new IntervalSet();
  for (const [i, range] of ranges.entries()) {
    const no =
      pagemapRangeRefusal(machine, range, i > 0 ? altmap : null, [live, own], online) ??
      addPagesRefusal(machine, range, i === 0 ? altmap : null);
    if (no) return no;
    if (ranges.length === 1) break;
    const { from, to } = pfns(machine, range);
    own.add(from, to);
  }
  return undefined;
}

/**
 * What mhp_range_allowed() says of a range that it does not allow, asked by pagemap_range() or, for kmem, by
 * register_memory_resource(). Up to 5.11 the range was looked at as it was added.
 */
export function exceedsRefusal(
  machine: Machine,
  { start, end }: PhysRange,
  by: 'pgmap' | 'kmem',
): Refusal | undefined {
  const { arch, kernel } = machine;
  const [low, limit] = [lowestAddress(machine), addressLimit(machine)];
  if (start >= low && end < limit) return undefined;
  if (kernel.behaviour.rangePrevalidated) {
    const words = `Hotplug memory [${hex(start)}-${hex(end + 1n)}] exceeds maximum addressable range [${hex(low)}-${hex(limit - 1n)}]`;
    return by === 'kmem'
      ? refusal('E2BIG', 'register_memory_resource', words)
      : refusal('EINVAL', 'mhp_range_allowed', words);
  }
  if (arch.name === 'arm64') {
    const words = `[${start.toString(16)} ${(end + 1n).toString(16)}] is outside linear mapping region`;
    return refusal('EINVAL', 'arch_add_memory', words);
  }
  // The kernel shifts by a bit more than it checks.
  const most = (2n << BigInt(arch.maxPhysmemBits[machine.pagingLevels])) - 1n;
  const words = `Hotplugged memory exceeds maximum addressable address, range=${hex(start)}-${hex(end)}, maximum=${hex(most)}`;
  return refusal('E2BIG', 'check_hotplug_memory_addressable', words);
}

const ramIn = (machine: Machine, { start, end }: PhysRange): readonly PhysRange[] =>
  (machine.ram ?? []).filter((r) => r.start <= end && start <= r.end);

/** Whether boot-time System RAM lies in a range. */
export const meetsRam = (machine: Machine, range: PhysRange): boolean => ramIn(machine, range).length > 0;

/** region_intersects(): what System RAM a range meets, by itself or beside other resources. */
function regionIntersects(machine: Machine, range: PhysRange, online: IntervalSet): 'ram' | 'mixed' | null {
  const { from, to } = pfns(machine, range);
  const ram = ramIn(machine, range);
  if (ram.length === 0 && !online.intersects(from, to)) return null;
  const shift = BigInt(machine.arch.pageShift);
  const covered = new IntervalSet();
  for (const { start, end } of ram) covered.add(Number(start >> shift), Number(end >> shift) + 1);
  const free = to - from - covered.countIn(from, to) - online.countIn(from, to);
  return free > 0 ? 'mixed' : 'ram';
}

/** pagemap_range(), up to arch_add_memory(). */
function pagemapRangeRefusal(
  machine: Machine,
  range: PhysRange,
  laterAltmap: Altmap | null,
  taken: readonly IntervalSet[],
  online: IntervalSet,
): Refusal | undefined {
  const { from, to } = pfns(machine, range);
  if (laterAltmap) return refusal('EINVAL', 'pagemap_range', 'altmap not supported for multiple ranges');
  if (taken.some((set) => set.has(from) || set.has(to - 1)))
    return refusal('ENOMEM', 'pagemap_range', 'Conflicting mapping in same section');
  const ram = regionIntersects(machine, range, online);
  if (ram) {
    const at = `${hex(range.start)}-${hex(range.end)}`;
    return refusal('ENXIO', 'pagemap_range', `attempted on ${ram} region ${at}`);
  }
  return exceedsRefusal(machine, range, 'pgmap');
}

/** __add_pages() up to its slices. */
function addPagesRefusal(machine: Machine, range: PhysRange, altmap: Altmap | null): Refusal | undefined {
  const { from, to } = pfns(machine, range);
  if (altmap && (altmap.basePfn !== from || vmemAltmapOffset(altmap) > to - from))
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
