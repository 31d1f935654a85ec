import { sample, table } from './formatsHelpers';

const MAPPED =
  '{"chardev":"dax0.0","size":4194304,"target_node":1,"align":2097152,"mode":"devdax","mappings":[{"page_offset":0,"start":4294967296,"end":4299161599,"size":4194304}]}';

describe('daxctl list', () => {
  table([
    [
      '-DRM: regions with devices with mappings',
      sample('daxctl-08-qemu-cxl-DRM-mappings.json'),
      ['device dax0.0 268435456 align=2097152 mode=system-ram node=1 0x490000000-0x49fffffff'],
      [],
    ],
    [
      '-M: one object',
      MAPPED,
      ['device dax0.0 4194304 align=2097152 mode=devdax node=1 0x100000000-0x1003fffff'],
      [],
    ],
    [
      '-Mu: hexadecimal text and rounded sizes',
      '{"chardev":"dax0.0","size":"16.00 GiB (17.18 GB)","align":2097152,"mappings":[{"page_offset":"0","start":"0x240000000","end":"0x63fffffff","size":"16.00 GiB (17.18 GB)"}]}',
      ['device dax0.0 17175000000..17184999999 align=2097152 0x240000000-0x63fffffff'],
      [],
    ],
    [
      'an align in human form is the power of two that prints so',
      '{"chardev":"dax0.0","size":1073741824,"align":"1024.00 MiB (1073.74 MB)"}',
      ['device dax0.0 1073741824 align=1073741824'],
    ],
    [
      'several ranges out of order keep their page_offset',
      '[{"chardev":"dax0.1","mappings":[{"page_offset":512,"start":8388608,"end":10485759},{"page_offset":0,"start":2097152,"end":4194303}]}]',
      ['device dax0.1 0x800000-0x9fffff 0x200000-0x3fffff'],
    ],
    [
      'arrows in it',
      sample('daxctl-07-scargall-two-optane.txt'),
      [
        'device dax2.0 1598128390144 align=2097152 mode=system-ram node=2',
        'device dax3.0 1598128390144 align=2097152 mode=system-ram node=3',
      ],
      ['passed-over', 'passed-over', 'passed-over', 'passed-over'],
    ],
    [
      'what reconfigure-device prints, with prompts and remarks',
      sample('daxctl-02-docs-reconfigure.txt'),
      [
        'device dax0.0 16777216000 mode=system-ram node=2',
        'device dax0.0 16777216000..16784999999 mode=devdax node=2',
        'device dax0.0 16777216000 mode=system-ram node=2',
        'device dax0.1 16777216000 mode=system-ram node=3',
      ],
      ['passed-over', 'passed-over'],
    ],
    [
      'a region with its align for devices that print none',
      '{"path":"/platform/hmem.0","id":0,"size":1073741824,"align":1073741824,"devices":[{"chardev":"dax0.0","size":1073741824}]}',
      ['device dax0.0 1073741824 align=1073741824'],
    ],
    [
      'the journal, a log with time stamps, a table of a web page and its source',
      [
        'Nov 24 10:00:01 host sh[123]: [\nNov 24 10:00:01 host sh[123]:   {"chardev":"dax0.0",\nNov 24 10:00:01 host sh[123]:   "size":2097152 } ]',
        '[    1.0] { "chardev":"dax0.1",\n[    1.1] "size":2097152 }',
        '| { "chardev":"dax0.2",\n| "size":2097152 }',
        '<pre>{ &quot;chardev&quot;:&quot;dax0.3&quot;, &quot;size&quot;:2097152 }</pre>',
      ].join('\n'),
      ['device dax0.0 2097152', 'device dax0.1 2097152', 'device dax0.2 2097152', 'device dax0.3 2097152'],
    ],
    [
      'a mapping that is no range',
      '[{"chardev":"dax0.0","size":2097152,"mappings":[{"start":"0x240000000","end":0x9fffffff}]}]',
      ['device dax0.0 2097152'],
      ['bad-value'],
    ],
    ['a device without a size', '[{"chardev":"dax0.1","size":0,"mode":"devdax"}]', [], ['passed-over']],
    [
      'node -1, an unknown mode and an unknown key are said',
      '[{"chardev":"dax0.0","size":2097152,"target_node":-1,"mode":"famfs","colour":"red"}]',
      ['device dax0.0 2097152'],
      ['assumed-value', 'assumed-value', 'unknown-key'],
    ],
  ]);
});
