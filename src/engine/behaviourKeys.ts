/** The flags of `Behaviour` that a config can override, by name and allowed values. */
import type { Behaviour } from './behaviour';

/** Words that kernels print are not for overriding. */
export type Flag = Exclude<keyof Behaviour, 'misaligned' | 'probeFailed'>;

/** Every value of a flag, so that the compiler finds a missing one; booleans need no list. */
type Values<T> = [T] extends [boolean] ? 'boolean' : { readonly [V in T & string]: true };

const VALUES: { readonly [K in Flag]: Values<Behaviour[K]> } = {
  zoneDevice: 'boolean',
  memoryHotplug: 'boolean',
  daxCompound: 'boolean',
  dedupGate: { never: true, 'any-compound': true, 'any-compound-arch': true, 'over-two-pages-arch': true },
  dedupSelected: 'boolean',
  compound: { generic: true, 'addr-pfn-bug': true, radix: true },
  populate: {
    'hugepages-of-sections': true,
    'hugepages-of-sections-altmap-pages': true,
    hugepages: true,
    'hugepages-of-ram': true,
    basepages: true,
    'basepages-of-ram': true,
    radix: true,
    'radix-rounds-down': true,
    hash: true,
  },
  anyPmdWillDo: 'boolean',
  depopulate: { 'unused-leaves': true, unused: true, touched: true, nothing: true },
  initRule: { all: true, 'two-pages': true, gated: true, 'gated-not-early': true },
  memmapCounter: { absent: true, raw: true, 'dedup-aware': true },
  rangePrevalidated: 'boolean',
  maxFolioOrderCheck: 'boolean',
  everyPageblock: 'boolean',
  initMessage: 'boolean',
  maskedTails: 'boolean',
  compoundWarning: 'boolean',
  pudAlign: 'boolean',
  mappingStoreSilent: 'boolean',
  largeStructPage: { 'no-build': true, refused: true },
  smallSections: 'boolean',
  kmemOnMemory: 'boolean',
  endTruncCheck: 'boolean',
  ramBufferRefused: 'boolean',
  hvoSelected: 'boolean',
  hvo: { 'two-pages': true, 'one-page': true, 'copied-head': true, 'shared-tail': true },
  preHvo: 'boolean',
  hvoReported: 'boolean',
  bootmemInfo: 'boolean',
};

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export interface FlagKey {
  readonly flag: Flag;
  /** As a config writes it. */
  readonly key: string;
  /** Null for true or false. */
  readonly values: readonly string[] | null;
}

export const FLAG_KEYS: readonly FlagKey[] = (Object.keys(VALUES) as Flag[]).map((flag) => {
  const values = VALUES[flag];
  return { flag, key: snakeCase(flag), values: typeof values === 'string' ? null : Object.keys(values) };
});
