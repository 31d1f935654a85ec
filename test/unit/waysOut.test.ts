import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from '../../src/config/analyse';
import { fixAll, fixingAll, mayFixAll } from '../../src/report/fixes/fixAll';
import { fixCommand } from '../../src/report/fixes/fixCommand';
import { edited, findingWays, firstWay, waysOut } from '../../src/report/fixes/waysOut';
import type { Code } from '../../src/engine/codes';
import type { TextFix } from '../../src/config/model';

const pgmaps = (...members: string[]): string => `{ "pgmaps": [{ ${members.join(', ')} }] }`;
const ways = (text: string, code: Code): TextFix[] => {
  const analysis = analyse(text);
  const finding = analysis.findings.find((f) => f.code === code);
  assert.ok(finding, `${code} not in ${analysis.findings.map((f) => f.code).join(' ')}`);
  return waysOut(text, analysis, finding);
};
const titles = (text: string, code: Code): string[] => ways(text, code).map(({ title }) => title);
const has = (text: string, code: Code): boolean => analyse(text).findings.some((f) => f.code === code);

/** Devices whose later compounds have their heads on a shared page: two findings each. */
const aliased = (n: number): string =>
  JSON.stringify({
    pgmaps: Array.from({ length: n }, (_, i) => ({
      name: `dax${i}.0`,
      align: '1GiB',
      ranges: [{ start: `0x${(2 ** 40 + i * 2 ** 35 + 2 ** 21).toString(16)}`, size: '2GiB' }],
    })),
  });

describe('ways out', () => {
  it('state what they gain: accepted, memory, saving', () => {
    const text = pgmaps('"align": "1GiB"', '"ranges": ["0x10000000000-0x1005fffffff"]');
    assert.deepEqual(titles(text, 'size-not-multiple-of-align').slice(0, 2), [
      'Move end down to 0x1003fffffff: accepted, 512 MiB less memory, saves 15.96 MiB',
      'Move end up to 0x1007fffffff: accepted, 512 MiB more memory, saves 31.92 MiB',
    ]);
  });

  it('of an altmap say what comes back of the device and what it takes of RAM', () => {
    const text = pgmaps('"map": "dev"', '"align": "2MiB"', '"ranges": ["0x10000000000-0x103ffffffff"]');
    const [way, ...more] = ways(text, 'dedup-off-altmap');
    assert.equal(
      way!.title,
      'Keep the memmap in RAM (map "mem"): gives back 256 MiB of the device, takes 64.50 MiB of RAM',
    );
    assert.deepEqual(more, []);
    assert.ok(!has(edited(text, way!), 'dedup-off-altmap'));
  });

  it('of a range in a boot section: the next section, another place, or in two', () => {
    const text =
      '{ "machine": { "ram": [{ "start": 0, "size": "4160MiB" }] }, "pgmaps": [{ "ranges": [{ "start": "0x104000000", "size": "1GiB" }] }] }';
    const found = ways(text, 'boot-memmap');
    assert.match(found[0]!.title, /^Move start up to 0x108000000: 64 MiB less memory/);
    assert.match(found[1]!.title, /^Move the range to 0x108000000-0x147ffffff/);
    for (const way of found) assert.ok(!has(edited(text, way), 'boot-memmap'), way.title);
  });

  it('split a range at a section, the second part written as the first', () => {
    for (const [range, parts] of [
      [
        '{ "start": "0x440200000", "size": "3GiB" }',
        /"start": "0x440200000", "size": "126MiB" \}, \{ "start": "0x448000000", "end": "0x5001fffff" \}/,
      ],
      ['"0x440200000-0x5001fffff"', /\["0x440200000-0x447ffffff", "0x448000000-0x5001fffff"\]/],
    ] as const) {
      const text = pgmaps('"mode": "generic"', '"align": "1GiB"', `"ranges": [${range}]`);
      const split = ways(text, 'head-aliasing').find((w) => w.title.startsWith('Split'))!;
      assert.match(split.title, /^Split the range at 0x448000000: saves/);
      assert.match(edited(text, split), parts);
      assert.ok(!has(edited(text, split), 'head-aliasing'));
    }
  });

  it('of a section shared with a device that is torn down with it: apart', () => {
    const text =
      '{ "machine": { "arch": "arm64", "kernel": "6.10" }, "pgmaps": [{ "ranges": ["0x10000000000-0x100001fffff"] }, { "ranges": ["0x10000200000-0x1000fffffff"] }] }';
    const found = ways(text, 'removal-hazard');
    assert.match(found[0]!.title, /^Move start up to 0x10008000000: 126 MiB less memory$/);
    for (const way of found) assert.ok(!has(edited(text, way), 'removal-hazard'), way.title);
  });

  it('of sizes in powers of 1000: both readings, with their bytes', () => {
    const text = pgmaps('"ranges": [{ "start": "0x10000000000", "size": "2097152KB" }]');
    assert.deepEqual(
      ways(text, 'decimal-size').map(({ title, edits }) => [title.replace(/:.*/, ''), edits[0]!.newText]),
      [
        ['Write 2097152KiB', '"2097152KiB"'],
        ['Write the bytes', '2097152000'],
      ],
    );
  });

  it('take out what has no effect, with its comma, and nothing else', () => {
    const text = '{ "machine": { "arch": "arm64", "mmu": "hash", "kernel": "6.12" }, "pgmaps": [] }';
    const [way] = ways(text, 'ineffective-value');
    assert.equal(way!.title, 'Remove "mmu"');
    assert.deepEqual(JSON.parse(edited(text, way!)), {
      machine: { arch: 'arm64', kernel: '6.12' },
      pgmaps: [],
    });
    const last = pgmaps('"ranges": ["0x10000000000-0x1003fffffff"]', '"align": "1GiB"', '"nonsense": 1');
    assert.doesNotMatch(edited(last, ways(last, 'unknown-key')[0]!), /nonsense|,\s*\}/);
  });

  it('beyond those a finding brings lead out, in every example', () => {
    const folder = join(__dirname, '..', '..', 'examples');
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), 'utf8');
      const analysis = analyse(text);
      for (const finding of analysis.findings)
        for (const way of waysOut(text, analysis, finding)) {
          const { pgmap } = finding.place!;
          const after = analyse(edited(text, way));
          assert.ok(after.population.pgmaps[pgmap!]!.outcome.ok, `${name}: ${way.title}`);
          assert.match(way.title, /: |larger-align/, `${name}: ${way.title} says no gain`);
        }
    }
  });

  it('one at a time: the first is the preferred one, in every example', () => {
    const folder = join(__dirname, '..', '..', 'examples');
    let several = 0;
    for (const text of [
      ...readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')),
      aliased(30),
      pgmaps('"align": "3MiB"', '"ranges": ["0x10000000000-0x1003fffffff"]'),
    ]) {
      const analysis = analyse(text);
      for (const finding of analysis.findings) {
        const all = waysOut(text, analysis, finding);
        assert.deepEqual(firstWay(text, analysis, finding)?.edits, all[0]?.edits, finding.message);
        if (all.length > 1) several++;
      }
    }
    assert.ok(several > 10);
  });

  it('are tried one after the other, so that who asked can leave off', () => {
    const text = aliased(3);
    const analysis = analyse(text);
    const steps = findingWays(text, analysis, analysis.findings[0]!);
    let tried = 0;
    while (!steps.next().done) tried++;
    assert.ok(tried >= waysOut(text, analysis, analysis.findings[0]!).length, `${tried} steps`);
  });

  it('cost no more in a file of 3,000 pgmaps: the neighbours alone are tried', () => {
    const many = Array.from(
      { length: 3000 },
      (_, i) =>
        `{ "ranges": [{ "start": "0x${(0x10000100000 + i * 2 ** 31).toString(16)}", "size": "1GiB" }] }`,
    );
    const text = `{ "pgmaps": [${many.join(', ')}] }`;
    const analysis = analyse(text);
    const finding = analysis.findings.find((f) => f.place?.pgmap === 1500)!;
    assert.match(waysOut(text, analysis, finding)[0]!.title, /: accepted, saves 11\.97 MiB$/);
  });
});

describe('all ways out at once', () => {
  const TWO =
    '{ "pgmaps": [{ "ranges": [{ "start": "0x10000100000", "size": "1GiB" }] }, { "align": "3MiB", "ranges": [{ "start": "0x20000100000", "size": "1GiB" }] }] }';

  it('mend what is wrong in one edit, also what comes to light on the way', () => {
    const all = fixAll(TWO, analyse(TWO))!;
    const after = analyse(edited(TWO, { edits: [all.edit] }));
    assert.deepEqual(
      after.findings.filter((f) => f.severity === 'error' || f.severity === 'warning'),
      [],
    );
    assert.ok(after.population.pgmaps.every((p) => p.outcome.ok));
    assert.equal(all.fixed, 3);
  });

  it('of one kind leave the others', () => {
    const all = fixAll(TWO, analyse(TWO), 'subsection-misaligned')!;
    const after = analyse(edited(TWO, { edits: [all.edit] }));
    assert.deepEqual(
      after.findings.map((f) => f.code).filter((code) => code !== 'larger-align'),
      ['align-unsupported'],
    );
  });

  it('of a kind leave none of it in a file of 150 devices, and no device refused', () => {
    const text = aliased(150);
    const all = fixAll(text, analyse(text), 'head-aliasing')!;
    const { findings, population } = analyse(edited(text, { edits: [all.edit] }));
    assert.equal(all.fixed, 150);
    assert.deepEqual(
      findings.filter((f) => f.code === 'head-aliasing' || f.severity === 'error'),
      [],
    );
    assert.ok(population.pgmaps.every((p) => p.outcome.ok));
  });

  it('are worked out in steps, one for each finding at least', () => {
    const text = aliased(40);
    const steps = fixingAll(text, analyse(text), 'head-aliasing');
    let taken = 0;
    while (!steps.next().done) taken++;
    assert.ok(taken >= 40, `${taken} steps`);
  });

  it('are offered where a finding that is wrong may have one', () => {
    for (const [text, may] of [
      [TWO, true],
      [aliased(2), true],
      [pgmaps('"align": "2MiB"', '"ranges": ["0x10000000000-0x1003fffffff"]'), false],
      [
        '{ "machine": { "arch": "arm64" }, "pgmaps": [{ "ranges": ["0x10000000000-0x1003fffffff"] }] }',
        false,
      ],
    ] as const)
      assert.equal(mayFixAll(text, analyse(text)), may, text);
  });

  it('are none where nothing is wrong, or nothing can be done', () => {
    for (const text of [
      pgmaps('"align": "1GiB"', '"ranges": ["0x10000000000-0x1003fffffff"]'),
      '{ "machine": { "arch": "arm64" }, "pgmaps": [{ "ranges": ["0x10000000000-0x1003fffffff"] }] }',
      '{ "pgmaps": [ }',
      '',
    ])
      assert.equal(fixAll(text, analyse(text)), undefined, text);
  });
});

describe('the line that makes it so', () => {
  it('is that of the mended device; there is none where the device would stand elsewhere', () => {
    const text = pgmaps('"name": "dax0.1"', '"align": "2MiB"', '"ranges": ["0x10000000000-0x1003fffffff"]');
    const [way] = ways(text, 'larger-align');
    assert.deepEqual(fixCommand(text, analyse(text), 0, way!), {
      line: 'daxctl create-device -r 0 -s 1G -a 1G',
    });
    const moved = pgmaps('"ranges": ["0x10000100000-0x100400fffff"]');
    assert.equal(fixCommand(moved, analyse(moved), 0, ways(moved, 'subsection-misaligned')[0]!), undefined);
  });

  it('is read from that device’s part of a large file, machine and all', () => {
    const device = (i: number): string =>
      `{ "name": "dax${i}.1", "align": "64KiB", "ranges": [{ "start": "0x${(2 ** 40 + i * 2 ** 33).toString(16)}", "size": "1GiB" }] }`;
    const text = `{ "machine": { "arch": "arm64", "page_size": "64KiB", "kernel": "6.12" }, "pgmaps": [${Array.from({ length: 40 }, (_, i) => device(i)).join()}] }`;
    const analysis = analyse(text);
    const { offset, length } = analysis.config.spanOf({ pgmap: 30, key: 'align' });
    assert.equal(text.slice(offset, offset + length), '"64KiB"');
    const fix = { title: '', edits: [{ offset, length, newText: '"512MiB"' }] };
    assert.deepEqual(fixCommand(text, analysis, 30, fix), {
      line: 'daxctl create-device -r 30 -s 1G -a 512M',
    });
  });
});
