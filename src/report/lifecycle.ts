/** What a pgmap gives back when it goes, and what a failed allocation leaves: text and JSON of `vmemmap-lens lifecycle`. */
import { failAllocation, removal } from '../engine/lifecycle';
import { pageSize } from '../engine/arch';
import { Neighbourhood } from '../engine/nearby';
import { formatBytes, grouped, pfnAddress, pfnEnd } from '../engine/units';
import { printable, refusalWords } from './words';
import { jsonText } from './json';
import { textTable } from './table';
import type { InUse, RemovedSlice } from '../engine/lifecycle';
import type { Machine, Outcome, Pgmap } from '../engine/types';
import type { JsonValue } from './json';

const tablesOf = ({ tables }: InUse): number => tables.pte + tables.pmd + tables.pud;

const outcomeText = (outcome: Outcome): string => (outcome.ok ? 'accepted' : `-${refusalWords(outcome)}`);

/** A pgmap with those that share anything with it: in large files the others are left out. */
function* oneByOne(machine: Machine, pgmaps: readonly Pgmap[]): Generator<readonly [Pgmap[], number]> {
  const neighbourhood = new Neighbourhood(machine, pgmaps);
  for (const i of pgmaps.keys()) {
    const near = neighbourhood.of(i);
    yield [near.map((n) => pgmaps[n]!), near.indexOf(i)];
  }
}

/** One pgmap after the other: removal in slices and what stays; with `nth` a failing allocation instead. */
export function* lifecycleText(machine: Machine, pgmaps: readonly Pgmap[], nth?: number): Generator<string> {
  let first = true;
  for (const [near, i] of oneByOne(machine, pgmaps)) {
    if (!first) yield '\n';
    first = false;
    yield `${printable(near[i]!.name)}\n`;
    yield* nth === undefined ? removalText(machine, near, i) : failureText(machine, near, i, nth);
  }
}

function* removalText(machine: Machine, pgmaps: readonly Pgmap[], i: number): Generator<string> {
  const gone = removal(machine, pgmaps, i);
  if (!gone) return void (yield '  refused: there is nothing to remove\n');
  const row = (name: string, { frames, tables }: InUse): string[] => [
    name,
    grouped(frames),
    grouped(tables.pte),
    grouped(tables.pmd),
    grouped(tables.pud),
    formatBytes(frames * pageSize(machine.arch)),
  ];
  const at = ({ startPfn, endPfn }: RemovedSlice): string =>
    `  ${pfnAddress(startPfn, machine.arch.pageShift)}-${pfnEnd(endPfn, machine.arch.pageShift)}`;
  yield* textTable({
    head: ['  removed', 'frames', 'PTE tables', 'PMD tables', 'PUD tables', 'RAM of the frames'],
    right: [false, true, true, true, true, true],
    rows: [
      ...gone.slices.map((s) => row(at(s), s.freed)),
      row('  freed in all', gone.freed),
      row('  left behind', gone.left),
    ],
  });
}

function* failureText(machine: Machine, pgmaps: readonly Pgmap[], i: number, nth: number): Generator<string> {
  const { made, left, retry } = failAllocation(machine, pgmaps, i, nth);
  if (made.outcome.ok)
    return void (yield `  allocation ${grouped(nth)} is not reached, or another is made in its place\n`);
  const { frames } = left;
  yield `  allocation ${grouped(nth)} fails: ${outcomeText(made.outcome)}\n`;
  yield `  left behind: ${grouped(frames)} frames (${formatBytes(frames * pageSize(machine.arch))}) and ${grouped(tablesOf(left))} page tables\n`;
  yield `  a second try: ${outcomeText(retry)}\n`;
}

/** The same as one JSON document. */
export function lifecycleJson(machine: Machine, pgmaps: readonly Pgmap[], nth?: number): Iterable<string> {
  const inUse = ({ frames, tables }: InUse): JsonValue => ({ frames, pageTables: { ...tables } });
  const outcome = (o: Outcome): JsonValue => ({ ...o });
  return jsonText({
    schema: 1,
    pgmaps: [...oneByOne(machine, pgmaps)].map(([near, i]): JsonValue => {
      const pgmap = near[i]!;
      if (nth !== undefined) {
        const { made, left, retry } = failAllocation(machine, near, i, nth);
        return {
          name: pgmap.name,
          failedAllocation: nth,
          outcome: outcome(made.outcome),
          left: inUse(left),
          retry: outcome(retry),
        };
      }
      const gone = removal(machine, near, i);
      if (!gone) return { name: pgmap.name, removed: null };
      return {
        name: pgmap.name,
        removed: {
          slices: gone.slices.map((s) => ({
            start: pfnAddress(s.startPfn, machine.arch.pageShift),
            end: pfnEnd(s.endPfn, machine.arch.pageShift),
            freed: inUse(s.freed),
          })),
          freed: inUse(gone.freed),
          left: inUse(gone.left),
        },
      };
    }),
  });
}
