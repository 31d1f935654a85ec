import assert from 'node:assert/strict';
import { populate, sumTotals } from '../../src/engine/population';
import { compactRows } from '../../src/report/mapping';
import { GiB, KiB, machine, made, MiB, pgmap, ram, TiB, totals } from './helpers';

const rows = (...args: Parameters<typeof made>): unknown =>
  made(...args).ranges.map((r) => compactRows(r.runs));

describe('the figures people quote', () => {
  it('2 MiB align saves 6 of 8 vmemmap pages, 1 GiB 4094 of 4096', () => {
    assert.deepEqual(rows(machine(), pgmap(2 * MiB, [[TiB, 2 * MiB]])), [
      [
        [0, 2, 'own', 0],
        [2, 6, 'shared', 1],
      ],
    ]);
    assert.deepEqual(rows(machine(), pgmap(GiB, [[TiB, GiB]])), [
      [
        [0, 2, 'own', 0],
        [2, 4094, 'shared', 1],
      ],
    ]);
  });

  it('1 TiB: 16 GiB become 4 GiB + 32 MiB of tables at 2 MiB, 8 MiB + 32 MiB at 1 GiB', () => {
    const at = (align: number): number[] => {
      const t = totals(machine(), pgmap(align, [[TiB, TiB]]));
      return [t.bytesWithoutDedup, t.bytesData, t.bytesPageTables, t.initializedStructPages];
    };
    assert.deepEqual(at(2 * MiB), [16 * GiB, 4 * GiB, 32 * MiB, 67108864]);
    assert.deepEqual(at(GiB), [16 * GiB, 8 * MiB, 32 * MiB, 131072]);
    assert.deepEqual(at(4 * KiB), [16 * GiB, 16 * GiB, 0, 268435456]);
  });

  it('128 GiB at 2 MiB saves 1606418432 bytes net', () => {
    const t = totals(machine({ release: '6.12' }), pgmap(2 * MiB, [[0x1080000000, 128 * GiB]]));
    assert.equal(t.bytesSaved, 1606418432);
    assert.equal(t.nrMemmapPages, 131072);
    assert.deepEqual(t.pageTables, { pte: 1024, pmd: 0, pud: 0 });
  });

  it('counts PMD and PUD tables where the RAM, and so what is there already, is known', () => {
    const m = machine({ ram: ram([0, 2 * GiB]) });
    assert.deepEqual(totals(m, pgmap(2 * MiB, [[TiB, TiB]])).pageTables, { pte: 8192, pmd: 16, pud: 0 });
  });

  it('the figures of two that are alike are twice those of one, each of them', () => {
    const boot = machine({ ram: ram([0, 4 * GiB]), release: '6.12' });
    const of = totals(boot, pgmap(GiB, [[TiB, 2 * GiB]]));
    const one = Object.fromEntries(
      Object.keys(of).map((key, i) => [key, key === 'pageTables' ? { pte: 3, pmd: 2, pud: 1 } : 7 + i]),
    ) as unknown as typeof of;
    const figures = ({ pageTables, ...rest }: typeof of): number[] => [
      ...Object.values(rest as Readonly<Record<string, number>>),
      ...Object.values(pageTables),
    ];
    assert.deepEqual(
      figures(sumTotals(boot, [one, one])),
      figures(one).map((n) => 2 * n),
    );
  });

  it('64 TiB is two rows', () => {
    const m = machine({ pagingLevels: 5 });
    assert.deepEqual(rows(m, pgmap(2 * MiB, [[64 * TiB, 64 * TiB]])), [
      [
        {
          repeat: 33554432,
          pages: 8,
          frames: 2,
          runs: [
            [0, 2, 'own', 0],
            [2, 6, 'shared', 1],
          ],
        },
      ],
    ]);
  });
});

describe('what switches between releases', () => {
  const one = (release: string): ReturnType<typeof made> =>
    made(machine({ release }), pgmap(2 * MiB, [[TiB, GiB]]));

  for (const [release, dedup, initialized, counter] of [
    ['5.15', false, 262144, null],
    ['5.17', false, 262144, null],
    ['5.18', false, 262144, null],
    ['5.19', true, 65536, null],
    ['6.1.100', true, 65536, null],
    ['6.4', true, 65536, null],
    ['6.6', true, 65536, null],
    ['6.11', true, 65536, 4096],
    ['6.12.100', true, 65536, 4096],
    ['6.12.101', true, 65536, 1024],
    ['6.19', true, 65536, 4096],
    ['7.2', true, 65536, 1024],
    ['7.3', true, 65536, 1024],
  ] as const)
    it(`${release}: dedup ${dedup}, ${initialized} struct pages initialised, nr_memmap_pages ${counter}`, () => {
      const p = one(release);
      assert.equal(p.dedup, dedup);
      assert.equal(p.totals.initializedStructPages, initialized);
      assert.equal(p.totals.nrMemmapPages, counter);
    });

  it('a compound of two vmemmap pages passes the gate up to 6.5 and not from 6.6 on', () => {
    const small = pgmap(512 * KiB, [[TiB, GiB]], { mode: 'generic' });
    assert.equal(made(machine({ release: '6.5' }), small).dedup, true);
    assert.equal(made(machine({ release: '6.6' }), small).dedup, false);
    assert.equal(made(machine({ release: '6.1.183' }), small).dedup, true);
    assert.equal(made(machine({ release: '6.1.184' }), small).dedup, false);
  });

  it('initialises all struct pages of compounds in boot sections where the kernel has that fix', () => {
    // Half a section of RAM, then a device in its other half and in one more section.
    const layout = { ram: ram([0, 4 * GiB + 64 * MiB]) };
    const device = pgmap(2 * MiB, [[4 * GiB + 64 * MiB, 192 * MiB]]);
    const initialized = (release: string): number =>
      totals(machine({ release, ...layout }), device).initializedStructPages;
    assert.equal(initialized('6.12.96'), 96 * 128);
    assert.equal(initialized('6.12.97'), 32 * 512 + 64 * 128);
  });
});

describe('what memremap_pages() refuses', () => {
  const refusal = (m: Parameters<typeof made>[0], ...p: Parameters<typeof pgmap>[]): unknown =>
    made(m, ...p.map((args) => pgmap(...args))).outcome;

  it('starts and sizes that are no whole subsections, in the words of each release', () => {
    const outcome = (release: string): unknown =>
      refusal(machine({ release }), [2 * MiB, [[TiB + MiB, GiB]]]);
    assert.deepEqual(outcome('6.12'), {
      ok: false,
      errno: 'EINVAL',
      function: 'check_pfn_span',
      message: 'Misaligned __add_pages start: 0x10000100 end: 0x100400ff',
    });
    assert.match(JSON.stringify(outcome('6.1')), /start: 0x10000100 end: #100400ff/);
  });

  it('System RAM, inside and in part', () => {
    const m = machine({ ram: ram([0, 4 * GiB]) });
    const words = (start: number): unknown => refusal(m, [2 * MiB, [[start, 2 * GiB]]]);
    assert.match(JSON.stringify(words(GiB)), /"ENXIO".*attempted on ram region 0x40000000-0xbfffffff/);
    assert.match(JSON.stringify(words(3 * GiB)), /"ENXIO".*attempted on mixed region/);
  });

  it('a live pgmap at either end, and one strictly inside', () => {
    const first: Parameters<typeof pgmap> = [2 * MiB, [[TiB, GiB]]];
    const then = (start: number, size: number): string =>
      JSON.stringify(refusal(machine(), first, [2 * MiB, [[start, size]]]));
    assert.match(then(TiB, 2 * GiB), /ENOMEM.*Conflicting mapping in same section/);
    assert.match(then(TiB - GiB, 2 * GiB), /ENOMEM/);
    assert.match(then(TiB - GiB, 3 * GiB), /EEXIST/);
    assert.match(then(TiB + GiB, GiB), /"ok":true/);
  });

  it('addresses above the limit of 4 and of 5 levels', () => {
    const high: Parameters<typeof pgmap> = [2 * MiB, [[64 * TiB, GiB]]];
    assert.match(
      JSON.stringify(refusal(machine(), high)),
      /EINVAL.*Hotplug memory \[0x400000000000-0x400040000000\] exceeds maximum addressable range \[0x0-0x3fffffffffff\]/,
    );
    assert.match(JSON.stringify(refusal(machine({ pagingLevels: 5 }), high)), /"ok":true/);
  });

  it('compounds above 16 GiB from 6.18 on', () => {
    const huge: Parameters<typeof pgmap> = [32 * GiB, [[TiB, TiB]], { mode: 'generic' }];
    assert.match(JSON.stringify(refusal(machine({ release: '6.17' }), huge)), /"ok":true/);
    assert.match(
      JSON.stringify(refusal(machine({ release: '6.18' }), huge)),
      /requested folio size unsupported/,
    );
  });

  it('an altmap with a second range', () => {
    const two: Parameters<typeof pgmap> = [
      2 * MiB,
      [
        [TiB, GiB],
        [2 * TiB, GiB],
      ],
      { map: 'dev' },
    ];
    assert.match(JSON.stringify(refusal(machine(), two)), /altmap not supported for multiple ranges/);
  });

  it('a refused pgmap leaves the machine as it was for those after it', () => {
    const bad = pgmap(2 * MiB, [[TiB + MiB, GiB]]);
    const good = pgmap(2 * MiB, [[TiB, GiB]]);
    const { pgmaps, totals: sum } = populate(machine(), [bad, good], []);
    assert.equal(pgmaps[1]!.outcome.ok, true);
    assert.deepEqual(sum, pgmaps[1]!.totals);
  });
});

describe('nvdimm namespaces', () => {
  const namespace = (
    start: number,
    size: number,
    align: number,
    map: 'mem' | 'dev',
  ): ReturnType<typeof pgmap> => pgmap(align, [], { map, raw: { start: BigInt(start), size: BigInt(size) } });
  /** Published usable sizes of `ndctl create-namespace --map=dev`: what is left behind the info block and the memmap. */
  for (const [size, align, usable] of [
    [256 * MiB, 2 * MiB, 262144000],
    [GiB, 2 * MiB, 1054867456],
    [4 * GiB, 2 * MiB, 4225761280],
    [249 * GiB, 2 * MiB, 263182090240],
    [1500 * GiB, 2 * MiB, 1585444814848],
    [1512 * GiB, 2 * MiB, 1598128390144],
    [8 * GiB, GiB, 7 * GiB],
    [TiB, 2 * MiB, 1082329661440],
    [TiB, GiB, 1007 * GiB],
  ] as const)
    it(`map=dev leaves ${usable} of ${size} bytes at ${align} align`, () => {
      const { altmap, outcome } = made(machine(), namespace(4 * GiB, size, align, 'dev'));
      assert.deepEqual(outcome, { ok: true });
      assert.equal(size - (altmap!.free + altmap!.reserve) * 4 * KiB, usable);
    });

  it('its altmap ends where the range does, before what the end loses', () => {
    const { altmap, ranges } = made(machine(), namespace(4 * GiB, 3 * GiB + 64 * MiB, GiB, 'dev'));
    assert.equal(ranges[0]!.endPfn, (7 * GiB) / (4 * KiB));
    assert.equal(altmap!.endPfn, ranges[0]!.endPfn - 1);
  });

  it('1 TiB at 2 MiB fits its altmap exactly', () => {
    const { altmap } = made(machine(), namespace(4 * GiB, TiB, 2 * MiB, 'dev'));
    assert.equal(altmap!.free, 4194814);
    assert.equal(altmap!.alloc + altmap!.align, altmap!.free);
  });

  it('the range starts with the info block and loses what is left over at the end', () => {
    const { ranges } = made(machine(), namespace(4 * GiB + 16 * MiB, 4 * GiB, GiB, 'mem'));
    assert.deepEqual(
      ranges.map((r) => [r.startPfn * 4 * KiB, r.endPfn * 4 * KiB]),
      [[4 * GiB + 16 * MiB, 8 * GiB]],
    );
  });

  /** Raw extents that were recorded on real kernels, and the range each kernel gave memremap_pages(). */
  for (const [start, size, align, end] of [
    [0x180000000, 4 * GiB, GiB, 0x27fffffff],
    [0x2a8000000, 3 * GiB, GiB, 0x33fffffff],
    [0x2a8000000, 3 * GiB, 2 * MiB, 0x367ffffff],
    [0x440200000, 4 * GiB, GiB, 0x53fffffff],
    [0x388200000, 1030 * MiB, 2 * MiB, 0x3c87fffff],
  ] as const)
    it(`${size} bytes at 0x${start.toString(16)}, align ${align}: the range ends at 0x${end.toString(16)}`, () => {
      const { ranges } = made(machine(), namespace(start, size, align, 'mem'));
      assert.equal(ranges[0]!.startPfn * 4 * KiB, start);
      assert.equal(ranges[0]!.endPfn * 4 * KiB - 1, end);
    });

  it('refuses what the info block leaves no room for, as each release does', () => {
    const outcome = (release: string, size: number): string =>
      JSON.stringify(made(machine({ release }), namespace(0x3e8000000, size, GiB, 'mem')).outcome);
    assert.match(outcome('6.1', 64 * MiB), /ENXIO.*unable to satisfy requested alignment/);
    assert.match(outcome('6.12', 64 * MiB), /EBUSY.*could not reserve metadata/);
    assert.match(outcome('7.3', 8 * MiB), /ENODEV/);
    assert.match(
      JSON.stringify(made(machine(), namespace(0x3f0003000, 80 * MiB, 4 * KiB, 'mem')).outcome),
      /start 0x00000003f0003000 misaligned to 0x200000/,
    );
  });
});

describe('sizes and blocks', () => {
  it('a pgmap of unknown base is laid out at one aligned to the larger of align and section', () => {
    const sized = pgmap(GiB, [], { size: BigInt(4 * GiB) });
    const p = made(machine({ ram: ram([0, 5 * GiB + MiB]) }), sized);
    assert.equal(p.ranges[0]!.baseKnown, false);
    assert.equal((p.ranges[0]!.startPfn * 4 * KiB) % GiB, 0);
    assert.equal(p.totals.frames, 8);
  });

  it('system-ram onlines whole memory blocks: 7 of 1006 MiB, 743 of 2 GiB on a machine with much RAM', () => {
    const blocks = (m: ReturnType<typeof machine>, start: number, size: number, block: number): number =>
      (totals(m, pgmap(2 * MiB, [[start, size]], { mode: 'system-ram', vmemmapShift: 0 })).structPages *
        4 *
        KiB) /
      block;
    assert.equal(blocks(machine(), TiB, 1006 * MiB, 128 * MiB), 7);
    const large = machine({ ram: ram([0, 192 * GiB]) });
    const namespace = { mode: 'system-ram', vmemmapShift: 0, map: 'dev' } as const;
    const raw = { start: BigInt(257 * GiB), size: BigInt(1512 * GiB) };
    const { structPages } = totals(large, pgmap(2 * MiB, [], { ...namespace, raw }));
    assert.equal((structPages * 4 * KiB) / (2 * GiB), 743);
  });

  it('struct pages of 80 bytes are never deduplicated, and sections share PMD blocks', () => {
    const p = made(machine({ structPageSize: 80 }), pgmap(2 * MiB, [[TiB, 128 * MiB]]));
    assert.equal(p.dedupOff, 'struct-page');
    assert.equal(p.totals.vmemmapPages, 640);
    assert.equal(p.totals.bytesData, 4 * MiB);
  });
});

describe('memmap_on_memory', () => {
  const kmem = (release: string): ReturnType<typeof made> =>
    made(
      machine({ release }),
      pgmap(2 * MiB, [[64 * GiB, 4 * GiB]], { mode: 'system-ram', vmemmapShift: 0, memmapOnMemory: true }),
    );

  it('keeps the memmap of each block in the block from 6.8 on, and in RAM before', () => {
    const [on, off] = [kmem('6.12').totals, kmem('6.6').totals];
    assert.deepEqual([on.bytesData, on.altmapFrames], [0, 16384]);
    assert.deepEqual([off.bytesData, off.altmapFrames], [64 * MiB, 0]);
  });
});
