/** What an architecture is, as data. Sources: each `include/asm/sparsemem.h` and `pgtable.h`, MAX_PHYSMEM_BITS of the Kconfig. */

export type ArchName = 'x86_64' | 'arm64' | 'ppc64le' | 'riscv64' | 'loongarch64' | 's390x';

export interface Arch {
  readonly name: ArchName;
  readonly pageShift: number;
  /** SECTION_SIZE_BITS: sparse memory's unit. */
  readonly sectionShift: number;
  readonly pmdShift: number;
  readonly pudShift: number;
  readonly p4dShift: number;
  /** MAX_PHYSMEM_BITS by page-table levels. */
  readonly maxPhysmemBits: { readonly 4: number; readonly 5: number };
  /** Start of the vmemmap with nokaslr, by page-table levels. */
  readonly vmemmapBase: { readonly 4: bigint; readonly 5: bigint };
  /** What `dax_align_valid()` takes, in bytes, from the smallest. */
  readonly daxAligns: readonly number[];
}

/** SUBSECTION_SHIFT: the unit of memory hotplug, 2 MiB on every architecture (include/linux/mmzone.h). */
export const SUBSECTION_SHIFT = 21;

const GiB = 2 ** 30;
const MiB = 2 ** 20;

export const X86_64: Arch = {
  name: 'x86_64',
  pageShift: 12,
  sectionShift: 27,
  pmdShift: 21,
  pudShift: 30,
  p4dShift: 39,
  maxPhysmemBits: { 4: 46, 5: 52 },
  vmemmapBase: { 4: 0xffffea0000000000n, 5: 0xffd4000000000000n },
  daxAligns: [4096, 2 * MiB, GiB],
};

/** The architectures the engine can lay out. */
export const ARCHES: readonly Arch[] = [X86_64];

/** A table, since powers are slow where they are asked for with every page count. */
const POWERS = Array.from({ length: 53 }, (_, shift) => 2 ** shift);

/** PAGE_SIZE. */
export const pageSize = (arch: Arch): number => POWERS[arch.pageShift]!;
/** PAGES_PER_SECTION. */
export const pagesPerSection = (arch: Arch): number => POWERS[arch.sectionShift - arch.pageShift]!;
/** PAGES_PER_SUBSECTION. */
export const pagesPerSubsection = (arch: Arch): number => POWERS[SUBSECTION_SHIFT - arch.pageShift]!;
