/** Findings on what the kernel accepts and goes wrong on: found where it is so, and not where it is not. */
import assert from 'node:assert/strict';
import { analyse } from '../../src/config/analyse';

const findings = (machine: object, ...pgmaps: object[]) =>
  analyse(JSON.stringify({ machine, pgmaps })).findings;
const codes = (machine: object, ...pgmaps: object[]): string[] =>
  findings(machine, ...pgmaps).map((f) => f.code);
const at = (start: string, size: string): { ranges: object[] } => ({ ranges: [{ start, size }] });
const BOOT = { kernel: '7.3', ram: [{ start: '0x0', end: '0x100ffffff' }] };

describe('corruption', () => {
  it('a stray tail page is an error of its own, whatever its heads do', () => {
    for (const size of ['1GiB', '2GiB']) {
      const found = codes(BOOT, { align: '1GiB', ...at('0x106000000', size) });
      assert.ok(found.includes('stray-tail-page') && !found.includes('head-aliasing'), String(found));
    }
    const small = { mode: 'generic', vmemmap_shift: 13, ...at('0x107000000', '32MiB') };
    assert.ok(codes({ ...BOOT, kernel: '6.12' }, small).includes('stray-tail-page'));
    const away = { align: '1GiB', ...at('0x140000000', '1GiB') };
    assert.ok(!codes(BOOT, away).includes('stray-tail-page'));
  });

  it('counts compounds behind an altmap’s reserve', () => {
    for (const kernel of ['6.12', '7.3']) {
      const found = codes(
        { kernel },
        { map: 'dev', align: '1GiB', raw: { start: '0x101000000', size: '4GiB' } },
      );
      assert.ok(!found.includes('compound-misaligned') && !found.includes('partial-compound'), String(found));
    }
    assert.ok(
      codes({ kernel: '7.3' }, { align: '1GiB', ...at('0x101000000', '4GiB') }).includes(
        'compound-misaligned',
      ),
    );
  });

  it('blames the mask only where compound_head() has one', () => {
    const generic = { mode: 'generic', vmemmap_shift: 18, ...at('0x108000000', '2GiB') };
    const cause = (machine: object): string | undefined =>
      findings(machine, generic).find((f) => f.code === 'compound-misaligned')?.kernelFunction;
    assert.equal(cause({ kernel: '7.3' }), 'compound_head');
    assert.equal(cause({ kernel: '7.0' }), 'dev_dax_huge_fault');
    assert.equal(cause({ kernel: '7.3', struct_page_size: 80 }), 'dev_dax_huge_fault');
    for (const arch of ['arm64', 'ppc64le'])
      assert.equal(cause({ kernel: '7.3', arch }), 'dev_dax_huge_fault');
  });

  it('counts no head past the range, and names the vmemmap page that sections share', () => {
    const machine = { arch: 'ppc64le', page_size: '64KiB', kernel: '6.1.100' };
    const found = findings(machine, { mode: 'generic', vmemmap_shift: 14, ...at('0x101000000', '2GiB') });
    const heads = found.find((f) => f.code === 'head-aliasing')!;
    assert.match(
      heads.message,
      /^1 of 2 compound heads lands? on a shared tail page: the range starts 16 MiB past a 64 MiB boundary/,
    );
    assert.ok(
      !heads.fixes.some((f) => f.title.includes('2 MiB')),
      'compounds of 2 MiB are smaller than two pages',
    );
  });

  it('gives each cause of aliasing the releases it is in', () => {
    const span = (machine: object, pgmap: object): string | undefined =>
      findings(machine, pgmap).find((f) => f.code === 'head-aliasing')?.releases;
    assert.match(
      span(
        { arch: 'ppc64le', page_size: '64KiB', kernel: '7.2.13' },
        { align: '1GiB', ...at('0x110000000', '1GiB') },
      )!,
      /^6\.6/,
    );
    assert.match(span({ kernel: '6.12' }, { align: '1GiB', ...at('0x440200000', '4094MiB') })!, /^5\.19/);
  });
});
