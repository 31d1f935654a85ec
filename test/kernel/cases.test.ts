import assert from 'node:assert/strict';
import { populate } from '../../src/engine/population';
import { refcountHistogram } from '../../src/engine/refcounts';
import { expandedRows } from '../../src/report/mapping';
import { kernelCases, machineOf, neighbour, pgmapOf } from './cases';
import type { Pgmap, PgmapPopulation } from '../../src/engine/types';
import type { KernelCase } from './cases';

const MiB = 1n << 20n;

/** Devices that were on the machine when a case's counters were read, in the order they were made. */
const BEFORE: Readonly<Record<string, readonly Pgmap[]>> = {
  '7.3-hmem-1G-odd': [neighbour(0x180000000n, 6n * MiB)],
  '7.3-hmem-mr3-2M': [
    neighbour(0x188200000n, 6n * MiB),
    neighbour(0x190a00000n, 2n * MiB),
    neighbour(0x190c00000n, 64n * MiB),
  ],
  '7.2-hmem-6M': [neighbour(0x180000000n, 130n * MiB), neighbour(0x188800000n, 130n * MiB)],
  '7.3-nb2M-130M-b': [neighbour(0x560000000n, 130n * MiB)],
  '7.3-nb4K-130M-c': [neighbour(0x560000000n, 130n * MiB), neighbour(0x568200000n, 130n * MiB)],
};

/** What made a case fail, where its tools did not stop it: the kernel's refusal of the raw extent. */
const FAILED: Readonly<Record<string, Partial<Pgmap>>> = {
  '6.1-err-misal1M-2M': {},
  '7.3-err-raw-misal1M': {},
  '6.1-err-8K-64M': { align: 8192, vmemmapShift: 1 },
  '6.12-early1G-mem-1030M': {
    align: 2 ** 30,
    vmemmapShift: 18,
    ranges: [],
    raw: { start: 0x388200000n, size: 1030n * MiB },
  },
};

/** Counters that cover every device made in the case, not its last one alone. */
const COUNTS_ALL = new Set(['7.3-hmem-1G-odd', '7.3-hmem-mr3-2M']);
/** Counters read after the last device alone; the 6 MiB one was there before the case began. */
const COUNTS_NONE = new Set(['7.2-hmem-6M']);

function populated(c: KernelCase): PgmapPopulation[] {
  const change =
    FAILED[c.id] ?? (c.id.includes('kmem') ? { mode: 'system-ram' as const, vmemmapShift: 0 } : {});
  return [...populate(machineOf(c), [...(BEFORE[c.id] ?? []), pgmapOf(c, change)], []).pgmaps];
}

const sum = (all: PgmapPopulation[], of: (p: PgmapPopulation) => number): number =>
  all.reduce((total, p) => total + of(p), 0);

describe('recorded kernel cases, x86-64', () => {
  const dumped = kernelCases().filter((c) => c.ranges.length > 0);

  it('there are at least 28 of them', () => {
    assert.ok(dumped.length >= 28, `${dumped.length} cases`);
  });

  for (const c of dumped) {
    const failed = c.id in FAILED;
    it(`${c.id}: ${c.description}`, () => {
      const all = populated(c);
      const made = all.at(-1)!;
      assert.equal(made.outcome.ok, !failed, JSON.stringify(made.outcome));
      assert.deepEqual(
        made.ranges.map((r) => [...expandedRows(r.runs)]),
        c.ranges.map((r) => r.mapping),
      );
      if (failed) return;
      assert.equal(made.totals.frames, c.stats.distinctBackingPages);
      checkCounters(c, COUNTS_ALL.has(c.id) ? all : COUNTS_NONE.has(c.id) ? [] : [made]);
      checkAltmap(c, made);
      checkRefcounts(c, made);
    });
  }
});

function checkCounters(c: KernelCase, counted: PgmapPopulation[]): void {
  const { pteTables, pmdTables, pudTables } = c.stats.newPageTables;
  const tables = (level: 'pte' | 'pmd' | 'pud'): number => sum(counted, (p) => p.totals.pageTables[level]);
  assert.deepEqual([tables('pmd'), tables('pud')], [pmdTables, pudTables]);
  // Where everything is mapped by PMD leaves the recording names no PTE tables.
  assert.equal(tables('pte'), pteTables ?? 0);
  if (c.stats.nrMemmapPagesDelta !== undefined)
    assert.equal(
      sum(counted, (p) => p.totals.nrMemmapPages ?? 0),
      c.stats.nrMemmapPagesDelta,
    );
  else assert.ok(counted.every((p) => p.totals.nrMemmapPages === null));
}

function checkAltmap(c: KernelCase, made: PgmapPopulation): void {
  const recorded = c.pgmap.altmapFields;
  if (!recorded) return assert.equal(made.altmap, null);
  const { basePfn, endPfn, reserve, free, align, alloc } = made.altmap!;
  const fields = { base_pfn: basePfn, end_pfn: endPfn, reserve, free, align, alloc };
  for (const [key, value] of Object.entries(fields)) assert.equal(value, Number(recorded[key]), key);
}

/** PMD blocks stand in the recording as one frame each; the boot memmap's have reference counts of their own. */
function checkRefcounts(c: KernelCase, made: PgmapPopulation): void {
  const recorded = new Map(c.refcounts.histogram.map((h) => [h.mappedBy, h.frames]));
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
