/** In which releases something holds on an architecture, as people write it: `5.19–6.3 (6.1 before 6.1.184)`. */
import { behaviourOf, parseVersion, SERIES, TABLE } from './releases';
import type { Behaviour, On, Switch } from './releases';

/** Stable releases of a series that have a back-port, ascending. */
const backPorts = (series: string): string[] =>
  Object.values(TABLE)
    .flatMap(([, ...switches]) => (switches as Switch<unknown>[]).flatMap((s) => s.stable ?? []))
    .filter((text) => text.startsWith(`${series}.`))
    .sort((a, b) => parseVersion(a).patch - parseVersion(b).patch);

/** What each release does on an architecture: asked for with every finding, and always the same. */
const KNOWN = new Map<string, Map<string, Behaviour>>();

function behaviourAt(on: On, release: string): Behaviour {
  const key = `${on.name} ${on.pageShift} ${on.mmu}`;
  const releases = KNOWN.get(key) ?? new Map<string, Behaviour>();
  KNOWN.set(key, releases);
  const behaviour = releases.get(release) ?? behaviourOf(parseVersion(release), on);
  releases.set(release, behaviour);
  return behaviour;
}

/** The releases that behave as `test` says; undefined where none does. */
export function releasesWith(on: On, test: (b: Behaviour) => boolean): string | undefined {
  const holds = (release: string): boolean => test(behaviourAt(on, release));
  const spans: string[][] = [];
  const notes: string[] = [];
  let open = false;
  for (const series of SERIES) {
    const [first, newest] = [holds(`${series}.0`), holds(series)];
    if (first !== newest) {
      const at = backPorts(series).find((release) => holds(release) === newest);
      notes.push(
        `${series} ${newest ? 'from' : 'before'} ${at ?? 'some stable release'}${newest ? ' on' : ''}`,
      );
    }
    const any = first || newest;
    if (any && open) spans.at(-1)!.push(series);
    else if (any) spans.push([series]);
    open = any;
  }
  if (spans.length === 0) return undefined;
  const text = spans.map((s) => (s.length > 1 ? `${s[0]}–${s.at(-1)}` : s[0])).join(', ');
  return notes.length > 0 ? `${text} (${notes.join('; ')})` : text;
}

/** Releases that deduplicate compounds of `pages` vmemmap pages, and are as `test` says. */
export const releasesWithDedup = (
  on: On,
  pages: number,
  test: (b: Behaviour) => boolean = () => true,
): string | undefined =>
  releasesWith(on, (b) => {
    const { zoneDevice, daxCompound, dedupGate, dedupSelected } = b;
    if (!test(b) || !zoneDevice || !daxCompound || dedupGate === 'never') return false;
    if (dedupGate === 'any-compound') return true;
    return dedupSelected && (dedupGate === 'any-compound-arch' || pages > 2);
  });
