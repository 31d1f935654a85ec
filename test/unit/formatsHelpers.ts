/** Short ways to say what was found in a text. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { convert } from '../../src/formats/convert';
import { find } from '../../src/formats/find';
import { hex } from '../../src/engine/units';
import { analyse } from '../../src/config/analyse';
import type { Analysis } from '../../src/config/analyse';
import type { Conversion } from '../../src/formats/convert';
import type { Fact } from '../../src/formats/facts';
import type { Quantity } from '../../src/formats/quantity';
import type { PhysRange } from '../../src/engine/types';

export const sample = (name: string): string => readFileSync(`test/fixtures/machine-output/${name}`, 'utf8');

const range = ({ start, end }: PhysRange): string => `${hex(start)}-${hex(end)}`;
const size = (q: Quantity | undefined): string =>
  q === undefined ? '' : q.low === q.high ? ` ${q.low}` : ` ${q.low}..${q.high}`;
const pair = (key: string, value: unknown): string =>
  value === undefined || value === '' ? '' : ` ${key}=${String(value)}`;

/** A fact in a line. */
function told(fact: Fact): string {
  switch (fact.kind) {
    case 'device':
      return `device ${fact.name}${size(fact.size?.value)}${pair('align', fact.align?.value)}${pair('mode', fact.mode?.value)}${pair('node', fact.targetNode?.value)}${fact.mappings.map((m) => ` ${range(m.value)}`).join('')}`;
    case 'namespace':
      return `namespace ${fact.name}${size(fact.size?.value)}${pair('align', fact.align?.value)}${pair('mode', fact.mode?.value)}${pair('map', fact.map?.value)}${pair('chardev', fact.chardev)}${pair('node', fact.targetNode?.value)}${fact.native ? ' native' : ''}`;
    case 'nvdimm-region':
      return `nvdimm-region ${fact.region.name}${size(fact.region.size?.value)}${pair('align', fact.region.align?.value)}`;
    case 'extent':
      return `${fact.of} ${fact.name} ${range(fact.range)}${fact.kmem ? ' kmem' : ''}`;
    case 'unplaced':
      return `unplaced ${fact.name}${size(fact.size.value)}`;
    case 'ram':
      return `ram ${fact.map} ${range(fact.range)}${pair('node', fact.node)}`;
    case 'not-ram':
      return `not-ram ${range(fact.range)}`;
    case 'node':
      return `node ${fact.node} ${range(fact.range)}`;
    case 'machine':
      return `machine ${fact.key}=${String(fact.value)}`;
    case 'block-size':
      return `block-size ${fact.bytes}`;
    case 'pool':
      return `pool ${fact.pageSize} x ${fact.count}${pair('node', fact.node)} ${fact.when}`;
    case 'counter':
      return `counter ${fact.name}=${fact.value}`;
  }
}

export const factsIn = (text: string): string[] => find([text]).facts.map(told);
export const codesIn = (text: string): string[] => find([text]).problems.map((p) => p.code);

/** A row of a table: what it is, the text, the facts, and the codes of what is said about it. */
export type Row = readonly [what: string, text: string, facts: readonly string[], codes?: readonly string[]];

export function table(rows: readonly Row[]): void {
  for (const [what, text, facts, codes] of rows)
    it(what, () => {
      assert.deepEqual(factsIn(text), facts);
      if (codes) assert.deepEqual(codesIn(text), codes);
      // Line ends of Windows and of old Macs, and marks of mails, change nothing.
      assert.deepEqual(factsIn(text.replaceAll('\n', '\r\n')), facts);
      assert.deepEqual(factsIn(text.replaceAll(/^/gm, '> ')), facts);
    });
}

export const converted = (...texts: readonly string[]): Conversion =>
  convert(texts.map((text, i) => ({ name: `${'abcdef'[i]}.txt`, text })));

export const analysed = (...texts: readonly string[]): Analysis => analyse(converted(...texts).text);

/** The pgmaps that some texts make, in a line each. */
export const pgmapsOf = (...texts: readonly string[]): string[] =>
  analysed(...texts).config.pgmaps.map((p) =>
    [
      p.name,
      p.mode,
      p.map,
      p.align,
      p.raw
        ? `raw ${hex(p.raw.start)}+${p.raw.size}`
        : p.size === null
          ? p.ranges.map(range).join(' ')
          : `size ${p.size}`,
    ].join(' '),
  );

/** What is said of every text without one. */
export const NO_KERNEL = 'No kernel release is in it';

export const saidOf = (...texts: readonly string[]): string[] =>
  converted(...texts)
    .problems.filter((p) => !p.message.startsWith(NO_KERNEL))
    .map((p) => `${p.code}: ${p.message}`);
