import { sample, table } from './formatsHelpers';

describe('ndctl list', () => {
  table([
    [
      '--buses --namespaces: objects in a row behind a prompt',
      sample('ndctl-01-docs-buses-namespaces.txt'),
      ['namespace namespace9.0 33554432 mode=null', 'namespace namespace0.0 8589934592 mode=fsdax native'],
      [],
    ],
    [
      '-X: the device inside',
      sample('ndctl-02-docs-devdax-daxregion.json'),
      [
        'device dax0.0 4225761280 align=2097152',
        'namespace namespace0.0 4225761280 mode=devdax chardev=dax0.0',
      ],
      [],
    ],
    [
      '-RuN: regions and rounded sizes',
      sample('ndctl-04-docs-RuN-map-dev.txt'),
      [
        'nvdimm-region region0 267356345467..267364999999',
        'namespace namespace0.0 263179489772..263184999999 mode=fsdax map=dev',
      ],
      [],
    ],
    [
      'no align and no map, as older ones print',
      '{"dev":"namespace1.0","mode":"dax","size":1054867456,"uuid":"u","daxregion":{"id":0,"devices":[{"chardev":"dax1.0","size":1035993088}]}}',
      ['device dax1.0 1035993088', 'namespace namespace1.0 1054867456 mode=devdax chardev=dax1.0'],
      [],
    ],
    [
      'a trailing comma, and an iset_id that doubles cannot hold',
      sample('ndctl-12-issue208-trailing-comma.txt'),
      [
        'nvdimm-region region1 270582939648 align=16777216',
        'nvdimm-region region0 270582939648 align=16777216',
      ],
      ['mended-json'],
    ],
    [
      '-v: nodes; an unknown map and node -1 are said',
      '[{"dev":"namespace0.0","mode":"fsdax","map":"none","size":4096000000,"align":2097152,"numa_node":-1,"target_node":2}]',
      ['namespace namespace0.0 4096000000 align=2097152 mode=fsdax node=2'],
      ['assumed-value', 'assumed-value'],
    ],
    [
      "Python's repr",
      "[{'dev': 'namespace0.0', 'mode': 'devdax', 'map': 'mem', 'size': 4292870144, 'chardev': 'dax0.0', 'align': 2097152}]",
      ['namespace namespace0.0 4292870144 align=2097152 mode=devdax map=mem chardev=dax0.0'],
    ],
    [
      'buses and dimms say nothing that is looked for',
      '[{"provider":"ACPI.NFIT","dev":"ndbus0"},{"dev":"nmem0","id":"8089-a2","handle":17}]',
      [],
      [],
    ],
  ]);
});
