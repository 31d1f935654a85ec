/** Findings on what the kernel accepts and goes wrong on: found where it is so, and not where it is not. */
import assert from 'node:assert/strict';
import { analyse } from '../../src/config/analyse';
import { findings as engineFindings, GiB, machine as engineMachine, pgmap } from './helpers';

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

  it('leads to where struct pages of any size fill whole vmemmap pages', () => {
    const machine = { kernel: '5.10', arch: 'arm64', page_size: '16KiB', struct_page_size: 56 };
    const unmapped = (range: string) =>
      findings(machine, { align: '16KiB', ranges: [range] }).filter(
        (f) => f.code === 'struct-pages-unmapped',
      );
    const [found] = unmapped('0x200000-0x29fffff');
    assert.match(found!.message, /a 16 KiB vmemmap page holds those of 4\.57 MiB/);
    // 2,048 struct pages of 56 B are the first that fill pages of 16 KiB: 7 of them.
    assert.match(found!.fixes[0]!.title, /^Move start up to 0x2000000, the next 32 MiB boundary/);
    assert.deepEqual(unmapped('0x2000000-0x29fffff'), []);
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
    assert.match(heads.message, /Several sections share a 64 KiB vmemmap page: reuse_compound_section\(\)/);
    assert.ok(
      !heads.fixes.some((f) => f.title.includes('2 MiB')),
      'compounds of 2 MiB are smaller than two pages',
    );
    const apart = findings(
      { kernel: '7.3' },
      { mode: 'generic', vmemmap_shift: 18, ...at('0x101000000', '2GiB') },
    );
    assert.match(apart.find((f) => f.code === 'head-aliasing')!.message, /No later section starts/);
  });

  it('offers only fixes after which the pgmap has no error, apart from its neighbours', () => {
    const bad: [object, object][] = [
      [
        { arch: 'ppc64le', kernel: '6.1.100' },
        { mode: 'generic', vmemmap_shift: 14, ...at('0x101000000', '2GiB') },
      ],
      [
        { arch: 'ppc64le', kernel: '7.2' },
        { align: '1GiB', ...at('0x110000000', '2GiB') },
      ],
      [
        { arch: 'arm64', page_size: '64KiB', kernel: '6.1.100' },
        { align: '512MiB', ...at('0x101000000', '2GiB') },
      ],
      [{ kernel: '6.12' }, { align: '1GiB', ...at('0x440200000', '4GiB') }],
      [
        { ...BOOT, kernel: '6.6.0' },
        { align: '2MiB', ...at('0x101000000', '2GiB') },
      ],
      [BOOT, { align: '1GiB', ...at('0x106000000', '1GiB') }],
    ];
    let tried = 0;
    for (const [machine, pgmap] of bad) {
      const text = JSON.stringify({ machine, pgmaps: [pgmap] });
      const errors = analyse(text).findings.filter((f) => f.severity === 'error');
      assert.ok(errors.length > 0, text);
      for (const { edits } of errors.flatMap((f) => f.fixes)) {
        const mended = [...edits]
          .sort((a, b) => b.offset - a.offset)
          .reduce((t, e) => t.slice(0, e.offset) + e.newText + t.slice(e.offset + e.length), text);
        const left = analyse(mended).findings.filter((f) => f.severity === 'error');
        assert.deepEqual(left, [], mended);
        tried++;
      }
    }
    assert.ok(tried >= bad.length, `${tried} fixes`);
    const stray = { align: '1GiB', ...at('0x106000000', '1GiB') };
    const moves = (...more: object[]): number =>
      findings(BOOT, stray, ...more).find((f) => f.code === 'stray-tail-page')!.fixes.length;
    assert.equal(moves(), 1);
    assert.equal(moves({ name: 'next', ...at('0x146000000', '1GiB') }), 0);
    assert.equal(moves({ map: 'dev', raw: { start: '0x146000000', size: '1GiB' } }), 0, 'a raw extent');
  });

  it('suggests no larger align that corrupts', () => {
    const hash = { arch: 'ppc64le', mmu: 'hash', page_size: '4KiB' };
    const page = { align: '4KiB', ...at('0x140000000', '2GiB') };
    assert.ok(!codes({ ...hash, kernel: '6.1.100' }, page).includes('larger-align'));
    assert.ok(codes({ kernel: '6.1.100' }, page).includes('larger-align'));
  });

  it('a leaf of the boot memmap beyond its sections is one more taken for a table', () => {
    const radix = { arch: 'ppc64le', ram: [{ start: '0x0', end: '0x13fffffff' }] };
    const behind = { mode: 'generic', vmemmap_shift: 14, ...at('0x140000000', '2GiB') };
    const found = codes({ ...radix, kernel: '6.1.100' }, behind);
    assert.ok(found.includes('leaf-taken-for-table'), String(found));
    assert.ok(!found.includes('boot-memmap') && !found.includes('uninitialized-struct-pages'), String(found));
    const own = codes({ ...radix, kernel: '7.3' }, behind);
    assert.ok(!own.includes('leaf-taken-for-table') && own.includes('boot-memmap'), String(own));
    const early = codes(BOOT, { align: '2MiB', ...at('0x101000000', '1GiB') });
    assert.ok(!early.includes('leaf-taken-for-table') && early.includes('boot-memmap'), String(early));
  });

  it('names where the compounds behind an altmap start', () => {
    const altmap = { reserve: 0, free: 16896 };
    const odd = pgmap(GiB, [[5 * GiB, 4 * GiB]], { mode: 'generic', map: 'dev', altmap });
    const found = engineFindings(engineMachine({ release: '7.3' }), odd).find(
      (f) => f.code === 'compound-misaligned',
    )!;
    assert.match(found.what, /The data’s start 0x144200000 is not/);
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
