/** What is wrong, risky or wasteful in a config, before the machine finds it: contract codes, places and ways out. */
import { hazards } from './hazards';
import { rangeOverlaps, sharedSections } from './neighbours';
import { isBeyondKernel, refusals, refusedFindings } from './refusals';
import { withSoundFixes } from './soundFixes';
import { finish } from './steps';
import type { EngineFinding, Machine, Pgmap, PgmapPopulation, Population } from './types';

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
  for (let i = 0; i < pgmaps.length; i++) {
    if (i % STEP === STEP - 1) yield;
    const pgmap = pgmaps[i]!;
    const made = population.pgmaps[i]!;
    const own = ownFindings(machine, pgmap, i, made);
    const near = isBeyondKernel(machine, pgmap) ? [] : (overlaps.get(i) ?? []);
    const refusing = near.length > 0 ? [...own.refusals, ...near] : own.refusals;
    found.push(...refusedFindings(pgmap, i, made, refusing));
    if (!made.outcome.ok) continue;
    if (own.corruption.length > 0) found.push(...withSoundFixes(machine, pgmaps, i, own.corruption));
    found.push(...own.hazards, ...(shared.get(i) ?? []));
  }
  return found;
}

/** What is found on a pgmap whatever else is in the config. */
interface Own {
  readonly i: number;
  readonly refusals: readonly EngineFinding[];
  readonly corruption: readonly EngineFinding[];
  readonly hazards: readonly EngineFinding[];
}

/** By what a pgmap does: as long as that is the same object, at the same place in the config, so is what is found. */
const known = new WeakMap<PgmapPopulation, Own>();

function ownFindings(machine: Machine, pgmap: Pgmap, i: number, made: PgmapPopulation): Own {
  const before = known.get(made);
  if (before?.i === i) return before;
  const own: Own = {
    i,
    refusals: refusals(machine, pgmap, i, made),
    ...(made.outcome.ok ? hazards(machine, pgmap, i, made) : { corruption: [], hazards: [] }),
  };
  known.set(made, own);
  return own;
}
