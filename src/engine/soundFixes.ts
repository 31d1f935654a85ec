/** Ways out that lead out: a fix is offered where the pgmap it leaves is accepted and has no error of its own. */
import { corruption } from './corruption';
import { daxAligns } from './dax';
import { alignText } from './fixes';
import { Extents } from './nearby';
import { populate } from './population';
import { thereBefore } from './thereBefore';
import type { EngineFinding, Fix, Machine, Pgmap } from './types';

export const withAlign = ({ arch }: Machine, pgmap: Pgmap, align: number): Pgmap => ({
  ...pgmap,
  align,
  vmemmapShift: Math.log2(align) - arch.pageShift,
});

/** The pgmap with edits of its align and of its ranges' ends. */
function edited(machine: Machine, pgmap: Pgmap, { edits }: Fix): Pgmap {
  return edits.reduce<Pgmap>((to, { place, value }) => {
    if (place.key === 'align') {
      const align = daxAligns(machine).find((bytes) => value === `"${alignText(bytes)}"`);
      return withAlign(machine, to, align ?? to.align);
    }
    const address = BigInt(JSON.parse(value) as string);
    const ranges = to.ranges.map((range, r) =>
      r === place.range ? { ...range, [place.key as 'start' | 'end']: address } : range,
    );
    return { ...to, ranges };
  }, pgmap);
}

/** Pgmaps that were tried on a machine, and whether they are sound. A keystroke changes one of many: the others are known. */
type Tried = Map<string, boolean>;
const MOST_TRIED = 20_000;

const triedOn = new WeakMap<Machine, Tried>();
/** The machine that was asked about last, by value: each reading of a text makes another object of it. */
let last: { readonly machine: string; readonly tried: Tried } = { machine: '', tried: new Map() };

function triedOnMachine(machine: Machine): Tried {
  const known = triedOn.get(machine);
  if (known) return known;
  const text = JSON.stringify(machine, (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  if (text !== last.machine) last = { machine: text, tried: new Map() };
  triedOn.set(machine, last.tried);
  return last.tried;
}

/** All of a pgmap that its soundness depends on; undefined where that is more than ranges at an align. */
function keyOf({ mode, map, align, vmemmapShift, ranges, altmap, memmapOnMemory, raw, size }: Pgmap) {
  if (altmap || memmapOnMemory || raw || size !== null) return undefined;
  const places = ranges.map(({ start, end }) => `${start.toString(36)}-${end.toString(36)}`);
  return `${mode} ${map} ${align} ${vmemmapShift} ${places.join()}`;
}

/** Whether the pgmap, the first on the machine, is accepted and nothing goes wrong on it. */
export function isSound(machine: Machine, pgmap: Pgmap): boolean {
  const key = keyOf(pgmap);
  if (key === undefined) return tryOut(machine, pgmap);
  const tried = triedOnMachine(machine);
  const known = tried.get(key);
  if (known !== undefined) return known;
  if (tried.size >= MOST_TRIED) tried.clear();
  const sound = tryOut(machine, pgmap);
  tried.set(key, sound);
  return sound;
}

function tryOut(machine: Machine, pgmap: Pgmap): boolean {
  const made = populate(machine, [pgmap], []).pgmaps[0]!;
  return (
    made.outcome.ok &&
    [
      ...corruption(machine, pgmap, 0, made),
      ...made.ranges.flatMap((range) => thereBefore(machine, made, range, { pgmap: 0 })),
    ].every((f) => f.severity !== 'error')
  );
}

/** By the file's pgmaps, of which every way out is a way out. */
const EXTENTS = new WeakMap<readonly Pgmap[], Extents>();

function extentsOf(pgmaps: readonly Pgmap[]): Extents {
  const extents = EXTENTS.get(pgmaps) ?? new Extents(pgmaps);
  EXTENTS.set(pgmaps, extents);
  return extents;
}

/** Whether what `after` takes more than pgmap `i` did is no other's. */
function isApart(pgmaps: readonly Pgmap[], i: number, after: Pgmap): boolean {
  const before = pgmaps[i]!.ranges;
  return after.ranges.every(
    ({ start, end }, r) =>
      (start >= before[r]!.start && end <= before[r]!.end) ||
      [...extentsOf(pgmaps).within(start, end)].every((j) => j === i),
  );
}

/** The findings, with those of the errors' fixes that lead to none: tried when they are asked for, as most are not. */
export const withSoundFixes = (
  machine: Machine,
  pgmaps: readonly Pgmap[],
  i: number,
  found: readonly EngineFinding[],
): EngineFinding[] =>
  found.map((finding) => {
    const { severity, fixes: candidates } = finding;
    if (severity !== 'error' || !candidates?.length) return finding;
    let sound: readonly Fix[] | undefined;
    return {
      ...finding,
      get fixes() {
        return (sound ??= candidates.filter((fix) => {
          const after = edited(machine, pgmaps[i]!, fix);
          return isApart(pgmaps, i, after) && isSound(machine, after);
        }));
      },
    };
  });
