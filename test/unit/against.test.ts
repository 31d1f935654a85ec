import assert from 'node:assert/strict';
import { analyse } from '../../src/config/analyse';
import { measure } from '../../src/formats/measured';
import { against, againstText } from '../../src/report/against';
import type { Comparison } from '../../src/report/against';

/** 128 GiB at 2 MiB: 524,288 vmemmap pages, 131,072 of them own, 1,024 page tables. */
const CONFIG = (more = '', kernel = '7.3'): string =>
  `{ "machine": { "kernel": "${kernel}" }, "pgmaps": [{ "name": "dax0.0", "align": "2MiB"${more}, "ranges": [{ "start": "0x1080000000", "size": "128GiB" }] }] }`;

const compare = (config: string, ...texts: readonly string[]): Comparison[] => {
  const { config: read, population } = analyse(config);
  return against({ ...read, population }, measure(texts));
};

const vmstat = (pages: number): string => `nr_memmap_pages ${pages}\n`;
const kib = (n: number): string => `MemTotal: 67108864 kB\nMemFree: ${n} kB\n`;

describe('figures against the machine', () => {
  for (const [what, config, texts, verdict, reason] of [
    ['the counter matches', CONFIG(), [vmstat(100), vmstat(131172)], 'match', undefined],
    ['read once, it counts from zero', CONFIG(), [vmstat(131072)], 'match', undefined],
    ['a release that counts raw', CONFIG('', '6.14'), [vmstat(524288)], 'match', undefined],
    [
      'a raw counter where the config names another release',
      CONFIG(),
      [vmstat(0), vmstat(524288)],
      'mismatch',
      /releases 6\.11–7\.1 \(6\.12 before 6\.12\.101; 7\.1 before 7\.1\.6\) count so/,
    ],
    [
      'a later counter',
      CONFIG('', '6.14'),
      [vmstat(0), vmstat(131072)],
      'mismatch',
      /section_nr_vmemmap_pages\(\) counts, which this release does not have/,
    ],
    ['page tables in it', CONFIG(), [vmstat(0), vmstat(132096)], 'mismatch', /page tables/],
    [
      'page_ext beside it',
      CONFIG(),
      [vmstat(0), vmstat(131072 + 131072)],
      'mismatch',
      /16 bytes for each page: page_ext/,
    ],
    [
      'a struct page of 80 bytes',
      CONFIG(),
      [vmstat(0), vmstat(655360)],
      'mismatch',
      /struct page of 80 bytes/,
    ],
    ['a device that is not there', CONFIG(), [vmstat(7), vmstat(7)], 'mismatch', /without dax0\.0/],
    ['nothing that is known', CONFIG(), [vmstat(0), vmstat(131073)], 'mismatch', /No cause that is known/],
    ['a kernel without the counter', CONFIG('', '6.8'), [vmstat(0)], 'mismatch', /has no such counter/],
  ] as const)
    it(what, () => {
      const [row] = compare(config, ...texts);
      assert.equal(row!.verdict, verdict, JSON.stringify(row));
      if (reason) assert.match(row!.reasons.join(), reason);
      else assert.deepEqual(row!.reasons, []);
    });

  it('free memory: close is near, the rest has a reason', () => {
    const taken = 131072 * 4 + 1024 * 4;
    const verdict = (after: number): string => {
      const row = compare(CONFIG(), kib(50_000_000), kib(after)).find((r) => r.counter === 'MemFree')!;
      return `${row.verdict} ${row.reasons.join()}`;
    };
    assert.match(verdict(50_000_000 - taken), /^match $/);
    assert.match(verdict(50_000_000 - taken - 500), /^near /);
    assert.match(verdict(50_000_000 - 524288 * 4), /^mismatch .*nothing is shared/);
    assert.match(verdict(50_000_000), /^mismatch Less RAM was taken/);
  });

  it('what is onlined comes back as free memory, and MemTotal grows by it', () => {
    const config = CONFIG(', "mode": "system-ram"');
    const [total, freed] = compare(config, kib(0), kib(0));
    assert.deepEqual([total!.counter, total!.computed], ['MemTotal', 128 * 2 ** 30]);
    assert.equal(freed!.computed, 128 * 2 ** 30 - 2 * 2 ** 30);
  });

  it('the log names the pfns of a device', () => {
    const log = (n: number): string => `[1.0] memmap_init_zone_device initialised ${n} pages in 12ms`;
    assert.equal(compare(CONFIG(), log(33554432))[0]!.verdict, 'match');
    assert.equal(compare(CONFIG(), log(33554431))[0]!.verdict, 'mismatch');
  });

  it('free -k read once says nothing yet', () => {
    const rows = compare(CONFIG(), kib(5));
    assert.deepEqual(
      rows.map((r) => r.verdict),
      ['unknown', 'unknown'],
    );
    assert.match([...againstText(analyse(CONFIG()).config.machine, rows)].join(''), /not comparable/);
  });
});
