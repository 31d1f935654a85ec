/** What an architecture is, as data. Sources: each `include/asm/sparsemem.h` and `pgtable.h`, MAX_PHYSMEM_BITS of the Kconfig. */

import type { ArchName } from './archNames';

export interface Arch {
  readonly name: ArchName;
  readonly pageShift: number;
  /** SECTION_SIZE_BITS: sparse memory's unit. */
  readonly sectionShift: number;
  readonly pmdShift: number;
  readonly pudShift: number;
  readonly p4dShift: number;
  /** Bytes of a page table: on powerpc with 64 KiB pages a fragment of a page (RADIX_PTE_INDEX_SIZE, …). */
  readonly tableBytes: { readonly pte: number; readonly pmd: number; readonly pud: number };
  /** MAX_PHYSMEM_BITS by page-table levels; only x86-64 can have the second. */
  readonly maxPhysmemBits: { readonly 4: number; readonly 5: number };
  /** Start of the vmemmap with nokaslr, for RAM from address 0, by page-table levels; null where it depends on the build. */
  readonly vmemmapBase: { readonly 4: bigint; readonly 5: bigint } | null;
  /** ARM64_MEMSTART_SHIFT: the vmemmap begins at the first RAM rounded down to this; null where it begins at pfn 0. */
  readonly memstartShift: number | null;
  /** Where the direct map begins: the first RAM rounded down to this; absent where it begins at address 0. */
  readonly directMapShift?: number;
  /** Bytes that the direct map reaches from there; absent where MAX_PHYSMEM_BITS is the limit. */
  readonly directMapBytes?: bigint;
  /** powerpc's MMU. */
  readonly mmu?: 'radix' | 'hash';
  /** What a leaf of the vmemmap maps, where that is not a PMD. */
  readonly vmemmapBlockShift?: number;
  /** HugeTLB page sizes in bytes, from the smallest (hugetlb_add_hstate() of each architecture). */
  readonly hugetlbSizes: readonly number[];
}

/** SUBSECTION_SHIFT: the unit of memory hotplug, 2 MiB on every architecture (include/linux/mmzone.h). */
export const SUBSECTION_SHIFT = 21;

const GiB = 2 ** 30;
const MiB = 2 ** 20;
const KiB = 1024;

/** A table of a whole page on each level. */
const pageTables = (pageShift: number): Arch['tableBytes'] => ({
  pte: 2 ** pageShift,
  pmd: 2 ** pageShift,
  pud: 2 ** pageShift,
});

const both = <T>(value: T): { 4: T; 5: T } => ({ 4: value, 5: value });

export const X86_64: Arch = {
  name: 'x86_64',
  pageShift: 12,
  sectionShift: 27,
  pmdShift: 21,
  pudShift: 30,
  p4dShift: 39,
  tableBytes: pageTables(12),
  maxPhysmemBits: { 4: 46, 5: 52 },
  vmemmapBase: { 4: 0xffffea0000000000n, 5: 0xffd4000000000000n },
  memstartShift: null,
  hugetlbSizes: [2 * MiB, GiB],
};

/** The bits a table of 8-byte entries in one page resolves. */
const arm64 = (pageShift: number, sectionShift: number, physBits: number, hugetlbSizes: number[]): Arch => ({
  name: 'arm64',
  pageShift,
  sectionShift,
  pmdShift: pageShift + (pageShift - 3),
  pudShift: pageShift + 2 * (pageShift - 3),
  p4dShift: pageShift + 3 * (pageShift - 3),
  tableBytes: pageTables(pageShift),
  maxPhysmemBits: both(physBits),
  vmemmapBase: null,
  memstartShift: pageShift === 16 ? 29 : 30,
  directMapShift: pageShift === 16 ? 29 : 30,
  // _PAGE_END(VA_BITS_MIN) − PAGE_OFFSET: all but the upper 2^47 of 48-bit kernel addresses; 64 KiB pages have 52 bits.
  directMapBytes: (1n << BigInt(physBits)) - (1n << 47n),
  hugetlbSizes,
});

const ppc64le = (pageShift: number, pmdPages: number, physBits: number): Arch => ({
  name: 'ppc64le',
  pageShift,
  sectionShift: 24,
  pmdShift: 21,
  pudShift: 30,
  p4dShift: 39,
  tableBytes: { pte: 8 * pmdPages, pmd: 4 * KiB, pud: 4 * KiB },
  maxPhysmemBits: both(physBits),
  vmemmapBase: both(0xc00c000000000000n),
  memstartShift: null,
  mmu: 'radix',
  hugetlbSizes: [2 * MiB, GiB],
});

/** The architectures and page sizes the engine can lay out; the first of each name is its usual page size. */
export const ARCHES: readonly Arch[] = [
  X86_64,
  arm64(12, 27, 48, [64 * KiB, 2 * MiB, 32 * MiB, GiB]),
  arm64(14, 27, 48, [2 * MiB, 32 * MiB, GiB]),
  arm64(16, 29, 52, [2 * MiB, 512 * MiB, 16 * GiB]),
  ppc64le(16, 32, 51),
  ppc64le(12, 512, 46),
  {
    name: 'riscv64',
    pageShift: 12,
    sectionShift: 27,
    pmdShift: 21,
    pudShift: 30,
    p4dShift: 39,
    tableBytes: pageTables(12),
    maxPhysmemBits: both(56),
    vmemmapBase: null,
    memstartShift: null,
    directMapShift: 21,
    hugetlbSizes: [64 * KiB, 2 * MiB, GiB],
  },
  {
    name: 'loongarch64',
    pageShift: 14,
    sectionShift: 29,
    pmdShift: 25,
    pudShift: 36,
    p4dShift: 47,
    tableBytes: pageTables(14),
    maxPhysmemBits: both(48),
    vmemmapBase: null,
    memstartShift: null,
    hugetlbSizes: [32 * MiB],
  },
  {
    name: 's390x',
    pageShift: 12,
    sectionShift: 28,
    pmdShift: 20,
    pudShift: 31,
    p4dShift: 42,
    tableBytes: { pte: 2 * KiB, pmd: 16 * KiB, pud: 16 * KiB },
    maxPhysmemBits: both(46),
    vmemmapBase: null,
    memstartShift: null,
    hugetlbSizes: [MiB, 2 * GiB],
  },
];

/**
 * powerpc with the hash MMU: the vmemmap is mapped by bolted entries of 16 MiB (mmu_vmemmap_psize), outside the
 * kernel's page tables; a block stands where radix has a PMD leaf. Tables: H_PTE_INDEX_SIZE, … (hash-4k.h, hash-64k.h).
 */
export const hashMmu = (radix: Arch): Arch => ({
  ...radix,
  mmu: 'hash',
  ...(radix.pageShift === 12
    ? { pmdShift: 21, pudShift: 28, p4dShift: 37 }
    : { pmdShift: 24, pudShift: 34, p4dShift: 44 }),
  vmemmapBlockShift: 24,
  hugetlbSizes: [16 * MiB, 16 * GiB],
});

/** What a leaf of the vmemmap maps: a PMD, or a block of the hash MMU. */
export const leafShift = (arch: Arch): number => arch.vmemmapBlockShift ?? arch.pmdShift;

/** has_transparent_hugepage(): hash__has_transparent_hugepage() asks for a PMD of 16 MiB, which 4 KiB pages have not. */
export const hasHugePmd = ({ mmu, pmdShift }: Arch): boolean => mmu !== 'hash' || pmdShift === 24;

/** The align device-dax has if none is given: PMD_SIZE where huge pages can be that large. */
export const usualAlign = (arch: Arch): number => 2 ** (hasHugePmd(arch) ? arch.pmdShift : arch.pageShift);

/** The architecture as a release has it: s390x had sections of 256 MiB. */
export const archAt = (arch: Arch, { smallSections }: { readonly smallSections: boolean }): Arch => {
  const usual = archOf(arch.name, pageSize(arch)) ?? arch;
  return smallSections ? { ...arch, sectionShift: 27 } : { ...arch, sectionShift: usual.sectionShift };
};

/** The architecture of a name and a page size in bytes; without one its usual. Undefined where there is no such. */
export const archOf = (name: ArchName, pageBytes?: number): Arch | undefined =>
  ARCHES.find((a) => a.name === name && (pageBytes === undefined || pageSize(a) === pageBytes));

/** A table, since powers are slow where they are asked for with every page count. */
const POWERS = Array.from({ length: 53 }, (_, shift) => 2 ** shift);

/** PAGE_SIZE. */
export const pageSize = (arch: Arch): number => POWERS[arch.pageShift]!;
/** PAGES_PER_SECTION. */
export const pagesPerSection = (arch: Arch): number => POWERS[arch.sectionShift - arch.pageShift]!;
/** PAGES_PER_SUBSECTION. */
export const pagesPerSubsection = (arch: Arch): number => POWERS[SUBSECTION_SHIFT - arch.pageShift]!;
