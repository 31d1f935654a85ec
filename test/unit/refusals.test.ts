/** What the kernel refuses is said once, by the one that refuses it; what it takes is not. */
import assert from 'node:assert/strict';
import { analyse } from '../../src/config/analyse';
import { layoutJson } from '../../src/report/layoutJson';
import { layoutText } from '../../src/report/layoutText';
import type { Finding } from '../../src/config/model';

const analysed = (machine: object, ...pgmaps: object[]) => analyse(JSON.stringify({ machine, pgmaps }));
const errors = (machine: object, ...pgmaps: object[]): Finding[] =>
  analysed(machine, ...pgmaps).findings.filter((f) => f.severity === 'error');
const told = (machine: object, ...pgmaps: object[]): string[] =>
  errors(machine, ...pgmaps).map((f) => `${f.code} ${f.errno} ${f.kernelFunction}`);
const raw = (start: string, size = '4GiB', more: object = {}): object => ({
  raw: { start, size },
  align: '2MiB',
  ...more,
});
const at = (start: string, size: string, more: object = {}): object => ({
  align: '2MiB',
  ranges: [{ start, size }],
  ...more,
});
const RAM = { ram: [{ start: '0x0', end: '0x13fffffff' }] };

describe('refusals', () => {
  it('of a namespace’s range are those of any range, not of the info block', () => {
    assert.deepEqual(told({ kernel: '7.3', ...RAM }, raw('0x100000000')), [
      'ram-collision ENXIO pagemap_range',
    ]);
    assert.deepEqual(told({ kernel: '7.3' }, raw('0x500000000000')), [
      'beyond-addressable EINVAL mhp_range_allowed',
    ]);
    const twice = [raw('0x200000000', '4GiB', { name: 'a' }), raw('0x200000000', '4GiB', { name: 'b' })];
    assert.deepEqual(
      errors({ kernel: '7.3' }, ...twice).map((f) => f.code),
      ['range-overlap'],
    );
    const [debug] = errors(
      { kernel: '7.3', struct_page_size: 80 },
      raw('0x200000000', '4GiB', { map: 'dev' }),
    );
    assert.match(debug!.message, /struct page is larger than the 64 bytes/);
  });

  it('by a device that was itself refused there are none', () => {
    const machine = { kernel: '7.3', ram: [{ start: '0x0', end: '0x107ffffff' }] };
    const wide = at('0x100000000', '4GiB', { name: 'w' });
    const within = at('0x120000000', '256MiB', { name: 'a' });
    const { population, findings } = analysed(machine, wide, within);
    assert.deepEqual(
      population.pgmaps.map((p) => p.outcome.ok),
      [false, true],
    );
    assert.deepEqual(
      findings.filter((f) => f.place?.pgmap === 1).map((f) => f.code),
      [],
    );
  });

  it('name the function that found the overlap', () => {
    const small = at('0x120000000', '256MiB', { name: 'a' });
    assert.deepEqual(told({ kernel: '7.3' }, small, at('0x100000000', '2GiB', { name: 'b' })), [
      'range-overlap EEXIST fill_subsection_map',
    ]);
    assert.deepEqual(told({ kernel: '7.3' }, small, at('0x128000000', '2GiB', { name: 'b' })), [
      'range-overlap ENOMEM pagemap_range',
    ]);
  });

  it('of system-ram are dax-kmem’s', () => {
    const machine = { kernel: '7.3', ...RAM };
    const kmem = at('0x100000000', '1GiB', { mode: 'system-ram', name: 'k' });
    assert.deepEqual(told(machine, kmem), ['ram-collision EBUSY dev_dax_kmem_probe']);
    const { outcome } = analysed(machine, kmem).population.pgmaps[0]!;
    assert.deepEqual(outcome, {
      ok: false,
      errno: 'EBUSY',
      function: 'dev_dax_kmem_probe',
      message: 'mapping0: 0x100000000-0x13fffffff could not reserve region',
    });
    const ranges = [
      { start: '0x200000000', size: '1GiB' },
      { start: '0x280000000', size: '1GiB' },
    ];
    assert.deepEqual(told({ kernel: '7.3' }, { mode: 'system-ram', map: 'dev', ranges }), []);
    const high = at('0x400000000000', '1GiB', { mode: 'system-ram' });
    assert.deepEqual(told({ kernel: '7.3' }, high), ['beyond-addressable E2BIG register_memory_resource']);
    assert.deepEqual(analysed({ kernel: '7.3' }, high).population.pgmaps[0]!.outcome, {
      ok: false,
      errno: 'E2BIG',
      function: 'register_memory_resource',
      message:
        'Hotplug memory [0x400000000000-0x400040000000] exceeds maximum addressable range [0x0-0x3fffffffffff]',
    });
  });

  it('end where the direct map does', () => {
    const arm64 = { arch: 'arm64', kernel: '6.12', ram: [{ start: '0x40000000', end: '0x7fffffff' }] };
    assert.deepEqual(told(arm64, at('0x900000000000', '1GiB')), [
      'beyond-addressable EINVAL mhp_range_allowed',
    ]);
    assert.deepEqual(told(arm64, at('0x7f0000000000', '1GiB')), []);
    const riscv = { arch: 'riscv64', kernel: '7.3', ram: [{ start: '0x80000000', end: '0xffffffff' }] };
    assert.deepEqual(told(riscv, at('0x40000000', '16MiB')), ['beyond-addressable EINVAL mhp_range_allowed']);
  });

  it('leave a larger align’s saving as that kernel gives it', () => {
    const machine = { arch: 'ppc64le', page_size: '4KiB', kernel: '6.12.107' };
    const hint = analysed(machine, at('0x180000000', '1GiB')).findings.find((f) => f.code === 'larger-align');
    assert.match(hint!.message, /15\.75 MiB/);
  });

  it('end at 2^52 − 2^47 bytes of direct map with 64 KiB pages of arm64', () => {
    const machine = {
      arch: 'arm64',
      page_size: '64KiB',
      kernel: '6.12',
      ram: [{ start: '0x40000000', end: '0x7fffffff' }],
    };
    const wide = (start: string): string[] => told(machine, at(start, '1GiB', { align: '512MiB' }));
    assert.deepEqual(wide('0x900000000000'), []);
    assert.deepEqual(wide('0xf800000000000'), []);
    assert.deepEqual(wide('0xf800040000000'), ['beyond-addressable EINVAL mhp_range_allowed']);
  });

  it('of a namespace on powerpc’s hash MMU count in pages of its linear map', () => {
    const hash = { arch: 'ppc64le', mmu: 'hash', kernel: '7.3' };
    const [no] = errors(hash, raw('0x100200000', '4GiB', { align: '16MiB', map: 'dev' }));
    assert.equal(`${no!.code} ${no!.errno} ${no!.kernelFunction}`, 'namespace-unusable EINVAL nd_pfn_init');
    assert.match(no!.message, /not a multiple of 16 MiB.*misaligned to 0x1000000/);
    assert.deepEqual(
      no!.fixes!.map((fix) => fix.title),
      ['Move the namespace to 0x101000000'],
    );
    const small = raw('0x100000000', '4098MiB', { align: '64KiB', mode: 'devdax' });
    const { population } = analysed(hash, small);
    assert.equal(population.pgmaps[0]!.ranges[0]!.endPfn, 0x200000000 / 65536);
    assert.deepEqual(told({ ...hash, mmu: 'radix' }, raw('0x100200000', '4GiB', { map: 'dev' })), []);
  });

  it('of aligns are those of the hash MMU’s own page tables', () => {
    const takes = (page: string, kernel: string, ...more: object[]): string[] =>
      ['4KiB', '64KiB', '2MiB', '16MiB', '256MiB', '1GiB', '16GiB'].filter((align) =>
        more
          .concat(at('0x400000000', '16GiB'))
          .slice(0, 1)
          .every((one) => {
            const machine = { arch: 'ppc64le', mmu: 'hash', page_size: page, kernel };
            return told(machine, { ...one, align }).length === 0;
          }),
      );
    assert.deepEqual(takes('4KiB', '7.3'), ['4KiB', '256MiB']);
    assert.deepEqual(takes('4KiB', '6.4'), ['4KiB']);
    assert.deepEqual(takes('64KiB', '7.3'), ['64KiB', '16MiB', '16GiB']);
    assert.deepEqual(takes('64KiB', '6.4'), ['64KiB', '16MiB']);
    // nd_pfn_supported_alignments() asks the MMU for huge PUDs.
    assert.deepEqual(takes('64KiB', '7.3', raw('0x400000000', '64GiB')), ['64KiB', '16MiB']);
    assert.deepEqual(told({ arch: 'ppc64le', mmu: 'hash', page_size: '4KiB' }, { size: '1GiB' }), []);
  });

  it('of system-ram where there is no memory hotplug are those of a missing driver', () => {
    const kmem = at('0x400000000', '4GiB', { mode: 'system-ram' });
    const missing = ['memory-hotplug-missing ENOENT add_memory_driver_managed'];
    for (const [arch, kernel, expected] of [
      ['riscv64', '6.10', missing],
      ['riscv64', '6.11', []],
      ['loongarch64', '5.17', missing],
      ['loongarch64', '6.1', []],
      ['s390x', '6.1', []],
    ] as const) {
      const { population, findings } = analysed({ arch, kernel }, kmem);
      assert.equal(population.pgmaps[0]!.outcome.ok, expected.length === 0, `${arch} ${kernel}`);
      const found = findings.filter((f) => f.severity === 'error');
      assert.deepEqual(
        found.map((f) => `${f.code} ${f.errno} ${f.kernelFunction}`),
        expected,
      );
    }
  });

  it('see page frames where a range has a part of one', () => {
    const sub = at('0x100201000', '18MiB', { mode: 'generic', align: '16KiB' });
    const large = { arch: 'arm64', page_size: '16KiB', kernel: '7.2.3' };
    assert.ok(analysed(large, sub).population.pgmaps[0]!.outcome.ok);
    assert.deepEqual(told(large, sub), []);
    const small = at('0x100201000', '18MiB', { mode: 'generic', align: '4KiB' });
    assert.deepEqual(told({ ...large, page_size: '4KiB' }, small), [
      'subsection-misaligned EINVAL check_pfn_span',
    ]);
  });

  it('keep a dax region to whole pages, and show the range as it was written', () => {
    const analysis = analysed({ kernel: '7.3' }, at('0x180000400', '2MiB'));
    const [made] = analysis.population.pgmaps;
    assert.deepEqual(made!.outcome, {
      ok: false,
      errno: 'ENOMEM',
      function: 'alloc_dax_region',
      message: 'Cannot allocate memory',
    });
    for (const [start, size] of [
      ['0x180000400', '2MiB'],
      ['0x180000000', '2049KiB'],
      ['0x180000001', '2MiB'],
    ] as const)
      assert.deepEqual(
        told({ kernel: '7.3' }, at(start, size)),
        ['subsection-misaligned ENOMEM alloc_dax_region'],
        start,
      );
    const { machine, pgmaps } = analysis.config;
    const layout = JSON.parse([...layoutJson(machine, analysis.population, false)].join('')) as {
      pgmaps: { ranges: { start: string; end: string }[] }[];
    };
    const { start, end } = layout.pgmaps[0]!.ranges[0]!;
    assert.deepEqual([start, end], ['0x180000400', '0x1802003ff']);
    assert.match(
      [...layoutText(machine, pgmaps, analysis.population, false)].join(''),
      /0x180000400-0x1802003ff/,
    );
  });

  it('call a range RAM alone where RAM ranges cover it together', () => {
    const ram = ['0x0-0x7fffffff', '0x80000000-0xffffffff'];
    const words = (start: string): unknown =>
      (analysed({ ram }, at(start, '1GiB')).population.pgmaps[0]!.outcome as { message?: string }).message;
    assert.equal(words('0x60000000'), 'attempted on ram region 0x60000000-0x9fffffff');
    assert.equal(words('0xe0000000'), 'attempted on mixed region 0xe0000000-0x11fffffff');
  });

  it('up to 5.11 come from what adds the range', () => {
    const high = at('0x400000000000', '1GiB');
    const { outcome } = analysed({ kernel: '5.10' }, high).population.pgmaps[0]!;
    assert.deepEqual(outcome, {
      ok: false,
      errno: 'E2BIG',
      function: 'check_hotplug_memory_addressable',
      message:
        'Hotplugged memory exceeds maximum addressable address, range=0x400000000000-0x40003fffffff, maximum=0x7fffffffffff',
    });
    const by = ['beyond-addressable E2BIG check_hotplug_memory_addressable'];
    assert.deepEqual(told({ kernel: '5.11' }, high), by);
    assert.deepEqual(told({ kernel: '5.11' }, { ...high, mode: 'system-ram' }), by);
    assert.deepEqual(told({ kernel: '5.12' }, high), ['beyond-addressable EINVAL mhp_range_allowed']);
    const arm64 = { arch: 'arm64', kernel: '5.11', ram: [{ start: '0x40000000', end: '0x7fffffff' }] };
    const outside = at('0x900000000000', '1GiB');
    assert.deepEqual(told(arm64, outside), ['beyond-addressable EINVAL arch_add_memory']);
    assert.match(
      JSON.stringify(analysed(arm64, outside).population.pgmaps[0]!.outcome),
      /\[900000000000 900040000000\] is outside linear mapping region/,
    );
  });

  it('between dax-kmem and others are those of resources and of System RAM', () => {
    const [here, there] = [at('0x180000000', '1GiB'), at('0x190000000', '1GiB')];
    const kmem = (one: object): object => ({ ...one, mode: 'system-ram' });
    const machine = { kernel: '7.3' };
    assert.deepEqual(told(machine, kmem(here), kmem(there)), ['range-overlap EBUSY dev_dax_kmem_probe']);
    assert.deepEqual(told(machine, here, kmem(there)), ['range-overlap EBUSY dev_dax_kmem_probe']);
    assert.deepEqual(told(machine, kmem(here), there), ['range-overlap ENXIO pagemap_range']);
    const words = (...pgmaps: object[]): unknown =>
      (analysed(machine, ...pgmaps).population.pgmaps[1]!.outcome as { message?: string }).message;
    assert.equal(words(kmem(here), there), 'attempted on mixed region 0x190000000-0x1cfffffff');
    assert.equal(
      words(kmem(here), at('0x190000000', '256MiB')),
      'attempted on ram region 0x190000000-0x19fffffff',
    );
    assert.equal(words(here, kmem(there)), 'mapping0: 0x190000000-0x1cfffffff could not reserve region');
  });

  it('of a later range of dax-kmem leave that range out, of the first one end the probe', () => {
    const probe = (...starts: string[]) =>
      analysed(RAM, {
        mode: 'system-ram',
        ranges: starts.map((start) => ({ start, size: start.endsWith('1') ? '128MiB' : '1GiB' })),
      }).population.pgmaps[0]!;
    const later = probe('0x180000000', '0x100000000');
    assert.ok(later.outcome.ok);
    assert.deepEqual(
      later.ranges.map((r) => r.startPfn),
      [0x180000],
    );
    assert.match(JSON.stringify(probe('0x100000000', '0x180000000').outcome), /EBUSY.*mapping0/);
    // The first holds no whole memory block and is passed over, but keeps its number.
    assert.match(JSON.stringify(probe('0x180000001', '0x100000000').outcome), /EBUSY.*mapping1/);
  });

  it('of a namespace too small, or without room for data, are in the kernel’s words', () => {
    const words = (kernel: string, one: object): unknown =>
      (analysed({ kernel }, one).population.pgmaps[0]!.outcome as { message?: string }).message;
    const small = raw('0x10000000000', '6MiB', { name: 'namespace1.0' });
    assert.equal(words('7.3', small), '0x0000000000600000, too small must be at least 0x1000000');
    assert.deepEqual(told({ kernel: '7.3' }, small), [
      'namespace-unusable ENODEV nvdimm_namespace_common_probe',
    ]);
    const full = raw('0x388200000', '1030MiB', { align: '1GiB', name: 'namespace2.0' });
    // call_driver_probe() tells of ENXIO and ENODEV in words of their own.
    assert.equal(words('6.1.192', full), 'device_dax: probe of dax2.0 rejects match -6');
    assert.equal(words('7.3', full), 'namespace2.0 unable to satisfy requested alignment');
  });

  it('leave nr_memmap_pages where it is, if the kernel has it, and totals that fit the mapping', () => {
    const refused = at('0x140000000', '1GiB', { align: '3MiB' });
    for (const [kernel, counter] of [
      ['6.1.192', null],
      ['7.3', 0],
    ] as const) {
      const ram = ['0x0-0x1401fffff'];
      const { pgmaps, totals } = analysed({ kernel, ram }, refused).population;
      const { totals: own, ranges } = pgmaps[0]!;
      assert.equal(pgmaps[0]!.outcome.ok, false);
      assert.deepEqual([own.nrMemmapPages, totals.nrMemmapPages], [counter, counter]);
      assert.deepEqual([own.vmemmapPages, ranges[0]!.vmemmapPages], [4096, 4096]);
      // The first section holds RAM, and so has its memmap since boot.
      assert.deepEqual([own.hugePages, own.bootFrames, own.frames], [512, 512, 512]);
      assert.deepEqual([own.bytesWithoutDedup, own.bytesData, own.bytesSaved], [0, 0, 0]);
      assert.equal(totals.vmemmapPages, 0);
      assert.equal(analysed({ kernel }).population.totals.nrMemmapPages, counter);
    }
  });

  it('no altmap is too small for parts of a page', () => {
    const parts = at('0x6080000000', '0x40000100', { map: 'dev' });
    assert.deepEqual(told({ kernel: '7.3' }, parts), ['subsection-misaligned ENOMEM alloc_dax_region']);
  });

  it('and what is not shared is told of the hash MMU by its own functions', () => {
    const { config, population } = analysed(
      { arch: 'ppc64le', mmu: 'hash', kernel: '7.3' },
      at('0x400000000', '1GiB', { align: '16MiB' }),
    );
    const text = [...layoutText(config.machine, config.pgmaps, population, false)].join('');
    assert.match(text, /__vmemmap_populate\(\)/);
    assert.match(text, /radix MMU only: vmemmap_can_optimize\(\)/);
    assert.doesNotMatch(text, /radix__|ARCH_WANT/);
  });
});
