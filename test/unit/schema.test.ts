import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FLAG_KEYS } from '../../src/engine/behaviourKeys';
import * as keys from '../../src/config/keys';
import { NEWEST_RELEASE } from '../../src/engine/releases';

interface Schema {
  readonly properties: Readonly<Record<string, Schema>>;
  readonly items: Schema;
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly markdownDescription: string;
  readonly anyOf: readonly { readonly enum: readonly unknown[] }[];
  readonly allowComments: boolean;
  readonly allowTrailingCommas: boolean;
}

describe('the JSON schema', () => {
  const schema = JSON.parse(
    readFileSync(join(__dirname, '..', '..', 'media', 'pgmap.schema.json'), 'utf8'),
  ) as Schema;
  const { machine, hugetlb } = schema.properties as Record<'machine' | 'hugetlb', Schema>;
  const pgmap = schema.definitions.pgmap!;

  it('writes the newest release where it writes one', () => {
    const written = JSON.stringify(schema).match(/"kernel":"[^"]*"/g) ?? [];
    assert.ok(written.length > 0);
    for (const text of written) assert.equal(text, `"kernel":"\${1:${NEWEST_RELEASE}}"`);
  });

  it('takes comments and trailing commas', () => {
    assert.ok(schema.allowComments && schema.allowTrailingCommas);
  });

  for (const [what, object, known] of [
    ['the root', schema, keys.ROOT_KEYS],
    ['machine', machine, keys.MACHINE_KEYS],
    ['machine.ram', machine.properties.ram!.items, keys.RAM_KEYS],
    ['a pgmap', pgmap, [...keys.PGMAP_KEYS, ...keys.PRINTED_KEYS]],
    ['a range', schema.definitions.range!, [...keys.RANGE_KEYS, ...keys.PRINTED_RANGE_KEYS]],
    ['raw', pgmap.properties.raw!, keys.RAW_KEYS],
    ['altmap', pgmap.properties.altmap!, keys.ALTMAP_KEYS],
    ['machine.behaviour', machine.properties.behaviour!, FLAG_KEYS.map(({ key }) => key)],
    ['hugetlb', hugetlb.items, keys.HUGETLB_KEYS],
  ] as const)
    it(`explains every key of ${what}, and no other`, () => {
      assert.deepEqual(Object.keys(object.properties).sort(), [...known].sort());
      for (const [key, property] of Object.entries(object.properties))
        assert.match(property.markdownDescription, /\.$/, key);
    });

  it('offers every value of a behaviour flag, and no other', () => {
    for (const { key, values } of FLAG_KEYS) {
      const { anyOf } = machine.properties.behaviour!.properties[key]!;
      assert.deepEqual(anyOf[0]!.enum, values ?? [true, false], key);
    }
  });

  it('is silent on types and values: those findings are ours', () => {
    assert.doesNotMatch(
      JSON.stringify(schema),
      /"(type|required|additionalProperties|pattern|minimum|maximum)":/,
    );
  });
});
