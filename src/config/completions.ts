/** What the JSON schema cannot offer: values with their effect in this file, addresses that follow, whole machines. */
import { ARCHES, pageSize } from '../engine/arch';
import { ARCH_NAMES } from '../engine/archNames';
import { SERIES } from '../engine/releases';
import { formatBytes, hex } from '../engine/units';
import { alignsOf, sizeText } from './aligns';
import { effectOf } from './effects';
import { canonical } from './keys';
import { nextAddress, nextAddresses } from './nextAddress';
import { locationAt } from './location';
import { parseConfig } from './parse';
import { MODES } from './pgmaps';
import { MACHINES, PGMAPS } from './snippets';
import type { Location } from 'jsonc-parser';
import type { Config, Span } from './model';
import type { Machine, Pgmap } from '../engine/types';
import type { Snippet } from './snippets';

export interface Suggestion {
  readonly label: string;
  /** What is written over `span`; snippet syntax where `isSnippet`. */
  readonly text: string;
  readonly detail: string;
  readonly isSnippet: boolean;
  readonly span: Span;
}

/** A longer text is not read once more for what is typed next. */
const LONGEST = 512 * 1024;
const GIB = 2 ** 30;
const SIZES = [1, 16, 64, 128, 256, 1024].map((gib) => gib * GIB);

/** Suggestions at an offset of a text, best first; empty where the schema's are all there is. */
export function suggestions(text: string, offset: number, defaults?: Machine): Suggestion[] {
  if (text.length > LONGEST) return [];
  const location = locationAt(text, offset);
  if (!location || location.isAtPropertyKey) return [];
  const [root, index, ...rest] = location.path;
  const span = valueSpan(location, offset);
  if (root === 'machine' && index === undefined) return snippets(MACHINES, span, '');
  const ofMachine = root === 'machine' && rest.length === 0 ? MACHINE_VALUES[String(index)] : undefined;
  if (ofMachine) return values(text, span, ofMachine(), defaults);
  if (root !== 'pgmaps' || typeof index !== 'number') return [];
  const without = text.slice(0, span.offset) + 'null' + text.slice(span.offset + span.length);
  const config = parseConfig(without, defaults);
  if (rest.length === 0) return snippets(PGMAPS, span, hex(nextAddress(config, GIB)));
  const place = config.placeAt(span.offset + 1);
  const pgmap = typeof place?.pgmap === 'number' ? config.pgmaps[place.pgmap] : undefined;
  const key = canonical(String(rest.at(-1)));
  if (key === 'align') return values(text, span, alignsOf(config.machine, pgmap?.raw), defaults);
  const words = rest.length === 1 ? PGMAP_WORDS[key] : undefined;
  if (words) return values(text, span, words, defaults);
  if (key === 'start' && rest.length > 1) return addresses(text, span, config, pgmap);
  if (key === 'size') return values(text, span, SIZES.map(sizeText), defaults);
  return [];
}

/** Of the value the caret is in; of no length where none is written. */
function valueSpan({ previousNode }: Location, offset: number): Span {
  const within =
    previousNode &&
    previousNode.type !== 'property' &&
    previousNode.offset <= offset &&
    offset <= previousNode.offset + previousNode.length;
  return within ? { offset: previousNode.offset, length: previousNode.length } : { offset, length: 0 };
}

const kernels = (): string[] => [...SERIES].reverse();

const MACHINE_VALUES: Readonly<Record<string, (() => readonly string[]) | undefined>> = {
  arch: () => ARCH_NAMES,
  kernel: kernels,
  mmu: () => ['radix', 'hash'],
  page_size: () => [...new Set(ARCHES.map((arch) => sizeText(pageSize(arch))))],
};

const PGMAP_WORDS: Readonly<Record<string, readonly string[] | undefined>> = {
  map: ['mem', 'dev'],
  mode: MODES,
};

const values = (text: string, span: Span, all: readonly string[], defaults?: Machine): Suggestion[] =>
  all.map((value) => {
    const written = JSON.stringify(value);
    return plain(written, span, effectOf(text, span, written, defaults) ?? '');
  });

function addresses(text: string, span: Span, config: Config, pgmap: Pgmap | undefined): Suggestion[] {
  const align = pgmap?.align ?? GIB;
  return nextAddresses(config, align).map(({ start, after }) => {
    const written = JSON.stringify(hex(start));
    const follows = after === 'ram' ? 'after System RAM' : 'after the last range';
    const detail = `${follows}, aligned to ${formatBytes(Math.max(align, 2 ** 21))}`;
    const effect = effectOf(text, span, written, config.defaults);
    return plain(written, span, effect ? `${detail}; ${effect}` : detail);
  });
}

const plain = (written: string, span: Span, detail: string): Suggestion => ({
  label: written,
  text: written,
  detail,
  isSnippet: false,
  span,
});

const snippets = (all: readonly Snippet[], span: Span, start: string): Suggestion[] =>
  all.map(({ label, detail, body }) => ({
    label,
    detail,
    text: body.replace('START', start),
    isSnippet: true,
    span,
  }));
