/** The counters of a machine that some texts hold: the first value of each and the last. */
import { find } from './find';

export interface Measured {
  readonly name: string;
  /** The value before; undefined where there is only one. */
  readonly before: bigint | undefined;
  readonly after: bigint;
}

/** By name, in the order of the texts: what stands first was measured before. Bytes, but pages for `nr_…`. */
export function measure(texts: readonly string[]): Measured[] {
  const values = new Map<string, bigint[]>();
  for (const fact of find(texts).facts) {
    if (fact.kind !== 'counter') continue;
    const of = values.get(fact.name);
    if (of) of.push(fact.value);
    else values.set(fact.name, [fact.value]);
  }
  return [...values].map(([name, all]) => ({
    name,
    before: all.length > 1 ? all[0] : undefined,
    after: all.at(-1)!,
  }));
}
