import assert from 'node:assert/strict';
import fc from 'fast-check';
import { made } from './helpers';
import { GiB, KiB, machine, MiB, pgmap, ram, TiB } from './helpers';
import { diagram } from '../../src/report/diagram/diagram';
import type { Machine, Pgmap } from '../../src/engine/types';

const drawn = (m: Machine, p: Pgmap): string => diagram(m, p, made(m, p));

const body = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => /^ [+|]/.test(line))
    .map((line) => line.trimEnd());

describe('the plain-text diagram', () => {
  it('draws 2 MiB as the kernel’s documentation does', () => {
    assert.deepEqual(body(drawn(machine(), pgmap(2 * MiB, [[TiB, 2 * MiB]]))), [
      ' +------------+ ---virt_to_page---> +-----------+   mapping to   +-----------+',
      ' |            |                     |     0     | -------------> |     0     |',
      ' |            |                     +-----------+                +-----------+',
      ' |            |                     |     1     | -------------> |     1     |',
      ' |            |                     +-----------+                +-----------+',
      ' |            |                     |     2     | ----------------^ ^ ^ ^ ^ ^',
      ' |            |                     +-----------+                   | | | | |',
      ' |   2 MiB    |                     |     3     | ------------------+ | | | |',
      ' |  compound  |                     +-----------+                     | | | |',
      ' |            |                     |     4     | --------------------+ | | |',
      ' |            |                     +-----------+                       | | |',
      ' |            |                     |     5     | ----------------------+ | |',
      ' |            |                     +-----------+                         | |',
      ' |            |                     |     6     | ------------------------+ |',
      ' |            |                     +-----------+                           |',
      ' |            |                     |     7     | --------------------------+',
      ' +------------+                     +-----------+',
    ]);
  });

  it('folds a large compound in its middle and marks where a section starts', () => {
    const lines = body(drawn(machine(), pgmap(GiB, [[TiB, GiB]])));
    const has = (text: string): boolean => lines.some((line) => line.includes(text));
    assert.ok(lines.length < 20);
    for (const label of [
      '  4..511  ',
      ' 0x10008000000 +===========+',
      '    512    ',
      ' 513..4094 ',
      '   4095    ',
    ])
      assert.ok(has(label), label);
  });

  it('shows heads that land on another compound’s tails', () => {
    const text = drawn(machine(), pgmap(GiB, [[0x440200000, 0x540000000 - 0x440200000]]));
    assert.match(text, / 4096 head! /);
    assert.match(text, /12288 head! /);
    assert.match(text, /head!: 3 compound heads on a frame/);
  });

  it('shows PMD blocks, the altmap and the boot memmap', () => {
    const fsdax = { ...pgmap(2 * MiB, [[TiB, GiB]]), mode: 'fsdax', vmemmapShift: 0 } as const;
    assert.match(drawn(machine(), fsdax), /0\.\.511 +\| ----PMD/);
    const dev = {
      ...pgmap(2 * MiB, []),
      map: 'dev',
      raw: { start: BigInt(TiB), size: BigInt(16 * GiB) },
    } as const;
    assert.match(drawn(machine(), dev), /--altmap-+>/);
    const early = machine({ ram: ram([0, 0x440200000]) });
    assert.match(drawn(early, pgmap(2 * MiB, [[0x440200000, 1030 * MiB]])), /---boot--/);
  });

  it('says why a refused pgmap has none', () => {
    const text = drawn(machine(), { ...pgmap(2 * MiB, [[TiB + MiB, GiB]]), mode: 'generic' });
    assert.match(text, /Refused: EINVAL from check_pfn_span\(\): Misaligned/);
    assert.equal(body(text).length, 0);
  });

  it('is ASCII of at most 78 columns and of bounded length, whatever the pgmap', () => {
    const aligns = [4 * KiB, 64 * KiB, MiB, 2 * MiB, 32 * MiB, GiB, 16 * GiB];
    const releases = ['5.17', '5.19', '6.1', '6.12', '7.3'];
    const span = fc.tuple(fc.nat(2 ** 22), fc.integer({ min: 1, max: 2 ** 15 }));
    fc.assert(
      fc.property(
        fc.constantFrom(...aligns),
        fc.constantFrom(...releases),
        fc.array(span, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(56, 64, 80, 128),
        fc.boolean(),
        fc.constantFrom('generic', 'fsdax', 'system-ram'),
        (align, release, spans, structPageSize, boot, mode) => {
          const bytes = spans.map(([at, size], i) => [(at + i * 2 ** 23) * 2 * MiB, size * 2 * MiB] as const);
          const m = machine({
            release,
            structPageSize,
            pagingLevels: 5,
            ram: boot ? ram([0, bytes[0]![0] + 6 * MiB]) : null,
          });
          const p = {
            ...pgmap(align, bytes),
            mode,
            name: 'a name that goes on and on and on and on',
          } as Pgmap;
          const lines = drawn(m, p).split('\n');
          assert.ok(lines.length < 700);
          for (const line of lines) assert.match(line, /^[\x00-\x7f]{0,78}$/);
        },
      ),
      { numRuns: 150 },
    );
  });
});
