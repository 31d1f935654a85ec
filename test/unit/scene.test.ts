import assert from 'node:assert/strict';
import type { Rule } from '../../src/engine/types';
import { modelOf } from '../../webview/model';
import { scene } from '../../webview/scene';
import { START, type DeviceView, type View } from '../../webview/view';
import type { ShowMessage } from '../../src/protocol';
import type { Mark, Scene } from '../../webview/marks';
import {
  aliased,
  arrowsOf,
  hasClass,
  hugeBlocks,
  MACHINE,
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

const draw = (message: ShowMessage, view: View = START, width = 900): Scene =>
  scene(modelOf(message), view, { width });
const at = (name: string, view: Partial<DeviceView>): View => ({
  device: name,
  devices: { [name]: { unit: 0, page: 0, opened: null, pfn: null, ...view } },
  window: null,
});
const numbersOf = (mark: Mark): number[] =>
  mark.kind === 'path'
    ? (mark.d.match(/-?[\d.]+/g) ?? []).map(Number)
    : mark.kind === 'rect'
      ? [mark.x, mark.y, mark.width, mark.height]
      : [mark.x, mark.y];

const TiB = 2 ** 40 / 4096;
const everyKind = (): ShowMessage[] => [
  show([oneGiB('a', 0x4080000, 256)]),
  show([twoMiB('a', 0x1080000, 65536)]),
  show([twoMiB('a', 0, (64 * TiB) / 512)]),
  show([aliased()]),
  show([hugeBlocks('altmap')]),
  show([hugeBlocks('huge-block')]),
  show([hugeBlocks('boot-memmap')]),
  show([pgmap('none', [range(0x100, 512, [run(0, 8, 'none', null, 'unmapped')])])]),
  show([pgmap('refused', [], { outcome: { ok: false, errno: 'EINVAL', function: 'f', message: 'no' } })]),
  show([]),
  show(Array.from({ length: 5000 }, (_, i) => oneGiB(`dax${i}.0`, 0x1000000 + i * 524288, 1))),
  show([
    pgmap(
      'ranges',
      Array.from({ length: 3000 }, (_, i) => twoMiB('x', i * 4096, 4).ranges[0]!),
    ),
  ]),
  show([{ ...twoMiB('odd', 0x1080000, 4), dedup: false }], [], {
    machine: { ...MACHINE, structPageSize: 80 },
  }),
  show([oneGiB('big pages', 0, 64)], [], {
    machine: { ...MACHINE, pageShift: 16, sectionShift: 29, pmdShift: 29 },
  }),
];

describe('scene: the picture as marks', () => {
  it('has at most 1,500 marks, whatever the size, at any width and unfolded', () => {
    for (const message of everyKind())
      for (const width of [0, 360, 900, 4000])
        for (const view of [
          START,
          { device: null, devices: {}, window: null },
          at(message.population.pgmaps[0]?.name ?? '', { opened: 1000, page: 1010 }),
        ]) {
          const { length } = marksOf(draw(message, view, width));
          assert.ok(length <= 1500, `${length} marks for ${message.population.pgmaps[0]?.name} at ${width}`);
        }
  });

  it('has no NaN and no infinity in any coordinate', () => {
    for (const message of everyKind())
      for (const width of [0, 360, 900])
        for (const mark of marksOf(draw(message, START, width))) {
          assert.ok(numbersOf(mark).every(Number.isFinite), JSON.stringify(mark));
          if (mark.kind === 'path') assert.doesNotMatch(mark.d, /NaN|Infinity|undefined/);
        }
  });

  it('is the same for the same model, view and size', () => {
    for (const message of everyKind()) assert.deepEqual(draw(message), draw(structuredClone(message)));
  });

  it('gives every mark that does something a name', () => {
    for (const message of everyKind())
      for (const mark of marksOf(draw(message))) if (mark.action) assert.ok(mark.label, JSON.stringify(mark));
  });

  it('keeps ids apart within a strip', () => {
    for (const message of everyKind())
      for (const s of draw(message).strips) {
        const ids = s.marks.flatMap((m) => (m.id ? [m.id] : []));
        assert.equal(new Set(ids).size, ids.length, s.id);
      }
  });

  it('hands a hostile name on as text, never as markup of its own', () => {
    const name = '<img src=x onerror=alert(1)>';
    const drawn = draw(show([twoMiB(name, 0x1080000, 4), twoMiB('b', 0x2080000, 4)]));
    for (const mark of marksOf(drawn)) {
      assert.doesNotMatch(mark.class, /[<>&"]/);
      assert.doesNotMatch(mark.id ?? '', /[<>&"]/);
      const rest =
        (mark.label ?? '').replace(name, '') + (mark.kind === 'text' ? mark.text.replace(/<.*/, '') : '');
      assert.doesNotMatch(rest, /[<>]/);
    }
  });
});

describe('scene: the mapping', () => {
  it('draws the eight pages of a 2 MiB compound as the kernel document does: 0→0, 1→1, 2…7→1', () => {
    const mapping = strip(draw(show([twoMiB('a', 0x1080000, 16)])), 'mapping');
    const to = Object.fromEntries(arrowsOf(mapping).map((a) => [a.from, a.to]));
    assert.equal(to['page-0'], 'frame-0');
    for (let page = 1; page < 8; page++) assert.equal(to[`page-${page}`], 'frame-1');
    assert.ok(textsOf(mapping).includes('mapped by 7 pages'));
    assert.ok(textsOf(mapping).includes('_refcount 7'));
    assert.ok(textsOf(mapping).includes('2 frames instead of 8'));
    assert.ok(textsOf(mapping).includes('in a PTE table of 512 pages'));
  });

  it('lets the arrows converge on the shared frame', () => {
    const mapping = strip(draw(show([oneGiB('a', 0x4080000, 256)])), 'mapping');
    const card = mapping.marks.find((m) => m.id === 'frame-1');
    assert.ok(card?.kind === 'rect');
    const arrows = arrowsOf(mapping).filter((a) => a.to === 'frame-1');
    assert.ok(arrows.length >= 7);
    for (const arrow of arrows) {
      const [x, y] = /C\S+ \S+ ([\d.]+),([\d.]+)/.exec(arrow.d)!.slice(1).map(Number) as [number, number];
      assert.ok(Math.abs(x - card.x) < 4 && y > card.y && y < card.y + card.height, arrow.d);
    }
  });

  it('numbers the frames of a later compound as its own', () => {
    const texts = textsOf(strip(draw(show([oneGiB('a', 0x4080000, 256)]), at('a', { unit: 17 })), 'mapping'));
    assert.ok(texts.includes('frame 34 · head') && texts.includes('frame 35 · tail, shared'));
    assert.ok(texts.includes('mapped by 4,095 pages'));
  });

  it('folds so that rows and folds together are all pages of the compound', () => {
    for (const view of [
      START,
      at('a', { page: 700 }),
      at('a', { opened: 600 }),
      at('a', { opened: 4090, page: 3 }),
    ]) {
      const mapping = strip(draw(show([oneGiB('a', 0x4080000, 4)]), view), 'mapping');
      const rows = mapping.marks.filter((m) => hasClass(m, 'page') && m.kind === 'rect').length;
      const folded = textsOf(mapping).flatMap((t) => /^… ([\d,]+) more/.exec(t)?.slice(1) ?? []);
      const inFolds = folded.reduce((sum, n) => sum + Number(n.replaceAll(',', '')), 0);
      assert.equal(rows + inFolds, 4096);
    }
  });

  it('names the first section boundary by its address and counts the others in the fold', () => {
    const texts = textsOf(strip(draw(show([oneGiB('a', 0x4080000, 4)])), 'mapping'));
    assert.ok(texts.includes('section boundary 0x4088000000'));
    assert.ok(texts.some((t) => t === '… 3,581 more … 6 section boundaries'));
  });

  it('shows an aliased head as the bug it is: no frame of its own, an arrow onto the shared one', () => {
    const drawn = draw(show([aliased()]));
    const mapping = strip(drawn, 'mapping');
    const texts = textsOf(mapping);
    assert.ok(mapping.title.startsWith('Compound 2 of 4'), 'opens at the first compound that is wrong');
    assert.ok(texts.includes('✗ no frame for this head'));
    assert.ok(texts.includes('frame 1 · shared tail') && texts.includes('first tail of compound 1'));
    assert.ok(texts.includes('mapped by 16,375 pages') && texts.includes('_refcount 16,375'));
    assert.ok(texts.includes('▲ 3 heads land here') && texts.includes('those of compounds 2–4'));
    const arrow = arrowsOf(mapping).find((a) => a.from === 'page-0');
    assert.ok(arrow && hasClass(arrow, 'alias') && arrow.to === 'frame-1');
    const cells = strip(drawn, 'physical').marks.filter((m) => hasClass(m, 'cell'));
    assert.deepEqual(
      cells.map((m) => hasClass(m, 'alias')),
      [false, true, true, true],
    );
    assert.ok(textsOf(strip(drawn, 'physical')).includes('▲ 0x440200000: 2 MiB past a section boundary'));
  });

  it('leaves the first compound of an aliased device in good order', () => {
    const texts = textsOf(strip(draw(show([aliased()]), at('ns', {})), 'mapping'));
    assert.ok(texts.includes('frame 0 · head') && !texts.includes('✗ no frame for this head'));
  });

  it('gives each way of being mapped a pattern of its own beside its colour', () => {
    const patternOf = (rule: Rule): unknown =>
      strip(draw(show([hugeBlocks(rule)])), 'mapping').marks.find(
        (m) => m.kind === 'rect' && m.pattern && hasClass(m, 'hatch'),
      );
    const patterns = (['altmap', 'huge-block', 'boot-memmap'] as const).map(
      (r) => (patternOf(r) as { pattern: string }).pattern,
    );
    assert.deepEqual(patterns, ['device', 'block', 'boot']);
    assert.ok(textsOf(strip(draw(show([hugeBlocks('altmap')])), 'mapping')).includes('2 MiB on the device'));
  });

  it('draws no arrow from a page that is not mapped', () => {
    const mapping = strip(
      draw(show([pgmap('x', [range(0x200, 512, [run(0, 8, 'none', null, 'unmapped')])])])),
      'mapping',
    );
    assert.equal(arrowsOf(mapping).length, 0);
    assert.ok(mapping.marks.some((m) => hasClass(m, 'page') && hasClass(m, 'none')));
  });

  it('shows the 64 struct pages of the selected vmemmap page, the head first', () => {
    const structs = strip(draw(show([twoMiB('a', 0x1080000, 16)])), 'structs');
    const cells = structs.marks.filter((m) => hasClass(m, 'struct'));
    assert.equal(cells.length, 64);
    assert.ok(
      hasClass(cells[0]!, 'head') && hasClass(cells[1]!, 'first-tail') && hasClass(cells[2]!, 'tail'),
    );
    assert.equal(cells[2]!.label, 'struct page of pfn 0x1080002, 0x1080002000: tail');
    assert.equal(structs.note, '0xffffea0042000000');
  });

  it('shows thousands of devices in one strip, several to a cell', () => {
    const many = show(Array.from({ length: 5000 }, (_, i) => oneGiB(`dax${i}.0`, 0x1000000 + i * 524288, 1)));
    const devices = strip(draw(many), 'devices');
    assert.equal(devices.note, '5,000 devices · RAM not given');
    const cells = devices.marks.filter((m) => m.action);
    const named = cells.map((m) =>
      Number(/^([\d,]+) devices/.exec(m.label ?? '')?.[1]?.replace(',', '') ?? 1),
    );
    assert.ok(cells.length < 120, `${cells.length} cells`);
    assert.equal(
      named.reduce((sum, n) => sum + n, 0),
      5000,
    );
  });
});
