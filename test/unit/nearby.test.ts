import assert from 'node:assert/strict';
import fc from 'fast-check';
import { removal } from '../../src/engine/lifecycle';
import { ALL_NEAR, Extents, Neighbourhood } from '../../src/engine/nearby';
import { lifecycleText } from '../../src/report/lifecycle';
import { GiB, machine, MiB, pgmap } from './helpers';

const M = machine({ ram: null });
const AT = 1024 * GiB;

describe('neighbours in a large file', () => {
  it('are all that lie within reach, whatever their order, and none that lies further off', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: ALL_NEAR + 1, maxLength: 260 }),
        (starts) => {
          const pgmaps = starts.map((s) => pgmap(2 * MiB, [[AT + s * 64 * MiB, 2 * MiB]]));
          const neighbourhood = new Neighbourhood(M, pgmaps);
          for (const i of [0, 17, starts.length - 1])
            assert.deepEqual(
              neighbourhood.of(i),
              [...starts.keys()].filter(
                (j) => Math.abs(starts[j]! - starts[i]!) * 64 * MiB <= 256 * MiB + 2 * MiB - 1,
              ),
            );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are found in a span as a look at all of them finds them, raw extents too', () => {
    const extent = fc.record({
      start: fc.integer({ min: 0, max: 60 }),
      length: fc.integer({ min: 1, max: 30 }),
      raw: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(extent), fc.nat({ max: 70 }), fc.nat({ max: 20 }), (all, low, more) => {
        const pgmaps = all.map(({ start, length, raw }) =>
          raw
            ? pgmap(2 * MiB, [], { raw: { start: BigInt(start), size: BigInt(length) } })
            : pgmap(2 * MiB, [[start, length]]),
        );
        assert.deepEqual(
          [...new Extents(pgmaps).within(BigInt(low), BigInt(low + more))].sort((a, b) => a - b),
          [...all.keys()].filter(
            (i) => all[i]!.start <= low + more && all[i]!.start + all[i]!.length - 1 >= low,
          ),
        );
      }),
    );
  });

  it('say of a removal what the whole file says, in a file of a thousand', function () {
    this.timeout(20_000);
    const pgmaps = Array.from({ length: 1000 }, (_, i) => pgmap(2 * MiB, [[AT + i * 96 * MiB, 96 * MiB]]));
    const neighbourhood = new Neighbourhood(M, pgmaps);
    for (const i of [0, 1, 500, 999]) {
      const near = neighbourhood.of(i);
      assert.ok(near.length < 12);
      const here = removal(
        M,
        near.map((n) => pgmaps[n]!),
        near.indexOf(i),
      )!;
      assert.deepEqual(here.freed.frames, removal(M, pgmaps, i)!.freed.frames);
      assert.deepEqual(
        here.slices.map((s) => s.freed.tables.pte),
        removal(M, pgmaps, i)!.slices.map((s) => s.freed.tables.pte),
      );
    }
    assert.equal([...lifecycleText(M, pgmaps)].filter((line) => line === 'dax0.0\n').length, 1000);
  });
});
