/**
 * What changed from one picture to the next. A keystroke touches one pgmap of thousands: the pgmaps before and after it
 * are in the panel already, and only those between are sent again.
 */
import type { PanelFinding, ShowMessage, Splice, UpdateMessage } from '../protocol';

/** Equality of plain data. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]))
    );
  // Walked, not listed: lists of keys would be garbage with every key typed. A member that is undefined is none.
  for (const key in a)
    if (!same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key])) return false;
  for (const key in b) if (!(key in a) && (b as Record<string, unknown>)[key] !== undefined) return false;
  return true;
}

/** `still` and `moved`: whether an item before and behind the change is the same as its counterpart. */
export function spliceOf<T>(
  before: readonly T[],
  after: readonly T[],
  still: (before: T, after: T) => boolean = same,
  moved = still,
): Splice<T> {
  const most = Math.min(before.length, after.length);
  let keep = 0;
  while (keep < most && still(before[keep]!, after[keep]!)) keep++;
  let tail = 0;
  while (tail < most - keep && moved(before.at(-1 - tail)!, after.at(-1 - tail)!)) tail++;
  return { keep, remove: before.length - keep - tail, insert: after.slice(keep, after.length - tail) };
}

export function spliced<T>(
  list: readonly T[],
  { keep, remove, insert }: Splice<T>,
  move: (item: T) => T = (item) => item,
): T[] {
  return [...list.slice(0, keep), ...insert, ...list.slice(keep + remove).map(move)];
}

type FindingPlace = PanelFinding['place'];

const placeBehind = (place: FindingPlace, pgmaps: number): FindingPlace =>
  pgmaps !== 0 && typeof place?.pgmap === 'number' ? { ...place, pgmap: place.pgmap + pgmaps } : place;

/** A finding behind an edit: later in the text, and of a later pgmap, and otherwise itself. */
const movedBy =
  (offset: number, pgmaps: number) =>
  (finding: PanelFinding): PanelFinding => ({
    ...finding,
    offset: finding.offset + offset,
    place: placeBehind(finding.place, pgmaps),
  });

/** The same without making one: each keystroke asks it of every finding. */
const isMovedBy =
  (offset: number, pgmaps: number) =>
  (a: PanelFinding, b: PanelFinding): boolean =>
    a.offset + offset === b.offset &&
    a.code === b.code &&
    a.severity === b.severity &&
    a.message === b.message &&
    same(a.fixes, b.fixes) &&
    same(placeBehind(a.place, pgmaps), b.place);

/** The way from what the panel holds to the next picture; undefined where sending all of that is as cheap. */
export function deltaOf(before: ShowMessage, after: ShowMessage): UpdateMessage | undefined {
  if (before.uri !== after.uri) return undefined;
  const pgmaps = spliceOf(before.population.pgmaps, after.population.pgmaps);
  if (pgmaps.insert.length * 2 > after.population.pgmaps.length) return undefined;
  const more = after.population.pgmaps.length - before.population.pgmaps.length;
  const shift = (after.findings.at(-1)?.offset ?? 0) - (before.findings.at(-1)?.offset ?? 0);
  const { uri, version, fileName, machine, ram, costs } = after;
  return {
    type: 'update',
    base: before.version,
    uri,
    version,
    fileName,
    machine,
    ram,
    costs,
    totals: after.population.totals,
    hugetlb: after.population.hugetlb,
    pgmaps,
    findings: {
      ...spliceOf(before.findings, after.findings, isMovedBy(0, 0), isMovedBy(shift, more)),
      shift,
      more,
    },
  };
}

/** The next picture; undefined where the update is of another one than this. */
export function updated(before: ShowMessage, update: UpdateMessage): ShowMessage | undefined {
  const { pgmaps, findings, totals, hugetlb } = update;
  const fits = <T>(list: readonly T[], { keep, remove }: Splice<T>): boolean => keep + remove <= list.length;
  if (
    update.uri !== before.uri ||
    update.base !== before.version ||
    !fits(before.population.pgmaps, pgmaps) ||
    !fits(before.findings, findings)
  )
    return undefined;
  return {
    type: 'show',
    uri: update.uri,
    version: update.version,
    fileName: update.fileName,
    machine: update.machine,
    ram: update.ram,
    costs: update.costs,
    population: { pgmaps: spliced(before.population.pgmaps, pgmaps), hugetlb, totals },
    findings: spliced(before.findings, findings, movedBy(findings.shift, findings.more)),
  };
}
