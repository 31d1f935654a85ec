/** What is wrong, risky or wasteful in a config, before the machine finds it: contract codes, places and ways out. */
import { hazards } from './hazards';
import { rangeOverlaps, sharedSections } from './neighbours';
import { refusals } from './refusals';
import { finish } from './steps';
import type { EngineFinding, Machine, Pgmap, Population } from './types';

/** All findings of the engine, pgmap by pgmap. Pure: the same config gives the same list. */
export const findHazards = (
  machine: Machine,
  pgmaps: readonly Pgmap[],
  population: Population,
): EngineFinding[] => finish(findingHazards(machine, pgmaps, population));

/** Pgmaps looked at from one yield to the next. */
const STEP = 100;

/** The same in steps. */
export function* findingHazards(
  machine: Machine,
  pgmaps: readonly Pgmap[],
  population: Population,
): Generator<void, EngineFinding[]> {
  const overlaps = rangeOverlaps(pgmaps, population);
  const shared = sharedSections(machine, pgmaps, population);
  const found: EngineFinding[] = [];
  for (const [i, pgmap] of pgmaps.entries()) {
    if (i % STEP === STEP - 1) yield;
    const made = population.pgmaps[i]!;
    found.push(...refusals(machine, pgmap, i, made, overlaps.get(i) ?? []));
    if (made.outcome.ok) found.push(...hazards(machine, pgmaps, i, made), ...(shared.get(i) ?? []));
  }
  return found;
}
