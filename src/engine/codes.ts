/** The code of every finding there is. docs/findings.md has a section for each. */

/** The kernel refuses it. */
const REFUSED = [
  'align-unsupported',
  'altmap-multi-range',
  'altmap-too-small',
  'beyond-addressable',
  'memory-hotplug-missing',
  'namespace-unusable',
  'ram-collision',
  'range-overlap',
  'refused',
  'size-not-multiple-of-align',
  'subsection-misaligned',
  'zone-device-missing',
] as const;

/** The kernel accepts it and goes wrong. */
const CORRUPTING = [
  'compound-overrun',
  'head-aliasing',
  'leaf-taken-for-table',
  'stray-tail-page',
  'struct-pages-unmapped',
  'uninitialized-struct-pages',
] as const;

/** It works, and costs or risks something. */
const COSTLY = [
  'addr-pfn-bug',
  'boot-memmap',
  'compound-misaligned',
  'dedup-off-altmap',
  'dedup-off-arch',
  'dedup-off-kernel',
  'dedup-off-mode',
  'dedup-off-small-compound',
  'dedup-off-struct-page',
  'larger-align',
  'leaf-in-the-way',
  'memory-block-loss',
  'partial-compound',
  'ram-buffer',
  'removal-hazard',
  'section-shared',
] as const;

/** What is written. */
const INPUT = [
  'approximate-size',
  'assumed-value',
  'bad-value',
  'conflicting-keys',
  'decimal-size',
  'duplicate-key',
  'empty-range',
  'ineffective-value',
  'missing-key',
  'not-exact',
  'struct-page-size',
  'syntax',
  'too-large',
  'unknown-key',
  'wrong-type',
] as const;

/** What a machine printed. */
const OUTPUT = [
  'child-outside-parent',
  'conflicting-sources',
  'kernel-config',
  'kernel-message',
  'mended-json',
  'missing-value',
  'passed-over',
  'zeroed-addresses',
] as const;

export const CODES = { REFUSED, CORRUPTING, COSTLY, INPUT, OUTPUT } as const;
export type Code = (typeof CODES)[keyof typeof CODES][number];

export const isCode = (text: string): text is Code =>
  Object.values(CODES).some((codes: readonly string[]) => codes.includes(text));
