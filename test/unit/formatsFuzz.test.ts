import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { Session } from 'node:inspector';
import { parseConfig } from '../../src/config/parse';
import { convert, recognise } from '../../src/formats/convert';
import { sample } from './formatsHelpers';

const SAMPLES = readdirSync('test/fixtures/machine-output').map(sample);
const BITS = [
  ...SAMPLES.flatMap((text) => text.split('\n')),
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    ',',
    ':',
    '\\',
    '\0',
    '\r\n',
    '\u001b[31m',
    '> ',
    '# ',
    '...',
    '<--',
    '/*',
    '//',
    '0x',
    '-1',
    '18446744073709551616',
    '1e400',
    '0-0 : dax0.0',
    '"size":',
    '\u202e',
    '\ud800',
  ],
];

const RUNS = Number(process.env.FUZZ_RUNS ?? 500);

const SURPRISES = new Set([
  'syntax',
  'wrong-type',
  'bad-value',
  'missing-key',
  'not-exact',
  'conflicting-keys',
  'empty-range',
  'duplicate-key',
  'unknown-key',
  'align-unsupported',
]);

function survives(text: string): void {
  const { text: config, problems } = convert([{ name: 'a', text }]);
  for (const { source, message } of problems) {
    assert.ok(source.offset >= 0 && source.offset + source.length <= Math.max(1, text.length) + 1, message);
    assert.match(message, /\.$/);
  }
  const surprises = parseConfig(config).findings.filter((f) => SURPRISES.has(f.code));
  assert.deepEqual(
    surprises.map((f) => f.message),
    [],
    config,
  );
  recognise(text);
}

describe('importers on anything', () => {
  it('never throw, point into the text and write a config that reads without surprise', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), survives), { numRuns: 300 });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...BITS), { maxLength: 40 }),
        fc.constantFrom('\n', ' ', ''),
        (bits, by) => survives(bits.join(by)),
      ),
      { numRuns: RUNS },
    );
  });

  it('samples with parts cut out, doubled or replaced', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SAMPLES),
        fc.array(fc.tuple(fc.nat({ max: 999 }), fc.nat({ max: 40 }), fc.constantFrom('', '\n', ...BITS)), {
          maxLength: 6,
        }),
        (text, cuts) => {
          let cut = text;
          for (const [at, length, by] of cuts) {
            const from = Math.floor((at / 1000) * cut.length);
            cut = cut.slice(0, from) + by + cut.slice(from + length);
          }
          survives(cut);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

/** Texts that grow: what a reader that looks back or ahead too far would take the square of. */
const GROWING: Readonly<Record<string, (i: number) => string>> = {
  braces: () => '{',
  brackets: () => '[',
  'objects that are never closed': () => '{"a":',
  'lists that are never closed': () => '[{"a":1},',
  quotes: () => '"',
  'quotes and backslashes': () => '\\"',
  escapes: () => '\u001b[1;2;3',
  blanks: () => ' ',
  'lines of blanks': () => '   \n',
  'comments that are never closed': () => '/* pmem-region ',
  'devicetree nodes': (i) =>
    `pmem@${i.toString(16)} { compatible = "pmem-region"; reg = <0x${i.toString(16)} 0x1000>;\n`,
  'quote marks': () => '> ',
  'options on one line': (i) => `memmap=1G!${i}G `,
  'HugeTLB pools': (i) => `hugepagesz=2M hugepages=${i % 1000}:${i}\n`,
  'QEMU devices': (i) => `-object memory-backend-ram,id=m${i},size=1G -device nvdimm,memdev=m${i} `,
  'daxctl devices': (i) => `{"chardev":"dax${i}.0","size":2097152,"align":2097152,"mode":"devdax"}\n`,
  'daxctl devices with ranges': (i) =>
    `{"chardev":"dax${i}.0","mappings":[{"start":${i * 4194304},"end":${i * 4194304 + 2097151}}]}\n`,
  'one device with all the ranges': (i) => `${i.toString(16)}000-${i.toString(16)}fff : dax0.0\n`,
  'ndctl namespaces': (i) =>
    `{"dev":"namespace${i}.0","mode":"devdax","map":"dev","size":${(1 + (i % 9)) * 1073741824},"chardev":"dax${i}.0"}\n`,
  'persistent memory with namespaces': (i) => {
    const at = (0x1000n + BigInt(i) * 16n).toString(16);
    return `${at}000000-${at}ffffff : Persistent Memory\n  ${at}000000-${at}1fffff : namespace${i}.0\n  ${at}200000-${at}ffffff : dax${i}.0\n`;
  },
  'devices of one size beside ranges of one size': (i) =>
    `{"chardev":"dax${i}.0","size":16777216}\n${(0x100 + i).toString(16)}000000-${(0x100 + i).toString(16)}ffffff : Soft Reserved\n`,
  'RAM with nodes': (i) =>
    `[0.0] ACPI: SRAT: Node ${i % 8} PXM 0 [mem 0x${i}000000-0x${i}ffffff]\n${i}000000-${i}ffffff : System RAM\n`,
  'memory blocks': (i) =>
    `0x${(i * 2).toString(16)}0000000-0x${(i * 2).toString(16)}7ffffff 128M online yes ${i}\n`,
  remarks: (i) => `remark ${i}\n\n`,
  'keys nobody knows': (i) => `{"chardev":"dax0.0","k${i}":1}\n`,
};

/** How often any block of code is run, as V8 counts it. */
async function steps(run: () => void): Promise<number> {
  const session = new Session();
  session.connect();
  const post = <T>(method: string, params: object = {}): Promise<T> =>
    new Promise((done, failed) =>
      session.post(method, params, (error, result) => (error ? failed(error) : done(result as T))),
    );
  await post('Profiler.enable');
  await post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  run();
  type Coverage = { result: { functions: { ranges: { count: number }[] }[] }[] };
  const { result } = await post<Coverage>('Profiler.takePreciseCoverage');
  await post('Profiler.stopPreciseCoverage');
  session.disconnect();
  return result
    .flatMap((script) => script.functions.flatMap((f) => f.ranges))
    .reduce((sum, { count }) => sum + count, 0);
}

describe('importers take time in proportion to the text', function () {
  this.timeout(60_000);

  for (const [what, part] of Object.entries(GROWING))
    it(what, async () => {
      const text = (n: number): string => Array.from({ length: n }, (_, i) => part(i)).join('');
      const [small, large] = [text(1000), text(4000)];
      // Once before, so that both are counted alike.
      convert([{ name: '', text: small }]);
      // V8 may lose counts of what it throws away meanwhile: the most that is seen is what was done.
      let few = 0;
      for (let i = 0; i < 3; i++)
        few = Math.max(few, await steps(() => void convert([{ name: '', text: small }])));
      const many = await steps(() => void convert([{ name: '', text: large }]));
      assert.ok(many <= 6 * few + 20_000, `${many} steps for four times the text of ${few}`);
    });

  it('a megabyte of any of it comes to an end', () => {
    for (const part of Object.values(GROWING)) {
      const line = part(7).replaceAll('\n', ' ');
      convert([{ name: '', text: line.repeat(Math.ceil(2 ** 20 / line.length)) }]);
    }
  });
});
