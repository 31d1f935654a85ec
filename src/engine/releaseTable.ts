/**
 * The releases in which the kernel's behaviour switches, as data. Sources: kernel trees (5.17, 5.19, 6.1.192, 6.4.6,
 * 6.5.0, 6.6.0, 6.8.1, 6.12.107, 6.13.7, 6.14.0, 6.19.0, 7.2.13, 7.3.4), the merge windows' pull requests, Debian's
 * changelogs and the stable releases' lists of commits; and what running kernels did. `releaseSources.ts` has what is
 * behind each.
 */
import type { ArchName } from './archNames';
import type { Behaviour } from './behaviour';

export interface Switch<T> {
  readonly to: T;
  /** First mainline release. */
  readonly since: string;
  /** First stable releases with the back-port. */
  readonly stable?: readonly string[];
  /** Where it holds; everywhere if not said. */
  readonly arches?: readonly ArchName[];
  /** Only with pages of this size (PAGE_SHIFT). */
  readonly pageShift?: number;
  /** Only with this MMU of powerpc. */
  readonly mmu?: 'radix' | 'hash';
}

/** Each behaviour's value before any switch, then its switches from old to new. */
type Table = { readonly [K in keyof Behaviour]: readonly [Behaviour[K], ...Switch<Behaviour[K]>[]] };

/** Before the oldest release that is told apart. */
const ALWAYS = '2.6';
const X86: readonly ArchName[] = ['x86_64'];
const ARM64: readonly ArchName[] = ['arm64'];
const POWERPC: readonly ArchName[] = ['ppc64le'];
const RISCV: readonly ArchName[] = ['riscv64'];
const LOONGARCH: readonly ArchName[] = ['loongarch64'];
const S390: readonly ArchName[] = ['s390x'];

export const TABLE: Table = {
  zoneDevice: [
    false,
    {
      to: true,
      since: ALWAYS,
      arches: [...X86, ...ARM64, ...POWERPC],
    },
    {
      to: true,
      since: '6.11',
      arches: RISCV,
    },
    {
      to: true,
      since: '6.11',
      arches: LOONGARCH,
    },
    {
      to: true,
      since: '6.17',
      arches: S390,
    },
  ],
  memoryHotplug: [
    false,
    {
      to: true,
      since: ALWAYS,
      arches: [...X86, ...ARM64, ...POWERPC, ...S390],
    },
    {
      to: true,
      since: '6.11',
      arches: RISCV,
    },
    {
      to: true,
      since: '5.19',
      arches: LOONGARCH,
    },
  ],
  daxCompound: [false, { to: true, since: '5.17' }],
  dedupGate: [
    'never',
    {
      to: 'any-compound',
      since: '5.19',
    },
    { to: 'any-compound-arch', since: '6.4' },
    {
      to: 'over-two-pages-arch',
      since: '6.6',
      stable: ['6.1.184'],
    },
  ],
  dedupSelected: [
    false,
    { to: true, since: '6.4', stable: ['6.1.184'], arches: X86 },
    {
      to: true,
      since: '6.4',
      arches: [...RISCV, ...LOONGARCH, ...S390],
    },
    { to: false, since: '6.6', arches: [...RISCV, ...LOONGARCH, ...S390] },
    { to: true, since: '6.6', arches: POWERPC, mmu: 'radix' },
    {
      to: true,
      since: '6.11',
      arches: RISCV,
    },
  ],
  compound: [
    'generic',
    { to: 'addr-pfn-bug', since: '6.6', arches: POWERPC },
    {
      to: 'radix',
      since: '7.3',
      stable: ['6.6.157', '6.12.110', '6.18.51', '7.2.5'],
      arches: POWERPC,
    },
  ],
  populate: [
    'hugepages-of-sections',
    { to: 'hugepages', since: ALWAYS, arches: ARM64, pageShift: 12 },
    { to: 'basepages', since: ALWAYS, arches: ARM64, pageShift: 14 },
    { to: 'basepages', since: ALWAYS, arches: ARM64, pageShift: 16 },
    {
      to: 'hugepages-of-sections-altmap-pages',
      since: '6.14',
      stable: ['6.1.132', '6.6.84', '6.12.20', '6.13.8'],
      arches: ARM64,
      pageShift: 12,
    },
    { to: 'radix', since: ALWAYS, arches: POWERPC },
    {
      to: 'radix-rounds-down',
      since: '6.17',
      arches: POWERPC,
      mmu: 'radix',
    },
    { to: 'hash', since: ALWAYS, arches: POWERPC, mmu: 'hash' },
    { to: 'basepages-of-ram', since: ALWAYS, arches: RISCV },
    {
      to: 'hugepages-of-ram',
      since: '6.8',
      arches: RISCV,
    },
    {
      to: 'hugepages',
      since: '6.11',
      arches: RISCV,
    },
    {
      to: 'hugepages-of-ram',
      since: '6.2',
      arches: LOONGARCH,
    },
    { to: 'hugepages', since: ALWAYS, arches: S390 },
  ],
  anyPmdWillDo: [
    false,
    { to: true, since: ALWAYS, arches: ARM64 },
    {
      to: true,
      since: '6.8',
      arches: RISCV,
    },
    {
      to: false,
      since: '7.2',
      arches: [...ARM64, ...RISCV],
    },
  ],
  depopulate: [
    'unused-leaves',
    { to: 'unused', since: ALWAYS, arches: POWERPC },
    { to: 'touched', since: ALWAYS, arches: ARM64 },
    { to: 'nothing', since: ALWAYS, arches: RISCV },
    {
      to: 'touched',
      since: '6.11',
      arches: RISCV,
    },
    { to: 'nothing', since: '6.2', arches: LOONGARCH },
  ],
  initRule: [
    'all',
    {
      to: 'two-pages',
      since: '5.19',
    },
    { to: 'gated', since: '6.4' },
    {
      to: 'gated-not-early',
      since: '7.2',
      stable: ['6.1.184', '6.6.145', '6.12.97', '6.18.40', '7.1.5'],
    },
  ],
  memmapCounter: [
    'absent',
    { to: 'raw', since: '6.11' },
    {
      to: 'dedup-aware',
      since: '7.2',
      stable: ['6.12.101', '7.1.6'],
    },
  ],
  rangePrevalidated: [
    false,
    {
      to: true,
      since: '5.12',
    },
  ],
  maxFolioOrderCheck: [
    false,
    {
      to: true,
      since: '6.18',
    },
  ],
  everyPageblock: [
    false,
    {
      to: true,
      since: '7.2',
      stable: ['6.1.184', '6.12.101', '7.1.6'],
    },
  ],
  initMessage: [
    true,
    {
      to: false,
      since: '6.4',
      stable: ['6.1.184'],
    },
  ],
  maskedTails: [
    false,
    {
      to: true,
      since: '7.1',
    },
  ],
  compoundWarning: [
    false,
    {
      to: true,
      since: '6.18',
    },
  ],
  pudAlign: [
    false,
    { to: true, since: ALWAYS, arches: X86 },
    {
      to: true,
      since: '6.6',
      arches: POWERPC,
    },
    {
      to: true,
      since: '6.16',
      arches: RISCV,
    },
  ],
  mappingStoreSilent: [
    false,
    {
      to: true,
      since: '6.9',
    },
  ],
  largeStructPage: [
    'no-build',
    {
      to: 'refused',
      since: '6.2',
      stable: ['6.1.12'],
    },
  ],
  smallSections: [
    false,
    {
      to: true,
      since: '6.13',
      arches: S390,
    },
  ],
  kmemOnMemory: [
    false,
    {
      to: true,
      since: '6.8',
      arches: [...X86, ...ARM64, ...POWERPC, ...RISCV, ...S390],
    },
  ],
  endTruncCheck: [
    false,
    {
      to: true,
      since: '6.6',
    },
  ],
  ramBufferRefused: [
    false,
    {
      to: true,
      since: '7.0',
      arches: X86,
    },
  ],
  misaligned: [
    'Misaligned __add_pages start: %#lx end: #%lx',
    {
      to: 'Misaligned __add_pages start: %#lx end: %#lx',
      since: '6.5',
    },
  ],
  probeFailed: [
    '%w: probe of %d failed with error %e',
    {
      to: '%w %d: probe with driver %w failed with error %e',
      since: '6.9',
    },
  ],
  hvoSelected: [
    false,
    {
      to: true,
      since: '5.14',
      arches: X86,
    },
    {
      to: true,
      since: '5.19',
      arches: ARM64,
    },
    {
      to: false,
      since: '6.3',
      stable: ['6.1.16', '6.2.3'],
      arches: ARM64,
    },
    {
      to: true,
      since: '6.2',
      arches: LOONGARCH,
    },
    {
      to: true,
      since: '6.2',
      arches: S390,
    },
    {
      to: true,
      since: '6.4',
      arches: RISCV,
    },
    {
      to: false,
      since: '6.18',
      stable: ['6.12.58', '6.17.8'],
      arches: S390,
    },
  ],
  hvo: [
    'two-pages',
    {
      to: 'one-page',
      since: '5.18',
    },
    {
      to: 'copied-head',
      since: '6.2',
    },
    {
      to: 'shared-tail',
      since: '7.1',
    },
  ],
  preHvo: [
    false,
    {
      to: true,
      since: '6.15',
      arches: X86,
    },
  ],
  hvoReported: [
    false,
    {
      to: true,
      since: '6.0',
    },
  ],
  bootmemInfo: [
    false,
    {
      to: true,
      since: ALWAYS,
      arches: X86,
    },
    {
      to: false,
      since: '7.3',
      arches: X86,
    },
  ],
};
