import assert from 'node:assert/strict';
import fc from 'fast-check';
import { onOtherMachine } from '../../src/config/otherMachine';
import { parseConfig } from '../../src/config/parse';
import { archOf } from '../../src/engine/arch';
import { parseKernel } from '../../src/engine/kernel';
import { populate } from '../../src/engine/population';
import { at } from '../../src/engine/runs';
import {
  figures,
  mappingDifference,
  pairs,
  type MappingDifference,
  type Side,
} from '../../src/report/compare';
import { onlyResized, wayOf } from '../../src/report/ways';
import { layouts } from '../kernel/layouts';
import { GiB, KiB, machine, MiB, pgmap, TiB } from './helpers';
import type { Machine, Pgmap, PgmapPopulation } from '../../src/engine/types';

const side = (m: Machine, ...pgmaps: Pgmap[]): Side => ({
  pageShift: m.arch.pageShift,
  structPageSize: m.structPageSize,
  population: populate(m, pgmaps, []),
});

const first = (a: Side, b: Side): MappingDifference =>
  mappingDifference([a, b], a.population.pgmaps[0]!, b.population.pgmaps[0]!)!;

/** Page by page, as long as it takes. */
function slow(a: PgmapPopulation, b: PgmapPopulation) {
  const counts: Record<string, number> = {};
  let [of, differ, resized] = [0, 0, 0];
  let place: [number, number] | null = null;
  a.ranges.forEach((range, i) => {
    const other = b.ranges[i];
    const pages = Math.max(range.vmemmapPages, other?.vmemmapPages ?? 0);
    for (let page = 0; page < pages; page++) {
      const mine = at(range.runs, page);
      const theirs = other && at(other.runs, page);
      const [x, y] = [mine ? wayOf(mine) : 'none', theirs ? wayOf(theirs) : 'none'];
      of++;
      if (x === y) continue;
      if (onlyResized(x, y)) resized++;
      else {
        differ++;
        counts[`${x} ${y}`] = (counts[`${x} ${y}`] ?? 0) + 1;
        place ??= [i, page];
      }
    }
  });
  return { of, differ, resized, counts, place };
}

describe('comparing populations', () => {
  const device = pgmap(GiB, [[TiB, 4 * GiB]]);

  it('finds none between equal ones', () => {
    const one = side(machine(), device);
    const found = first(one, side(machine(), device));
    assert.deepEqual(found, { unit: 'pages', of: 16384, differ: 0, resized: 0, changes: [], first: null });
    assert.ok(figures(one.population.totals, one.population.totals).every((f) => f.a === f.b));
  });

  it('5.10 and 6.12 at 1 GiB: exactly 4,094 of the 4,096 pages of each compound', () => {
    const found = first(
      side(machine({ release: '5.10' }), device),
      side(machine({ release: '6.12' }), device),
    );
    assert.equal(found.of, 4 * 4096);
    assert.equal(found.differ, 4 * 4094);
    assert.equal(found.resized, 4 * 2);
    assert.deepEqual(found.changes, [{ from: 'block', to: 'shared', count: 4 * 4094 }]);
    assert.deepEqual(found.first, { range: 0, pfn: TiB / 4096 + 128 });
  });

  it('heads that land on a shared page are among the differences', () => {
    const bad = pgmap(GiB, [[0x440200000, 0xffe00000]]);
    const good = pgmap(GiB, [[0x440000000, 4 * GiB]]);
    const found = first(side(machine(), good), side(machine(), bad));
    assert.equal(found.of, 16384);
    // Three heads and three first tails; the bad one is short of eight pages at its end.
    assert.deepEqual(found.changes, [
      { from: 'shared', to: 'none', count: 8 },
      { from: 'own', to: 'shared', count: 6 },
    ]);
    assert.deepEqual(found.first, { range: 0, pfn: 0x440000 + 4096 * 64 });
  });

  it('4 KiB and 16 KiB pages: by the memory that the struct pages describe', () => {
    const arm = archOf('arm64', 16 * KiB)!;
    const there = machine({ arch: arm, kernel: parseKernel('5.19', arm)! });
    const here = machine();
    const found = first(
      side(here, device),
      side(there, pgmap(GiB, [[TiB, 4 * GiB]], { vmemmapShift: 16, mode: 'generic' })),
    );
    assert.equal(found.unit, 'bytes');
    assert.equal(found.of, 4 * GiB);
    // A page of 16 KiB holds the struct pages of 4 MiB, one of 4 KiB those of 256 KiB: head, then first tail, in each.
    assert.deepEqual(found.changes, [{ from: 'shared', to: 'own', count: 4 * (8 * MiB - 512 * KiB) }]);
    assert.deepEqual(found.first, { range: 0, pfn: (TiB + 512 * KiB) / 4096 });
  });

  it('counts the same as page by page, whatever the layouts', () => {
    fc.assert(
      fc.property(layouts(24), fc.constantFrom('5.10', '5.19', '6.1', '6.6', '6.12', '7.3'), (l, release) => {
        const { arch } = l.machine;
        const kernel = parseKernel(release, arch)!;
        const other: Machine = {
          ...l.machine,
          kernel: {
            ...kernel,
            behaviour: { ...kernel.behaviour, zoneDevice: true, maxFolioOrderCheck: false },
          },
        };
        const [a, b] = [side(l.machine, ...l.pgmaps), side(other, ...l.pgmaps)];
        a.population.pgmaps.forEach((mine, i) => {
          // And against another layout of the file: other lengths, other periods.
          for (const theirs of [b.population.pgmaps[i]!, ...b.population.pgmaps]) {
            const fast = mappingDifference([a, b], mine, theirs)!;
            const plain = slow(mine, theirs);
            assert.deepEqual([fast.of, fast.differ, fast.resized], [plain.of, plain.differ, plain.resized]);
            assert.deepEqual(
              Object.fromEntries(fast.changes.map((c) => [`${c.from} ${c.to}`, c.count])),
              plain.counts,
            );
            if (plain.place) assert.equal(fast.first?.range, plain.place[0]);
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  it('64 TiB at 1 GiB against 2 MiB is a handful of steps', () => {
    const whole: [number, number][] = [[TiB, 62 * TiB]];
    const [a, b] = [side(machine(), pgmap(GiB, whole)), side(machine(), pgmap(2 * MiB, whole))];
    const found = first(a, b);
    // Of each 512 small compounds the first has the large one's head and first tail, all others have their own.
    assert.equal(found.of, 62 * 2 ** 22);
    assert.deepEqual(found.changes, [{ from: 'shared', to: 'own', count: 62 * 1024 * 511 * 2 }]);
  });

  it('puts devices together by name, and those left over by their place', () => {
    const named = (...names: string[]): PgmapPopulation[] =>
      names.map((name) => ({ ...populate(machine(), [pgmap(GiB, [[TiB, GiB]])], []).pgmaps[0]!, name }));
    assert.deepEqual(pairs(named('a', 'b', 'b'), named('b', 'x', 'b', 'y')), [
      { a: 0, b: null },
      { a: 1, b: 0 },
      { a: 2, b: 2 },
      { a: null, b: 1 },
      { a: null, b: 3 },
    ]);
    assert.deepEqual(pairs(named('a'), named('z')), [{ a: 0, b: 0 }]);
  });
});

describe('the same config on another machine', () => {
  const text = `// a comment
{ "machine": { "kernel": "7.3", "ram": [ { "start": "0x0", "end": "0x7fffffff" } ], /* x */ "paging_levels": 5, },
  "pgmaps": [ { "name": "a", "ranges": ["0x10000000000-0x1003fffffff"] } ] }`;

  it('another release: everything else is kept', () => {
    const { machine: m, pgmaps, broken } = parseConfig(onOtherMachine(text, { kernel: '6.1' }));
    assert.equal(broken, false);
    assert.deepEqual([m.kernel.text, m.ram?.length, m.pagingLevels], ['6.1', 1, 5]);
    assert.equal(pgmaps[0]!.name, 'a');
  });

  it('another architecture: its own page size and default align, the addresses kept', () => {
    const { machine: m, pgmaps } = parseConfig(onOtherMachine(text, { arch: 'arm64', pageSize: 65536 }));
    assert.deepEqual([m.arch.name, m.arch.pageShift, m.kernel.text], ['arm64', 16, '7.3']);
    assert.equal(pgmaps[0]!.align, 512 * MiB);
    assert.equal(pgmaps[0]!.ranges[0]!.start, 0x10000000000n);
  });

  it('a config without a machine gets one; what is no config is left alone', () => {
    assert.equal(parseConfig(onOtherMachine('\ufeff{}', { kernel: '6.1' })).machine.kernel.text, '6.1');
    assert.equal(parseConfig(onOtherMachine('{ "pgmaps": [] }', { kernel: '6.1' })).broken, false);
    for (const odd of ['', '[', '3', '['.repeat(100_000)])
      assert.equal(onOtherMachine(odd, { kernel: '6.1' }), odd);
  });
});
