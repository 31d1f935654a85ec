import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ARCHES, archOf } from '../../src/engine/arch';
import { deviceDaxInstead } from '../../src/engine/deviceDaxInstead';
import { hugetlbPopulation } from '../../src/engine/hugetlb';
import { bootLine } from '../../src/engine/hugetlbWords';
import { parseKernel } from '../../src/engine/kernel';
import { isHostToPanel } from '../../src/protocol/toPanel';
import { hugetlbJson } from '../../src/report/layoutJson';
import { GiB, KiB, machine, MiB, TiB } from './helpers';
import { show } from './sceneFixtures';
import type { ArchName } from '../../src/engine/archNames';
import type { HugetlbPool, HugetlbPopulation, Machine, Run } from '../../src/engine/types';

const on = (release: string, more: Partial<Machine> = {}): Machine =>
  machine({ release, hugetlbFreeVmemmap: true, ...more });

const onArch = (name: ArchName, page: number, release: string): Machine => {
  const arch = archOf(name, page)!;
  return { ...on(release), arch, kernel: parseKernel(release, arch)! };
};

const pool = (pageSize: number, count: number, more: Partial<HugetlbPool> = {}): HugetlbPool => ({
  pageSize,
  count,
  node: 0,
  when: 'boot',
  ...more,
});

const lay = (
  m: Machine,
  pageSize: number,
  count: number,
  more: Partial<HugetlbPool> = {},
): HugetlbPopulation => hugetlbPopulation(m, [pool(pageSize, count, more)])[0]!;

/** `[first, count, kind, frame]`. */
const rows = (runs: readonly Run[]) => runs.map((r) => [r.first, r.count, r.kind, r.frame]);

describe('HugeTLB: vmemmap pages of a huge page, and those saved with one kept', () => {
  // Documentation/mm/vmemmap_dedup.rst and vm.rst. arm64 selects HVO from 5.19 to 6.0, s390x in 6.8.
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
    it(`${arch}, ${page} bytes a page: ${size} bytes have ${pages}, ${saved} saved`, () => {
      const m = onArch(arch, page, arch === 's390x' ? '6.8' : '6.0');
      assert.ok(m.arch.hugetlbSizes.includes(size));
      const made = lay(m, size, 1);
      assert.deepEqual([made.vmemmapPages, made.vmemmapPages - made.frames], [pages, saved]);
      assert.equal(made.off, saved === 0 ? 'too-small' : null);
    });

  it('several huge pages can share a vmemmap page: 64 KiB on arm64 a quarter, 2 MiB a 2nd and a 32nd', () => {
    for (const [page, size, share] of [
      [4 * KiB, 64 * KiB, 4],
      [16 * KiB, 2 * MiB, 2],
      [64 * KiB, 2 * MiB, 32],
    ] as const)
      assert.equal(lay(onArch('arm64', page, '6.0'), size, share * 3).vmemmapPages, 3);
  });
});

describe('HugeTLB: 1 TiB', () => {
  for (const [release, size, kept, saved] of [
    ['5.17', 2 * MiB, 2, 12 * GiB],
    ['6.1', 2 * MiB, 1, 14 * GiB],
    ['6.12', 2 * MiB, 1, 14 * GiB],
    ['7.3', 2 * MiB, 1, 14 * GiB - 4 * KiB],
    ['5.17', GiB, 2, 16 * GiB - 8 * MiB],
    ['6.1', GiB, 1, 16 * GiB - 4 * MiB],
    ['6.19', GiB, 1, 16 * GiB - 4 * MiB],
    ['7.3', GiB, 1, 16 * GiB - 4 * MiB - 4 * KiB],
  ] as const)
    it(`of ${size} bytes on ${release}: ${kept} kept of each, ${saved} bytes saved, 8192 page tables`, () => {
      const made = lay(on(release), size, TiB / size);
      assert.deepEqual([made.keptPages, made.bytesSaved], [kept, saved]);
      assert.deepEqual(made.pageTables, { pte: 8192, pmd: 0, pud: 0 });
      assert.equal(made.bytesPageTables, 32 * MiB);
      assert.equal(made.bytesSavedNet, saved - 32 * MiB);
    });

  it('1 GiB takes 8 page tables, a page of 2 MiB one that 64 of them share', () => {
    const tables = (size: number, count: number): number => lay(on('6.12'), size, count).pageTables.pte;
    assert.deepEqual(
      [tables(GiB, 1), tables(2 * MiB, 1), tables(2 * MiB, 64), tables(2 * MiB, 65)],
      [8, 1, 1, 2],
    );
  });

  it('arm64 has no leaves to split with pages of 16 and 64 KiB', () => {
    assert.equal(lay(onArch('arm64', 4 * KiB, '6.0'), GiB, 2).pageTables.pte, 16);
    assert.equal(lay(onArch('arm64', 16 * KiB, '6.0'), GiB, 2).pageTables.pte, 0);
    assert.equal(lay(onArch('arm64', 64 * KiB, '6.0'), 16 * GiB, 2).pageTables.pte, 0);
  });
});

describe('HugeTLB: the mapping of each generation', () => {
  for (const [release, mode, first, next] of [
    [
      '5.17',
      'two-pages',
      [
        [0, 1, 'own', 0],
        [1, 1, 'own', 1],
        [2, 6, 'shared', 1],
      ],
      [
        [0, 1, 'own', 2],
        [1, 1, 'own', 3],
        [2, 6, 'shared', 3],
      ],
    ],
    [
      '5.18',
      'one-page',
      [
        [0, 1, 'own', 0],
        [1, 7, 'shared', 0],
      ],
      [
        [0, 1, 'own', 1],
        [1, 7, 'shared', 1],
      ],
    ],
    [
      '6.2',
      'copied-head',
      [
        [0, 1, 'own', 0],
        [1, 7, 'shared', 0],
      ],
      [
        [0, 1, 'own', 1],
        [1, 7, 'shared', 1],
      ],
    ],
    [
      '7.1',
      'shared-tail',
      [
        [0, 1, 'own', 0],
        [1, 1, 'own', 1],
        [2, 6, 'shared', 1],
      ],
      [
        [0, 1, 'own', 2],
        [1, 7, 'shared', 1],
      ],
    ],
  ] as const)
    it(`${release}: ${mode}`, () => {
      const made = lay(on(release), 2 * MiB, 4);
      assert.equal(made.mode, mode);
      assert.deepEqual(rows(made.first), first);
      assert.deepEqual(rows(made.next), next);
    });

  it('the boot memmap where HVO is off: a PMD leaf on x86-64, base pages on arm64 with 64 KiB', () => {
    const plain = lay(machine(), 2 * MiB, 4);
    assert.deepEqual([rows(plain.first), rows(plain.next)], [[[0, 8, 'huge', 0]], [[0, 8, 'huge', 8]]]);
    assert.deepEqual(rows(lay(onArch('arm64', 64 * KiB, '7.3'), 512 * MiB, 2).next), [[0, 8, 'own', 8]]);
    // 32 huge pages on one vmemmap page: the next one is on the same.
    assert.deepEqual(rows(lay(onArch('arm64', 64 * KiB, '7.3'), 2 * MiB, 2).next), [[0, 1, 'own', 0]]);
  });

  it('pools of one size share a tail page within a zone from 7.1 on', () => {
    const pools = [pool(GiB, 2), pool(GiB, 3), pool(2 * MiB, 1), pool(GiB, 1, { node: 1 })];
    assert.deepEqual(
      hugetlbPopulation(on('7.3'), pools).map((p) => [p.frames, p.sharedTailFrames]),
      [
        [3, 1],
        [3, 0],
        [2, 1],
        [2, 1],
      ],
    );
  });

  it('VMEMMAP_TAIL_MIN_ORDER: 7.x shares the tails of huge pages that fill two vmemmap pages and more', () => {
    const off = (structPageSize: number): (string | null)[] =>
      [64 * KiB, 2 * MiB].map(
        (size) => lay({ ...onArch('riscv64', 4 * KiB, '7.3'), structPageSize }, size, 1).off,
      );
    assert.deepEqual(off(64), ['too-small', null]);
    assert.deepEqual(off(512), [null, null]);
  });
});

describe('HugeTLB: what was in the way', () => {
  for (const [what, m, off, why] of [
    ['switched off', machine({ release: '6.12' }), 'disabled', /hugetlb_free_vmemmap is off/],
    ['80-byte struct pages', on('6.12', { structPageSize: 80 }), 'struct-page', /not a power of two/],
    ['arm64 6.12', onArch('arm64', 4 * KiB, '6.12'), 'arch', /not built in/],
    ['riscv64 6.1', onArch('riscv64', 4 * KiB, '6.1'), 'arch', /not built in/],
    ['before 5.14', on('5.10'), 'arch', /not built in/],
  ] as const)
    it(what, () => {
      const made = lay(m, 2 * MiB, 4);
      assert.deepEqual([made.off, made.mode, made.headRefcount], [off, null, null]);
      assert.equal(made.frames, made.vmemmapPages);
      assert.deepEqual([made.bytesSaved, made.bytesPageTables, made.bytesSavedNet], [0, 0, 0]);
      assert.match(made.why, why);
    });
});

describe('HugeTLB: reference counts and counters', () => {
  for (const [release, size, when, refcount] of [
    ['6.1', 2 * MiB, 'run', 2],
    ['6.1', GiB, 'boot', 2],
    ['6.12', GiB, 'boot', 1],
    ['6.19', 2 * MiB, 'boot', 1],
    ['6.19', GiB, 'boot', null],
    ['7.2', GiB, 'boot', 2],
    ['7.2', GiB, 'run', 1],
    ['7.3', GiB, 'boot', 1],
  ] as const)
    it(`${release}, ${size} bytes, ${when}: a head has ${refcount}`, () =>
      assert.equal(lay(on(release), size, 1, { when }).headRefcount, refcount));

  it('arm64 has no HAVE_BOOTMEM_INFO_NODE: 1', () =>
    assert.equal(lay(onArch('arm64', 4 * KiB, '6.0'), GiB, 1).headRefcount, 1));

  for (const [release, size, when, added] of [
    ['6.8', 2 * MiB, 'run', null],
    ['6.11', 2 * MiB, 'run', 4],
    ['6.12', GiB, 'boot', 4],
    ['7.3', 2 * MiB, 'boot', 4],
    ['7.3', GiB, 'run', 4],
    // Pre-HVO heads are counted in nr_memmap_boot_pages.
    ['7.3', GiB, 'boot', 0],
  ] as const)
    it(`${release}: four of ${size} bytes at ${when} add ${added} to nr_memmap_pages`, () =>
      assert.equal(lay(on(release), size, 4, { when }).nrMemmapPages, added));

  it('adds nothing where HVO is off', () =>
    assert.equal(lay(machine({ release: '7.3' }), GiB, 4, { when: 'run' }).nrMemmapPages, 0));
});

describe('HugeTLB: what the log says at boot', () => {
  const text = (kib: number, size: string): string =>
    `HugeTLB: ${kib} KiB vmemmap can be freed for a ${size} page`;
  for (const [m, size, line] of [
    [on('6.12'), 2 * MiB, text(28, '2.00 MiB')],
    [on('6.12'), GiB, text(16380, '1.00 GiB')],
    // It is said whether HVO is switched on or not.
    [machine({ release: '7.3' }), 2 * MiB, text(28, '2.00 MiB')],
    [on('6.1', { structPageSize: 80 }), GiB, text(0, '1.00 GiB')],
    [onArch('arm64', 4 * KiB, '6.0'), 64 * KiB, text(0, '64.0 KiB')],
    [onArch('arm64', 4 * KiB, '6.0'), 32 * MiB, text(508, '32.0 MiB')],
    [onArch('arm64', 64 * KiB, '6.0'), 512 * MiB, text(448, '512 MiB')],
    [onArch('arm64', 64 * KiB, '6.0'), 16 * GiB, text(16320, '16.0 GiB')],
    [onArch('arm64', 64 * KiB, '7.3'), 16 * GiB, text(0, '16.0 GiB')],
    [on('5.19'), 2 * MiB, null],
    [on('5.17'), 2 * MiB, null],
  ] as const)
    it(`${m.arch.name} ${m.kernel.release}: ${line ?? 'something else'}`, () =>
      assert.equal(bootLine(m, size), line));
});

describe('HugeTLB beside device-dax', () => {
  it('device-dax keeps one page more of each huge page, and page tables', () => {
    const m = on('6.12');
    assert.equal(deviceDaxInstead(m, pool(GiB, 64)), 64 * (2 + 8) * 4 * KiB);
    assert.equal(deviceDaxInstead(m, pool(2 * MiB, 512)), 512 * 2 * 4 * KiB + 8 * 4 * KiB);
    assert.equal(deviceDaxInstead(m, pool(GiB, 1024)), 8 * MiB + 32 * MiB);
    assert.equal(deviceDaxInstead(m, pool(2 * MiB, 524288)), 4 * GiB + 32 * MiB);
  });

  it('null where the align is none, or there is no device-dax', () => {
    assert.equal(deviceDaxInstead(on('6.12'), pool(32 * MiB, 1)), null);
    assert.equal(deviceDaxInstead(onArch('arm64', 4 * KiB, '6.12'), pool(64 * KiB, 32)), null);
    assert.equal(deviceDaxInstead(onArch('s390x', 4 * KiB, '6.8'), pool(MiB, 64)), null);
  });

  it('is in the JSON', () => {
    const m = on('6.12');
    const json = hugetlbJson(m, lay(m, GiB, 64)) as Record<string, unknown>;
    assert.equal(json.deviceDax, 2621440);
    assert.equal(json.keptPages, 1);
    assert.match(json.bootLine as string, /^HugeTLB: 16380 KiB/);
    assert.match(json.why as string, /^vmemmap_remap_free\(\) /);
  });
});

describe('HugeTLB laws', () => {
  const drawn = fc.constantFrom(...ARCHES).chain((arch) =>
    fc.record({
      arch: fc.constant(arch),
      size: fc.constantFrom(...arch.hugetlbSizes),
      count: fc.integer({ min: 1, max: 5000 }),
      release: fc.constantFrom('5.10', '5.14', '5.17', '5.19', '6.1', '6.8', '6.12', '6.19', '7.0', '7.3'),
      structPageSize: fc.constantFrom(64, 80, 128),
      enabled: fc.boolean(),
      when: fc.constantFrom('boot' as const, 'run' as const),
    }),
  );
  const page = (m: Machine): number => 2 ** m.arch.pageShift;
  const length = (runs: readonly Run[]): number => runs.reduce((sum, run) => sum + run.count, 0);
  const own = (runs: readonly Run[]): number => length(runs.filter((run) => run.kind !== 'shared'));

  const hold = (law: (made: HugetlbPopulation, m: Machine) => void): void =>
    fc.assert(
      fc.property(drawn, ({ arch, size, count, release, structPageSize, enabled, when }) => {
        const kernel = parseKernel(release, arch)!;
        const m = { ...on(release, { structPageSize, hugetlbFreeVmemmap: enabled }), arch, kernel };
        law(lay(m, size, count, { when }), m);
      }),
      { numRuns: 300 },
    );

  it('bytes are pages: saved, tables, net', () =>
    hold((made, m) => {
      assert.equal(made.bytesSaved, (made.vmemmapPages - made.frames) * page(m));
      assert.equal(made.bytesPageTables, made.pageTables.pte * m.arch.tableBytes.pte);
      assert.equal(made.bytesSavedNet, made.bytesSaved - made.bytesPageTables);
      assert.ok(made.frames >= 1 && made.frames <= made.vmemmapPages);
    }));

  it('either a mode or what was in the way; off, nothing changes', () =>
    hold((made, m) => {
      assert.notEqual(made.mode === null, made.off === null);
      if (!m.kernel.behaviour.hvoSelected) assert.equal(made.off, 'arch');
      if (made.off) assert.deepEqual([made.bytesSaved, made.bytesPageTables], [0, 0]);
      else assert.ok(made.vmemmapPages / made.count >= 2 && m.hugetlbFreeVmemmap);
    }));

  it('it crosses to the panel, and not without one of its keys', () =>
    hold((made) => {
      const message = (hugetlb: unknown): unknown => {
        const picture = show([]);
        return JSON.parse(JSON.stringify({ ...picture, population: { ...picture.population, hugetlb } }));
      };
      assert.ok(isHostToPanel(message([made])));
      for (const key of Object.keys(made))
        assert.ok(!isHostToPanel(message([{ ...made, [key]: undefined }])), key);
    }));

  it('the mappings are gapless, cover a huge page, and add up to the frames', () =>
    hold((made, m) => {
      const each = Math.ceil(((made.pageSize / page(m)) * m.structPageSize) / page(m));
      for (const runs of [made.first, made.next]) {
        assert.equal(length(runs), each);
        let at = 0;
        for (const run of runs) {
          assert.equal(run.first, at);
          at += run.count;
        }
      }
      if (made.off) return;
      assert.equal(own(made.first) + own(made.next) * (made.count - 1), made.frames);
      assert.equal(made.keptPages * made.count + made.sharedTailFrames, made.frames);
    }));
});
