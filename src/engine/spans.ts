/** In which releases something holds on an architecture, as people write it: `5.19–6.3 (6.1 before 6.1.184)`. */
import { behaviourOf, parseVersion, SERIES, TABLE } from './releases';
import type { Behaviour, On, Switch } from './releases';

type Test = (b: Behaviour) => boolean;

/** What the first and the newest release of a series do. */
interface Series {
  readonly name: string;
  readonly first: Behaviour;
  readonly newest: Behaviour;
}

const at = (on: On, release: string): Behaviour => behaviourOf(parseVersion(release), on);

const keyOf = ({ name, pageShift, mmu }: On): string => `${name} ${pageShift} ${mmu}`;

/** What `make` makes for a key, made once: findings ask for it again and again. */
function once<T>(known: Map<string, T>, key: string, make: () => T): T {
  const there = known.get(key);
  if (there !== undefined) return there;
  const made = make();
  known.set(key, made);
  return made;
}

const BACK_PORTS = new Map<string, readonly string[]>();

/** Stable releases of a series that have a back-port, ascending. */
const backPorts = (series: string): readonly string[] =>
  once(BACK_PORTS, series, () =>
    Object.values(TABLE)
      .flatMap(([, ...switches]) => (switches as Switch<unknown>[]).flatMap((s) => s.stable ?? []))
      .filter((text) => text.startsWith(`${series}.`))
      .sort((a, b) => parseVersion(a).patch - parseVersion(b).patch),
  );

const HISTORIES = new Map<string, readonly Series[]>();

const historyOf = (on: On): readonly Series[] =>
  once(HISTORIES, keyOf(on), () =>
    SERIES.map((name) => ({ name, first: at(on, `${name}.0`), newest: at(on, name) })),
  );

/** By the test, which is one function for each kind of finding. */
const SPANS = new WeakMap<Test, Map<string, string>>();

function spansOf(test: Test): Map<string, string> {
  const known = SPANS.get(test) ?? new Map<string, string>();
  SPANS.set(test, known);
  return known;
}

/** The releases that behave as `test` says; undefined where none does. */
export const releasesWith = (on: On, test: Test): string | undefined =>
  once(spansOf(test), keyOf(on), () => spanOf(on, test)) || undefined;

/** Empty where there are none. */
function spanOf(on: On, test: Test): string {
  const spans: string[][] = [];
  const notes: string[] = [];
  let open = false;
  for (const { name, ...series } of historyOf(on)) {
    const [first, newest] = [test(series.first), test(series.newest)];
    if (first !== newest) {
      const port = backPorts(name).find((release) => test(at(on, release)) === newest);
      notes.push(
        `${name} ${newest ? 'from' : 'before'} ${port ?? 'some stable release'}${newest ? ' on' : ''}`,
      );
    }
    const any = first || newest;
    if (any && open) spans.at(-1)!.push(name);
    else if (any) spans.push([name]);
    open = any;
  }
  const text = spans.map((s) => (s.length > 1 ? `${s[0]}–${s.at(-1)}` : s[0])).join(', ');
  return notes.length > 0 ? `${text} (${notes.join('; ')})` : text;
}

const ANY: Test = () => true;

/** Releases that deduplicate compounds of `pages` vmemmap pages, and are as `test` says. */
export const releasesWithDedup = (on: On, pages: number, test: Test = ANY): string | undefined =>
  once(spansOf(test), `${keyOf(on)} ${pages > 2 ? 'over two' : 'two'}`, () =>
    spanOf(on, (b) => {
      const { zoneDevice, daxCompound, dedupGate, dedupSelected } = b;
      if (!test(b) || !zoneDevice || !daxCompound || dedupGate === 'never') return false;
      if (dedupGate === 'any-compound') return true;
      return dedupSelected && (dedupGate === 'any-compound-arch' || pages > 2);
    }),
  ) || undefined;
