import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { analyse } from '../../src/config/analyse';
import { literals } from '../../src/config/literals';
import { decimalBytes, explainAddress } from '../../src/report/hover/explainValue';
import { hints } from '../../src/report/hints';
import { hoverText } from '../../src/report/hover/hover';
import { pictureOf } from '../../src/protocol/picture';
import { unitAt, unitOfPfn } from '../../webview/unit';
import { roleOf } from '../../webview/words';
import { RULE_NAMES } from '../../src/engine/ruleNames';
import { layoutText } from '../../src/report/layoutText';
import { lensWords } from '../../src/report/lens';

const examples = join(__dirname, '..', '..', 'examples');
const configs = readdirSync(examples)
  .filter((f) => f.includes('.pgmap.'))
  .map((f) => readFileSync(join(examples, f), 'utf8'));

const CONFIG = `{
  "machine": { "kernel": "6.12", "struct_page_size": 64, "ram": [{ "start": "0x0", "end": "0x7fffffff" }] },
  "pgmaps": [
    { "name": "dax0.0", "align": "1GiB", "ranges": [{ "start": "0x4080000000", "size": "256GiB" }, "0x10000000000-0x100ffffffff"] },
    { "name": "dax1.0", "vmemmap_shift": 9, "ranges": [{ "start": "0x20000000000", "end": "0x2003fffffff" }] }
  ],
  "hugetlb": [{ "page_size": "1GiB", "count": 2 }]
}`;

/** The hover in the middle of a part of the text. */
const hover = (part: string, text = CONFIG): string =>
  hoverText(text, analyse(text), text.indexOf(part) + Math.floor(part.length / 2))?.markdown ?? '';

describe('values in the text', () => {
  it('are found with their places: in objects, in ranges written as text, in numbers', () => {
    const found = literals(CONFIG, analyse(CONFIG).config.places.root);
    assert.deepEqual(
      found.map(({ kind, key, offset, length }) => `${kind} ${key} ${CONFIG.slice(offset, offset + length)}`),
      [
        'size struct_page_size 64',
        'address start "0x0"',
        'address end "0x7fffffff"',
        'size align "1GiB"',
        'address start "0x4080000000"',
        'size size "256GiB"',
        'address start 0x10000000000',
        'address end 0x100ffffffff',
        'order vmemmap_shift 9',
        'address start "0x20000000000"',
        'address end "0x2003fffffff"',
        'size page_size "1GiB"',
      ],
    );
  });

  it('between two offsets are those of the whole text that lie there', () => {
    for (const text of configs) {
      const { root } = analyse(text).config.places;
      const all = literals(text, root);
      fc.assert(
        fc.property(fc.nat(text.length), fc.nat(2000), (from, length) => {
          const some = literals(text, root, from, from + length);
          const inside = all.filter((l) => l.offset >= from && l.offset + l.length <= from + length);
          assert.ok(inside.every((l) => some.some((s) => s.offset === l.offset)));
          assert.ok(some.every((s) => all.some((l) => l.offset === s.offset && l.length === s.length)));
        }),
        { numRuns: 30 },
      );
    }
  });
});

describe('hovers', () => {
  it('on an address say pfn, section, subsection, compound, struct page and frame', () => {
    const said = hover('"0x4080000000"');
    assert.match(said, /\| pfn \| `0x4080000` \(67,633,152\) \|/);
    assert.match(said, /\| section \| 2,064 \+ 0 \|/);
    assert.match(said, /\| subsection \| 0 of 64 \|/);
    assert.match(said, /`0xffffea0102000000` \(nokaslr\)/);
    assert.match(said, /\| range \| dax0\.0, 1 of 2 \|/);
    assert.match(said, /\| compound \| 0 of 1 GiB \+ 0: head \|/);
    assert.match(said, /\| backed by \| frame 0, mapped by 1 vmemmap page \|/);
  });

  it('on the last byte of a range: the last tail, and the frame that all tails of its compound share', () => {
    const said = hover('0x100ffffffff');
    assert.match(said, /the last byte/);
    assert.match(said, /\| compound \| 3 of 1 GiB \+ 0x3ffff000: tail 262,143 \|/);
    assert.match(said, /mapped by 4,095 vmemmap pages/);
  });

  it('call a rule what the text layout and the panel call it', () => {
    const text = `{ "machine": { "kernel": "5.10" }, "pgmaps": [{ "ranges": [{ "start": "0x10000000000", "size": "1GiB" }] }] }`;
    const { config, population } = analyse(text);
    const name = RULE_NAMES['huge-block'];
    assert.match(hover('0x10000000000', text), new RegExp(`^${name} \\(`, 'm'));
    assert.match(hover('{ "start"', text), new RegExp(`× ${name} \\(`));
    const layout = [...layoutText(config.machine, config.pgmaps, population, false)].join('');
    assert.match(layout, new RegExp(`${name}, vmemmap_`));
  });

  it('on an address of no range say so', () => {
    assert.match(hover('"0x7fffffff"'), /In no range of this file/);
  });

  it('on a size give both units, exact bytes, pages and sections', () => {
    const said = hover('"256GiB"');
    assert.match(said, /\*\*256 GiB\*\* = 274,877,906,944 B = 274\.88 GB \(`0x4000000000`\)/);
    assert.match(said, /\| pages of 4 KiB \| 67,108,864 \|/);
    assert.match(said, /\| sections of 128 MiB \| 2,048 \|/);
  });

  it('on machine keys and pools give what they decide', () => {
    assert.match(hover('"6.12"'), /\*\*Linux 6\.12/);
    assert.match(hover('"6.12"'), /- nr_memmap_pages counts two vmemmap pages for a deduplicated compound/);
    assert.match(hover('"ram"'), /node 0 \| 2 GiB \| 2,147,483,648 B/);
    assert.match(hover('"count"'), /2 × 1 GiB HugeTLB/);
    assert.match(hover('"struct_page_size"'), /1\.56 % of the memory, 16 GiB for each TiB/);
  });

  it('say of compounds what was mapped: two kept where that is so, else the sums', () => {
    const said = (machine: string, align: string, range: string): string => {
      const text = `{ "machine": { ${machine} }, "pgmaps": [{ "mode": "generic", ${align}, "ranges": [${range}] }] }`;
      return hover(align.split(':')[0]!, text).split('\n\n')[1]!.replace(/ \(.*/, '');
    };
    const whole = '{ "start": "0x440000000", "size": "4GiB" }';
    assert.equal(
      said('"kernel": "7.3"', '"align": "1GiB"', whole),
      'Of the 4,096 vmemmap pages of a compound 2 are kept and 4,094 map the second',
    );
    assert.equal(
      said('"kernel": "7.3"', '"align": "1GiB"', '{ "start": "0x440200000", "end": "0x53fffffff" }'),
      'Of its 16,376 vmemmap pages 2 have a frame of their own, 16,374 map that of another',
    );
    assert.equal(
      said('"kernel": "5.19"', '"vmemmap_shift": 7', '{ "start": "0x10000000000", "size": "1GiB" }'),
      'Of its 4,096 vmemmap pages 4,096 have a frame of their own',
    );
  });

  it('behind an altmap compounds begin where it ends, as the panel says', () => {
    const analysis = analyse(
      '{ "pgmaps": [{ "align": "1GiB", "map": "dev", "raw": { "start": "0x4081000000", "size": "16GiB" } }] }',
    );
    const { machine, population } = pictureOf(analysis, { uri: 'u', version: 1, fileName: 'f' });
    const pgmap = population.pgmaps[0]!;
    for (const [pfn, role, words] of [
      [0x4081000, 'reserve', /none: kept back for the info block/],
      [0x4081001, 'reserve', /none: kept back for the info block/],
      [0x4081002, 'altmap', /none: set aside for the memmap/],
      [0x40bffff, 'altmap', /none: set aside for the memmap/],
      [0x40c0000, 'head', /0 of 1 GiB \+ 0: head/],
      [0x40c0001, 'first tail', /0 of 1 GiB \+ 0x1000 \(4 KiB\): first tail/],
      [0x4100000, 'head', /1 of 1 GiB \+ 0: head/],
    ] as const) {
      const value = BigInt(pfn) << 12n;
      const literal = { kind: 'address', key: 'start', value, offset: 0, length: 0 } as const;
      const said = explainAddress(analysis.config.machine, analysis.population, literal);
      assert.match(said.split('| compound | ')[1]!, new RegExp(`^${words.source}`));
      const unit = unitAt(machine, pgmap, unitOfPfn(machine, pgmap, pfn)!)!;
      assert.equal(roleOf(pgmap, unit, pfn), role);
      assert.equal(unit.kind, 'section');
    }
    assert.deepEqual(
      analysis.findings.map((f) => f.code).filter((code) => code === 'compound-misaligned'),
      [],
    );
  });

  it('say something of any place of any text, cut anywhere, and never throw', () => {
    for (const text of configs)
      fc.assert(
        fc.property(fc.nat(text.length), fc.nat(text.length), (end, at) => {
          const cut = text.slice(0, end);
          const found = hoverText(cut, analyse(cut), Math.min(at, end));
          if (found) assert.ok(found.offset >= 0 && found.offset + found.length <= cut.length);
        }),
        { numRuns: 60 },
      );
  });

  it('count powers of 1000 as vendors do', () => {
    assert.deepEqual([0n, 999n, 1000n, 2097152n, 1n << 40n, 1n << 63n].map(decimalBytes), [
      '0 B',
      '999 B',
      '1 kB',
      '2.10 MB',
      '1.10 TB',
      '9.22 EB',
    ]);
  });
});

describe('inlay hints', () => {
  it('give the size behind a span, the span behind a size, the order behind an align and the align behind an order', () => {
    const found = hints(CONFIG, analyse(CONFIG), 0, CONFIG.length);
    assert.deepEqual(
      found.map((h) => `${CONFIG.slice(CONFIG.lastIndexOf(' ', h.offset - 1) + 1, h.offset)} ${h.label}`),
      [
        '"0x7fffffff" 2 GiB',
        '"1GiB" order 18',
        '"256GiB" … 0x807fffffff',
        '"0x10000000000-0x100ffffffff 4 GiB',
        '9 2 MiB',
        '"0x2003fffffff" 1 GiB',
      ],
    );
  });

  it('are those of the lines that are seen', () => {
    const from = CONFIG.indexOf('"dax1.0"');
    assert.equal(hints(CONFIG, analyse(CONFIG), from, from + 60).length, 1);
  });
});

describe('lenses', () => {
  const first = (text: string): string => {
    const { config, population } = analyse(text);
    return lensWords(config.machine, population.pgmaps[0]!);
  };
  const of = (rest: string): string =>
    `{ ${rest}, "ranges": [{ "start": "0x4080000000", "size": "128GiB" }] }] }`;

  it('say what a pgmap saves, what it takes and why, or who refuses it', () => {
    assert.equal(first(of('"pgmaps": [{ "align": "2MiB"')), 'saves 1,532 MiB of 2 GiB');
    assert.match(
      first(of('"machine": { "kernel": "5.15" }, "pgmaps": [{ "align": "2MiB"')),
      /^takes 2 GiB, saves nothing: .*kernel/i,
    );
    assert.equal(
      first('{ "pgmaps": [{ "ranges": [{ "start": "0x4080100000", "size": "128GiB" }] }] }'),
      'refused: EINVAL from check_pfn_span()',
    );
  });
});
