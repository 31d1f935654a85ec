import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ARCHES, archOf } from '../../src/engine/arch';
import { deviceDaxInstead } from '../../src/engine/deviceDaxInstead';
import { freedLine, hugetlbPopulation } from '../../src/engine/hugetlb';
import { parseKernel } from '../../src/engine/kernel';
import { GiB, KiB, machine, MiB, TiB } from '../unit/helpers';
import { kernelCases } from './cases';
import { hvoMappings, hvoOf } from './hvoRuns';
import { isHvo, mappingsOf } from './runs';
import type { ArchName } from '../../src/engine/arch';
import type { HugetlbPool, Machine } from '../../src/engine/types';

const on = (release: string, more: Partial<Machine> = {}): Machine =>
  machine({ release, hugetlbFreeVmemmap: true, ...more });
const pool = (pageSize: number, count: number, more: Partial<HugetlbPool> = {}): HugetlbPool => ({
  pageSize,
  count,
  node: 0,
  when: 'boot',
  ...more,
});

describe('recorded HugeTLB cases', () => {
  const cases = kernelCases().filter(isHvo);

  it('there are eight', () => assert.equal(cases.length, 8));

  for (const c of cases)
    it(`${c.id}: ${c.description}`, () => {
      const made = hvoOf(c);
      assert.deepEqual(hvoMappings(made, c.ranges.length), mappingsOf(c));
      assert.equal(made.frames, c.stats.distinctBackingPages);
      // The histogram's heads: all frames but the zone's tail page.
      const heads = c.refcounts!.histogram.filter((h) => h.frames === c.ranges.length);
      assert.deepEqual(
        heads.map((h) => h.refcount),
        [made.headRefcount],
      );
      const grown = Number(
        /from (\d+) to (\d+)/
          .exec(c.description!)
          ?.slice(1)
          .reduce((a, b) => String(Number(b) - Number(a))) ?? 0,
      );
      if (c.stats.nrMemmapPagesDelta !== undefined)
        assert.equal(c.stats.nrMemmapPagesDelta, made.nrMemmapPages === null ? 0 : grown);
    });
});

describe('HugeTLB figures', () => {
  // Documentation/mm/vmemmap_dedup.rst and vm.rst: vmemmap pages of one huge page, and those saved with one kept.
  for (const [arch, page, size, pages, saved] of [
    ['x86_64', 4 * KiB, 2 * MiB, 8, 7],
    ['x86_64', 4 * KiB, GiB, 4096, 4095],
    ['arm64', 4 * KiB, 64 * KiB, 1, 0],
    ['arm64', 4 * KiB, 2 * MiB, 8, 7],
    ['arm64', 4 * KiB, 32 * MiB, 128, 127],
    ['arm64', 4 * KiB, GiB, 4096, 4095],
    ['arm64', 16 * KiB, 2 * MiB, 1, 0],
    ['arm64', 16 * KiB, 32 * MiB, 8, 7],
    ['arm64', 16 * KiB, GiB, 256, 255],
    ['arm64', 64 * KiB, 2 * MiB, 1, 0],
    ['arm64', 64 * KiB, 512 * MiB, 8, 7],
    ['arm64', 64 * KiB, 16 * GiB, 256, 255],
    ['s390x', 4 * KiB, MiB, 4, 3],
    ['s390x', 4 * KiB, 2 * GiB, 8192, 8191],
  ] as const)
    it(`${arch}, ${page} bytes a page: ${size} bytes have ${pages} vmemmap pages, ${saved} saved`, () => {
      const a = archOf(arch as ArchName, page)!;
      // arm64 selected HVO in 5.19 to 6.0, s390x from 6.2 on.
      const kernel = parseKernel(arch === 's390x' ? '6.8' : '6.0', a)!;
      const m = { ...on('6.8'), arch: a, kernel };
      assert.ok(a.hugetlbSizes.includes(size));
      const [made] = hugetlbPopulation(m, [pool(size, 1)]);
      assert.deepEqual([made!.vmemmapPages, made!.vmemmapPages - made!.frames], [pages, saved]);
    });

  it('1 TiB: 12 GiB saved at 2 MiB with two pages kept, 14 GiB with one; 16 GiB less 8 or 4 MiB at 1 GiB', () => {
    const saved = (release: string, size: number): number =>
      hugetlbPopulation(on(release), [pool(size, TiB / size)])[0]!.bytesSaved;
    assert.equal(saved('5.17', 2 * MiB), 12 * GiB);
    assert.equal(saved('6.1', 2 * MiB), 14 * GiB);
    assert.equal(saved('5.17', GiB), 16 * GiB - 8 * MiB);
    assert.equal(saved('6.1', GiB), 16 * GiB - 4 * MiB);
    const [made] = hugetlbPopulation(on('6.1'), [pool(GiB, 1024)]);
    assert.equal(made!.bytesPageTables, 32 * MiB);
  });

  it('does nothing where it is off, unselected, or struct page does not line up', () => {
    const off = (m: Machine, size = 2 * MiB) => hugetlbPopulation(m, [pool(size, 4)])[0]!;
    assert.equal(off(machine({ release: '6.12' })).off, 'disabled');
    assert.equal(off(on('6.12', { structPageSize: 80 })).off, 'struct-page');
    const arm = archOf('arm64')!;
    assert.equal(off({ ...on('6.12'), arch: arm, kernel: parseKernel('6.12', arm)! }).off, 'arch');
    assert.deepEqual([off(machine()).frames, off(machine()).bytesSavedNet], [32, 0]);
  });

  it('pools of one size share a tail page within a zone from 7.1 on', () => {
    const two = hugetlbPopulation(on('7.3'), [pool(GiB, 2), pool(GiB, 3), pool(GiB, 1, { node: 1 })]);
    assert.deepEqual(
      two.map((p) => [p.frames, p.sharedTailFrames]),
      [
        [3, 1],
        [3, 0],
        [2, 1],
      ],
    );
  });

  it('prints at boot what can be freed', () => {
    const m = on('6.12');
    assert.equal(freedLine(m, 2 * MiB), 'HugeTLB: 28 KiB vmemmap can be freed for a 2.00 MiB page');
    assert.equal(freedLine(m, GiB), 'HugeTLB: 16380 KiB vmemmap can be freed for a 1.00 GiB page');
  });

  it('device-dax keeps one page more of each huge page, and page tables', () => {
    const m = on('6.12');
    assert.equal(deviceDaxInstead(m, pool(GiB, 64)), 64 * (2 + 8) * 4 * KiB);
    assert.equal(deviceDaxInstead(m, pool(2 * MiB, 512)), 512 * 2 * 4 * KiB + 8 * 4 * KiB);
    assert.equal(deviceDaxInstead(m, pool(32 * MiB, 1)), null);
  });

  it('frames and savings are the pages, and every page of a huge page is mapped', () => {
    const drawn = fc.constantFrom(...ARCHES).chain((arch) =>
      fc.record({
        arch: fc.constant(arch),
        size: fc.constantFrom(...arch.hugetlbSizes),
        count: fc.integer({ min: 1, max: 5000 }),
        release: fc.constantFrom('5.14', '5.17', '5.19', '6.1', '6.8', '6.12', '7.0', '7.3'),
        when: fc.constantFrom('boot' as const, 'run' as const),
      }),
    );
    fc.assert(
      fc.property(drawn, ({ arch, size, count, release, when }) => {
        const m = { ...on(release), arch, kernel: parseKernel(release, arch)! };
        const [made] = hugetlbPopulation(m, [pool(size, count, { when })]);
        const page = 2 ** arch.pageShift;
        assert.equal(made!.bytesSaved, (made!.vmemmapPages - made!.frames) * page);
        assert.ok(made!.frames >= 1 && made!.frames <= made!.vmemmapPages);
        const mapped = (rows: readonly { count: number }[]): number =>
          rows.reduce((sum, run) => sum + run.count, 0);
        assert.equal(mapped(made!.first), mapped(made!.next));
        assert.equal(mapped(made!.first), Math.ceil((size * 64) / page ** 2));
      }),
      { numRuns: 300 },
    );
  });
});
