import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyse } from '../../src/config/analyse';
import { pageSize, pagesPerSubsection } from '../../src/engine/arch';
import { populate } from '../../src/engine/population';
import { at } from '../../src/engine/runs';
import { compactRows, expandedRows } from '../../src/report/mapping';
import { layouts, telling } from './layouts';
import type { RangePopulation } from '../../src/engine/types';
import type { MappingRow } from '../../src/report/mapping';

/** Two stretches of a range in subsections, which may meet and come in any order: where they begin and how long they are. */
const stretches = fc.array(fc.tuple(fc.nat(2000), fc.integer({ min: 1, max: 2000 })), {
  minLength: 1,
  maxLength: 3,
});

type Page = readonly [kind: string, frame: number | null];

/** Page after page of `ranges` as `there` maps it, with frames numbered as they come. */
function pageByPage(there: RangePopulation, ranges: readonly RangePopulation[]): Page[][] {
  const numbers = new Map<number, number>();
  return ranges.map((range) =>
    Array.from({ length: range.vmemmapPages }, (_, i): Page => {
      const { kind, frame } = at(there.runs, range.firstVmemmapPage - there.firstVmemmapPage + i)!;
      if (frame === null) return ['none', null];
      const known = numbers.get(frame);
      const number = known ?? numbers.size;
      numbers.set(frame, number);
      return [kind === 'huge' ? 'huge' : known === undefined ? 'own' : 'shared', number];
    }),
  );
}

const pages = (rows: readonly MappingRow[]): Page[] =>
  rows.flatMap(([, count, kind, frame]) =>
    Array.from({ length: count }, (_, i): Page => [
      kind,
      frame === null ? null : frame + (kind === 'shared' ? 0 : i),
    ]),
  );

describe('what a refused device finds mapped', () => {
  it('is what is there, page for page, also where its ranges meet', () => {
    const check = telling((l, where: readonly (readonly [number, number])[]) => {
      const subsection = pagesPerSubsection(l.machine.arch);
      const bytes = BigInt(pageSize(l.machine.arch));
      const [from, to] = l.pfns[0]![0]!;
      const count = (to - from) / subsection;
      const pfns = where.map(([start, length]): [number, number] => {
        const first = start % count;
        return [first, first + Math.min(length, count - first)];
      });
      const [device] = l.pgmaps;
      const other = {
        ...device!,
        ranges: pfns.map(([a, b]) => ({
          start: BigInt(from + a * subsection) * bytes,
          end: BigInt(from + b * subsection) * bytes - 1n,
        })),
      };
      const [there, found] = populate(l.machine, [device!, other], []).pgmaps;
      assert.equal(found!.outcome.ok, false);
      assert.deepEqual(
        found!.ranges.map((r) => pages([...expandedRows(r.runs)])),
        pageByPage(there!.ranges[0]!, found!.ranges),
      );
    });
    fc.assert(fc.property(layouts(2000), stretches, check), { numRuns: Number(process.env.RUNS ?? 150) });
  });

  it('takes a few rows, whatever its ranges and the memory that they have in common', () => {
    const text = `{
      "machine": { "arch": "x86_64", "kernel": "6.11" },
      "pgmaps": [
        { "align": "2MiB", "ranges": ["0x200000-0x1ffffffffff"] },
        { "mode": "system-ram", "ranges": ["0x80000000-0x1000000007f", "0x100000000-0x1ffffffffff"] }
      ]
    }`;
    const found = analyse(text).population.pgmaps[1]!;
    assert.equal(found.outcome.ok, false);
    const [low, high] = found.ranges.map((r) => compactRows(r.runs));
    assert.ok(low!.length <= 3 && high!.length <= 5, `${low!.length} and ${high!.length} rows`);
  });
});
