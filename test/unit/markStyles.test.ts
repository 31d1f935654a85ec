import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { analyse } from '../../src/config/analyse';
import { onOtherMachine } from '../../src/config/otherMachine';
import { pictureOf } from '../../src/protocol/picture';
import { bothSides } from '../../webview/bothSides';
import { otherFocus } from '../../webview/compare';
import { modelOf, type Model } from '../../webview/model';
import { scene } from '../../webview/scene';
import { focusOf, START, type View } from '../../webview/view';
import type { Mark } from '../../webview/marks';

/** Words for a mark that has no looks of its own. */
const PLAIN = ['block', 'card-line', 'plain', 'small'];
/** What the renderer adds: a mark that does something, the tiles of patterns, the strip. */
const OF_RENDERER = ['act', 'physical', 'strip', 'tile'];

const TEXTS = [
  ...readdirSync('examples').map((file) => readFileSync(`examples/${file}`, 'utf8')),
  '{ "pgmaps": [{ "map": "dev", "align": "1GiB", "raw": { "start": "0x4081000000", "size": "16GiB" } }] }',
  '{ "machine": { "arch": "arm64", "page_size": "64KiB" }, "pgmaps": [{ "mode": "generic", "vmemmap_shift": 0, "ranges": [{ "start": "0x10000200000", "size": "6MiB" }] }] }',
];

const model = (text: string): Model =>
  modelOf(pictureOf(analyse(text), { uri: 'u', version: 1, fileName: 'f' }));

/** Everything; each device by its first compounds, folded and unfolded; and its first struct pages from near by. */
function* views({ devices }: Model): Generator<View> {
  yield START;
  for (const { key } of devices) {
    for (const unit of [0, 1, 2])
      for (const opened of [null, 0, 2])
        for (const page of [0, 1, 2, 8])
          yield { device: key, devices: { [key]: { unit, page, opened, pfn: null } }, window: null };
    yield { device: key, devices: {}, window: { device: key, range: 0, from: 0, to: 64 } };
  }
}

/** Every example at every level, beside itself on other machines. */
function* drawn(): Generator<Mark> {
  for (const text of TEXTS) {
    const here = model(text);
    const others = [{ kernel: '5.10' }, { arch: 'arm64' }] as const;
    const there = others.map((other) => model(onOtherMachine(text, other)));
    for (const view of views(here)) {
      for (const width of [360, 900])
        for (const { marks } of scene(here, view, { width }).strips) yield* marks;
      const focus = focusOf(here, view);
      if (!focus?.unit) continue;
      const at = {
        unit: 0,
        page: 0,
        ...view.devices[focus.device.key],
        opened: 1,
        pfn: focus.unit.startPfn + 1,
      };
      const close: View = { ...view, devices: { [focus.device.key]: at } };
      for (const { marks } of scene(here, close, { width: 900 }).strips) yield* marks;
      for (const other of there) {
        const match = otherFocus(here, other, other.devices[focus.device.index]!, focus);
        if (!match) continue;
        for (const strip of bothSides(here, other, focus, match, { width: 500 })) yield* strip?.marks ?? [];
      }
    }
  }
}

describe('the looks of the marks', () => {
  const css = readFileSync('media/marks.css', 'utf8').replace(/\/\*[^]*?\*\//g, '');
  const ruled = new Set([...css.matchAll(/\.([a-z][\w-]*)(?=[^{}]*\{)/g)].map(([, name]) => name!));
  const emitted = new Set<string>();

  before(function () {
    this.timeout(60_000);
    for (const mark of drawn()) for (const name of mark.class.split(' ')) emitted.add(name);
  });

  it('are all in the sheet that exported pictures have too, a comparison’s as well', () => {
    assert.ok(emitted.has('differs') && emitted.has('differs-sign'));
    assert.deepEqual([...emitted].filter((name) => !ruled.has(name)).sort(), [...PLAIN].sort());
  });

  it('are none that nothing is drawn with', () => {
    assert.deepEqual([...ruled].filter((name) => !emitted.has(name)).sort(), [...OF_RENDERER].sort());
  });
});
