import assert from 'node:assert/strict';
import { convert, isConfig, recognise } from '../../src/formats/convert';
import { findingsOn } from '../../src/formats/findings';
import { analyse } from '../../src/config/analyse';
import { analysed, converted, NO_KERNEL, pgmapsOf, saidOf, sample } from './formatsHelpers';

const GiB = 2 ** 30;

const IOMEM = `00001000-0009fbff : System RAM
00100000-bffdffff : System RAM
100000000-203fffffff : System RAM
2080000000-1207fffffff : Persistent Memory
  2080000000-24801fffff : namespace0.0
  2480200000-1207fffffff : dax0.0
`;
const NDCTL =
  '[{"dev":"namespace0.0","mode":"devdax","map":"dev","size":1082329661440,"uuid":"u","chardev":"dax0.0","align":2097152}]';

/** A row: what it is, the texts, the pgmaps, and what is said (the beginning of each). */
const ROWS: readonly (readonly [string, readonly string[], readonly string[], readonly RegExp[]])[] = [
  [
    'sizes from ndctl with bases from /proc/iomem',
    [NDCTL, IOMEM],
    [`dax0.0 devdax dev 2097152 raw 0x2080000000+${1024 * GiB}`],
    [],
  ],
  [
    'the map is read off the head where ndctl is not there',
    [IOMEM],
    [`dax0.0 devdax dev 2097152 raw 0x2080000000+${1024 * GiB}`],
    [/^assumed-value: dax0\.0: map dev is read off/, /no align is printed/, /no mode is printed/],
  ],
  [
    'without /proc/iomem the raw extent is worked out from the data',
    [
      '[{"dev":"namespace0.0","mode":"devdax","map":"mem","size":1099509530624,"chardev":"dax0.0","align":2097152,"uuid":"u"}]',
      '[{"chardev":"dax0.0","size":1099509530624,"align":2097152,"mode":"devdax","mappings":[{"page_offset":0,"start":139588534272,"end":1239098064895}]}]',
    ],
    [`dax0.0 devdax mem 2097152 raw 0x2080000000+${1024 * GiB}`],
    [],
  ],
  [
    'without an address: the size of the raw extent',
    [NDCTL],
    [`dax0.0 devdax dev 2097152 size ${1024 * GiB}`],
    [/no address is printed.*\/proc\/iomem/],
  ],
  [
    'dax-kmem over persistent memory: the head, to the end of the region',
    [sample('iomem-01-damo84-pmem-kmem.txt')],
    [`dax0.0 system-ram dev 2097152 raw 0x140000000+${8 * GiB}`],
    [/map dev is read off the namespace's head: 130 MiB/, /no align is printed/],
  ],
  [
    'a device of daxctl without -M lies where cxl list has its region',
    [
      '[{"path":"/platform/ACPI0017:00/root0/decoder0.0/region0/dax_region0","id":0,"size":268435456,"align":2097152,"devices":[{"chardev":"dax0.0","size":268435456,"align":2097152,"mode":"devdax"}]}]',
      '[{"region":"region0","resource":"0x490000000","size":268435456,"interleave_ways":1}]',
    ],
    ['dax0.0 devdax mem 2097152 0x490000000-0x49fffffff'],
    [],
  ],
  [
    'two devices of one size and two places: no guess',
    [
      '[{"chardev":"dax0.0","size":268435456,"align":2097152,"mode":"devdax"},{"chardev":"dax1.0","size":268435456,"align":2097152,"mode":"devdax"}]',
      '490000000-49fffffff : Soft Reserved\n4a0000000-4afffffff : Soft Reserved\n',
    ],
    ['dax0.0 devdax mem 2097152 size 268435456', 'dax1.0 devdax mem 2097152 size 268435456'],
    [/^assumed-value: dax0\.0: no address/, /^assumed-value: dax1\.0: no address/],
  ],
  [
    'a rounded size beside the exact one',
    [
      '[{"chardev":"dax0.0","size":"15.63 GiB (16.78 GB)","align":2097152,"mode":"devdax"}]',
      '[{"chardev":"dax0.0","size":16777216000,"align":2097152,"mode":"devdax"}]',
    ],
    ['dax0.0 devdax mem 2097152 size 16777216000'],
    [/no address/],
  ],
  [
    'a rounded size of which one candidate is left',
    [sample('ndctl-15-pmemcsi933-1500G-map-dev.json')],
    [`namespace0.0 fsdax dev 2097152 size ${1500 * GiB}`],
    [/no address/, /^approximate-size: .*1585444814848 bytes is the only size/],
  ],
  [
    'the whole region has the exact size',
    [sample('ndctl-04-docs-RuN-map-dev.txt')],
    [`namespace0.0 fsdax dev 2097152 size ${249 * GiB}`],
    [
      /no align/,
      /no address/,
      /^approximate-size: .*263182090240 bytes is the only size of the whole region/,
    ],
  ],
  [
    '1 GiB align and map=dev take a whole GiB',
    [sample('ndctl-17-nvleak-1G-align-human.json')],
    [
      `namespace1.0 fsdax dev ${GiB} size ${8 * GiB}`,
      `dax1.2 devdax dev ${GiB} size ${8 * GiB}`,
      `namespace0.0 fsdax mem 2097152 size ${32 * GiB}`,
    ],
    [/no address/, /7516192768 bytes is the only/, /no address/, /7516192768/, /no address/, /34359738368/],
  ],
  [
    'raw namespaces have no struct pages',
    [sample('ndctl-08-issue94-raw-and-devdax.json')],
    [`dax0.0 devdax mem 2097152 size ${4 * GiB}`],
    [/^passed-over: namespace1\.0/, /no align is printed; 2MiB is assumed/, /no address/],
  ],
  [
    'persistent memory without a namespace, misaligned',
    [sample('iomem-11-pmem-legacy-misaligned.txt')],
    [
      'namespace0.0 fsdax mem 2097152 0x100000000-0x155dfffff',
      'Persistent Memory (legacy) 0x15982c000 fsdax mem 2097152 0x15982c000-0x1ffffffff',
    ],
    [/only its place is known/, /No namespace is listed/],
  ],
  [
    'a mode that differs is a conflict, and the last one counts',
    [
      '{"chardev":"dax0.0","size":2097152,"align":4096,"mode":"system-ram"}',
      '{"chardev":"dax0.0","size":2097152,"align":4096,"mode":"devdax"}',
    ],
    ['dax0.0 devdax mem 4096 size 2097152'],
    [
      /^assumed-value/,
      /^conflicting-sources: dax0\.0: mode is devdax here \(daxctl list\) and system-ram in another/,
    ],
  ],
  [
    'a place that differs is a conflict, and the mappings count',
    [
      '[{"chardev":"dax0.0","size":2097152,"align":4096,"mode":"devdax","mappings":[{"page_offset":0,"start":4294967296,"end":4297064447}]}]',
      '110000000-1101fffff : dax0.0\n',
    ],
    ['dax0.0 devdax mem 4096 0x100000000-0x1001fffff'],
    [/^conflicting-sources: dax0\.0 lies at 0x110000000-0x1101fffff here/],
  ],
  [
    'options of the command line that overlap are all shown',
    ['memmap=8G!8G', 'efi_fake_mem=8G@8G:0x40000'],
    [
      'Soft Reserved 0x200000000 devdax mem 2097152 0x200000000-0x3ffffffff',
      'Persistent Memory (legacy) 0x200000000 fsdax mem 2097152 0x200000000-0x3ffffffff',
    ],
    [/^conflicting-sources/, /No namespace/, /No device/],
  ],
  [
    'the command line as the log prints it twice, and /proc/cmdline',
    [
      '[0.0] Command line: ro memmap=4G!12G',
      '[0.1] Kernel command line: ro memmap=4G!12G\nBOOT_IMAGE=/v ro memmap=4G!12G',
    ],
    ['Persistent Memory (legacy) 0x300000000 fsdax mem 2097152 0x300000000-0x3ffffffff'],
    [/No namespace is listed/],
  ],
  [
    'the same range from the log, the command line and /proc/iomem is one',
    [
      'memmap=4G!12G',
      '[ 0.0] user: [mem 0x0000000300000000-0x00000003ffffffff] persistent (type 12)',
      '300000000-3ffffffff : Persistent Memory (legacy)\n  300000000-3ffffffff : namespace0.0\n',
    ],
    ['namespace0.0 fsdax mem 2097152 0x300000000-0x3ffffffff'],
    [/only its place is known/],
  ],
];

describe('joining what several tools say', () => {
  for (const [what, texts, pgmaps, said] of ROWS)
    it(what, () => {
      assert.deepEqual(pgmapsOf(...texts), pgmaps);
      const messages = saidOf(...texts);
      assert.equal(messages.length, said.length, messages.join('\n'));
      for (const pattern of said)
        assert.ok(
          messages.some((m) => pattern.test(m)),
          `${pattern} in ${messages.join('\n')}`,
        );
    });

  it('the machine: kernel, architecture, page size, struct page, HVO', () => {
    const { machine } = analysed(
      'Linux n1 6.12.107+deb13-arm64-16k #1 SMP Debian 6.12.107-1 (2026-06-28) aarch64 GNU/Linux',
      'struct page {\n\t/* size: 80, cachelines: 2, members: 5 */\n};',
      'ro hugetlb_free_vmemmap=on root=/dev/sda1 ',
      'memmap=1G!4G',
    ).config;
    assert.deepEqual(
      [
        machine.kernel.release,
        machine.arch.name,
        machine.arch.pageShift,
        machine.structPageSize,
        machine.hugetlbFreeVmemmap,
      ],
      ['6.12.107', 'arm64', 14, 80, true],
    );
  });

  it('kernels that differ are a conflict; the package’s and the stable release of one series are not', () => {
    const two = saidOf(
      '$ uname -r\n6.1.0-18-amd64',
      'Linux h 6.12.9-amd64 #1 SMP x86_64 GNU/Linux',
      'memmap=1G!4G',
    );
    assert.ok(
      two.some((m) => /^conflicting-sources: The kernel release is .* and /.test(m)),
      two.join('\n'),
    );
    const one = saidOf(
      '$ uname -r\n6.1.0-18-amd64',
      'Linux h 6.1.0-18-amd64 #1 SMP Debian 6.1.76-1 (2024-02-01) x86_64',
      'memmap=1G!4G',
    );
    assert.deepEqual(
      one.filter((m) => m.startsWith('conflicting')),
      [],
    );
  });

  it('RAM: /proc/iomem before lsmem, nodes from SRAT, what is onlined is no RAM', () => {
    const { ram } = analysed(
      '00100000-7fffffff : System RAM\n100000000-17fffffff : System RAM\n',
      '[0.0] ACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x7fffffff]\n[0.0] ACPI: SRAT: Node 1 PXM 1 [mem 0x100000000-0x1ffffffff]',
      '0x0000000000000000-0x00000000ffffffff 4G online yes 0-31',
    ).config.machine;
    const nodes = analysed(
      '00100000-7fffffff : System RAM\n100000000-2ffffffff : System RAM\n',
      'RANGE SIZE STATE REMOVABLE BLOCK NODE\n0x0000000000000000-0x000000007fffffff 2G online yes 0-15 0\n0x0000000100000000-0x00000001ffffffff 4G online yes 32-63 0\n0x0000000200000000-0x00000002ffffffff 4G online yes 64-95 1',
    ).config.machine.ram;
    assert.deepEqual(
      nodes?.map((r) => [r.start, r.node]),
      [
        [0x100000n, 0],
        [0x100000000n, 0],
        [0x200000000n, 1],
      ],
    );
    assert.deepEqual(
      ram?.map((r) => [r.start, r.node]),
      [
        [0x100000n, 0],
        [0x100000000n, 1],
      ],
    );
    const online = analysed(
      '0x0000000000000000-0x000000007fffffff 2G online yes 0-15\n0x0000000100000000-0x000000017fffffff 2G online yes 32-47',
      '[{"chardev":"dax0.0","size":2147483648,"align":2097152,"mode":"system-ram","mappings":[{"start":4294967296,"end":6442450943}]}]',
    ).config.machine.ram;
    assert.deepEqual(
      online?.map((r) => r.end),
      [0x7fffffffn],
    );
  });

  it('memory above 64 TiB means five levels; without a release the newest is taken; each is said', () => {
    const text = '400000000000-40003fffffff : Soft Reserved\n';
    const { config } = analysed(text);
    assert.equal(config.machine.pagingLevels, 5);
    assert.match(saidOf(text).join(), /paging_levels 5 is assumed/);
    assert.ok(converted(text).problems.some((p) => p.message.startsWith(NO_KERNEL)));
  });

  it('a namespace that is listed twice: the last listing, and what differs', () => {
    const ns = (mode: string): string =>
      `{"dev":"namespace0.0","mode":"${mode}","map":"mem","size":4292870144,"align":2097152,"uuid":"u"}`;
    assert.deepEqual(pgmapsOf(`${ns('fsdax')}\n${ns('devdax')}`), [
      `namespace0.0 devdax mem 2097152 size ${4 * GiB}`,
    ]);
    assert.match(
      saidOf(`${ns('fsdax')}\n${ns('devdax')}`).join(),
      /namespace0\.0: mode is devdax here .* and fsdax in another place/,
    );
  });

  it('HugeTLB pools of the command line and of /proc/meminfo are one; a number that differs is said', () => {
    const pool = 'hugepagesz=2M hugepages=1024';
    const same = 'HugePages_Total:    1024\nHugepagesize:       2048 kB';
    assert.deepEqual(
      analysed(pool, same).config.hugetlb.map((p) => [p.count, p.when]),
      [[1024, 'boot']],
    );
    assert.match(
      saidOf(pool, same.replace('1024', '1000')).join(),
      /conflicting-sources: 1000 HugeTLB pages of 2MiB/,
    );
  });

  it('says what it read, or what it looked for', () => {
    assert.equal(converted('memmap=1G!4G').summary, 'Read kernel command line.');
    assert.match(
      converted('hello').summary,
      /^No machine output is in it; looked for daxctl list, ndctl list/,
    );
    assert.match(converted('pgfault 12').summary, /^\/proc\/vmstat is there, but no device/);
    assert.match(converted('00000000-00000000 : System RAM').summary, /run "sudo cat \/proc\/iomem"/);
  });

  it('is recognised by its content, and a config is none', () => {
    assert.deepEqual(recognise(IOMEM), ['/proc/iomem']);
    assert.deepEqual(recognise('{"pgmaps": [{"chardev":"dax0.0","size":2097152}]}'), []);
    for (const text of [
      'just a text',
      '{ "compilerOptions": { "target": "es2022" }, "port": "8080", "region": "eu-1", "id": 3, "devices": [{ "name": "x" }] }',
      'Linux 6.12.1 is out.',
      'python train.py --device cuda',
      'pgfault 12',
    ])
      assert.deepEqual(recognise(text), [], text);
    for (const text of ['{"machine":{}}', '// x\n{"pgmaps":[', '\ufeff{ "hugetlb": [] }'])
      assert.ok(isConfig(text), text);
    for (const text of ['', '[]', '{"chardev":"dax0.0"}', NDCTL, IOMEM]) assert.ok(!isConfig(text), text);
  });

  it('findings stand where the value was printed', () => {
    const text = sample('iomem-11-pmem-legacy-misaligned.txt');
    const conversion = convert([{ name: '', text }]);
    const found = findingsOn(conversion, analyse(conversion.text), 0);
    const [misaligned] = found.filter((f) => f.code === 'subsection-misaligned');
    assert.equal(
      text.slice(misaligned!.offset, misaligned!.offset + misaligned!.length),
      '15982c000-1ffffffff : Persistent Memory (legacy)',
    );
    assert.deepEqual([...new Set(found.map((f) => f.offset <= text.length))], [true]);
  });
});
