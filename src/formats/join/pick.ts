/** One value of several that were printed: the last one, and a word where they differ. */
import { isExact } from '../quantity';
import type { Sourced } from '../facts';
import type { Quantity } from '../quantity';
import type { Says } from './draft';

type Maybe<T> = Sourced<T> | undefined;

/** `what`: as in `dax0.0: align`. */
export function last<T>(
  says: Says,
  what: string,
  values: readonly Maybe<T>[],
  word: (value: T) => string = String,
): Maybe<T> {
  const given = values.filter((v) => v !== undefined);
  const taken = given.at(-1);
  const other = taken && given.filter((v) => word(v.value) !== word(taken.value)).at(-1);
  if (taken && other)
    says.conflict(
      taken.source,
      `${what} is ${word(taken.value)} here (${taken.source.tool}) and ${word(other.value)} in another place (${other.source.tool}); ${word(taken.value)} is taken.`,
    );
  return taken;
}

/** An exact size beside its rounded form is no conflict, and is taken. */
export function lastSize(says: Says, what: string, values: readonly Maybe<Quantity>[]): Maybe<Quantity> {
  const given = values.filter((v) => v !== undefined);
  const taken = given.filter((v) => isExact(v.value)).at(-1) ?? given.at(-1);
  const other =
    taken && given.filter((v) => v.value.high < taken.value.low || v.value.low > taken.value.high).at(-1);
  if (taken && other)
    says.conflict(
      taken.source,
      `${what} is ${taken.value.text} here (${taken.source.tool}) and ${other.value.text} in another place (${other.source.tool}); ${taken.value.text} is taken.`,
    );
  return taken;
}
