/** Allocations that fail, second tries and removal: the engine's state against the model's. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ARCHES } from '../../src/engine/arch';
import { dedupOff } from '../../src/engine/gate';
import { removePages } from '../../src/engine/depopulate';
import { addPages } from '../../src/engine/addPages';
import { booted } from '../../src/engine/booted';
import { FrameNumbers, readRuns } from '../../src/engine/reading';
import { expandedRows } from '../../src/report/mapping';
import { KernelModel } from '../model/kernelModel';
import { layouts, modelMachine, telling } from './layouts';
import type { MappingRow } from '../../src/report/mapping';
import type { Vmemmap } from '../../src/engine/vmemmap';
import type { Layout } from './layouts';

type Pair = { readonly engine: Vmemmap; readonly model: KernelModel };

const both = (l: Layout): Pair => ({ engine: booted(l.machine), model: new KernelModel(modelMachine(l)) });

/** Adds a range to both; returns what both say. */
function add(
  { engine, model }: Pair,
  l: Layout,
  i: number,
  from: number,
  to: number,
  failAt = 0,
): string | null {
  const pgmap = l.pgmaps[i]!;
  const [nr, canOptimize] = [2 ** pgmap.vmemmapShift, dedupOff(l.machine, pgmap) === null];
  engine.failAt(failAt || Infinity);
  const p = {
    machine: l.machine,
    vmemmap: engine,
    canOptimize,
    nr,
    startPfn: from,
    endPfn: to,
    altmap: null,
    memmapOnMemory: false,
    rule: null,
  };
  const { error } = addPages(p);
  engine.failAt(Infinity);
  assert.equal(error ?? 0, model.addPages(from, to, nr, canOptimize, null, failAt));
  model.addPages(0, 0, 1, false);
  return error;
}

/** Both map the same frames behind the pages of all ranges, with the same tables and frames in use. */
function agree({ engine, model }: Pair, l: Layout): void {
  const numbers = new FrameNumbers();
  const ranges = l.pfns.flat();
  const mine = ranges.map(([from, to]): MappingRow[] => [
    ...expandedRows(readRuns(engine, engine.vmemmapPage(from), engine.vmemmapPageEnd(to), -1, numbers)),
  ]);
  assert.deepEqual(mine, model.mapping(ranges));
  assert.equal(engine.ramFrames, model.liveRamFrames);
}

const check = (
  some: fc.Arbitrary<[Layout, number]>,
  numRuns: number,
  law: (l: Layout, n: number) => void,
): void =>
  fc.assert(
    fc.property(some, ([l, n]) => telling(law)(l, n)),
    { numRuns },
  );

/** The model has no vmemmap_free() of s390x. */
const MODELLED = ARCHES.filter((a) => a.name !== 's390x');

describe('failure and removal, against the model', () => {
  it('an allocation that fails leaves the slices before it, and a second try finds them', () => {
    check(fc.tuple(layouts(80, MODELLED), fc.integer({ min: 1, max: 400 })), 300, (l, failAt) => {
      const pair = both(l);
      const [from, to] = l.pfns[0]![0]!;
      add(pair, l, 0, from, to, failAt);
      agree(pair, l);
      add(pair, l, 0, from, to);
      agree(pair, l);
    });
  });

  it('removal, first or last device first, leaves what the model leaves', () => {
    check(fc.tuple(layouts(200, MODELLED), fc.integer({ min: 0, max: 1 })), 300, (l, lastFirst) => {
      const pair = both(l);
      l.pfns.forEach((ranges, i) => ranges.forEach(([from, to]) => add(pair, l, i, from, to)));
      agree(pair, l);
      const order = lastFirst ? [...l.pfns.flat()].reverse() : l.pfns.flat();
      for (const [from, to] of order) {
        removePages(l.machine, pair.engine, from, to);
        pair.model.removePages(from, to);
        agree(pair, l);
      }
    });
  });
});
