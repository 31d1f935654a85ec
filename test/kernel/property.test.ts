import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ARCHES, archOf, hashMmu, pageSize } from '../../src/engine/arch';
import { daxAligns } from '../../src/engine/dax';
import { parseKernel } from '../../src/engine/kernel';
import { dedupOff } from '../../src/engine/gate';
import { populate } from '../../src/engine/population';
import { at, length, window } from '../../src/engine/runs';
import { refcountHistogram } from '../../src/engine/refcounts';
import { compactRows, expandedRows } from '../../src/report/mapping';
import { KernelModel } from '../model/kernelModel';
import { machine as machineWith, pgmap } from '../unit/helpers';
import { layouts, modelMachine, telling } from './layouts';
import type { PgmapPopulation, Run } from '../../src/engine/types';
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

  it('joins pages that map one frame where two walks over the frames meet', () => {
    const walk = (first: number, count: number, frame: number): Run => ({
      first,
      count,
      kind: 'shared',
      frame,
      rule: 'tail-reuse',
      step: 1,
    });
    const runs = [walk(0, 3, 5), walk(3, 2, 7), walk(5, 1, 8)];
    assert.deepEqual(unrolled(compactRows(runs)), [...expandedRows(runs)]);
  });

  /** An aligned device at each align that device-dax takes, from the smallest, on any architecture and release. */
  const sameMemory = fc.record({
    arch: fc.constantFrom(...ARCHES, hashMmu(archOf('ppc64le')!)),
    release: fc.constantFrom('5.10', '5.19', '6.1', '6.4', '6.6', '6.12', '7.3'),
    gib: fc.integer({ min: 1, max: 64 }),
    map: fc.constantFrom('mem' as const, 'dev' as const),
  });
  type Same = typeof sameMemory extends fc.Arbitrary<infer T> ? T : never;
  const atEachAlign = ({ arch, release, gib, map }: Same): PgmapPopulation[] => {
    const kernel = parseKernel(release, arch)!;
    const m = {
      ...machineWith(),
      arch,
      kernel: { ...kernel, behaviour: { ...kernel.behaviour, zoneDevice: true } },
    };
    const bytes = Math.max(2 ** 30, ...daxAligns(m)) * gib;
    const pages = bytes / pageSize(arch);
    return daxAligns(m).map((align) => {
      const one = pgmap(align, [[2 ** 40, bytes]], {
        vmemmapShift: Math.log2(align) - arch.pageShift,
        map,
        altmap: map === 'dev' ? { reserve: 0, free: Math.floor(pages / 2) } : null,
      });
      return populate(m, [one], []).pgmaps[0]!;
    });
  };

  it('a larger align never takes more frames of an aligned device', () => {
    fc.assert(
      fc.property(sameMemory, (same) => {
        // Up to 6.5 compounds below two vmemmap pages take one page more than they have.
        const frames = atEachAlign({ ...same, map: 'mem' }).map((made) => made.totals.bytesData);
        for (let i = 1; i < frames.length; i++)
          assert.ok(frames[i]! <= frames[i - 1]! + pageSize(same.arch), `${same.release} ${frames.join()}`);
      }),
      { numRuns: 150 },
    );
  });

  it('an altmap saves nothing: no page is shared, whatever the align', () => {
    fc.assert(
      fc.property(sameMemory, (same) => {
        for (const made of atEachAlign({ ...same, map: 'dev' })) {
          assert.deepEqual(made.outcome, { ok: true });
          assert.equal(made.dedup, false);
          assert.equal(made.totals.sharedPages, 0);
          assert.equal(made.totals.bytesSaved, 0);
        }
      }),
      { numRuns: 150 },
    );
  });
});
