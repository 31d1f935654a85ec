import { sample, table } from './formatsHelpers';

describe('cxl list', () => {
  table([
    [
      '-RXu: a region in hexadecimal text, the device inside',
      sample('cxl-01-docs-region-dax-human.json'),
      [
        'device dax4.0 536865670..536874999 align=2097152 mode=system-ram node=0',
        'cxl-region region4 0xf010000000-0xf02fffffff',
      ],
      ['approximate-size'],
    ],
    [
      '-v: windows and regions; interleave positions are no ranges',
      sample('cxl-08-kernel-single-device-128g.json'),
      ['cxl-window decoder0.0 0xc050000000-0xe04fffffff', 'cxl-region region0 0xc050000000-0xe04fffffff'],
      ['passed-over'],
    ],
    [
      '-I: not valid JSON as published; memory that no region has',
      sample('cxl-03-docs-partition-invalid.txt'),
      ['unplaced mem0 273535729664'],
      ['mended-json'],
    ],
    [
      'a serial beyond 2^63 is passed as it is; volatile and persistent capacity',
      '[{"memdev":"mem3","pmem_size":268435456,"ram_size":536870912,"serial":18446744073709551615,"host":"0000:35:00.0"}]',
      ['unplaced mem3 536870912', 'unplaced mem3 268435456'],
      [],
    ],
    [
      'anonymous memdevs and buses of -BMu',
      '[{"anon memdevs":[{"memdev":"mem0","pmem_size":"256.00 MiB (268.44 MB)","serial":"0"}]},{"buses":[{"bus":"root0","provider":"ACPI.CXL"}]}]',
      ['unplaced mem0 268435000..268440698'],
    ],
    [
      'a region without an address yet',
      '[{"region":"region0","size":1073741824,"interleave_ways":1,"decode_state":"reset"}]',
      ['unplaced region0 1073741824'],
    ],
  ]);
});
