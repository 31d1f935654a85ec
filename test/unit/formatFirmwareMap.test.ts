import { sample, table } from './formatsHelpers';

describe('dmesg: the firmware’s map and nodes', () => {
  table([
    [
      'soft-reserved memory and hotplug nodes, of two kinds of log',
      sample('e820-01-soft-reserved.txt'),
      [
        'node 2 0x2070000000-0x606fffffff',
        'node 2 0x6070000000-0xa06fffffff',
        'machine arch=x86_64',
        'soft-reserved Soft Reserved 0xc080000000-0xc47fffffff',
        'machine arch=x86_64',
        'soft-reserved Soft Reserved 0x68e80000000-0x70e7fffffff',
        'machine arch=x86_64',
        'ram e820 0x100000000-0x53fffffff',
      ],
      [],
    ],
    [
      'what memmap= made of it replaces it',
      '[    0.000000] BIOS-e820: [mem 0x0000000100000000-0x00000002ffffffff] usable\n[    0.000000] user: [mem 0x0000000100000000-0x00000001ffffffff] persistent (type 12)\n[    0.000000] user: [mem 0x0000000200000000-0x00000002ffffffff] usable',
      [
        'machine arch=x86_64',
        'persistent Persistent Memory 0x100000000-0x1ffffffff',
        'machine arch=x86_64',
        'ram e820 0x200000000-0x2ffffffff',
      ],
    ],
    [
      'syslog, and lines that a web page ran together',
      'Nov 24 00:46:31 host kernel: [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable [ 0.000000] BIOS-e820: [mem 0x0000000100000000-0x00000001ffffffff] usable',
      [
        'machine arch=x86_64',
        'ram e820 0x0-0x9fbff',
        'machine arch=x86_64',
        'ram e820 0x100000000-0x1ffffffff',
      ],
    ],
    [
      "memblock's nodes, on any architecture",
      '[    0.000000] Early memory node ranges\n[    0.000000]   node   0: [mem 0x0000000040000000-0x000000013fffffff]\n[    0.000000]   node   1: [mem 0x0000000140000000-0x000000023fffffff]',
      ['ram memblock 0x40000000-0x13fffffff node=0', 'ram memblock 0x140000000-0x23fffffff node=1'],
      [],
    ],
  ]);
});
