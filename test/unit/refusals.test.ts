/** What the kernel refuses is said once, by the one that refuses it; what it takes is not. */
import assert from 'node:assert/strict';
import { analyse } from '../../src/config/analyse';
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
});
