import assert from 'node:assert/strict';
import { suggestions } from '../../src/config/completions';
import { alignsFor, newConfig } from '../../src/config/newConfig';
import { placeOfAddress } from '../../src/config/atAddress';
import { analyse } from '../../src/config/analyse';
import { parseConfig } from '../../src/config/parse';
import { ARCH_NAMES } from '../../src/engine/archNames';
import { NEWEST_RELEASE } from '../../src/engine/releases';

/** Suggestions at `|`, as `label detail`. */
const at = (text: string): string[] =>
  suggestions(text.replace('|', ''), text.indexOf('|')).map(({ label, detail }) => `${label} ${detail}`);

const RANGES = '"ranges": [{ "start": "0x4000000000", "size": "256GiB" }]';

describe('completions', () => {
  it('offers aligns with what each saves here', () => {
    const pgmap = (align: string): string => `{ "pgmaps": [{ "align": ${align}, ${RANGES} }] }`;
    const expected = ['"2MiB" saves 3,064 MiB', '"1GiB" saves 4,086 MiB', '"4KiB" saves nothing'];
    for (const written of ['|', '"|"', '"1G|"']) assert.deepEqual(at(pgmap(written)), expected, written);
    const arm = at(`{ "machine": { "arch": "arm64" }, "pgmaps": [{ "align": |, ${RANGES} }] }`);
    assert.deepEqual(arm, ['"2MiB" saves nothing', '"4KiB" saves nothing']);
  });

  it('offers every place of the memmap, mode, architecture and page size with what it saves', () => {
    const pgmap = (members: string): string => `{ "pgmaps": [{ "align": "2MiB", ${members}, ${RANGES} }] }`;
    assert.deepEqual(at(pgmap('"map": "|"')), ['"mem" saves 3,064 MiB', '"dev" saves nothing']);
    assert.deepEqual(at(pgmap('"mode": |')).slice(0, 2), [
      '"devdax" saves 3,064 MiB',
      '"fsdax" saves nothing',
    ]);
    const machine = (members: string): string =>
      `{ "machine": { ${members} }, "pgmaps": [{ "align": "2MiB", ${RANGES} }] }`;
    assert.deepEqual(at(machine('"arch": "|"')).slice(0, 2), [
      '"x86_64" saves 3,064 MiB',
      '"arm64" saves nothing',
    ]);
    assert.equal(at(machine('"arch": "arm64", "page_size": |')).length, 3);
  });

  it('offers the aligned addresses behind the last range and behind RAM', () => {
    const text = `{ "machine": { "ram": [{ "start": "0x0", "end": "0x107fffffff" }] },
      "pgmaps": [{ ${RANGES} }, { "align": "1GiB", "ranges": [{ "start": "|", "size": "1GiB" }] }] }`;
    const got = at(text);
    assert.match(got[0]!, /^"0x8000000000" after the last range, aligned to 1 GiB/);
    assert.match(got[1]!, /^"0x1080000000" after System RAM, aligned to 1 GiB/);
  });

  it('offers each release once, the newest first', () => {
    const got = at(`{ "machine": { "kernel": "|" }, "pgmaps": [{ "align": "1GiB", ${RANGES} }] }`);
    assert.ok(got[0]!.startsWith(`"${NEWEST_RELEASE}" saves`), got[0]);
    assert.equal(new Set(got).size, got.length);
    assert.ok(got.some((line) => line === '"5.17" saves nothing'));
  });

  it('offers whole machines and pgmaps, and nothing at a key', () => {
    assert.equal(at('{ "machine": | }').length, 4);
    assert.equal(at('{ "pgmaps": [|] }').length, 4);
    assert.deepEqual(at('{ "pgmaps": [{ "|" }] }'), []);
  });

  it('takes any broken text', () => {
    for (const text of ['|', '{|', '{ "pgmaps": [{ "align": |', '[|', '{ "pgmaps": { "a": "|" } }']) at(text);
  });
});

describe('a new config', () => {
  it('is accepted as it is, on every architecture and in every mode', () => {
    for (const arch of ARCH_NAMES)
      for (const mode of ['devdax', 'fsdax', 'system-ram', 'raw'] as const) {
        for (const align of alignsFor({ arch, kernel: '7.3' })) {
          const text = newConfig({ arch, kernel: '7.3', mode, capacity: '128GiB', align });
          const bad = analyse(text).findings.filter((f) => f.severity === 'error');
          assert.deepEqual(
            bad.map((f) => f.message),
            [],
            `${arch} ${mode} ${align}`,
          );
        }
      }
    assert.deepEqual(alignsFor({ arch: 'x86_64', kernel: '7.3' }), ['2MiB', '1GiB', '4KiB']);
    assert.deepEqual(alignsFor({ arch: 'arm64', kernel: '7.3' }), ['2MiB', '4KiB']);
  });
});

it('the range of an address is the one that holds it', () => {
  const { pgmaps } = parseConfig(
    `{ "pgmaps": [{ ${RANGES} }, { "raw": { "start": "0x100", "size": 256 } }] }`,
  );
  assert.deepEqual(placeOfAddress(pgmaps, 0x7fffffffffn), { pgmap: 0, range: 0 });
  assert.deepEqual(placeOfAddress(pgmaps, 0x8000000000n), undefined);
});
