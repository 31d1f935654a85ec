import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { readdirSync } from 'node:fs';
import { parseConfig } from '../../src/config/parse';
import { convert, isConfig } from '../../src/formats/convert';
import { find } from '../../src/formats/find';
import { join } from '../../src/formats/join/join';
import { converted, NO_KERNEL, sample } from './formatsHelpers';
import type { Draft, Member } from '../../src/formats/join/draft';

/** Hints on what tools print, which stay with the config. */
const EXPECTED = new Set(['assumed-value', 'approximate-size', 'decimal-size']);

const valueOf = (members: readonly Member[]): unknown =>
  Object.fromEntries(
    members.map(({ key, value }) => [
      key,
      'json' in value ? JSON.parse(value.json) : value.map((i) => JSON.parse(i.json)),
    ]),
  );

const plain = ({ machine, pgmaps, hugetlb }: Draft): unknown => ({
  ...(machine.length > 0 ? { machine: valueOf(machine) } : {}),
  pgmaps: pgmaps.map((p) => valueOf(p.members)),
  ...(hugetlb.length > 0 ? { hugetlb: hugetlb.map((p) => valueOf(p.members)) } : {}),
});

/** What convert writes means what was joined, and nothing in it surprises the reader. */
function check(...texts: readonly string[]): void {
  const { text } = converted(...texts);
  const { draft } = join(find(texts).facts);
  assert.deepEqual(parse(text, [], { allowTrailingComma: true }), plain(draft));
  const read = parseConfig(text);
  const meant = parseConfig(JSON.stringify(plain(draft)));
  assert.deepEqual([read.machine, read.pgmaps, read.hugetlb], [meant.machine, meant.pgmaps, meant.hugetlb]);
  assert.deepEqual(
    read.findings.filter((f) => !EXPECTED.has(f.code)).map((f) => f.message),
    [],
  );
  assert.equal(read.pgmaps.length, draft.pgmaps.length);
  assert.ok(isConfig(text));
}

describe('what convert writes reads back to the same model', () => {
  const names = readdirSync('test/fixtures/machine-output').sort();
  for (const name of names) it(name, () => check(sample(name)));
  it('all samples together, as one machine’s', () => check(...names.map(sample)));
});

const page = 2n << 20n;

/** daxctl list -M of devices with ranges one behind the other, in any order. */
const daxctlList = fc
  .array(
    fc.record({
      ranges: fc.array(fc.tuple(fc.integer({ min: 1, max: 4096 }), fc.integer({ min: 0, max: 64 })), {
        minLength: 1,
        maxLength: 4,
      }),
      align: fc.constantFrom(4096, 2097152, 1073741824),
      mode: fc.constantFrom('devdax', 'system-ram'),
      target_node: fc.option(fc.nat({ max: 8 }), { nil: undefined }),
      turned: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((devices) => {
    let at = 4n << 30n;
    return devices.map(({ ranges, align, mode, target_node, turned }, i) => {
      let offset = 0n;
      const mappings = ranges.map(([length, gap]) => {
        const start = at + BigInt(gap) * page;
        const end = start + BigInt(length) * page - 1n;
        at = end + 1n;
        const mapping = {
          page_offset: Number(offset),
          start: Number(start),
          end: Number(end),
          size: Number(end - start + 1n),
        };
        offset += (end - start + 1n) >> 12n;
        return mapping;
      });
      const size = mappings.reduce((sum, m) => sum + m.size, 0);
      return {
        chardev: `dax0.${i}`,
        size,
        target_node,
        align,
        mode,
        mappings: turned ? mappings.reverse() : mappings,
      };
    });
  });

describe('daxctl list -M under "pgmaps"', () => {
  it('means the same as the converted file', () => {
    fc.assert(
      fc.property(daxctlList, (devices) => {
        const json = JSON.stringify(devices, null, 2);
        const pasted = parseConfig(`{ "pgmaps": ${json} }`);
        const made = convert([{ name: '', text: json }]);
        assert.deepEqual(parseConfig(made.text).pgmaps, pasted.pgmaps);
        assert.deepEqual(
          made.problems.filter((p) => !p.message.startsWith(NO_KERNEL)),
          [],
        );
      }),
    );
  });

  it('also inside its regions, in human form, and of the shape that is published', () => {
    const text = sample('daxctl-08-qemu-cxl-DRM-mappings.json');
    const [region] = JSON.parse(text) as { devices: unknown[] }[];
    const pasted = parseConfig(JSON.stringify({ pgmaps: region!.devices }));
    assert.deepEqual(parseConfig(converted(text).text).pgmaps, pasted.pgmaps);
  });
});
