import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyse, analysing, type Analysis } from '../../src/config/analyse';
import { finish } from '../../src/engine/steps';

const hex = (n: bigint): string => `0x${n.toString(16)}`;

const MACHINES = [
  { kernel: '5.19' },
  { kernel: '6.12', arch: 'x86_64', ram: ['0x0-0x7fffffff', '0x100000000-0x407fffffff'] },
  { kernel: '7.3', arch: 'x86_64', ram: ['0x0-0x7fffffff'], struct_page_size: 80 },
  { kernel: '6.12', arch: 'arm64', page_size: '4KiB', ram: ['0x40000000-0x13fffffff'] },
  { kernel: '6.6', arch: 'arm64', page_size: '64KiB', ram: ['0x40000000-0x13fffffff'] },
  { kernel: '6.14', arch: 'riscv64', ram: ['0x80000000-0x27fffffff'] },
  { kernel: '6.12', arch: 'ppc64le', page_size: '64KiB', ram: ['0x0-0x1ffffffff'] },
  { kernel: '7.2', arch: 'ppc64le', page_size: '4KiB', ram: ['0x0-0x1ffffffff'] },
  { kernel: '6.12', arch: 'ppc64le', mmu: 'hash', page_size: '64KiB', ram: ['0x0-0x1ffffffff'] },
  // With findings of its own, which a text read after another one has to have as well.
  { kernel: '6.12', arch: 'amd65', bogus: 1, ram: ['x'] },
];

const RUNS = Number(process.env.RUNS ?? 250);
const MiB = 1n << 20n;
/** Places and lengths that meet: in a subsection, a section, a PMD table, a PUD table, and not at all. */
const STEPS = [
  MiB,
  2n * MiB,
  48n * MiB,
  128n * MiB,
  1024n * MiB,
  16384n * MiB,
  65536n * MiB,
  33554432n * MiB,
];
const SIZES = ['0', '2MiB', '62MiB', '128MiB', '1GiB', '1026MiB', '4GiB', '16GiB', '100GiB'];

const STRETCHES = [
  fc.record({
    step: fc.constantFrom(...STEPS),
    size: fc.constantFrom(...SIZES),
    at: fc.bigInt({ min: 0n, max: 12n }),
  }),
  // One beside the other, or nearly.
  ...['2MiB', '128MiB', '1GiB'].map((step, i) =>
    fc.record({
      step: fc.constant([2n * MiB, 128n * MiB, 1024n * MiB][i]!),
      size: fc.constantFrom(step, step, '2MiB', '126MiB', '1022MiB'),
      at: fc.bigInt({ min: 0n, max: 9n }),
    }),
  ),
];

const pgmap = fc
  .record({
    name: fc.constantFrom(undefined, 'dax0.0', 'dax1.0', 'dax2.0'),
    mode: fc.constantFrom(undefined, undefined, undefined, 'fsdax', 'system-ram', 'generic'),
    map: fc.constantFrom(undefined, undefined, undefined, 'dev'),
    align: fc.constantFrom(undefined, '4KiB', '64KiB', '2MiB', '2MiB', '16MiB', '1GiB', '1GiB'),
    stretch: fc.oneof(...STRETCHES),
    kind: fc.constantFrom('ranges', 'ranges', 'ranges', 'two', 'raw', 'size', 'altmap'),
  })
  .map(({ stretch: { step, at, size }, kind, ...rest }) => {
    const start = 0x4000000000n + step * at;
    const range = { start: hex(start), size };
    if (kind === 'raw') return { ...rest, raw: range };
    if (kind === 'size') return { ...rest, size };
    if (kind === 'two') return { ...rest, ranges: [range, { start: hex(start + 3n * step), size }] };
    if (kind === 'altmap')
      return { ...rest, mode: 'generic', map: 'dev', altmap: { reserve: 0, free: 512 }, ranges: [range] };
    return { ...rest, ranges: [range] };
  });

type Drawn = readonly unknown[];

/** What people do to a list: change one, put one in, take one out, put two the other way round, write one twice. */
const edit = fc.record({
  what: fc.constantFrom('change', 'insert', 'remove', 'swap', 'double'),
  at: fc.nat(),
  other: pgmap,
});

function edited(list: Drawn, { what, at, other }: { what: string; at: number; other: unknown }): Drawn {
  const next = [...list];
  const i = at % Math.max(1, list.length);
  if (what === 'change') next[i] = other;
  if (what === 'insert') next.splice(i, 0, other);
  if (what === 'remove') next.splice(i, 1);
  if (what === 'swap' && next.length > 1) next.push(...next.splice(i, 1));
  if (what === 'double' && next.length > 0) next.push(next[i]);
  return next;
}

const text = (machine: object, pgmaps: Drawn): string => JSON.stringify({ machine, pgmaps }, null, 1);

const SAID = [
  'code',
  'severity',
  'message',
  'errno',
  'releases',
  'kernelFunction',
  'place',
  'related',
  'offset',
  'length',
] as const;

/** All that an analysis says, as plain data. */
const said = ({ config, population, findings }: Analysis): unknown => ({
  machine: config.machine,
  pgmaps: config.pgmaps,
  population,
  findings: findings.map((finding) => ({
    ...Object.fromEntries(SAID.map((key) => [key, finding[key]])),
    fixes: finding.fixes.map(({ title, edits }) => ({ title, edits })),
  })),
});

const again = (next: string, before: Analysis): Analysis => finish(analysing(next, undefined, before));

describe('a text that is laid out again after a change', () => {
  for (const machine of MACHINES)
    it(`is as if it were laid out for the first time: ${Object.values(machine).join(' ')}`, () => {
      fc.assert(
        fc.property(
          fc.array(pgmap, { maxLength: 7 }),
          fc.array(edit, { minLength: 1, maxLength: 4 }),
          (list, edits) => {
            let pgmaps: Drawn = list;
            let before = analyse(text(machine, pgmaps));
            for (const one of edits) {
              pgmaps = edited(pgmaps, one);
              const next = text(machine, pgmaps);
              const now = again(next, before);
              assert.deepEqual(said(now), said(analyse(next)));
              before = now;
            }
          },
        ),
        { numRuns: RUNS },
      );
    });

  const device = (i: number, size: string): object => ({
    name: `dax${i}.0`,
    ranges: [{ start: hex((1n << 40n) + BigInt(i) * (1n << 35n)), size }],
  });
  const devices = (size: string): Drawn => [
    device(0, size),
    ...Array.from({ length: 20 }, (_, i) => device(i + 1, '2GiB')),
  ];

  it('keeps what no change can have touched, the same objects', () => {
    for (const machine of [MACHINES[0]!, MACHINES[1]!]) {
      const before = analyse(text(machine, devices('2GiB')));
      const now = again(text(machine, devices('21GiB')), before);
      assert.equal(now.config.machine, before.config.machine);
      for (const [i, made] of now.population.pgmaps.entries())
        assert.equal(made === before.population.pgmaps[i], i > 0, `${i}`);
    }
  });

  it('lays all of it out anew for another machine', () => {
    const before = analyse(text({ kernel: '6.12' }, devices('2GiB')));
    const now = again(text({ kernel: '5.18' }, devices('2GiB')), before);
    for (const [i, made] of now.population.pgmaps.entries())
      assert.notEqual(made, before.population.pgmaps[i]);
    assert.equal(now.population.totals.sharedPages, 0);
  });

  it('lays a pgmap out anew beside one that has come near, and when that has gone', () => {
    const near = (start: string): Drawn => [
      { name: 'a', ranges: [{ start, size: '2MiB' }] },
      { name: 'b', ranges: [{ start: '0x10008000000', size: '128MiB' }] },
    ];
    const apart = analyse(text(MACHINES[0]!, near('0x20000000000')));
    const beside = again(text(MACHINES[0]!, near('0x10008200000')), apart);
    assert.equal(beside.population.pgmaps[1]!.outcome.ok, false);
    const apartAgain = again(text(MACHINES[0]!, near('0x20000000000')), beside);
    assert.equal(apartAgain.population.pgmaps[1]!.outcome.ok, true);
  });

  it('knows that the last of many small compounds takes the page behind it, where the neighbour begins', () => {
    const two = (end: string): Drawn => [
      { name: 'a', mode: 'generic', align: '64KiB', ranges: [{ start: '0x10000000000', end }] },
      { name: 'b', mode: 'generic', align: '64KiB', ranges: [{ start: '0x10040000000', size: '1GiB' }] },
    ];
    const rule = ({ population }: Analysis): unknown => population.pgmaps[1]!.ranges[0]!.runs[0];
    const apart = analyse(text(MACHINES[0]!, two('0x1001fffffff')));
    const beside = again(text(MACHINES[0]!, two('0x1003fffffff')), apart);
    assert.notDeepEqual(rule(beside), rule(apart));
    assert.deepEqual(rule(again(text(MACHINES[0]!, two('0x1001fffffff')), beside)), rule(apart));
  });

  it('knows that a device of unknown base loses more to memory blocks where it is pushed on', () => {
    const after = (size: string): Drawn => [
      { name: 'a', size },
      { name: 'b', mode: 'system-ram', size: '16GiB' },
    ];
    const length = ({ population }: Analysis): number => population.pgmaps[1]!.totals.structPages;
    const machine = MACHINES[1]!;
    const now = again(text(machine, after('3GiB')), analyse(text(machine, after('4GiB'))));
    assert.equal(length(now), length(analyse(text(machine, after('3GiB')))));
    assert.notEqual(length(now), length(analyse(text(machine, after('4GiB')))));
  });

  it('counts a page table of many for whoever is now the first of them', () => {
    const first = (start: string): Drawn => [
      { name: 'a', ranges: [{ start, size: '2GiB' }] },
      { name: 'b', ranges: [{ start: '0x200000000000', size: '2GiB' }] },
    ];
    const tables = ({ population }: Analysis, i: number): number =>
      population.pgmaps[i]!.totals.pageTables.pud;
    const together = analyse(text(MACHINES[1]!, first('0x201000000000')));
    assert.deepEqual([tables(together, 0), tables(together, 1)], [1, 0]);
    const apart = again(text(MACHINES[1]!, first('0x8000000000')), together);
    assert.deepEqual([tables(apart, 0), tables(apart, 1)], [0, 1]);
  });
});
