import assert from 'node:assert/strict';
import { multiples, readQuantity } from '../../src/formats/quantity';
import { converted, pgmapsOf, saidOf } from './formatsHelpers';

describe('sizes as tools print them', () => {
  for (const [text, low, high] of [
    ['16777216000', 16777216000n, 16777216000n],
    // What rounds to 15.63 GiB and to 16.78 GB too.
    ['15.63 GiB (16.78 GB)', 16777216000n, 16784999999n],
    ['512.00 MiB (536.87 MB)', 536865670n, 536874999n],
    ['7.00 GiB (7.52 GB)', 7515000000n, 7521561477n],
    ['2.00 TiB (2.20 TB)', 2195000000000n, 2204520813690n],
    ['2MiB', 2097152n, 2097152n],
    ['9223372036854775807', 2n ** 63n - 1n, 2n ** 63n - 1n],
  ] as const)
    it(`${text} is ${low} to ${high} bytes`, () => {
      const read = readQuantity(text)!;
      assert.deepEqual([read.low, read.high], [low, high]);
    });

  for (const text of ['', 'many', '-1', '1.5', '9'.repeat(30), '1.0 EiB (9999999.0 EB)x', '"'])
    it(`"${text}" is none`, () => assert.equal(readQuantity(text), undefined));

  it('every size that display_size() of ndctl prints lies within what is read', () => {
    for (let i = 1; i < 400; i++) {
      const bytes = BigInt(i) * 7n * 2097152n * (i % 3 === 0 ? 1024n : 1n);
      const cent = (per: bigint): string => {
        const c = ((bytes * 200n) / per + 1n) / 2n;
        return `${c / 100n}.${String(c % 100n).padStart(2, '0')}`;
      };
      const large = bytes >= 2n << 30n;
      const text = large
        ? `${cent(1n << 30n)} GiB (${cent(10n ** 9n)} GB)`
        : `${cent(1n << 20n)} MiB (${cent(10n ** 6n)} MB)`;
      const read = readQuantity(text)!;
      assert.ok(read.low <= bytes && bytes <= read.high, `${bytes} as ${text}`);
      assert.ok(multiples(read, 2097152n).includes(bytes), text);
    }
  });

  it('one candidate is taken, several are named, and the text stays', () => {
    const device = (size: string): string =>
      `{"chardev":"dax0.0","size":"${size}","align":2097152,"mode":"devdax"}`;
    assert.deepEqual(pgmapsOf(device('512.00 MiB (536.87 MB)')), [
      'dax0.0 devdax mem 2097152 size 536870912',
    ]);
    assert.match(
      saidOf(device('512.00 MiB (536.87 MB)')).join('\n'),
      /536870912 bytes is the only size in units of 2 MiB/,
    );
    assert.match(
      saidOf(device('15.63 GiB (16.78 GB)')).join('\n'),
      /4 sizes in units of 2 MiB print like this \(16777216000, /,
    );
    assert.match(converted(device('15.63 GiB (16.78 GB)')).text, /"size": "15\.63 GiB \(16\.78 GB\)"/);
    assert.match(saidOf(device('16GB')).join('\n'), /^decimal-size: /m);
  });
});
