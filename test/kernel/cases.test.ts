import assert from 'node:assert/strict';
import { refcountHistogram } from '../../src/engine/refcounts';
import { expandedRows } from '../../src/report/mapping';
import { kernelCases } from './cases';
import { COUNTS_ALL, COUNTS_NONE, FAILED, isHvo, mappingsOf, populated, STOPPED_BY_NDCTL } from './runs';
import type { PgmapPopulation } from '../../src/engine/types';
import type { KernelCase } from './cases';

const sum = (all: PgmapPopulation[], of: (p: PgmapPopulation) => number): number =>
  all.reduce((total, p) => total + of(p), 0);

describe('recorded kernel cases', () => {
  const cases = kernelCases().filter((c) => !isHvo(c));
  const dumped = cases.filter((c) => c.ranges.length > 0 && !STOPPED_BY_NDCTL.has(c.id));

  it('there are x86-64, arm64 and powerpc ones', () => {
    assert.deepEqual([...new Set(dumped.map((c) => c.arch))].sort(), ['arm64', 'ppc64el', 'x86_64']);
    assert.ok(dumped.length >= 48, `${dumped.length} cases`);
  });

  for (const c of dumped) {
    const failed = c.id in FAILED;
    it(`${c.id}${c.description ? `: ${c.description}` : ''}`, () => {
      const all = populated(c);
      const made = all.at(-1)!;
      assert.equal(made.outcome.ok, !failed, JSON.stringify(made.outcome));
      assert.deepEqual(
        made.ranges.map((r) => [...expandedRows(r.runs)]),
        mappingsOf(c),
      );
      assert.equal(made.totals.frames, c.stats.distinctBackingPages);
      if (failed) {
        if (c.stats.nrMemmapPagesDelta !== undefined)
          assert.equal(made.totals.nrMemmapPages, c.stats.nrMemmapPagesDelta);
        return;
      }
      checkCounters(c, COUNTS_ALL.has(c.id) ? all : COUNTS_NONE.has(c.id) ? [] : [made]);
      checkAltmap(c, made);
      if (c.refcounts) checkRefcounts(c, made);
    });
  }

  it('leaves the last half page of struct pages unmapped, where the kernel was seen to oops', () => {
    const c = cases.find((one) => one.id.includes('halfpage'))!;
    const rows = [...expandedRows(populated(c)[0]!.ranges[0]!.runs)];
    assert.deepEqual(rows, [
      [0, 16, 'own', 0],
      [16, 1, 'none', null],
    ]);
    // "Unable to handle kernel paging request at virtual address ffffffbfc1140034": the page behind the 16.
    assert.equal((0xffffffbfc1140034n - 0xffffffbfc1100000n) / 16384n, 16n);
  });
});

function checkCounters(c: KernelCase, counted: PgmapPopulation[]): void {
  const tables = (level: 'pte' | 'pmd' | 'pud'): number => sum(counted, (p) => p.totals.pageTables[level]);
  if (c.stats.newPageTables) {
    const { pteTables, pmdTables, pudTables } = c.stats.newPageTables;
    assert.deepEqual([tables('pmd'), tables('pud')], [pmdTables, pudTables]);
    // Where everything is mapped by PMD leaves the recording names no PTE tables.
    assert.equal(tables('pte'), pteTables ?? 0);
  }
  const level = c.arch === 'arm64' && c.pageSize > 4096 ? '2' : '3';
  const [after, before] = [c.stats.tablePagesByLevel?.[level], c.stats.tablePagesByLevelBefore?.[level]];
  if (after !== undefined && before !== undefined) assert.equal(tables('pte'), after - before);
  if (c.stats.nrMemmapPagesDelta !== undefined)
    assert.equal(
      sum(counted, (p) => p.totals.nrMemmapPages ?? 0),
      c.stats.nrMemmapPagesDelta,
    );
  else if (c.arch === 'x86_64') assert.ok(counted.every((p) => p.totals.nrMemmapPages === null));
}

function checkAltmap(c: KernelCase, made: PgmapPopulation): void {
  const detail = c.pgmap?.altmapDetail;
  if (detail) {
    const { basePfn, reserve, free, align, alloc } = made.altmap!;
    const fields = { basePfn, reservePages: reserve, freePages: free, alignPages: align, allocPages: alloc };
    for (const [key, value] of Object.entries(fields)) assert.equal(value, Number(detail[key]), key);
    return;
  }
  const recorded = c.pgmap?.altmapFields;
  if (!recorded) return assert.equal(made.altmap, null);
  const { basePfn, endPfn, reserve, free, align, alloc } = made.altmap!;
  const fields = { base_pfn: basePfn, end_pfn: endPfn, reserve, free, align, alloc };
  for (const [key, value] of Object.entries(fields)) assert.equal(value, Number(recorded[key]), key);
}

/** PMD blocks stand in the recording as one frame each; the boot memmap's have reference counts of their own. */
function checkRefcounts(c: KernelCase, made: PgmapPopulation): void {
  const recorded = new Map(c.refcounts!.histogram.map((h) => [h.mappedBy, h.frames]));
  const boot = made.totals.bootFrames;
  const blocks = (made.totals.hugePages - boot) / 512;
  const expected = new Map(refcountHistogram(made.ranges).map((h) => [h.mappedBy, h.frames]));
  if (blocks > 0) expected.set(1, (expected.get(1) ?? 0) + blocks);
  for (const [by, frames] of expected)
    assert.ok(
      recorded.get(by) === frames || (by === 1 && boot > 0 && recorded.get(by)! >= frames),
      `${frames} frames mapped by ${by}, recorded ${recorded.get(by)}`,
    );
  const unexplained = [...recorded.keys()].filter((by) => !expected.has(by));
  assert.deepEqual(unexplained, boot > 0 && !expected.has(1) ? [1] : []);
}
