/** The figures below the picture, by hand: 4 KiB pages, 64-byte struct pages, sections of 128 MiB. */
import assert from 'node:assert/strict';
import { analyse } from '../../src/config/analyse';
import { nodesOf, nodeUses } from '../../src/engine/nodes';
import { costFacts } from '../../src/protocol/costFacts';
import { percent } from '../../src/engine/units';
import { costRows, shareWords } from '../../webview/costRows';
import { deviceRows, MOST_ROWS } from '../../webview/deviceRows';
import { deviceFigures, spokenOf } from '../../webview/figures';
import { modelOf, type Model } from '../../webview/model';
import { nodeRows, nodesOfModel } from '../../webview/nodes';
import { keptWords, poolCard } from '../../webview/pools';
import { isHostToPanel } from '../../src/protocol/toPanel';
import { show } from './sceneFixtures';

const GiB = 2 ** 30;
const TiB = 2 ** 40;

/** A config as the panel gets it. */
function modelFor(config: object): Model {
  const { config: read, population } = analyse(JSON.stringify(config));
  const ram = read.machine.ram?.map((r) => ({
    startPfn: Number(r.start / 4096n),
    endPfn: Number(r.end / 4096n) + 1,
    node: r.node,
  }));
  const message = show(population.pgmaps, [], { population, ram: ram ?? null, costs: costFacts(read) });
  assert.ok(isHostToPanel(message));
  return modelOf(message);
}

const device = (more: object): object => ({
  name: 'dax0.0',
  align: '1GiB',
  ranges: [{ start: '0x10000000000', size: '1TiB' }],
  ...more,
});
const rowOf = (
  config: object,
  id: string,
): { value: string; exact: string; note: string; warned: boolean } => {
  const model = modelFor(config);
  const { value, exact, note, warned } = costRows(
    model,
    model.devices[0]!.population.totals,
    model.devices[0]!,
  ).find((r) => r.id === id)!;
  return { value, exact, note, warned };
};

describe('figures: the parts', () => {
  it('1 TiB at 1 GiB: 16 GiB and 40 MiB, 1.56 % and 0.0038 %', () => {
    const config = { pgmaps: [device({})] };
    assert.match(rowOf(config, 'before').note, /^1\.56\s% of the device$/);
    assert.match(rowOf(config, 'after').note, /^0\.0038\s% of the device$/);
    assert.equal(rowOf(config, 'data').exact, '8,388,608 B');
    assert.equal(rowOf(config, 'data').note, '2,048 page frames behind 4,194,304 vmemmap pages');
    assert.match(rowOf(config, 'tables').note, /^8,192 PTE tables/);
    const model = modelFor(config);
    assert.equal(shareWords(model, model.totals), '1.56\u00a0% → 0.0038\u00a0%');
  });

  it('percentages keep two places, or two digits where that is nothing', () => {
    const said = (part: number, whole: number): string => percent(part, whole, ' ');
    assert.equal(said(1, 64), '1.56 %');
    assert.equal(said(8 * 2 ** 20, TiB), '0.00076 %');
    assert.equal(said(0, TiB), '0 %');
    assert.equal(said(1, 2 ** 60), '< 0.000001 %');
    assert.equal(said(1, 0), '—');
    assert.equal(said(-1, 64), '-1.56 %');
  });

  it('nr_memmap_pages: expected, wrong where the release counts what it does not take, and absent', () => {
    const of = (kernel: string): ReturnType<typeof rowOf> =>
      rowOf({ machine: { kernel }, pgmaps: [device({})] }, 'counter');
    assert.deepEqual([of('7.3').value, of('7.3').warned], ['+2,048', false]);
    assert.equal(of('6.19').value, '+4,194,304');
    assert.match(of('6.19').note, /^Wrong on this release: 2,048 pages are taken\. .*section_activate/);
    assert.equal(of('6.1').value, '—');
  });

  it('altmap: the memmap’s place on the device, used and set aside', () => {
    // The info block's example: 1 TiB at 2 MiB takes 8,192 PMD blocks of 2 MiB of the device.
    const config = {
      pgmaps: [{ name: 'ns', align: '2MiB', map: 'dev', raw: { start: '0x100000000', size: '1TiB' } }],
    };
    const { value, note } = rowOf(config, 'altmap');
    assert.equal(value, '16 GiB');
    assert.match(note, /1\.56\s% of the device; 16\.00 GiB set aside/);
  });

  it('draws before and after on one scale', () => {
    const model = modelFor({ pgmaps: [device({})] });
    const { bars } = deviceFigures(model, model.devices[0]!);
    assert.deepEqual(
      bars.map((b) => b.name),
      ['before', 'after'],
    );
    const lengths = bars.map((b) => b.rest + b.shares.reduce((n, s) => n + s.bytes, 0));
    assert.equal(lengths[0], lengths[1]);
    assert.deepEqual(
      bars[1]!.shares.map((s) => s.kind),
      ['data', 'tables', 'saved'],
    );
  });
});

describe('figures: every device', () => {
  const many = modelFor({
    machine: { paging_levels: 5 },
    pgmaps: Array.from({ length: 60 }, (_, i) => ({
      name: `dax${i}.0`,
      align: i === 7 ? '2MiB' : '1GiB',
      ranges: [{ start: `0x${(2 ** 40 + i * 4 * GiB).toString(16)}`, size: i === 3 ? 3 * 2 ** 20 : 2 * GiB }],
    })),
  });

  it('at most fifty, in the file’s order or the dearest first, with those that are refused', () => {
    const file = deviceRows(many, 'file', '');
    assert.equal(file.rows.length, MOST_ROWS);
    assert.equal(file.found, 60);
    assert.equal(file.rows[3]!.refused?.startsWith('E'), true);
    assert.equal(file.rows[3]!.before, 0);
    assert.equal(deviceRows(many, 'cost', '').rows[0]!.device.name, 'dax7.0');
    assert.equal(file.most, file.rows[0]!.before);
  });

  it('a filter leaves those whose names hold it', () => {
    const found = deviceRows(many, 'file', ' DAX1 ');
    assert.equal(found.found, 11);
    assert.equal(deviceRows(many, 'cost', 'nothing like it').rows.length, 0);
  });

  it('says the device and the total', () => {
    const figures = deviceFigures(many, many.devices[0]!);
    assert.match(spokenOf(many, figures), /^dax0\.0: .* saved\. RAM after: .* All devices: .* saved\./);
  });
});

describe('figures: NUMA nodes', () => {
  const ram = (node: number, gib: number, from = 0): object => ({
    startPfn: (from * GiB) / 4096,
    endPfn: ((from + gib) * GiB) / 4096,
    node,
  });
  type Ram = Parameters<typeof nodeUses>[2];
  const uses = (
    spans: object[],
    demands: Parameters<typeof nodeUses>[3],
    pools: Parameters<typeof nodeUses>[4] = [],
  ): ReturnType<typeof nodeUses> => nodeUses(4096, 64, spans as unknown as Ram, demands, pools);

  it('asks the device’s node first, kmem the target node', () => {
    assert.deepEqual(nodesOf({ mode: 'devdax', targetNode: 2, numaNode: 0 }), [0, 2]);
    assert.deepEqual(nodesOf({ mode: 'system-ram', targetNode: 2, numaNode: 0 }), [2, 0]);
    assert.deepEqual(nodesOf({ mode: 'devdax' }), []);
  });

  it('takes boot memmap, huge pages and struct pages from the node', () => {
    const [node] = uses(
      [ram(0, 64)],
      [{ nodes: [2], before: 16 * GiB, after: GiB }],
      [{ node: 0, bytes: 8 * GiB, saved: GiB / 8 }],
    );
    assert.equal(node!.bootMemmap, GiB);
    assert.equal(node!.leftAfter, (64 - 1 - 8 + 1 / 8 - 1) * GiB);
    assert.deepEqual([node!.fitBefore, node!.fitAfter, node!.devices], ['fits', 'fits', 1]);
  });

  it('fits, takes from others, or does not fit', () => {
    const fit = (before: number, after: number): unknown[] =>
      uses([ram(0, 64), ram(1, 64, 64)], [{ nodes: [1], before: before * GiB, after: after * GiB }])
        .filter((n) => n.node === 1)
        .map((n) => [n.fitBefore, n.fitAfter])[0]!;
    assert.deepEqual(fit(63, 1), ['fits', 'fits']);
    assert.deepEqual(fit(64, 1), ['spills', 'fits']);
    assert.deepEqual(fit(127, 64), ['fails', 'spills']);
  });

  it('never guesses which node is the nearest: what has none of its own stands apart', () => {
    const found = uses([ram(0, 64), ram(1, 2, 64)], [{ nodes: [5], before: 4 * GiB, after: 3 * GiB }]);
    assert.deepEqual(
      found.map((n) => n.node),
      [0, 1, null],
    );
    assert.equal(found[2]!.fitAfter, 'spills');
    assert.equal(nodeRows(found)[2]!.verdict, '! not every one of them has room');
    assert.equal(uses([ram(0, 64)], [{ nodes: [5], before: 1, after: 1 }]).length, 1);
  });

  it('reads the nodes of a config, and without ram says nothing', () => {
    const pgmaps = [
      device({ target_node: 1 }),
      device({ name: 'b', target_node: 1, numa_node: 0, ranges: [{ start: '0x20000000000', size: '1TiB' }] }),
    ];
    const machine = {
      ram: [
        { start: '0x0', size: '32GiB', node: 0 },
        { start: '0x1000000000', size: '8GiB', node: 1 },
      ],
    };
    const model = modelFor({ machine, pgmaps, hugetlb: [{ page_size: '1GiB', count: 1, node: 1 }] });
    assert.deepEqual(model.costs.nodes, [[1], [0, 1]]);
    const rows = nodeRows(nodesOfModel(model)!);
    assert.deepEqual(
      rows.map((r) => [r.node, r.verdict]),
      [
        ['node 0', '✓ fits'],
        ['node 1', '✓ fits; without sharing it would not'],
      ],
    );
    assert.equal(nodesOfModel(modelFor({ pgmaps })), null);
  });
});

describe('figures: HugeTLB beside device-dax', () => {
  const card = (machine: object, pool: object): ReturnType<typeof poolCard> => {
    const model = modelFor({ machine, pgmaps: [], hugetlb: [pool] });
    return poolCard(model, model.hugetlb[0]!, 0);
  };
  const pool = { page_size: '1GiB', count: 64, node: 0, when: 'run' };

  it('64 × 1 GiB: 4,095 of 4,096 pages against 4,094, both net of 512 PTE tables', () => {
    // HugeTLB: 1 GiB − 64 pages − 512 tables. device-dax: 1 GiB − 128 pages − 512 tables.
    const made = card({ kernel: '6.12', hugetlb_free_vmemmap: true }, pool);
    assert.equal(
      made.sentence,
      'As HugeTLB it saves 1,021.75 MiB; as device-dax at 1 GiB the same memory saves 1,021.50 MiB.',
    );
    assert.deepEqual(
      made.pages.map((p) => p.words),
      ['1 own + 4,095 shared', '1 own + 4,095 shared'],
    );
    assert.equal(made.rows.at(-1)!.deviceDax, '2 own + 4,094 shared');
    assert.match(made.generation, /copies the head/);
  });

  it('with one tail page for a zone the first huge page has two frames, each further one', () => {
    const made = card({ kernel: '7.3', hugetlb_free_vmemmap: true }, pool);
    assert.deepEqual(
      made.pages.map((p) => p.words),
      ['2 own + 4,094 shared', '1 own + 4,095 shared'],
    );
    assert.match(made.notes.join(' '), /1 tail page for all huge pages/);
  });

  it('says why nothing is saved, and where device-dax has no such align', () => {
    assert.match(card({ kernel: '7.3' }, pool).generation, /hugetlb_free_vmemmap/);
    const arm = card({ arch: 'arm64', kernel: '7.3' }, { ...pool, page_size: '32MiB' });
    assert.match(arm.sentence, /device-dax has no align of 32 MiB here/);
    assert.equal(arm.rows[0]!.deviceDax, '—');
  });

  it('counts in words', () => {
    assert.equal(keptWords(1, 4095, 0), '1 own + 4,095 shared');
    assert.equal(keptWords(0, 0, 8), '8 in huge blocks');
    assert.equal(keptWords(0, 0, 0), '—');
  });
});
