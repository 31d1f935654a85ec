import assert from 'node:assert/strict';
import { failAllocation, removal } from '../../src/engine/lifecycle';
import { GiB, machine, MiB, pgmap, ram } from './helpers';

const AT = 64 * GiB;
const BARE = machine({ ram: ram([0, 2 * GiB]) });

describe('failure and removal of a pgmap', () => {
  it('a gibibyte in one compound gives its head back with its first section, its tail with its last', () => {
    const { slices, freed, left } = removal(BARE, [pgmap(GiB, [[AT, GiB]])], 0)!;
    assert.deepEqual(
      slices.map((s) => [s.freed.frames, s.freed.tables.pte]),
      [
        [1, 1],
        [0, 1],
        [0, 1],
        [0, 1],
        [0, 1],
        [0, 1],
        [0, 1],
        [1, 1],
      ],
    );
    assert.deepEqual(freed, { frames: 2, tables: { pte: 8, pmd: 1, pud: 0 } });
    assert.deepEqual(left, { frames: 0, tables: { pte: 0, pmd: 0, pud: 0 } });
  });

  it('a tebibyte comes back to the last frame', () => {
    const { slices, freed, left } = removal(BARE, [pgmap(2 * MiB, [[AT, 1024 * GiB]])], 0)!;
    assert.equal(freed.frames, 2 ** 20);
    assert.equal(freed.tables.pte, 8192);
    assert.deepEqual(left.frames, 0);
    assert.ok(slices.length < 30);
  });

  it('a section shared with a neighbour keeps the table that both use', () => {
    const two = [pgmap(2 * MiB, [[AT, 130 * MiB]]), pgmap(2 * MiB, [[AT + 130 * MiB, 130 * MiB]])];
    const first = removal(BARE, two, 0)!;
    assert.equal(first.freed.tables.pte, 1);
    assert.equal(first.left.tables.pte, 1);
    assert.equal(first.left.frames, 0);
  });

  it('an allocation that fails in the third section leaves two, and the second try finds them', () => {
    // A section takes a PTE table and 128 frames; the first one the PMD table too.
    const { made, left, retry } = failAllocation(BARE, [pgmap(2 * MiB, [[AT, GiB]])], 0, 1 + 2 * 129 + 5);
    assert.equal(made.outcome.ok, false);
    assert.deepEqual(left, { frames: 256, tables: { pte: 2, pmd: 1, pud: 0 } });
    assert.deepEqual(retry, {
      ok: false,
      errno: 'EEXIST',
      function: 'fill_subsection_map',
      message: 'File exists',
    });
    const rows = made.ranges[0]!.runs;
    assert.deepEqual(rows.at(-1), { first: 1024, count: 3072, kind: 'none', frame: null, rule: 'unmapped' });
  });

  it('a failure in the first section leaves nothing, and the second try goes well', () => {
    const { left, retry } = failAllocation(BARE, [pgmap(2 * MiB, [[AT, GiB]])], 0, 7);
    assert.deepEqual(left, { frames: 0, tables: { pte: 0, pmd: 0, pud: 0 } });
    assert.deepEqual(retry, { ok: true });
  });

  it('a failure in the second range takes the first one back', () => {
    const two = pgmap(2 * MiB, [
      [AT, 128 * MiB],
      [AT + GiB, 256 * MiB],
    ]);
    const { made, left, retry } = failAllocation(BARE, [two], 0, 1 + 129 + 129 + 10);
    assert.equal(made.outcome.ok, false);
    // Of the second range its first section stays, and is in the way.
    assert.equal(left.frames, 128);
    assert.equal(retry.ok, false);
  });
});
