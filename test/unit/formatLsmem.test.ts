import assert from 'node:assert/strict';
import { factsIn, sample, table } from './formatsHelpers';

const HEAD = 'RANGE                                 SIZE  STATE REMOVABLE BLOCK NODE  ZONES\n';

describe('lsmem', () => {
  table([
    [
      'a table with nodes and zones',
      `${HEAD}0x0000000000000000-0x000000007fffffff   2G online       yes  0-15    0 Normal\n0x0000000100000000-0x000000017fffffff   2G offline           32-47    1 Normal`,
      ['ram lsmem 0x0-0x7fffffff node=0'],
      ['passed-over'],
    ],
    [
      'without a head, with the summary in bytes',
      '0x0000000000000000-0x0000000007ffffff 128M online no 0\n\nMemory block size:                     134217728\nTotal online memory:                  2147483648\nTotal offline memory:                          0',
      ['ram lsmem 0x0-0x7ffffff', 'block-size 134217728'],
      [],
    ],
    [
      '--json',
      '{"memory":[{"range":"0x0000000000000000-0x000000006fffffff","size":"1.8G","state":"online","removable":true,"block":"0-6","node":0,"zones":"DMA"},{"range":"0x0000000140000000-0x000000017fffffff","size":"1G","state":"offline","removable":false,"block":"20-23","node":0}]}',
      ['ram lsmem 0x0-0x6fffffff node=0'],
      ['passed-over'],
    ],
    [
      '--pairs',
      'RANGE="0x0000000000000000-0x0000000007ffffff" SIZE="128M" STATE="online" REMOVABLE="no" BLOCK="0" NODE="1"',
      ['ram lsmem 0x0-0x7ffffff node=1'],
    ],
    [
      '--raw --output RANGE,SIZE',
      'RANGE SIZE\n0x0000000000000000-0x0000000007ffffff 128M',
      ['ram lsmem 0x0-0x7ffffff'],
    ],
  ]);

  it("reads every line of util-linux' own fixture", () => {
    const facts = factsIn(sample('lsmem-x86_64-16g.txt'));
    assert.equal(facts.length, 31);
    assert.equal(facts.at(-1), 'block-size 134217728');
  });
});
