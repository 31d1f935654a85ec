import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isSafeNumber, readAddress, readInteger, readRange, readSize } from '../../src/config/values';

const value = (read: ReturnType<typeof readSize>): unknown => ('error' in read ? read.error : read.value);

describe('addresses', () => {
  for (const [text, address] of [
    ['0x0', 0n],
    ['0x1080000000', 0x1080000000n],
    ['0x10_8000_0000', 0x1080000000n],
    ['0X7FFFFFFFFFFFFFFF', 2n ** 63n - 1n],
    ['18014398509481985', 18014398509481985n],
  ] as const)
    it(`${text} is ${address}`, () => assert.equal(value(readAddress(text)), address));

  for (const text of ['', '0x', '1080000000h', '0x_1', '0x1_', '-0x1', '0xfg', '1.5', '0x8000000000000001'])
    it(`"${text}" is refused in a sentence`, () => assert.match(String(value(readAddress(text))), /\.$/));
});

describe('sizes', () => {
  for (const [text, bytes, note] of [
    ['2M', 2n ** 21n, undefined],
    ['2m', 2n ** 21n, undefined],
    ['2MiB', 2n ** 21n, undefined],
    ['2 MiB', 2n ** 21n, undefined],
    ['128GiB', 2n ** 37n, undefined],
    ['1.5GiB', 3n * 2n ** 29n, undefined],
    ['1P', 2n ** 50n, undefined],
    ['4096', 4096n, undefined],
    ['0x200000', 2n ** 21n, undefined],
    ['2MB', 2000000n, 'decimal-size'],
    ['1.5TB', 1500000000000n, 'decimal-size'],
    ['512.00 MiB (536.87 MB)', 2n ** 29n, 'approximate-size'],
    ['30.57 GiB (32.83 GB)', 15652n * 2n ** 21n, 'approximate-size'],
    ['15.63 GiB', 8003n * 2n ** 21n, 'approximate-size'],
    // Rounded to its last digit, and no further.
    ['4.00 KiB (4.10 KB)', 4096n, 'approximate-size'],
    ['130.50 MiB (136.84 MB)', 261n * 2n ** 19n, 'approximate-size'],
    ['0.3M', 314573n, 'approximate-size'],
    ['1.0', 1n, undefined],
    ['8E', 2n ** 63n, undefined],
  ] as const)
    it(`${text} is ${bytes} bytes${note ? `, noted as ${note}` : ''}`, () => {
      const read = readSize(text);
      assert.equal(value(read), bytes);
      assert.equal('note' in read ? read.note : undefined, note);
    });

  for (const text of ['', 'GiB', '2 XiB', '-2M', '2M2', '1e9', '9E', '1.M', '1.5', '0.5B', '9'.repeat(200)])
    it(`"${text.slice(0, 20)}" is refused in a sentence`, () =>
      assert.match(String(value(readSize(text))), /\.$/));

  it('every size in bytes up to 2^63 reads as itself', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n }), (n) => {
        assert.equal(value(readSize(String(n))), n);
        assert.equal(value(readAddress(`0x${n.toString(16)}`)), n);
      }),
    );
  });
});

describe('integer literals', () => {
  it('are exact to the last digit, also where a double is not', () => {
    assert.equal(value(readInteger('18014398509481985')), 18014398509481985n);
    for (const [literal, bytes] of [
      ['9007199254740993', 9007199254740993n],
      ['9223372036854775808', 2n ** 63n],
      ['1e9', 1000000000n],
      ['1.50e1', 15n],
      ['100e-2', 1n],
      ['-0', 0n],
      ['0.000e99', 0n],
    ] as const)
      assert.equal(value(readInteger(literal)), bytes, literal);
  });
  it('are safe where every reader sees the same number', () => {
    assert.ok(isSafeNumber(2n ** 53n));
    assert.ok(!isSafeNumber(2n ** 53n + 1n));
  });
  it('are whole and not negative', () => {
    assert.match(String(value(readInteger('-1'))), /negative/);
    // The last two are whole numbers as doubles.
    for (const literal of ['1.5', '1e-400', '9007199254740991.3', '0.99999999999999999999'])
      assert.match(String(value(readInteger(literal))), /fraction/, literal);
    for (const literal of ['9223372036854775809', '1e999', `1${'0'.repeat(5000)}`, '1e99999999999999999999'])
      assert.match(String(value(readInteger(literal))), /2\^63/, literal);
    assert.match(String(value(readInteger('1.'))), /not a number/);
  });
});

describe('range texts', () => {
  for (const text of [
    '0x8080000000-0x80bfffffff',
    '8080000000-80bfffffff',
    '  8080000000-80bfffffff : dax0.0',
    '0x8080000000 - 0x80bfffffff',
  ])
    it(`"${text}" says where each address stands`, () => {
      const read = readRange(text);
      assert.ok('value' in read);
      const { start, end, startAt, startLength, endAt, endLength } = read.value;
      assert.deepEqual([start, end], [0x8080000000n, 0x80bfffffffn]);
      assert.match(text.slice(startAt, startAt + startLength), /^(0x)?8080000000$/);
      assert.match(text.slice(endAt, endAt + endLength), /^(0x)?80bfffffff$/);
    });
  for (const text of ['', '-', '0x1', 'x-y', '0x1-0x2-0x3'])
    it(`"${text}" is refused in a sentence`, () => {
      const read = readRange(text);
      assert.match('error' in read ? read.error : '', /\.$/);
    });
});
