/** The rules by the words that people read, the same everywhere; programs read the rules themselves. */
import type { Rule } from './types';

export const RULE_NAMES: Readonly<Record<Rule, string>> = {
  head: 'head',
  'first-tail': 'first tail',
  'tail-reuse': 'tail reuse',
  'section-reuse': 'section reuse',
  'stray-reuse': 'stray reuse',
  foreign: 'foreign page',
  'kept-page': 'kept page',
  'huge-block': 'huge block',
  'base-page': 'base page',
  'boot-memmap': 'boot memmap',
  altmap: 'altmap',
  unmapped: 'not mapped',
};
