import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyse } from '../../src/config/analyse';
import { pictureOf } from '../../src/protocol/picture';
import { lineOf, placeOf, scaleOf, shareOf } from '../../webview/axis';
import { modelOf, type Model } from '../../webview/model';
import { levelOf } from '../../webview/level';
import { reduce } from '../../webview/reduce';
import { scene } from '../../webview/scene';
import { focusOf, START, type Action, type View } from '../../webview/view';
import { windowOf } from '../../webview/window';
import {
  aliased,
  hasClass,
  hugeBlocks,
  marksOf,
  oneGiB,
  pgmap,
  range,
  run,
  show,
  strip,
  textsOf,
  twoMiB,
} from './sceneFixtures';

const TiB = 2 ** 40 / 4096;
const huge = modelOf(show([twoMiB('big', 0x1000000, (64 * TiB) / 512), oneGiB('small', 2 ** 40, 4)]));
const two = modelOf(
  show([oneGiB('a', 0x4080000, 256), twoMiB('b', 0x9080000, 64)], [], {
    ram: [{ startPfn: 0, endPfn: 0x100000, node: 0 }],
  }),
);
const after = (model: Model, ...actions: Action[]): View =>
  actions.reduce((view, action) => reduce(model, view, action), START);
const windowIn = (model: Model, view: View) => windowOf(model, view.window, focusOf(model, view)?.device)!;

describe('zoom: the line', () => {
  it('leads from each place to its share of the width and back, in order', () => {
    const line = lineOf(two)!;
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          assert.ok(Math.abs(shareOf(line, placeOf(line, a)) - a) < 1e-9);
          if (a < b) assert.ok(placeOf(line, a) <= placeOf(line, b));
        },
      ),
    );
    assert.deepEqual([shareOf(line, line.from), shareOf(line, line.to)], [0, 1]);
  });

  it('keeps a device of 4 GiB in sight beside one of 64 TiB', () => {
    const line = lineOf(huge)!;
    const { x } = scaleOf(line, line, 800);
    assert.ok(x(2 ** 40 + 4 * 262144) - x(2 ** 40) > 100);
  });

  it('puts a device whose base is not known behind the others, with its own pfns', () => {
    const unknown = { ...oneGiB('x', 0, 2) };
    const ranges = unknown.ranges.map((r) => ({ ...r, baseKnown: false }));
    const model = modelOf(show([oneGiB('a', 0x4080000, 1), { ...unknown, ranges }]));
    const part = lineOf(model)!.parts.at(-1)!;
    assert.equal(part.device!.name, 'x');
    assert.ok(part.from > 0x4080000 + 262144);
    assert.equal(part.from + part.shift, 0);
  });
});

describe('zoom: the window', () => {
  it('goes down to one struct page of 64 TiB, exactly where it was asked', () => {
    const pfn = 0x1000000 + 16 * TiB + 12345;
    const view = after(huge, { do: 'goto', device: 'big', pfn }, { do: 'level', level: 'struct' });
    assert.equal(levelOf(huge, view), 'struct');
    const physical = strip(scene(huge, view, { width: 800 }), 'physical');
    const cells = physical.marks.filter((m) => hasClass(m, 'struct'));
    assert.ok(
      cells.some(
        (m) => m.label === `struct page of pfn 0x${pfn.toString(16)}, 0x${(pfn * 4096).toString(16)}: tail`,
      ),
    );
    assert.ok(cells.find((m) => hasClass(m, 'selected'))!.label!.includes(`0x${pfn.toString(16)}`));
  });

  it('tells more the nearer it is: devices, compounds, vmemmap pages, struct pages', () => {
    const kinds = (view: View): string[] => {
      const marks = strip(scene(two, view, { width: 900 }), 'physical').marks;
      return ['ram', 'cell', 'page', 'struct'].filter((c) =>
        marks.some((m) => m.kind === 'rect' && hasClass(m, c)),
      );
    };
    const at: Action = { do: 'goto', device: 'a', pfn: 0x4080000 + 700 };
    assert.deepEqual(kinds(after(two, { do: 'level', level: 'all' })), ['ram', 'cell']);
    assert.deepEqual(kinds(after(two, at, { do: 'level', level: 'unit' })), ['cell']);
    assert.deepEqual(kinds(after(two, at)), ['cell', 'page', 'struct']);
    assert.deepEqual(kinds(after(two, at, { do: 'zoom', by: 1 / 16 })), ['cell', 'page']);
  });

  it('is the same after zooming in and out again, and never leaves the line', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.record({
              do: fc.constant('zoom' as const),
              by: fc.double({ min: 0.01, max: 1000, noNaN: true }),
              about: fc.double({ min: 0, max: 1, noNaN: true }),
            }),
            fc.record({ do: fc.constant('pan' as const), by: fc.double({ min: -2, max: 2, noNaN: true }) }),
            fc.record({ do: fc.constant('unit' as const), unit: fc.integer({ min: 0, max: 300 }) }),
            fc.record({
              do: fc.constant('level' as const),
              level: fc.constantFrom('all', 'device', 'unit', 'page', 'struct'),
            }),
          ),
          { maxLength: 30 },
        ),
        (actions) => {
          const line = lineOf(two)!;
          let view = START;
          for (const action of actions) {
            view = reduce(two, view, action as Action);
            const window = windowIn(two, view);
            assert.ok(window.from >= line.from - 1e-6 && window.to <= line.to + 1e-6, JSON.stringify(window));
            assert.ok(window.to - window.from >= 4 - 1e-6);
          }
          const { length } = marksOf(scene(two, view, { width: 1400 }));
          assert.ok(length <= 1500, `${length} marks`);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('selects what is in sight: compound, vmemmap page and struct page follow a zoom to elsewhere', () => {
    const line = lineOf(two)!;
    const pfn = 0x4080000 + 100 * 262144 + 64 * 9 + 5;
    const view = after(two, { do: 'level', level: 'device' }, { do: 'window', from: pfn - 8, to: pfn + 9 });
    const focus = focusOf(two, view)!;
    assert.equal(focus.unit!.index, 100);
    assert.equal(focus.page - focus.unit!.firstPage, 9);
    assert.equal(focus.view.pfn, pfn);
    assert.equal(focusOf(two, after(two, { do: 'window', from: line.from, to: line.to })), undefined);
  });

  it('keeps what is selected while it is in sight', () => {
    const view = after(two, { do: 'device', key: 'a' }, { do: 'unit', unit: 7 }, { do: 'zoom', by: 8 });
    assert.equal(focusOf(two, view)!.unit!.index, 7);
    const window = windowIn(two, view);
    const start = 0x4080000 + 7 * 262144;
    assert.ok(window.from <= start && start + 262144 <= window.to, 'keys zoom about what is selected');
  });

  it('stays on its device when the device moves, and when others come and go', () => {
    const view = after(two, { do: 'goto', device: 'a', pfn: 0x4080000 + 5 });
    const before = windowIn(two, view);
    const edited = modelOf(show([twoMiB('new', 0x100000, 64), oneGiB('a', 0x8080000, 256)]));
    const now = windowIn(edited, view);
    assert.equal(now.from - before.from, 0x4000000);
    assert.equal(focusOf(edited, view)!.device.name, 'a');
  });

  it('moves no further than it must to show what is chosen', () => {
    const view = after(two, { do: 'device', key: 'a' }, { do: 'level', level: 'unit' });
    const size = windowIn(two, view).to - windowIn(two, view).from;
    const there = reduce(two, view, { do: 'unit', unit: 200 });
    const window = windowIn(two, there);
    assert.ok(Math.abs(window.to - window.from - size) < 1);
    const start = 0x4080000 + 200 * 262144;
    assert.ok(window.from < start && start + 262144 < window.to);
  });
});

describe('zoom: what is drawn', () => {
  it('stays within 1,500 marks at every depth of every kind of device', () => {
    const kinds = [
      oneGiB('a', 0x4080000, 256),
      twoMiB('a', 0x1080000, 65536),
      { ...aliased(), name: 'a' },
      { ...hugeBlocks('altmap'), name: 'a' },
      pgmap('a', [range(0x100, 512 * 64, [run(0, 512, 'none', null, 'unmapped')])]),
      pgmap(
        'a',
        Array.from({ length: 500 }, (_, i) => twoMiB('x', i * 4096, 4).ranges[0]!),
      ),
    ];
    for (const device of kinds) {
      const model = modelOf(show([device, twoMiB('z', 2 ** 34, 8)]));
      for (let by = 1; by < 2 ** 40; by *= 3) {
        const view = after(model, { do: 'device', key: 'a' }, { do: 'zoom', by });
        for (const width of [280, 1400]) {
          const { length } = marksOf(scene(model, view, { width }));
          assert.ok(length <= 1500, `${length} marks for ${device.name} at ${by}`);
        }
      }
    }
  });

  it('shows the altmap where it lies on the device, and what is kept back before it', () => {
    const base = hugeBlocks('altmap');
    const altmap = {
      basePfn: base.ranges[0]!.startPfn,
      endPfn: base.ranges[0]!.endPfn - 1,
      reserve: 2,
      free: 4096,
      align: 510,
      alloc: 4096,
    };
    const model = modelOf(show([{ ...base, altmap }]));
    const physical = strip(scene(model, START, { width: 900 }), 'physical');
    const drawn = physical.marks.filter((m) => hasClass(m, 'altmap'));
    assert.ok(
      drawn.some((m) => m.label?.startsWith('altmap: the memmap of this device, on the device: 17.99 MiB')),
      JSON.stringify(drawn),
    );
  });

  it('calls a start bad by where the data begins, not by where the altmap does', () => {
    const text =
      '{ "pgmaps": [{ "align": "1GiB", "map": "dev", "raw": { "start": "0x4081000000", "size": "16GiB" } }] }';
    const model = modelOf(pictureOf(analyse(text), { uri: 'u', version: 1, fileName: 'f' }));
    const marks = strip(scene(model, START, { width: 900 }), 'physical').marks;
    assert.ok(marks.some((m) => hasClass(m, 'start-mark')));
    assert.ok(!marks.some((m) => hasClass(m, 'bad')));
  });

  it('names the hole, its size and the RAM beside it', () => {
    const texts = textsOf(
      strip(scene(two, after(two, { do: 'level', level: 'all' }), { width: 1400 }), 'physical'),
    );
    assert.ok(texts.includes('RAM, node 0'), String(texts));
    const labels = strip(scene(two, START, { width: 900 }), 'devices').marks.flatMap((m) => m.label ?? []);
    assert.ok(labels.includes('a hole of 254 GiB'), String(labels));
  });
});
