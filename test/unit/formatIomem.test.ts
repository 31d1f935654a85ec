import assert from 'node:assert/strict';
import { codesIn, factsIn, sample, table } from './formatsHelpers';

describe('/proc/iomem', () => {
  table([
    [
      'persistent memory given to dax-kmem',
      sample('iomem-01-damo84-pmem-kmem.txt'),
      [
        'persistent Persistent Memory 0x140000000-0x33fffffff kmem',
        'namespace namespace0.0 0x140000000-0x1481fffff',
        'device dax0.0 0x150000000-0x33fffffff kmem',
      ],
      [],
    ],
    [
      'soft-reserved memory',
      sample('iomem-03-hmem-softreserved-4g.txt'),
      [
        'hmem hmem.0 0x340000000-0x43fffffff',
        'soft-reserved Soft Reserved 0x340000000-0x43fffffff',
        'device dax0.0 0x340000000-0x43fffffff',
      ],
    ],
    [
      'a child larger than its parent',
      sample('iomem-06-region-smaller-than-dax.txt'),
      [
        'soft-reserved Soft Reserved 0x850000000-0x284fffffff kmem',
        'cxl-window CXL Window 0 0x850000000-0x284fffffff kmem',
        'cxl-region region0 0x850000000-0x280fffffff kmem',
        'device dax6.0 0x850000000-0x284fffffff kmem',
      ],
      ['child-outside-parent'],
    ],
    [
      'RAM is what lies at the top; addresses of eight digits and more',
      '00001000-0009fbff : System RAM\n000a0000-000bffff : PCI Bus 0000:00\n00100000-7fffffff : System RAM\n  01000000-01ffffff : Kernel code\n100000000-1ffffffff : System RAM',
      ['ram iomem 0x1000-0x9fbff', 'ram iomem 0x100000-0x7fffffff', 'ram iomem 0x100000000-0x1ffffffff'],
      [],
    ],
    [
      'zeros: not root',
      '00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n00000000-00000000 : dax0.0',
      [],
      ['zeroed-addresses'],
    ],
    [
      'indentation that a copy lost',
      '240000000-33fffffff : Soft Reserved\n240000000-33ffffffe : dax0.0\n240000000-33ffffffd : System RAM (kmem)',
      [
        'soft-reserved Soft Reserved 0x240000000-0x33fffffff kmem',
        'device dax0.0 0x240000000-0x33ffffffe kmem',
      ],
    ],
    ['an end below the start, and more than 64 bits', '2000-1000 : dax0.0\n0-fffffffffffffffff : dax0.1', []],
  ]);

  it('is told from other lines by its form', () => {
    assert.deepEqual(factsIn('12-13 : not much\n'), []);
    assert.deepEqual(codesIn('a-b : c'), []);
  });
});
