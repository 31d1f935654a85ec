import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ARCHES, pageSize } from '../../src/engine/arch';
import { dedupOff } from '../../src/engine/gate';
import { populate } from '../../src/engine/population';
import { at, length, window } from '../../src/engine/runs';
import { refcountHistogram } from '../../src/engine/refcounts';
import { compactRows, expandedRows } from '../../src/report/mapping';
import { KernelModel } from '../model/kernelModel';
import { machine as machineWith } from '../unit/helpers';
import { layouts, modelMachine, telling } from './layouts';
import type { Pgmap } from '../../src/engine/types';
import type { MappingBlock, MappingRow } from '../../src/report/mapping';
import type { Layout } from './layouts';

/** The compact JSON form laid out again, as another program would. */
function unrolled(rows: readonly (MappingRow | MappingBlock)[]): MappingRow[] {
  return rows.flatMap((row) => {
    if (!('repeat' in row)) return [row];
    return Array.from({ length: row.repeat }, (_, k) =>
      unrolled(row.runs).map(([first, count, kind, frame]): MappingRow => [
        first + k * row.pages,
        count,
        kind,
        frame === null ? null : frame + k * row.frames,
      ]),
    ).flat();
  });
}

function each(some: fc.Arbitrary<Layout>, numRuns: number, check: (l: Layout) => void): void {
  fc.assert(fc.property(some, telling(check)), { numRuns });
}

/** The engine maps, counts and allocates what the model does, pgmap after pgmap. */
function agrees(l: Layout): void {
  const { machine, pgmaps, pfns } = l;
  const model = new KernelModel(modelMachine(l));
  const made = populate(machine, pgmaps, []).pgmaps;
  pgmaps.forEach((pgmap, i) => {
    const before = [model.newPteTables, model.newUpperTables, model.ramFrames];
    const optimizes = dedupOff(machine, pgmap) === null;
    for (const [from, to] of pfns[i]!)
      assert.equal(model.addPages(from, to, 2 ** pgmap.vmemmapShift, optimizes), 0);
    const mine = made[i]!;
    assert.deepEqual(mine.outcome, { ok: true });
    const { pte, pmd, pud } = mine.totals.pageTables;
    assert.deepEqual(
      mine.ranges.map((r) => [...expandedRows(r.runs)]),
      model.mapping(pfns[i]!),
    );
    assert.deepEqual(
      [pte, pmd + pud, mine.totals.bytesData / pageSize(machine.arch)],
      [model.newPteTables - before[0]!, model.newUpperTables - before[1]!, model.ramFrames - before[2]!],
    );
  });
}

describe('the compact engine against the page-by-page model', () => {
  for (const arch of ARCHES)
    it(`${arch.name}, ${pageSize(arch) / 1024} KiB pages: the same frame behind every page, the same tables and frames`, () => {
      each(layouts(200, [arch]), 200, agrees);
    });

  it('the same over ranges of several GiB', () => {
    each(layouts(2500), 30, agrees);
  });

  it('says the same in every form: compact JSON, window, at, totals and reference counts', () => {
    each(layouts(200), 400, ({ machine, pgmaps }) => {
      for (const made of populate(machine, pgmaps, []).pgmaps) {
        const perFrame = new Map<number, number>();
        let own = 0;
        let none = 0;
        for (const range of made.ranges) {
          const rows = [...expandedRows(range.runs)];
          assert.deepEqual(unrolled(compactRows(range.runs)), rows);
          assert.equal(length(range.runs), range.vmemmapPages);
          assert.equal(length(window(range.runs, 0, range.vmemmapPages)), range.vmemmapPages);
          for (const [first, count, kind, frame] of rows) {
            const last = kind === 'own' || kind === 'huge' ? frame! + count - 1 : frame;
            assert.equal(at(range.runs, first)!.frame, frame);
            assert.equal(at(range.runs, first + count - 1)!.frame, last);
          }
          for (const [, count, kind, frame] of rows) {
            if (kind === 'none') none += count;
            if (kind === 'own') own += count;
            const frames = kind === 'shared' ? 1 : kind === 'own' ? count : 0;
            for (let i = 0; i < frames; i++)
              perFrame.set(frame! + i, (perFrame.get(frame! + i) ?? 0) + (kind === 'shared' ? count : 1));
          }
        }
        const histogram = new Map<number, number>();
        for (const n of perFrame.values()) histogram.set(n, (histogram.get(n) ?? 0) + 1);
        assert.deepEqual(
          new Map(refcountHistogram(made.ranges).map((h) => [h.mappedBy, h.frames])),
          histogram,
        );
        assert.equal(made.totals.ownPages, own);
        const { ownPages, sharedPages, hugePages, vmemmapPages } = made.totals;
        assert.equal(ownPages + sharedPages + hugePages + none, vmemmapPages);
      }
    });
  });

  it('a larger align never takes more frames on an aligned range, and dedup never costs more than it saves in data', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.constantFrom('5.19', '6.1', '6.6', '6.12', '7.3'),
        (gib, release) => {
          const machine = machineWith({ release });
          const frames = [0, 9, 18].map((shift) => {
            const range = { start: 1n << 40n, end: (1n << 40n) + (BigInt(gib) << 30n) - 1n };
            const pgmap: Pgmap = {
              name: 'p',
              mode: 'devdax',
              map: 'mem',
              align: 2 ** (12 + shift),
              vmemmapShift: shift,
              ranges: [range],
              altmap: null,
              memmapOnMemory: false,
              raw: null,
              size: null,
            };
            return populate(machine, [pgmap], []).totals.frames;
          });
          assert.ok(frames[0]! >= frames[1]! && frames[1]! >= frames[2]!, String(frames));
        },
      ),
      { numRuns: 40 },
    );
  });
});
