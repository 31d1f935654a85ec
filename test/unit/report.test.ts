import assert from 'node:assert/strict';
import { populate } from '../../src/engine/population';
import { layoutJson } from '../../src/report/layoutJson';
import { layoutText } from '../../src/report/layoutText';
import { reportJson, reportMarkdown, reportText } from '../../src/report/report';
import { GiB, machine, MiB, pgmap, TiB } from './helpers';
import type { HugetlbPool, Machine, Pgmap } from '../../src/engine/types';

interface Json {
  readonly pgmaps: readonly (Record<string, unknown> & {
    readonly ranges: readonly Record<string, unknown>[];
  })[];
  readonly hugetlb: readonly unknown[];
  readonly totals: Record<string, number>;
}

const layout = (m: Machine, pgmaps: Pgmap[], pools: HugetlbPool[] = [], expand = false): Json =>
  JSON.parse([...layoutJson(m, populate(m, pgmaps, pools), expand)].join('')) as Json;

const DAX: Pgmap = pgmap(2 * MiB, [[0x1080000000, 128 * GiB]]);
const M612 = machine({ release: '6.12.101' });

describe('layout --format json', () => {
  it('is the form other programs read, to the byte and in the order of its keys', () => {
    const text = [...layoutJson(M612, populate(M612, [DAX], []), false)].join('');
    const totals = {
      structPages: 33554432,
      initializedStructPages: 8388608,
      vmemmapPages: 524288,
      ownPages: 131072,
      sharedPages: 393216,
      hugePages: 0,
      frames: 131072,
      altmapFrames: 0,
      bootFrames: 0,
      pageTables: { pte: 1024, pmd: 0, pud: 0 },
      bytesWithoutDedup: 2147483648,
      bytesData: 536870912,
      bytesPageTables: 4194304,
      bytesSaved: 1606418432,
      nrMemmapPages: 131072,
    };
    const runs = [[0, 2, 'own', 0], [2, 6, 'shared', 1]]; // prettier-ignore
    const range = {
      start: '0x1080000000',
      end: '0x307fffffff',
      vmemmapPages: 524288,
      runs: [{ repeat: 65536, pages: 8, frames: 2, runs }],
    };
    const one = { name: 'dax0.0', outcome: { ok: true }, dedup: true, ranges: [range], totals };
    // Compared as text: JSON.stringify keeps the order of keys.
    assert.equal(
      JSON.stringify(JSON.parse(text)),
      JSON.stringify({ schema: 1, pgmaps: [one], hugetlb: [], totals }),
    );
    assert.ok(text.endsWith('}\n'));
  });

  it('writes the mapping out, page for page, where it is asked to', () => {
    const [range] = layout(machine(), [pgmap(2 * MiB, [[TiB, 4 * MiB]])], [], true).pgmaps[0]!.ranges;
    assert.deepEqual(range!['mapping'], [
      [0, 2, 'own', 0],
      [2, 6, 'shared', 1],
      [8, 2, 'own', 2],
      [10, 6, 'shared', 3],
    ]);
  });

  it('hands 64 TiB on piece by piece', () => {
    const m = machine({ pagingLevels: 5 });
    const population = populate(m, [pgmap(2 * MiB, [[2 ** 50, 64 * TiB]])], []);
    let [longest, pieces] = [0, 0];
    for (const piece of layoutJson(m, population, true)) {
      longest = Math.max(longest, piece.length);
      if (++pieces > 200) break;
    }
    assert.ok(longest < 20_000, `${longest} characters at once`);
    assert.ok([...layoutJson(m, population, false)].join('').length < 3000);
  });

  it('gives no address to a base that is not known', () => {
    const [range] = layout(machine(), [{ ...DAX, ranges: [], size: BigInt(GiB) }]).pgmaps[0]!.ranges;
    assert.deepEqual(Object.keys(range!), ['vmemmapPages', 'runs']);
  });

  it('shows a refused pgmap with the kernel’s words', () => {
    const one = layout(machine(), [{ ...pgmap(2 * MiB, [[TiB + MiB, GiB]]), mode: 'generic' }]);
    assert.deepEqual(one.pgmaps[0]!['outcome'], {
      ok: false,
      errno: 'EINVAL',
      function: 'check_pfn_span',
      message: 'Misaligned __add_pages start: 0x10000100 end: 0x100400ff',
    });
    assert.equal(one.totals['structPages'], 0);
  });

  it('puts HugeTLB beside it', () => {
    const m = machine({ hugetlbFreeVmemmap: true });
    const [pool] = layout(m, [], [{ pageSize: GiB, count: 64, node: 0, when: 'boot' }]).hugetlb;
    const wanted = {
      pageSize: GiB,
      count: 64,
      vmemmapPages: 262144,
      frames: 65,
      sharedTailFrames: 1,
      bytesSaved: 1073475584,
    };
    assert.deepEqual({ ...(pool as object), ...wanted }, pool);
  });
});

describe('layout and report for people', () => {
  const text = (...pgmaps: Pgmap[]): string =>
    [...layoutText(M612, pgmaps, populate(M612, pgmaps, []), false)].join('');
  const report = (...pgmaps: Pgmap[]): string =>
    [...reportText(M612, pgmaps, populate(M612, pgmaps, []))].join('');

  it('names the rule and the kernel function of each run', () => {
    assert.match(text(DAX), /65,536 times, each 8 pages and 2 frames/);
    assert.match(text(DAX), /2\.\.7 +shared +1 +tail reuse, vmemmap_populate_range\(\)/);
    assert.match(text(DAX), /instead of 2 GiB: 1,532 MiB saved\./);
  });

  it('gives the figures that are quoted for a TiB', () => {
    const lines = report(pgmap(2 * MiB, [[TiB, TiB]]), pgmap(GiB, [[2 * TiB, TiB]]));
    assert.match(lines, /2 MiB +mem +16 GiB +4,128 MiB +4 GiB +32 MiB +11\.97 GiB +0\.39 %/);
    assert.match(lines, /1 GiB +mem +16 GiB +40 MiB +8 MiB +32 MiB +15\.96 GiB +0\.0038 %/);
  });

  it('names what is left of a namespace, to the byte as ndctl lists it', () => {
    const raw = (map: 'mem' | 'dev', align: number): string =>
      text(pgmap(align, [], { map, raw: { start: BigInt(TiB), size: 1500n << 30n } }));
    assert.match(
      raw('dev', 2 * MiB),
      /^Data: 1\.44 TiB \(1,585,444,814,848 B\) from 0x105dc200000; 23\.44 GiB before it for the info block and the memmap\.$/m,
    );
    assert.match(
      raw('mem', GiB),
      /^Data: 1,499 GiB \([\d,]+ B\) from 0x10040000000; 1 GiB before it for the info block\.$/m,
    );
    assert.doesNotMatch(text(DAX), /^Data/m);
  });

  it('has the totals of the layout in its JSON', () => {
    const population = populate(M612, [DAX], []);
    const made = JSON.parse([...reportJson(M612, population)].join('')) as Json;
    const laid = layout(M612, [DAX]);
    assert.deepEqual(made.totals, laid.totals);
    const { name, outcome, dedup, ...figures } = made.pgmaps[0]!;
    assert.deepEqual([name, outcome, dedup], ['dax0.0', { ok: true }, true]);
    assert.deepEqual(figures, laid.pgmaps[0]!['totals']);
  });

  it('lets no name move the cursor, break a line or become Markdown', () => {
    const evil = { ...DAX, name: '\u001b[2J\n| <b>`x`' };
    for (const lines of [text(evil), report(evil)]) {
      assert.ok(!lines.includes('\u001b'));
      assert.ok(lines.includes('\\u001b[2J\\u000a| <b>`x`'));
    }
    const markdown = [...reportMarkdown(M612, [evil], populate(M612, [evil], []))].join('');
    assert.ok(markdown.includes('\\\\u001b\\[2J\\\\u000a\\| \\<b\\>\\`x\\`'), markdown);
  });
});
