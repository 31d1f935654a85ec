import assert from 'node:assert/strict';
import { isSound } from '../../src/engine/soundFixes';
import { GiB, machine, MiB, pgmap, ram, TiB } from './helpers';

describe('what was tried is remembered', () => {
  const one = pgmap(2 * MiB, [[TiB, GiB]]);

  it('of the machine it was tried on, and of one read anew from the same text', () => {
    const [free, taken] = [() => machine({ ram: ram([0, GiB]) }), () => machine({ ram: ram([TiB, GiB]) })];
    for (const [of, sound] of [
      [free(), true],
      [taken(), false],
      [free(), true],
      [taken(), false],
    ] as const)
      assert.equal(isSound(of, one), sound);
  });

  it('of the very ranges, align, mode and memmap', () => {
    const m = machine({ ram: ram([0, GiB]) });
    assert.equal(isSound(m, one), true);
    assert.equal(isSound(m, pgmap(2 * MiB, [[MiB, GiB]])), false);
    assert.equal(isSound(m, { ...one, map: 'dev', altmap: { reserve: 2, free: 1 } }), false);
    assert.equal(isSound(m, pgmap(GiB, [[TiB + MiB, GiB]])), false);
    assert.equal(isSound(m, one), true);
  });
});
