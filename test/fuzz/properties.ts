/** What must hold of any input: each a property that the short run in the tests and `npm run fuzz` share. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from '../../src/config/analyse';
import { suggestions } from '../../src/config/completions';
import { ARCHES } from '../../src/engine/arch';
import { convert } from '../../src/formats/convert';
import { isPanelToHost } from '../../src/protocol/toHost';
import { isHostToPanel } from '../../src/protocol/toPanel';
import { showMessage } from '../../src/editor/panelMessages';
import { fixAll } from '../../src/report/fixes/fixAll';
import { hoverText } from '../../src/report/hover/hover';
import { layoutJson } from '../../src/report/layoutJson';
import { reportText } from '../../src/report/report';
import { edited, waysOut } from '../../src/report/fixes/waysOut';
import { modelOf } from '../../webview/model';
import { scene } from '../../webview/scene';
import { START } from '../../webview/view';
import type { ShowMessage } from '../../src/protocol';

const root = join(__dirname, '..', '..');
const texts = (folder: string): string[] =>
  readdirSync(join(root, folder)).map((name) => readFileSync(join(root, folder, name), 'utf8'));

/** Everything that ever broke, as it was. */
export const CORPUS = texts('test/fuzz/corpus');
const EXAMPLES = texts('examples');
const OUTPUTS = texts('test/fixtures/machine-output');

const inside = (text: string, { offset, length }: { offset: number; length: number }): void =>
  assert.ok(offset >= 0 && length >= 0 && offset + length <= text.length, `${offset}+${length}`);

/** All that an editor or the command line asks of a text. */
export function anyText(text: string): void {
  const analysis = analyse(text);
  const { config, population, findings } = analysis;
  for (const finding of findings) {
    inside(text, finding);
    finding.related.forEach((place) => inside(text, place));
    assert.match(finding.message, /[.)]$/);
  }
  for (const finding of findings.slice(0, 5))
    for (const way of waysOut(text, analysis, finding)) {
      way.edits.forEach((edit) => inside(text, edit));
      analyse(edited(text, way));
    }
  fixAll(text, analysis);
  const middle = Math.floor(text.length / 2);
  suggestions(text, middle);
  hoverText(text, analysis, middle);
  JSON.parse([...layoutJson(config.machine, population, false)].join(''));
  assert.ok([...reportText(config.machine, config.pgmaps, population)].join('').length > 0);
}

/** A text with stretches cut out, doubled or replaced. */
const mutated = (from: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...from),
      fc.array(fc.tuple(fc.nat(999), fc.nat(40), fc.constantFrom(...BITS)), { maxLength: 5 }),
    )
    .map(([text, cuts]) =>
      cuts.reduce((cut, [at, length, by]) => {
        const start = Math.floor((at / 1000) * cut.length);
        return cut.slice(0, start) + by + cut.slice(start + length);
      }, text),
    );

const BITS = [
  ...[
    '',
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\\',
    '\0',
    '//',
    '/*',
    '\ufeff',
    '\ud800',
    '\u202e',
    '</script>',
  ],
  ...['-1', '1e400', '0', '1.5', '9223372036854775807', '9223372036854775808', '18446744073709551616'],
  ...['"0x7fffffffffffffff"', '"0xffffffffffffffff"', '"0x0-0x0"', '"1B"', '"8EiB"', '"2GB"', 'null', 'true'],
  ...['"mode": "fsdax",', '"map": "dev",', '"align": "1GiB",', '"arch": "ppc64le",', '"ranges": [],'],
];

const KERNELS = [
  '5.10',
  '5.19',
  '6.1.100',
  '6.1.192',
  '6.6',
  '6.11',
  '6.12',
  '6.18',
  '7.0',
  '7.1',
  '7.3',
  '99.9',
];
const address = fc.bigInt({ min: 0n, max: (1n << 63n) - 1n });
/** Near a boundary of some power of two more often than not. */
const near = fc.tuple(fc.nat(62), fc.nat(63), fc.integer({ min: -2, max: 2 })).map(([a, b, by]) => {
  const n = (1n << BigInt(a)) + (1n << BigInt(b)) / 2n + BigInt(by);
  return n < 0n ? 0n : n >= 1n << 63n ? (1n << 63n) - 1n : n;
});
const span = fc
  .tuple(fc.oneof(address, near), fc.oneof(near, address))
  .map(([a, b]) =>
    a < b ? `"0x${a.toString(16)}-0x${b.toString(16)}"` : `"0x${b.toString(16)}-0x${a.toString(16)}"`,
  );

/** Machines and pgmaps of every architecture and release, at any address up to 2^63 and any order. */
const config = fc
  .record({
    arch: fc.constantFrom(...ARCHES),
    kernel: fc.constantFrom(...KERNELS),
    structPage: fc.constantFrom(56, 64, 80, 96),
    ram: fc.array(span, { maxLength: 2 }),
    pgmaps: fc.array(
      fc.record({
        mode: fc.constantFrom('devdax', 'fsdax', 'system-ram', 'generic'),
        map: fc.constantFrom('mem', 'dev'),
        shift: fc.nat(40),
        ranges: fc.array(span, { minLength: 1, maxLength: 3 }),
        raw: fc.option(fc.tuple(near, near)),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ arch, kernel, structPage, ram, pgmaps }) => {
    const machine = `"arch": "${arch.name}", "page_size": ${2 ** arch.pageShift}, "mmu": "${arch.mmu ?? 'radix'}", "kernel": "${kernel}", "struct_page_size": ${structPage}, "ram": [${ram.join(', ')}]`;
    const list = pgmaps.map(({ mode, map, shift, ranges, raw }) => {
      const where = raw
        ? `"raw": { "start": "0x${raw[0].toString(16)}", "size": "${raw[1]}" }`
        : `"ranges": [${ranges.join(', ')}]`;
      return `{ "mode": "${mode}", "map": "${map}", "vmemmap_shift": ${shift}, ${where} }`;
    });
    return `{ "machine": { ${machine} }, "pgmaps": [${list.join(', ')}] }`;
  });

/** A picture with values in it replaced: what the guard takes is drawn, or is the guard's fault. */
const PICTURES: readonly ShowMessage[] = EXAMPLES.map((text, i) =>
  showMessage(
    { uri: { path: `/${i}.pgmap.json`, toString: () => `file:///${i}` }, version: i } as never,
    analyse(text),
  ),
);
const ODD: readonly unknown[] = [null, -1, 0, 1, 2 ** 53 - 1, 0.5, '', 'x', [], {}, true];

function replaced(value: unknown, path: readonly number[], by: unknown): unknown {
  if (typeof value !== 'object' || value === null || path.length === 0) return by;
  const entries = Object.entries(value);
  if (entries.length === 0) return by;
  const [at, ...rest] = path;
  const [key, inner] = entries[at! % entries.length]!;
  const copy: unknown = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  (copy as Record<string, unknown>)[key] = replaced(inner, rest, by);
  return copy;
}

const message = fc
  .tuple(
    fc.constantFrom(...PICTURES),
    fc.array(fc.nat(20), { minLength: 1, maxLength: 7 }),
    fc.constantFrom(...ODD),
  )
  .map(([picture, path, by]) => replaced(picture, path, by));

function anyMessage(value: unknown): void {
  isPanelToHost(value);
  if (!isHostToPanel(value) || value.type !== 'show') return;
  const model = modelOf(value);
  for (const width of [320, 900]) assert.ok(scene(model, START, { width }).strips.length >= 0);
}

export interface Property {
  readonly name: string;
  /** Stops after `ms`, or after `runs` where that comes first; throws where the property does not hold. */
  run(options: { readonly runs: number; readonly ms: number; readonly seed?: number }): void;
}

const property = <T>(name: string, values: fc.Arbitrary<T>, holds: (value: T) => void): Property => ({
  name,
  run: ({ runs, ms, seed }) =>
    fc.assert(fc.property(values, holds), {
      numRuns: runs,
      interruptAfterTimeLimit: ms,
      ...(seed === undefined ? {} : { seed }),
    }),
});

export const PROPERTIES: readonly Property[] = [
  property('config text, of examples cut and patched', mutated(EXAMPLES), anyText),
  property('config text, of anything at all', fc.string({ unit: 'binary', maxLength: 400 }), anyText),
  property('engine: every machine, addresses to 2^63, all orders', config, anyText),
  property('machine output, cut and patched', mutated(OUTPUTS), (text) => {
    const { text: made, problems } = convert([{ name: 'a', text }]);
    for (const { source, message: said } of problems) {
      inside(`${text}  `, source);
      assert.match(said, /\.$/);
    }
    anyText(made);
  }),
  property('messages to the panel, values replaced: refused, or drawn', message, anyMessage),
  property('messages of any shape, both ways', fc.anything({ maxDepth: 4 }), (value) => {
    assert.equal(isPanelToHost(value) && isHostToPanel(value), false);
  }),
];
