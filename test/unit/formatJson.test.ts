import assert from 'node:assert/strict';
import { findJson } from '../../src/formats/json';
import type { JsonValue } from '../../src/formats/json';

const plain = (value: JsonValue): unknown =>
  value.type === 'object'
    ? Object.fromEntries([...value.members].map(([k, v]) => [k, plain(v)]))
    : value.type === 'array'
      ? value.items.map(plain)
      : value.type === 'number'
        ? `${value.text}`
        : value.type === 'word'
          ? { true: true, false: false, null: null }[value.text]
          : value.text;

describe('JSON in any text', () => {
  for (const [what, text, values] of [
    ['as it is', '[{"a":1,"b":[true,null]}]', [[{ a: '1', b: [true, null] }]]],
    ['several objects in a row', '{"a":1}\n{"a":2}', [{ a: '1' }, { a: '2' }]],
    ['a trailing comma', '{"a":[{"b":1,},],}', [{ a: [{ b: '1' }] }]],
    ['a missing comma', '{"a":1\n"b":2}', [{ a: '1', b: '2' }]],
    ['missing commas between objects', '[{"a":1}\n{"a":2}]', [[{ a: '1' }, { a: '2' }]]],
    ["Python's repr", "[{'a': True, u'b': None, 'n': 12L}]", [[{ a: true, b: null, n: '12' }]]],
    ['arrows', '{\n"a":1, <-- this\n"b":2 <== that\n}', [{ a: '1', b: '2' }]],
    ['comments', '{ // what\n"a":1, # remark\n"b":2 }', [{ a: '1', b: '2' }]],
    ['remarks between lines', '{\n"a":1,\n... snip ...\n"b":2\n}', [{ a: '1', b: '2' }]],
    ['an end that was cut off', '[{"a":1},{"a":2', [[{ a: '1' }, { a: '2' }]]],
    ['an object that was never closed', '[{"a":1,\n{"a":2}]', [[{ a: '1' }, { a: '2' }]]],
    ['a list that was never closed', '{"a":[{"b":1},"c":2\n}', [{ a: [{ b: '1' }, 'c'] }]],
    ['escapes', '{"p":"\\/a\\u0041\\n"}', [{ p: '/aA\n' }]],
    ['a string that was never closed', '{"a":"x,\n"b":2}', [{ a: 'x', b: '2' }]],
    ['numbers of any size', '{"a":18446744073709551615}', [{ a: '18446744073709551615' }]],
    ['text around it', 'before {"a":1} after', [{ a: '1' }]],
    ['what only looks like it', '[    0.000000] BIOS\n[root@host ~]# x {y}\n[1, 2] {}', []],
    ['brackets without end', '['.repeat(9) + '{"a"', []],
    [
      'lines of objects without their brackets',
      '"chardev":"a",\n"size":1\n"chardev":"b",\n"size":2\n}',
      [
        { chardev: 'a', size: '1' },
        { chardev: 'b', size: '2' },
      ],
    ],
    ['no value', '{"a":,"b":2}', [{ b: '2' }]],
  ] as const)
    it(what, () => assert.deepEqual(findJson(text).values.map(plain), values));

  it('keeps the place of every value', () => {
    const text = 'x\n[{"a": 12,\n"b":"c"}]';
    const [list] = findJson(text).values;
    const object = list?.type === 'array' ? list.items[0] : undefined;
    const of = (key: string): string => {
      const value = object?.type === 'object' ? object.members.get(key)! : undefined;
      return text.slice(value!.offset, value!.offset + value!.length);
    };
    assert.deepEqual([of('a'), of('b')], ['12', '"c"']);
    assert.equal(text.slice(list!.offset, list!.offset + list!.length), text.slice(2));
  });

  it('leaves lines that are no JSON to others, even inside what was cut off', () => {
    const text = '[ {"a":1},\n140000000-33fffffff : dax0.0\n[    1.0] BIOS';
    assert.deepEqual([...findJson(text).lines], [0]);
  });
});
