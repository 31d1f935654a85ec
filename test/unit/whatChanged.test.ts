import assert from 'node:assert/strict';
import { ARCHES } from '../../src/engine/arch';
import { newest } from '../../src/engine/kernel';
import { SOURCES } from '../../src/engine/releaseSources';
import { NEWEST_RELEASE, SERIES, TABLE } from '../../src/engine/releases';
import { inGroup, releasesText, stretches, whatChanged } from '../../src/engine/whatChanged';
import { switchWords } from '../../src/report/switchWords';
import { releasesReportJson, releasesReportMarkdown, releasesReportText } from '../../src/report/whatChanged';
import { GiB, KiB, machine, made, MiB, pgmap, TiB } from './helpers';
import type { Behaviour } from '../../src/engine/releases';
import type { Machine, Pgmap } from '../../src/engine/types';

const on = (name: string, bytes: number, more: Partial<Machine> = {}): Machine => {
  const arch = ARCHES.find((a) => a.name === name && 2 ** a.pageShift === bytes)!;
  return machine({ arch, kernel: newest(arch), ...more });
};

/** `releases flag+ flag-`: a minus where the releases lack the back-port of those before. */
const history = (m: Machine, p: Pgmap): string[] =>
  whatChanged(m, [p], []).pgmaps[0]!.groups.map(({ from, to, switched }) =>
    [releasesText(from, to), ...switched.map((s) => s.flag + (s.lacks ? '-' : '+'))].join(' '),
  );

describe('the same pgmap over all releases', () => {
  it('cuts a series where it takes a back-port that can happen on the machine', () => {
    const cuts = (m: Machine, series: string): string[] =>
      stretches(m)
        .filter((s) => s.series === series)
        .map((s) => releasesText(s));
    assert.deepEqual(cuts(machine(), '6.12'), ['6.12–6.12.96', '6.12.97–6.12.100', '6.12.101–6.12.y']);
    assert.deepEqual(cuts(machine(), '6.19'), ['6.19']);
    assert.ok(cuts(on('arm64', 4 * KiB), '6.12').includes('6.12–6.12.19'));
    assert.ok(cuts(on('ppc64le', 4 * KiB), '6.12').includes('6.12.110–6.12.y'));
    const ends = stretches(machine()).filter((s) => s.last === Infinity);
    assert.deepEqual(
      ends.map((s) => s.series),
      SERIES,
    );
  });

  it('groups releases that are alike, and names what switched, back-ports and their lack included', () => {
    assert.deepEqual(history(machine(), pgmap(GiB, [[TiB, 128 * GiB]])), [
      '5.10–5.18',
      '5.19–6.10 dedupGate+ initRule+',
      '6.11–6.12.100 memmapCounter+',
      '6.12.101–6.12.y memmapCounter+',
      '6.13–7.1.5 memmapCounter-',
      `7.1.6–${NEWEST_RELEASE} memmapCounter+`,
    ]);
    assert.deepEqual(history(machine(), pgmap(4 * KiB, [[TiB, GiB]])), [
      '5.10–6.10',
      `6.11–${NEWEST_RELEASE} memmapCounter+`,
    ]);
  });

  it('has the kernel’s words and its warning', () => {
    assert.deepEqual(history(machine(), pgmap(2 * MiB, [[TiB + MiB, GiB]])), [
      '5.10–6.4',
      `6.5–${NEWEST_RELEASE} misaligned+`,
    ]);
    const aliased = pgmap(GiB, [[TiB + 16 * MiB, 3 * GiB]]);
    assert.ok(history(machine(), aliased).includes('6.18–7.1.5 compoundWarning+'));
    const groups = whatChanged(machine(), [aliased], []).pgmaps[0]!.groups;
    assert.deepEqual(groups.map((g) => [g.figures.aliasedHeads, g.figures.warned]).slice(0, 2), [
      [0, false],
      [2, false],
    ]);
    assert.deepEqual([groups.at(-1)!.figures.aliasedHeads, groups.at(-1)!.figures.warned], [2, true]);
  });

  it('knows the other architectures', () => {
    const ppc = history(on('ppc64le', 4 * KiB), pgmap(GiB, [[TiB, GiB]]));
    assert.ok(ppc.includes('6.12.110–6.12.y compound+'), ppc.join());
    assert.ok(ppc.includes(`7.2.5–${NEWEST_RELEASE} compound+`), ppc.join());
    const arm64 = history(on('arm64', 4 * KiB), pgmap(2 * MiB, [[TiB + 2 * MiB, 64 * MiB]]));
    assert.ok(arm64.includes('6.4–6.6.83 dedupGate+ initRule+'), arm64.join());
    assert.ok(arm64.includes(`6.13.8–${NEWEST_RELEASE} populate+`), arm64.join());
    const riscv = history(on('riscv64', 4 * KiB), pgmap(GiB, [[TiB, GiB]]));
    assert.ok(riscv.includes('6.11–6.15 zoneDevice+'), riscv.join());
    assert.ok(
      riscv.some((line) => /^6\.16–.* pudAlign\+$/.test(line)),
      riscv.join(),
    );
  });

  it('says of each release what laying it out on that release says', () => {
    const p = pgmap(GiB, [[TiB + 16 * MiB, 3 * GiB]]);
    const { groups } = whatChanged(machine(), [p], []).pgmaps[0]!;
    for (const release of [...SERIES, '6.12.100', '6.12.101', '6.1.183', '6.1.184', '7.1.5']) {
      const mine = groups.filter((g) => inGroup(release, g));
      assert.equal(mine.length, 1, release);
      const { totals } = made(machine({ release }), p);
      const { figures } = mine[0]!;
      assert.deepEqual(
        [figures.bytesRam, figures.bytesSaved, figures.initializedStructPages, figures.nrMemmapPages],
        [
          totals.bytesData + totals.bytesPageTables,
          totals.bytesSaved,
          totals.initializedStructPages,
          totals.nrMemmapPages,
        ],
        release,
      );
    }
  });

  it('has HugeTLB pools too', () => {
    const m = machine({ hugetlbFreeVmemmap: true });
    const [pool] = whatChanged(m, [], [{ pageSize: GiB, count: 4, node: 0, when: 'boot' }]).hugetlb;
    const changed = pool!.groups.flatMap((g) => g.switched.map((s) => `${releasesText(g.from)} ${s.flag}`));
    assert.deepEqual(changed, [
      '5.14 hvoSelected',
      '5.18 hvo',
      '6.0 hvoReported',
      '6.2 hvo',
      // The copied heads are in nr_memmap_pages since it is there.
      '6.11 memmapCounter',
      '6.15 preHvo',
      '7.1–7.1.4 hvo',
      '7.3 bootmemInfo',
    ]);
  });
});

describe('releases in text, Markdown and JSON', () => {
  const asked = [machine({ release: '6.12.107' }), [pgmap(GiB, [[TiB, GiB]])], []] as const;

  it('text has a row for each group, a mark at the config’s kernel, and the commits', () => {
    const text = [...releasesReportText(...asked)].join('');
    assert.match(
      text,
      /^x86_64, 64-byte struct page; \* marks the config's own Linux 6\.12\.107\n\ndax0\.0: devdax/,
    );
    assert.match(text, /^6\.12\.101–6\.12\.y \* +deduplicated +40 KiB +15\.96 MiB +128 +2$/m);
    assert.match(
      text,
      /\nfrom 6\.13\n {2}without the back-port .*: nr_memmap_pages counts .*\n {6}"mm\/sparse-vmemmap: fix DAX .*", Linux 7\.2, back-ported to 6\.12\.101, 7\.1\.6\n/,
    );
  });

  it('Markdown keeps what a user wrote to itself, and refusals out of the table', () => {
    const bad = pgmap(2 * MiB, [[TiB + MiB, GiB]], { name: 'a|*b*`' });
    const text = [...releasesReportMarkdown(machine(), [bad], [])].join('');
    assert.match(text, /^# What changed over the releases\n/);
    assert.ok(text.includes('\n## a\\|\\*b\\*\\`: devdax'));
    assert.ok(text.includes(`\n| 6.5–${NEWEST_RELEASE} * | refused, EINVAL |  |`));
    assert.ok(text.includes(`\n- 6.5–${NEWEST_RELEASE}: EINVAL from check`));
    assert.match(
      text,
      /^- \*\*6\.5\*\*: .*<br>`mm: memory_hotplug: fix format string in warnings`, Linux 6\.5$/m,
    );
  });

  it('JSON has figures and switches', () => {
    const { pgmaps } = JSON.parse([...releasesReportJson(...asked)].join('')) as {
      pgmaps: { name: string; releases: Record<string, unknown>[] }[];
    };
    const after = pgmaps[0]!.releases.find((g) => g.from === '6.13')!;
    assert.deepEqual(after, {
      releases: '6.13–7.1.5',
      from: '6.13',
      to: '7.1.5',
      outcome: { ok: true },
      mapping: ['deduplicated'],
      bytesRam: 40 * KiB,
      bytesSaved: 16 * MiB - 40 * KiB,
      initializedStructPages: 128,
      nrMemmapPages: 4096,
      aliasedHeads: 0,
      warned: false,
      switched: [
        {
          flag: 'memmapCounter',
          to: 'raw',
          lacksBackport: true,
          commit: 'mm/sparse-vmemmap: fix DAX vmemmap accounting with optimization',
          since: '7.2',
          stable: ['6.12.101', '7.1.6'],
          basis: 'read',
          note: SOURCES.memmapCounter[1]!.note,
        },
      ],
    });
  });

  it('has words for every value of every flag', () => {
    for (const flag of Object.keys(TABLE) as (keyof Behaviour)[]) {
      const [before, ...switches] = TABLE[flag] as readonly [unknown, ...{ to: unknown }[]];
      const values = new Set([before, ...switches.map((s) => s.to)]);
      const words = [...values].map((v) => switchWords(flag, v as Behaviour[keyof Behaviour]));
      assert.equal(new Set(words).size, values.size, flag);
      for (const text of words) assert.ok(text.length > 10 && !text.endsWith('.'), `${flag}: ${text}`);
    }
  });
});
