import assert from 'node:assert/strict';
import { measure } from '../../src/formats/measured';
import { table } from './formatsHelpers';

describe('counters of the machine', () => {
  table([
    [
      '/proc/meminfo: bytes, and a pool',
      'MemTotal:       16303428 kB\nMemFree:        12345678 kB\nHugePages_Total:    1024\nHugepagesize:       2048 kB',
      [
        'counter MemTotal=16694710272',
        'counter MemFree=12641974272',
        'counter HugePages_Total=1024',
        'counter Hugepagesize=2097152',
        'pool 2097152 x 1024 run',
      ],
      [],
    ],
    [
      'a sorted /proc/meminfo',
      'Hugepagesize:    1048576 kB\nHugePages_Total:      32',
      ['counter Hugepagesize=1073741824', 'counter HugePages_Total=32', 'pool 1073741824 x 32 run'],
      [],
    ],
    [
      '/proc/vmstat',
      'nr_free_pages 3000000\nnr_memmap_pages 131072\nnr_memmap_boot_pages 65536\npgfault 12',
      [
        'counter nr_free_pages=3000000',
        'counter nr_memmap_pages=131072',
        'counter nr_memmap_boot_pages=65536',
        'counter pgfault=12',
      ],
      [],
    ],
    [
      'free -k',
      '               total        used        free      shared  buff/cache   available\nMem:        16303428     1000000    12000000       20000     3303428    15000000\nSwap:              0           0           0',
      ['counter MemTotal=16694710272', 'counter MemFree=12288000000'],
      [],
    ],
    [
      'free -m is rounded, and says so',
      '$ free -m\n               total        used        free\nMem:           15921         976       11718',
      ['counter MemTotal=16694378496', 'counter MemFree=12287213568'],
      ['approximate-size'],
    ],
  ]);

  it('takes what stands first for what was before', () => {
    const measured = measure(['nr_memmap_pages 10\n', 'nr_memmap_pages 30\nnr_memmap_boot_pages 5']);
    assert.deepEqual(measured, [
      { name: 'nr_memmap_pages', before: 10n, after: 30n },
      { name: 'nr_memmap_boot_pages', before: undefined, after: 5n },
    ]);
  });
});
