import assert from 'node:assert/strict';
import fc from 'fast-check';
import { X86_64 } from '../../src/engine/arch';
import { dedupOff } from '../../src/engine/gate';
import { populate } from '../../src/engine/population';
import { parseKernel } from '../../src/engine/kernel';
import { at, length, window } from '../../src/engine/runs';
import { refcountHistogram } from '../../src/engine/refcounts';
import { compactRows, expandedRows } from '../../src/report/mapping';
import { KernelModel } from '../model/kernelModel';
import type { Machine, Pgmap } from '../../src/engine/types';
import type { MappingBlock, MappingRow } from '../../src/report/mapping';

/** pfns in a subsection and in a section. */
const [SUBSECTION, SECTION] = [512, 32768];
const RELEASES = [
  '5.17',
  '5.18',
  '5.19',
  '6.1.100',
  '6.1.192',
  '6.4',
  '6.5',
  '6.6',
  '6.12',
  '6.14',
  '7.1',
  '7.3',
];

interface Layout {
  readonly release: string;
  readonly structPageSize: number;
  readonly earlySections: readonly number[];
  readonly shifts: readonly number[];
  /** Per pgmap, per range: gap before it and length, in subsections. */
  readonly spans: readonly (readonly (readonly [number, number])[])[];
}

const layouts: fc.Arbitrary<Layout> = fc.record({
  release: fc.constantFrom(...RELEASES),
  structPageSize: fc.constantFrom(64, 64, 64, 56, 72, 80, 96),
  earlySections: fc.uniqueArray(fc.nat({ max: 12 }), { maxLength: 3 }),
  shifts: fc.array(fc.constantFrom(0, 1, 3, 6, 7, 8, 9, 9, 10, 12, 14, 15, 16, 18, 18, 20), {
    minLength: 1,
    maxLength: 3,
  }),
  spans: fc.array(
    fc.array(fc.tuple(fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 130 })), fc.integer({ min: 1, max: 200 })), {
      minLength: 1,
      maxLength: 3,
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

/** Ascending ranges over the pgmaps, starting two sections up; whole sections that are early are pushed past. */
function place(l: Layout): { pgmaps: Pgmap[]; pfns: [number, number][][] } {
  let next = 2 * SECTION;
  const early = new Set(l.earlySections);
  const coversEarly = (from: number, to: number): boolean => {
    for (let s = Math.ceil(from / SECTION); (s + 1) * SECTION <= to; s++) if (early.has(s)) return true;
    return false;
  };
  const pfns = l.spans.map((ranges) =>
    ranges.map(([gap, length]): [number, number] => {
      let from = next + gap * SUBSECTION;
      const size = length * SUBSECTION;
      while (coversEarly(from, from + size)) from += SECTION;
      next = from + size;
      return [from, next];
    }),
  );
  const pgmaps = pfns.map((ranges, i): Pgmap => {
    const shift = l.shifts[i % l.shifts.length]!;
    return {
      name: `p${i}`,
      mode: 'generic',
      map: 'mem',
      align: 2 ** (shift + 12),
      vmemmapShift: shift,
      ranges: ranges.map(([from, to]) => ({ start: BigInt(from) << 12n, end: (BigInt(to) << 12n) - 1n })),
      altmap: null,
      raw: null,
      size: null,
    };
  });
  return { pgmaps, pfns };
}

/** A machine whose early sections hold one page of RAM each, at a place no range touches: ranges may lie beside it. */
function machineOf(l: Layout, pfns: readonly [number, number][][]): Machine | undefined {
  const taken = (pfn: number): boolean => pfns.flat().some(([from, to]) => from <= pfn && pfn < to);
  const ram = l.earlySections.map((section) => {
    for (let pfn = section * SECTION; pfn < (section + 1) * SECTION; pfn += SUBSECTION)
      if (!taken(pfn)) return { start: BigInt(pfn) << 12n, end: (BigInt(pfn) << 12n) + 4095n, node: 0 };
    return null;
  });
  if (ram.includes(null)) return undefined;
  return {
    arch: X86_64,
    structPageSize: l.structPageSize,
    kernel: parseKernel(l.release)!,
    pagingLevels: 4,
    hugetlbFreeVmemmap: false,
    ram: ram.filter((r) => r !== null),
  };
}

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

function eachLayout(
  check: (l: Layout, machine: Machine, pgmaps: Pgmap[], pfns: [number, number][][]) => void,
): void {
  fc.assert(
    fc.property(layouts, (l) => {
      const { pgmaps, pfns } = place(l);
      const machine = machineOf(l, pfns);
      fc.pre(machine !== undefined);
      check(l, machine!, pgmaps, pfns);
    }),
    { numRuns: 400 },
  );
}

describe('the compact engine against the page-by-page model', () => {
  it('maps every page of every range to the same frame, and takes the same tables and frames', () => {
    eachLayout((l, machine, pgmaps, pfns) => {
      const made = populate(machine, pgmaps, []).pgmaps;
      const optimizes = new Map(pgmaps.map((p) => [2 ** p.vmemmapShift, dedupOff(machine, p) === null]));
      const model = new KernelModel({
        structPageSize: l.structPageSize,
        earlySections: new Set(l.earlySections),
        optimizes: (nr) => optimizes.get(nr)!,
      });
      pgmaps.forEach((pgmap, i) => {
        const [tables, frames] = [model.newPteTables, model.ramFrames];
        for (const [from, to] of pfns[i]!) model.addPages(from, to, 2 ** pgmap.vmemmapShift);
        const mine = made[i]!;
        assert.deepEqual(mine.outcome, { ok: true });
        const rows = mine.ranges.map((r) => [...expandedRows(r.runs)]);
        assert.deepEqual(rows, model.mapping(pfns[i]!));
        assert.equal(mine.totals.pageTables.pte, model.newPteTables - tables);
        assert.equal(mine.totals.bytesData / 4096, model.ramFrames - frames);
      });
    });
  });

  it('says the same in every form: compact JSON, window, at, totals and reference counts', () => {
    eachLayout((_l, machine, pgmaps) => {
      for (const made of populate(machine, pgmaps, []).pgmaps) {
        const perFrame = new Map<number, number>();
        let own = 0;
        for (const range of made.ranges) {
          const rows = [...expandedRows(range.runs)];
          assert.deepEqual(unrolled(compactRows(range.runs)), rows);
          assert.equal(length(range.runs), range.vmemmapPages);
          const middle = Math.floor(range.vmemmapPages / 2);
          assert.deepEqual(window(range.runs, 0, range.vmemmapPages).length >= rows.length, true);
          assert.equal(at(range.runs, middle)!.first, middle);
          for (const [, count, kind, frame] of rows) {
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
        assert.equal(ownPages + sharedPages + hugePages, vmemmapPages);
      }
    });
  });

  it('a larger align never takes more frames on an aligned range, and dedup never costs more than it saves in data', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.constantFrom(...RELEASES), (gib, release) => {
        const machine = machineOf(
          { release, structPageSize: 64, earlySections: [], shifts: [], spans: [] },
          [],
        )!;
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
            raw: null,
            size: null,
          };
          return populate(machine, [pgmap], []).totals.frames;
        });
        assert.ok(frames[0]! >= frames[1]! && frames[1]! >= frames[2]!, String(frames));
      }),
      { numRuns: 40 },
    );
  });
});
