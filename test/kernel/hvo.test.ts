import assert from 'node:assert/strict';
import { hugetlbPopulation } from '../../src/engine/hugetlb';
import { kernelCases, machineOf } from './cases';
import { hvoMappings, hvoOf, poolOf } from './hvoRuns';
import { isHvo, mappingsOf } from './runs';
import type { HugetlbPopulation } from '../../src/engine/types';
import type { KernelCase } from './cases';

/** Huge pages that the case's own commands added; what boot had made was there when the counters were first read. */
function grownBy(c: KernelCase): number {
  const [, from, to] = /from (\d+) to (\d+)/.exec(c.description!) ?? [];
  return Number(to ?? 0) - Number(from ?? 0);
}

/** The part of the dumped huge pages that boot made, or that the case grew, as a pool. */
function made(c: KernelCase, when: 'boot' | 'run'): HugetlbPopulation {
  const grown = grownBy(c);
  const count = when === 'run' ? grown : c.ranges.length - grown;
  return hugetlbPopulation(machineOf(c), [{ ...poolOf(c), when, count }])[0]!;
}

describe('recorded HugeTLB cases', () => {
  const cases = kernelCases().filter(isHvo);

  it('there are eight', () => assert.equal(cases.length, 8));

  for (const c of cases)
    describe(`${c.id}: ${c.description}`, () => {
      const pages = c.ranges.length;
      const [boot, run] = [made(c, 'boot'), made(c, 'run')];

      it('each huge page is mapped as recorded', () => {
        assert.deepEqual(hvoMappings(hvoOf(c), pages), mappingsOf(c));
      });

      it('on as many frames', () => {
        const all = hvoOf(c);
        assert.equal(all.frames, c.stats.distinctBackingPages);
        const shared = c.refcounts!.histogram.filter((h) => h.frames !== pages);
        assert.equal(
          all.sharedTailFrames,
          shared.reduce((sum, h) => sum + h.frames, 0),
        );
        assert.equal(all.keptPages * pages + all.sharedTailFrames, all.frames);
      });

      it('heads have the recorded reference counts, those of boot and those of later', () => {
        const heads = c.refcounts!.histogram.filter((h) => h.frames === pages);
        assert.equal(heads.length, 1);
        assert.equal(boot.headRefcount, heads[0]!.refcount);
        if (grownBy(c) > 0) assert.equal(run.headRefcount, heads[0]!.refcount);
      });

      it('nr_memmap_pages moves by what was added while it was watched', () => {
        const delta = c.stats.nrMemmapPagesDelta;
        if (delta === undefined) assert.equal(run.nrMemmapPages, null);
        else assert.equal(run.nrMemmapPages, delta);
      });
    });
});
