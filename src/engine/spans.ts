/** In which releases something holds on an architecture, as people write it: `5.19–6.3, 6.6–7.3`. */
import { behaviourOf, parseVersion, SERIES } from './releases';
import type { Behaviour, On } from './releases';

/** The series whose newest stable release behaves as `test` says; undefined where none does. */
export function releasesWith(on: On, test: (b: Behaviour) => boolean): string | undefined {
  const spans: string[][] = [];
  let open = false;
  for (const series of SERIES) {
    const holds = test(behaviourOf(parseVersion(series), on));
    if (holds && open) spans.at(-1)!.push(series);
    else if (holds) spans.push([series]);
    open = holds;
  }
  const text = spans.map((s) => (s.length > 1 ? `${s[0]}–${s.at(-1)}` : s[0])).join(', ');
  return text || undefined;
}

/** Releases whose gate lets compounds of `pages` vmemmap pages be deduplicated. */
export const releasesWithDedup = (on: On, pages: number): string | undefined =>
  releasesWith(on, ({ daxCompound, dedupGate, dedupSelected }) => {
    if (!daxCompound || dedupGate === 'never') return false;
    if (dedupGate === 'any-compound') return true;
    return dedupSelected && (dedupGate === 'any-compound-arch' || pages > 2);
  });
