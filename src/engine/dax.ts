/** The dax bus: what it takes as a device's align and size before memremap_pages() sees it (drivers/dax/bus.c). */
import { hasHugePmd, pageSize } from './arch';
import { checkPfnSpan, pfns } from './memremap';
import { refusal } from './refusal';
import type { Refusal } from './refusal';
import type { Machine, Pgmap, PhysRange } from './types';

/**
 * dax_align_valid() (drivers/dax/dax-private.h): the aligns in bytes that it takes, from the smallest. PUD_SIZE needs
 * the kernel to be built for huge PUDs alone, while an nvdimm namespace asks whether the MMU has them
 * (nd_pfn_supported_alignments()): powerpc's hash MMU has not.
 */
export function daxAligns(
  { arch, kernel }: Pick<Machine, 'arch' | 'kernel'>,
  raw: Pgmap['raw'] = null,
): readonly number[] {
  const pud = kernel.behaviour.pudAlign && !(raw && arch.mmu === 'hash');
  return [
    pageSize(arch),
    ...(hasHugePmd(arch) ? [2 ** arch.pmdShift] : []),
    ...(pud ? [2 ** arch.pudShift] : []),
  ];
}

export const daxAlignValid = (machine: Machine, { align, raw }: Pick<Pgmap, 'align' | 'raw'>): boolean =>
  daxAligns(machine, raw).includes(align);

/** Whether the end of a range lies on an align boundary, as that of an nvdimm namespace does whatever its head. */
export const endsAligned = (pgmap: Pgmap, range: PhysRange): boolean =>
  (range.end + 1n) % BigInt(pgmap.align) === 0n;

/** Whether a device's align lets a range have this length: whole aligns, or a namespace's end. */
export const takesLength = (pgmap: Pgmap, range: PhysRange): boolean =>
  (range.end - range.start + 1n) % BigInt(pgmap.align) === 0n || endsAligned(pgmap, range);

/** Whether a range is not one of whole pages, while the pfns it is cut to could be added. */
export function cutsPage(machine: Machine, range: PhysRange): boolean {
  const page = BigInt(pageSize(machine.arch));
  const { from, to } = pfns(machine, range);
  return (
    (range.start % page !== 0n || (range.end + 1n) % page !== 0n) && checkPfnSpan(machine, from, to - from)
  );
}

/**
 * What align_store(), size_store() and dev_dax_validate_align() refuse. Only lengths are checked, never starts; a
 * range that ends on an align boundary can be an nvdimm namespace's, whose head holds the info block, and passes.
 * A region of parts of a page is none: alloc_dax_region() takes whole aligns.
 */
export function daxRefusal(
  machine: Machine,
  pgmap: Pgmap,
  ranges: readonly PhysRange[],
): Refusal | undefined {
  if (!daxAlignValid(machine, pgmap)) {
    if (pgmap.raw) return refusal('EINVAL', 'nd_size_select_store', 'Invalid argument');
    if (pgmap.mode === 'devdax') return refusal('EINVAL', 'align_store', 'Invalid argument');
  }
  if (pgmap.mode !== 'devdax' || pgmap.raw) return undefined;
  if (ranges.some((r) => cutsPage(machine, r)))
    return refusal('ENOMEM', 'alloc_dax_region', 'Cannot allocate memory');
  const bad = ranges.findIndex((r) => !takesLength(pgmap, r));
  if (bad < 0) return undefined;
  // Where a range is no whole number of subsections, check_pfn_span() has the word: all paths end there.
  const misaligned = ranges.some((r) => {
    const { from, to } = pfns(machine, r);
    return !checkPfnSpan(machine, from, to - from);
  });
  if (misaligned) return undefined;
  return refusal('EINVAL', 'dev_dax_validate_align', `align ${pgmap.align} invalid for range ${bad}`);
}
