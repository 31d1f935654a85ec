import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dedupOf } from '../../webview/compare';
import { deviceFigures, totalFigures } from '../../webview/figures';
import { aliasedHeads } from '../../webview/frames';
import { goTo } from '../../webview/goto';
import { actionOfKey } from '../../webview/keyboard';
import { modelOf } from '../../webview/model';
import { tableOf } from '../../webview/table';
import { unitAt, unitCount, unitOfPfn } from '../../webview/unit';
import { reduce } from '../../webview/reduce';
import { focusOf, restoredView, START, type View } from '../../webview/view';
import type { Run } from '../../src/engine/types';
import {
  aliased,
  hugeBlocks,
  MACHINE,
  oneGiB,
  pgmap,
  range,
  run,
  show,
  TOTALS,
  twoMiB,
} from './sceneFixtures';

const two = modelOf(show([oneGiB('a', 0x4080000, 256), twoMiB('b', 0x9080000, 64)]));

describe('scene: units', () => {
  it('counts compounds over all ranges, from each range’s start', () => {
    const map = pgmap('x', [...oneGiB('x', 0x100000, 2).ranges, ...oneGiB('x', 0x900200, 1).ranges], {
      pagesPerCompound: 262144,
    });
    assert.equal(unitCount(MACHINE, map), 3);
    assert.equal(unitAt(MACHINE, map, 2)!.startPfn, 0x900200);
    assert.equal(unitOfPfn(MACHINE, map, 0x900200), 2);
    assert.equal(unitOfPfn(MACHINE, map, 0x8fffff), undefined);
  });

  it('takes sections where there are no compounds worth a picture', () => {
    const unit = unitAt(MACHINE, hugeBlocks('huge-block'), 3)!;
    assert.deepEqual([unit.kind, unit.of, unit.startPfn], ['section', 32, 0x180000 + 3 * 32768]);
  });

  it('finds the unit of each of its pfns', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16376 * 64 - 1 }), (offset) => {
        const pfn = 0x440200 + Math.min(offset, 0x540000 - 0x440200 - 1);
        const unit = unitAt(MACHINE, aliased(), unitOfPfn(MACHINE, aliased(), pfn)!)!;
        return pfn >= unit.startPfn && pfn < unit.endPfn;
      }),
    );
  });

  it('counts aliased heads', () => {
    assert.equal(aliasedHeads(MACHINE, aliased()), 3);
    assert.equal(aliasedHeads(MACHINE, oneGiB('a', 0, 64)), 0);
  });
});

describe('scene: where the reader is', () => {
  it('survives an edit by the pgmap’s name, not its place', () => {
    let view: View = reduce(two, START, { do: 'device', key: 'b' });
    view = reduce(two, view, { do: 'unit', unit: 40 });
    const swapped = modelOf(show([twoMiB('b', 0x9080000, 64), oneGiB('a', 0x4080000, 256)]));
    assert.equal(focusOf(swapped, view)!.device.name, 'b');
    assert.equal(focusOf(swapped, view)!.unit!.index, 40);
  });

  it('is held within what there is when a device shrinks or goes', () => {
    const view = reduce(two, reduce(two, START, { do: 'device', key: 'a' }), { do: 'unit', unit: 200 });
    assert.equal(focusOf(modelOf(show([oneGiB('a', 0x4080000, 4)])), view)!.unit!.index, 3);
    assert.equal(focusOf(modelOf(show([oneGiB('c', 0x4080000, 4)])), view)!.device.name, 'c');
    assert.equal(focusOf(modelOf(show([])), view), undefined);
  });

  it('tells two pgmaps of one name apart', () => {
    const model = modelOf(show([twoMiB('x', 0, 4), twoMiB('x', 0x900000, 4)]));
    assert.deepEqual(
      model.devices.map((d) => d.key),
      ['x', 'x#2'],
    );
  });

  it('follows the caret to a pgmap and to a range, and stays where it is within it', () => {
    const map = pgmap('x', [...oneGiB('x', 0x100000, 2).ranges, ...oneGiB('x', 0x900000, 2).ranges], {
      pagesPerCompound: 262144,
    });
    const model = modelOf(show([twoMiB('first', 0, 4), map]));
    const view = reduce(model, START, { do: 'place', place: { pgmap: 1, range: 1 } });
    assert.equal(focusOf(model, view)!.unit!.index, 2);
    const further = reduce(model, view, { do: 'unit', unit: 3 });
    assert.deepEqual(
      reduce(model, further, { do: 'place', place: { pgmap: 1, range: 1, key: 'end' } }),
      further,
    );
  });

  it('comes back from what was kept, and starts afresh from anything else', () => {
    const view = reduce(two, START, { do: 'goto', device: 'b', pfn: 0x9080000 + 600 });
    assert.deepEqual(restoredView(JSON.parse(JSON.stringify(view))), view);
    fc.assert(
      fc.property(fc.anything(), (garbage) => {
        focusOf(two, restoredView(garbage));
      }),
    );
  });

  it('goes to an address, a pfn, a vmemmap address and a number', () => {
    const focus = focusOf(two, START);
    const to = (text: string) => goTo(text, two, focus);
    assert.deepEqual(to('0x44c0000000'), { do: 'goto', device: 'a', pfn: 0x44c0000 });
    assert.deepEqual(to(' pfn 0x44c0000 '), { do: 'goto', device: 'a', pfn: 0x44c0000 });
    assert.deepEqual(to('0xffffea0113000000'), { do: 'goto', device: 'a', pfn: 0x44c0000 });
    assert.deepEqual(to('# 17'), { do: 'unit', unit: 16 });
    assert.equal(to('#257'), 'There are 256 to choose from.');
    assert.equal(to('0x1000'), 'No device holds pfn 0x1.');
    for (const text of ['', 'x', '-1', '0x', '1e9', '0x1.8']) assert.equal(typeof to(text), 'string');
  });

  it('does with keys what the buttons do', () => {
    const key = (name: string, strip?: 'mapping' | 'devices' | 'structs' | 'physical') =>
      actionOfKey(name, strip, two, START);
    assert.deepEqual(key('ArrowRight'), { do: 'unit', unit: 1 });
    assert.deepEqual(key('End', 'physical'), { do: 'unit', unit: 255 });
    assert.deepEqual(key('ArrowDown', 'mapping'), { do: 'page', page: 1 });
    assert.deepEqual(key('ArrowRight', 'devices'), { do: 'device', key: 'b' });
    assert.deepEqual(key(']'), { do: 'device', key: 'b' });
    assert.deepEqual(key('ArrowRight', 'structs'), { do: 'struct', pfn: 0x4080000 });
    assert.deepEqual(key('+'), { do: 'zoom', by: 2 });
    assert.deepEqual(key('-'), { do: 'zoom', by: 0.5 });
    assert.deepEqual(key('0'), { do: 'level', level: 'all' });
    assert.deepEqual(key('u'), { do: 'open', from: 0 });
    assert.equal(key('ArrowDown'), undefined, 'outside a strip the arrows scroll');
  });
});

describe('scene: figures and table', () => {
  it('puts the saving first, exact to the byte', () => {
    const totals = {
      ...TOTALS,
      structPages: 256 * 262144,
      bytesData: 2 ** 21,
      bytesPageTables: 2 ** 23,
      bytesSaved: 4284481536,
    };
    const model = modelOf(show([{ ...oneGiB('dax1.0', 0x4080000, 256), totals }]));
    const figures = deviceFigures(model, model.devices[0]!);
    assert.equal(figures.headline, '4,086 MiB saved');
    assert.equal(figures.after, '10 MiB');
    assert.equal(figures.afterParts, '2 MiB struct pages + 8 MiB page tables');
    assert.equal(figures.exact, 'saved 4,284,481,536 B, RAM 10,485,760 B');
    assert.match(
      figures.lines[0]!,
      /^of 4 GiB of RAM for the struct pages of 256 GiB, 1 GiB compounds · 99\.76/,
    );
  });

  it('puts an error in its place', () => {
    const finding = {
      code: 'head-aliasing',
      severity: 'error',
      message: 'Heads alias: it is bad.',
      place: { pgmap: 0 },
      offset: 3,
    } as const;
    const model = modelOf(show([aliased()], [finding]));
    const figures = deviceFigures(model, model.devices[0]!);
    assert.equal(figures.mood, 'error');
    assert.equal(figures.headline, '▲ 3 of 4 heads land on a shared tail page');
    assert.equal(figures.finding, finding);
    assert.deepEqual(figures.bars, []);
  });

  it('gives the kernel’s own words where it refuses', () => {
    const outcome = {
      ok: false,
      errno: 'EINVAL',
      function: 'check_pfn_span',
      message: 'Misaligned __add_pages',
    } as const;
    const model = modelOf(show([pgmap('x', [], { outcome })]));
    const figures = deviceFigures(model, model.devices[0]!);
    assert.equal(figures.headline, '▲ EINVAL from check_pfn_span()');
    assert.deepEqual(figures.lines, ['Misaligned __add_pages']);
    assert.match(totalFigures(model).lines.join(' '), /1 device the kernel refuses/);
  });

  it('says in the table what the picture shows', () => {
    const model = modelOf(show([oneGiB('a', 0x4080000, 256)]));
    const table = tableOf(model, focusOf(model, START)!)!;
    assert.deepEqual(
      table.rows.map((r) => [r.pages, r.kind, r.frames, r.mappedBy, r.rule]),
      [
        ['0', 'own frame', '0', '1', 'head'],
        ['1', 'own frame', '1', '4,095', 'first tail'],
        ['2–511', 'one frame, shared', '1', '4,095', 'tail reuse'],
        ['512–4,095', 'one frame, shared', '1', '4,095', 'section reuse'],
      ],
    );
  });

  it('joins frames that other pages have, one after the other, and says that they are others’', () => {
    const stepped = (first: number, count: number, frame: number): Run => ({
      ...run(first, count, 'shared', frame, 'foreign'),
      step: 1,
    });
    // More pages than are looked at in one go.
    const map = pgmap('step', [range(0, 2 ** 20, [run(0, 1, 'own', 0, 'head'), stepped(1, 16383, 7)])]);
    const model = modelOf(show([{ ...map, pagesPerCompound: 2 ** 20 }]));
    assert.deepEqual(
      tableOf(model, focusOf(model, START)!)!.rows.map((r) => [r.pages, r.kind, r.frames, r.mappedBy]),
      [
        ['0', 'own frame', '0', '1'],
        ['1–16,383', 'frames of other pages', '7–16,389', 'more than 1 each'],
      ],
    );
  });

  it('says of powerpc’s hash MMU why nothing is shared, in a comparison as elsewhere', () => {
    const off = pgmap('a', [], { dedup: false, dedupOff: 'arch' });
    assert.match(
      dedupOf(off, { ...MACHINE, arch: 'ppc64le', mmu: 'hash' }),
      /^no: powerpc .* radix MMU only/,
    );
    assert.match(dedupOf(off, MACHINE), /^no: the architecture does not select/);
  });

  it('keeps the table short in a unit of millions of pages', () => {
    const map = pgmap('huge', [range(0, 2 ** 40, [run(0, 2 ** 34, 'own', 0, 'base-page')])], {
      dedup: false,
      pagesPerCompound: 2 ** 40,
    });
    const model = modelOf(show([map]));
    assert.equal(tableOf(model, focusOf(model, START)!)!.rows.length, 1);
  });
});
