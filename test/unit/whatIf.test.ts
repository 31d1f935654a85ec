import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from '../../src/config/analyse';
import { NEWEST_RELEASE } from '../../src/engine/releases';
import { commandLine, sizeArgument } from '../../src/report/toolLine';
import { whatIf, whatIfSteps, type WhatIf, type WhatIfRow } from '../../src/report/whatIf';
import type { TextFix } from '../../src/config/model';

const MiB = 2 ** 20;
const example = (name: string): string =>
  readFileSync(join(__dirname, '..', '..', 'examples', `${name}.pgmap.jsonc`), 'utf8');
const applied = (text: string, { edits }: TextFix): string =>
  [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce((t, e) => t.slice(0, e.offset) + e.newText + t.slice(e.offset + e.length), text);
const config = (pgmap: string, machine = ''): string =>
  `{ ${machine} "pgmaps": [ { "name": "dax1.0", ${pgmap} } ] }`;
const RANGE = '"ranges": [{ "start": "0x4080000000", "size": "256GiB" }]';
const rowsOf = (text: string, index = 0, kernel: string | null = null): readonly WhatIfRow[] =>
  (whatIf(text, index, kernel) as WhatIf).rows;
const short = (r: WhatIfRow): unknown[] => [
  r.align,
  r.map,
  r.verdict,
  r.ram / MiB,
  r.device / MiB,
  r.saved / MiB,
];

describe('what if', () => {
  it('has each align and map of 256 GiB, with the figures everybody knows', () => {
    assert.deepEqual(rowsOf(config(`"align": "1GiB", ${RANGE}`)).map(short), [
      ['4 KiB', 'mem', 'off', 4096, 0, 0],
      ['2 MiB', 'mem', 'safe', 1032, 0, 3064],
      ['1 GiB', 'mem', 'safe', 10, 0, 4086],
      ['4 KiB', 'dev', 'off', 0, 4096, 0],
      ['2 MiB', 'dev', 'off', 0, 4096, 0],
      ['1 GiB', 'dev', 'off', 0, 4096, 0],
    ]);
  });

  it('marks what stands in the text, and gives the others a fix that makes them so', () => {
    const text = config(`"align": "1GiB", ${RANGE}`);
    for (const row of rowsOf(text)) {
      assert.equal(row.present, row.align === '1 GiB' && row.map === 'mem');
      assert.equal(row.fix === null, row.present);
    }
  });

  it('says of each row exactly what the config is once the row is applied', () => {
    for (const name of [
      '01-cxl-1gib',
      '03-pmem-6tib',
      '05-altmap-or-dedup',
      '06-head-aliasing',
      '09-arm64',
      '10-powerpc',
    ]) {
      const text = example(name);
      const { pgmaps } = analyse(text).config;
      for (const index of pgmaps.keys())
        for (const kernel of [null, '6.12', '5.15'])
          for (const row of rowsOf(text, index, kernel)) {
            if (!row.fix) continue;
            const after = analyse(applied(text, row.fix));
            const { totals, outcome } = after.population.pgmaps[index]!;
            assert.equal(totals.bytesData + totals.bytesPageTables, row.ram, `${name} ${row.fix.title}`);
            assert.equal(totals.bytesSaved, row.saved);
            assert.equal(outcome.ok, row.verdict !== 'refused');
            if (kernel) assert.equal(after.config.machine.kernel.text, kernel);
            assert.ok(after.population.pgmaps.length === pgmaps.length);
          }
    }
  });

  it('warns of heads that alias, and shows what the way out gives', () => {
    const rows = rowsOf(example('06-head-aliasing'));
    const present = rows.find((r) => r.present)!;
    assert.equal(present.verdict, 'unsafe');
    assert.notEqual(present.note, '');
    const moved = rows.find((r) => r.moved !== null)!;
    assert.equal(moved.verdict, 'safe');
    assert.match(moved.moved!, /^Move .*0x448000000/);
    assert.equal(rows.find((r) => r.align === '2 MiB' && r.map === 'mem')!.verdict, 'safe');
  });

  it('has the kernel’s word where it refuses: an altmap for two ranges', () => {
    const text = config(
      '"align": "2MiB", "ranges": [{ "start": "0x4080000000", "size": "1GiB" }, { "start": "0x8080000000", "size": "1GiB" }]',
    );
    const dev = rowsOf(text).find((r) => r.map === 'dev' && r.align === '2 MiB')!;
    assert.equal(dev.verdict, 'refused');
    assert.match(dev.note, /^EINVAL from pagemap_range\(\): altmap not supported/);
  });

  it('tells the same device under another kernel, and the fix writes that kernel', () => {
    const text = config(`"align": "1GiB", ${RANGE}`);
    const rows = rowsOf(text, 0, '5.15');
    assert.ok(rows.every((r) => r.saved === 0 || r.map === 'dev'));
    assert.match(applied(text, rows[0]!.fix!), /"kernel": "5\.15"/);
    assert.deepEqual(whatIf(text, 0, null)!.kernels.slice(0, 2), [NEWEST_RELEASE, '5.15']);
  });

  it('shows on arm64 that no align saves anything today', () => {
    const rows = rowsOf(config(`"align": "2MiB", ${RANGE}`, '"machine": { "arch": "arm64" },'));
    assert.ok(rows.length >= 4);
    assert.ok(rows.filter((r) => r.map === 'mem').every((r) => r.saved === 0 && r.verdict === 'off'));
  });

  it('leaves far devices of a huge file out, and says the same as with them', function () {
    this.timeout(20_000);
    const pgmaps = Array.from(
      { length: 1000 },
      (_, i) =>
        `{ "name": "d${i}", "align": "2MiB", "ranges": [{ "start": "0x${(2 ** 40 + i * 2 ** 27 * 1.5).toString(16)}", "size": "192MiB" }] }`,
    );
    const text = `{ "pgmaps": [ ${pgmaps.join(', ')} ] }`;
    const found = whatIf(text, 500, null)!;
    assert.ok(found.leftOut > 900);
    const { totals } = analyse(text).population.pgmaps[500]!;
    const present = found.rows.find((r) => r.present)!;
    assert.equal(present.ram, totals.bytesData + totals.bytesPageTables);
    const other = found.rows.find((r) => r.align === '4 KiB' && r.map === 'mem')!;
    const after = analyse(applied(text, other.fix!)).population.pgmaps[500]!.totals;
    assert.equal(other.ram, after.bytesData + after.bytesPageTables);
  });

  it('counts the page tables that a left-out device made before, and neighbours that are raw extents', function () {
    this.timeout(20_000);
    const ram = '"ram": [{ "start": "0x0", "end": "0x7fffffff" }]';
    const at = (i: number, stride: number): string => `0x${(2 ** 40 + i * stride).toString(16)}`;
    const files = [2 ** 29, 2 ** 30, 2 ** 33].map((stride) =>
      Array.from({ length: 300 }, (_, i) => `"ranges": [{ "start": "${at(i, stride)}", "size": "128MiB" }]`),
    );
    // Two of these to a section, so that every second one finds its neighbour's page table.
    files.push(
      Array.from({ length: 300 }, (_, i) => `"raw": { "start": "${at(i, 2 ** 26)}", "size": "64MiB" }`),
    );
    for (const file of files) {
      const pgmaps = file.map((extent, i) => `{ "name": "d${i}", "align": "2MiB", ${extent} }`);
      const text = `{ "machine": { "paging_levels": 5, ${ram} }, "pgmaps": [ ${pgmaps.join(', ')} ] }`;
      const whole = analyse(text);
      for (const index of [0, 7, 299]) {
        const { leftOut, rows } = whatIf(text, index, null, whole)!;
        assert.ok(leftOut > 80);
        for (const row of rows.filter((r) => r.align === '4 KiB' && r.map === 'mem')) {
          const { totals } = analyse(applied(text, row.fix!)).population.pgmaps[index]!;
          assert.equal(row.ram, totals.bytesData + totals.bytesPageTables, `${file[index]} ${row.map}`);
          assert.equal(row.saved, totals.bytesSaved);
        }
      }
    }
  });

  it('moves an aliasing device of a huge file as well', () => {
    const far = Array.from(
      { length: 250 },
      (_, i) =>
        `{ "name": "d${i}", "ranges": [{ "start": "0x${(2 ** 40 + i * 2 ** 33).toString(16)}", "size": "1GiB" }] }`,
    );
    const bad =
      '{ "name": "ns", "align": "1GiB", "ranges": [{ "start": "0x440200000", "end": "0x53fffffff" }] }';
    const text = `{ "pgmaps": [ ${far.slice(0, 100).join(', ')}, ${bad}, ${far.slice(100).join(', ')} ] }`;
    const found = whatIf(text, 100, null)!;
    assert.ok(found.leftOut > 200);
    const moved = found.rows.find((r) => r.moved !== null)!;
    assert.equal(moved.verdict, 'safe');
    const { totals } = analyse(applied(text, moved.fix!)).population.pgmaps[100]!;
    assert.equal(moved.saved, totals.bytesSaved);
  });

  it('has rows on every architecture, with the aligns it takes', () => {
    const aligns = (machine: string): string[] =>
      rowsOf(config(RANGE, `"machine": { ${machine} },`))
        .filter((r) => r.map === 'mem')
        .map((r) => r.align);
    assert.deepEqual(
      [
        '"arch": "x86_64"',
        '"arch": "arm64"',
        '"arch": "arm64", "page_size": "64KiB"',
        '"arch": "ppc64le"',
        '"arch": "ppc64le", "mmu": "hash"',
        '"arch": "riscv64"',
        '"arch": "loongarch64"',
        '"arch": "s390x"',
      ].map(aligns),
      [
        ['4 KiB', '2 MiB', '1 GiB'],
        ['4 KiB', '2 MiB'],
        ['64 KiB', '512 MiB'],
        ['64 KiB', '2 MiB', '1 GiB'],
        ['64 KiB', '16 MiB', '16 GiB'],
        ['4 KiB', '2 MiB', '1 GiB'],
        ['16 KiB', '32 MiB'],
        ['4 KiB', '1 MiB'],
      ],
    );
  });

  it('keeps both keys of a generic pgmap in agreement, and its own order among the rows', () => {
    const text = config(`"mode": "generic", "vmemmap_shift": 10, "align": "4MiB", ${RANGE}`);
    const rows = rowsOf(text);
    assert.deepEqual(
      rows.filter((r) => r.map === 'mem').map((r) => [r.align, r.present]),
      [
        ['4 KiB', false],
        ['2 MiB', false],
        ['4 MiB', true],
        ['1 GiB', false],
      ],
    );
    const large = applied(text, rows.find((r) => r.align === '1 GiB' && r.map === 'mem')!.fix!);
    assert.match(large, /"vmemmap_shift": 18, "align": "1GiB"/);
  });

  it('has no command for a row that moves the device: no option says where one starts', () => {
    const moved = rowsOf(example('06-head-aliasing')).find((r) => r.moved !== null)!;
    assert.match(JSON.stringify(moved.command), /"none":"No option says where a device starts/);
  });

  it('can be left off after any step', () => {
    const text = config(`"align": "1GiB", ${RANGE}`);
    const steps = whatIfSteps(text, analyse(text), 0, null);
    let many = 0;
    while (!steps.next().done) many++;
    assert.ok(many > rowsOf(text).length, `${many} steps`);
  });

  it('has no rows where there is no such pgmap', () => {
    assert.equal(whatIf('{ "pgmaps": [] }', 0, null), undefined);
    assert.equal(whatIf('{', 3, null), undefined);
  });
});

describe('the ndctl and daxctl lines', () => {
  const of = (pgmap: string): unknown => commandLine(analyse(config(pgmap)).config.pgmaps[0]!);
  it('are those of the man pages', () => {
    assert.deepEqual(of(`"align": "1GiB", ${RANGE}`), { line: 'daxctl create-device -r 1 -s 256G -a 1G' });
    assert.deepEqual(
      commandLine(
        analyse(
          '{ "pgmaps": [ { "name": "namespace2.0", "map": "dev", "raw": { "start": "0x10000000000", "size": "16GiB" } } ] }',
        ).config.pgmaps[0]!,
      ),
      {
        line: 'ndctl create-namespace -f -e namespace2.0 --mode=devdax --map=dev --align=2M',
        caution: 'It makes the namespace anew, and what is stored there is lost.',
      },
    );
    assert.deepEqual(of(`"mode": "system-ram", ${RANGE}`), {
      line: 'daxctl reconfigure-device --mode=system-ram dax1.0',
    });
  });
  it('say why where there is none', () => {
    assert.match(JSON.stringify(of(`"map": "dev", ${RANGE}`)), /keeps its memmap in RAM/);
    assert.match(
      JSON.stringify(of(`"mode": "generic", "vmemmap_shift": 9, ${RANGE}`)),
      /memremap_pages\(\) with order 9/,
    );
  });
  it('give sizes exactly, in the units that ndctl knows', () => {
    assert.deepEqual([2n ** 50n, 3n * 2n ** 30n, 2n ** 20n + 4096n, 5n].map(sizeArgument), [
      '1024T',
      '3G',
      '1028K',
      '5',
    ]);
  });
});
