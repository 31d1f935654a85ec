/** Figures that were published: man pages, cover letters, printed output of ndctl and daxctl. To the byte where they are. */
import assert from 'node:assert/strict';
import { infoBlock } from '../../src/engine/namespace';
import { populate } from '../../src/engine/population';
import { kmemRange } from '../../src/engine/ranges';
import { GiB, machine, made, MiB, pgmap, TiB } from './helpers';

const raw = (start: number, size: bigint, align: number, map: 'mem' | 'dev') =>
  pgmap(align, [], { map, raw: { start: BigInt(start), size } });

const G = BigInt(GiB);
const T = BigInt(TiB);

describe('published figures', () => {
  for (const [size, align, map, usable] of [
    // ndctl list, from bug reports and manuals: the size of a namespace and what is left of it.
    [G / 4n, 2 * MiB, 'dev', 262144000n],
    [G, 2 * MiB, 'dev', 1054867456n],
    [4n * G, 2 * MiB, 'dev', 4225761280n],
    [249n * G, 2 * MiB, 'dev', 263182090240n],
    [1500n * G, 2 * MiB, 'dev', 1585444814848n],
    [1512n * G, 2 * MiB, 'dev', 1598128390144n],
    [8n * G, GiB, 'dev', 7n * G],
    [4n * G, 2 * MiB, 'mem', 4292870144n],
    [16n * G, 2 * MiB, 'mem', 17177772032n],
    [1512n * G, 2 * MiB, 'mem', 1623495540736n],
    [T, 2 * MiB, 'mem', T - 2n * BigInt(MiB)],
    [T, 2 * MiB, 'dev', 1082329661440n],
    [T, GiB, 'mem', 1023n * G],
    [T, GiB, 'dev', 1007n * G],
  ] as const)
    it(`a namespace of ${size} bytes at ${align / MiB} MiB, map=${map}: ${usable} are left`, () => {
      const { dataoff, endTrunc } = infoBlock(machine(), raw(4 * GiB, size, align, map), 4n * G, size);
      assert.equal(size - dataoff - endTrunc, usable);
    });

  it('1 TiB, map=dev: the altmap holds 4,194,814 pfns, of which x86 takes 8,192 PMD blocks and 510 to align them', () => {
    const { altmap, outcome, totals } = made(machine(), raw(4 * GiB, T, 2 * MiB, 'dev'));
    assert.deepEqual(outcome, { ok: true });
    assert.deepEqual([altmap!.free, altmap!.alloc, altmap!.align], [4194814, 4194304, 510]);
    assert.equal(totals.bytesData, 0);
  });

  it('4 GiB at 4 GiB + 16 MiB, 1 GiB align, map=mem: 1008 MiB of head, 16 MiB of end, 3 GiB of data', () => {
    const start = 4n * G + 16n * BigInt(MiB);
    const { dataoff, endTrunc } = infoBlock(machine(), raw(Number(start), 4n * G, GiB, 'mem'), start, 4n * G);
    assert.deepEqual([dataoff, endTrunc], [1008n * BigInt(MiB), 16n * BigInt(MiB)]);
  });

  // Cover letters of "mm, sparse-vmemmap: introduce compound devmaps" v5 to v9, and ndctl's man page: RAM for 1 TiB.
  for (const [align, data, tables] of [
    [4096, 16 * GiB, 0],
    [2 * MiB, 4 * GiB, 32 * MiB],
    [GiB, 8 * MiB, 32 * MiB],
  ] as const)
    it(`1 TiB at ${align} bytes align: ${data} bytes of struct pages and ${tables} of page tables`, () => {
      const { totals } = made(machine(), pgmap(align, [[TiB, TiB]]));
      assert.deepEqual([totals.bytesData, totals.bytesPageTables], [data, tables]);
    });

  it('struct pages initialised for 128 GiB: 33,554,432, at 2 MiB 8,388,608, at 1 GiB 16,384', () => {
    const of = (align: number): number =>
      made(machine(), pgmap(align, [[TiB, 128 * GiB]])).totals.initializedStructPages;
    assert.deepEqual([of(4096), of(2 * MiB), of(GiB)], [33554432, 8388608, 16384]);
  });

  it('1.5 % of RAM: 32 GiB for 2 TiB, 128 GiB for 8 TiB, 1 TiB for 64 TiB', () => {
    for (const [capacity, memmap] of [
      [2 * TiB, 32 * GiB],
      [8 * TiB, 128 * GiB],
      [63 * TiB, 1008 * GiB],
    ] as const)
      assert.equal(made(machine(), pgmap(4096, [[0, capacity]])).totals.bytesData, memmap);
  });

  it('whole memory blocks: 7 of 1006 MiB, 1 of 246 MiB', () => {
    const blocks = (size: number): bigint => {
      const range = kmemRange(machine(), { start: 4n * G, end: 4n * G + BigInt(size) - 1n })!;
      return (range.end - range.start + 1n) / BigInt(128 * MiB);
    };
    assert.deepEqual([blocks(1006 * MiB), blocks(246 * MiB)], [7n, 1n]);
  });

  // nr_memmap_pages for a hot-added TiB (x86-64): raw from 6.11, dedup-aware in 6.12.101 and 7.2.
  for (const [release, expected] of [
    ['6.14', [4194304, 4194304, 4194304]],
    ['6.12.107', [4194304, 1048576, 2048]],
    ['7.3', [4194304, 1048576, 2048]],
    ['6.8', [null, null, null]],
  ] as const)
    it(`nr_memmap_pages of 1 TiB on ${release}`, () => {
      const { pgmaps } = populate(
        machine({ release }),
        [4096, 2 * MiB, GiB].map((align, i) => pgmap(align, [[(i + 1) * TiB, TiB]])),
        [],
      );
      assert.deepEqual(
        pgmaps.map((p) => p.totals.nrMemmapPages),
        expected,
      );
    });
});
