/** What is wrong, risky or wasteful in a config, before the machine finds it: contract codes, places and ways out. */
import { hazards } from './hazards';
import { rangeOverlaps, sharedSections } from './neighbours';
import { refusals } from './refusals';
import type { EngineFinding, Machine, Pgmap, Population } from './types';

/** All findings of the engine, pgmap by pgmap. Pure: the same config gives the same list. */
export function findHazards(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  population: Population,
): EngineFinding[] {
  const overlaps = rangeOverlaps(pgmaps);
  const shared = sharedSections(machine, pgmaps);
  return pgmaps.flatMap((pgmap, i) => {
    const made = population.pgmaps[i]!;
    const refused = refusals(machine, pgmap, i, made, overlaps.get(i) ?? []);
    return made.outcome.ok
      ? [...refused, ...hazards(machine, pgmap, i, made), ...(shared.get(i) ?? [])]
      : refused;
  });
}
