import assert from 'node:assert/strict';
import { memparse } from '../../src/formats/memparse';
import { table } from './formatsHelpers';

describe('the kernel command line', () => {
  table([
    [
      'memmap=nn!ss, in several forms of quoting',
      'BOOT_IMAGE=/vmlinuz ro memmap=8G!8G\nGRUB_CMDLINE_LINUX="memmap=4G\\!32G"',
      [
        'not-ram 0x200000000-0x3ffffffff',
        'persistent Persistent Memory (legacy) 0x200000000-0x3ffffffff',
        'not-ram 0x800000000-0x8ffffffff',
        'persistent Persistent Memory (legacy) 0x800000000-0x8ffffffff',
      ],
      [],
    ],
    [
      'nn$ss, nn@ss, nn#ss and a limit',
      '[    0.000000] Command line: memmap=1G$4G,64M@1G,64K#2G memmap=32G memmap=exactmap',
      ['not-ram 0x100000000-0x13fffffff', 'ram e820 0x40000000-0x43ffffff', 'not-ram 0x80000000-0x8000ffff'],
      [],
    ],
    [
      'nn%ss-o+n: to persistent, to soft-reserved, to nothing',
      'memmap=0x100000000%0x200000000-1+12 memmap=4G%16G-1+0xefffffff memmap=1G%64G-1',
      [
        'not-ram 0x200000000-0x2ffffffff',
        'persistent Persistent Memory (legacy) 0x200000000-0x2ffffffff',
        'not-ram 0x400000000-0x4ffffffff',
        'soft-reserved Soft Reserved 0x400000000-0x4ffffffff',
        'not-ram 0x1000000000-0x103fffffff',
      ],
      [],
    ],
    [
      'efi_fake_mem= with and without EFI_MEMORY_SP',
      'efi_fake_mem=8G@8G:0x40000,4G@4G:0x10000',
      ['not-ram 0x200000000-0x3ffffffff', 'soft-reserved Soft Reserved 0x200000000-0x3ffffffff'],
      [],
    ],
    [
      'HugeTLB pools of several sizes and nodes',
      'root=/dev/sda1 default_hugepagesz=1G hugepages=4 hugepagesz=2M hugepages=0:512,1:256 hugetlb_free_vmemmap=on',
      [
        'pool 1073741824 x 4 boot',
        'pool 2097152 x 512 node=0 boot',
        'pool 2097152 x 256 node=1 boot',
        'machine hugetlb_free_vmemmap=true',
      ],
      [],
    ],
    [
      'what the kernel would not take is said',
      'memmap=4G?8G hugepages=1:x hugetlb_free_vmemmap=perhaps hugepagesz=2M',
      [],
      ['bad-value', 'bad-value', 'assumed-value'],
    ],
  ]);

  for (const [text, bytes] of [
    ['4G', 4n << 30n],
    ['0x1000', 4096n],
    ['010', 8n],
    ['1t', 1n << 40n],
    ['', undefined],
    ['08', undefined],
    ['G', undefined],
    ['9E', undefined],
  ] as const)
    it(`memparse("${text}") is ${bytes}`, () => assert.equal(memparse(text), bytes));
});
