/** Guards for plain data of unknown shape, and how to put them together. */
export type Guard = (x: unknown) => boolean;
type Fields = Readonly<Record<string, unknown>>;

export const isObject = (x: unknown): x is Fields => typeof x === 'object' && x !== null && !Array.isArray(x);
export const within =
  (low: number, high: number): Guard =>
  (x) =>
    typeof x === 'number' && Number.isSafeInteger(x) && x >= low && x <= high;
/** Counts, pfns, offsets: whole and exact. */
export const count = within(0, Number.MAX_SAFE_INTEGER);
/** Bytes may exceed 2^53 (2^63 bytes of device have 2^57 of struct pages), and a saving may be negative. */
export const amount: Guard = (x) => typeof x === 'number' && Number.isFinite(x) && Math.abs(x) <= 2 ** 63;
export const flag: Guard = (x) => typeof x === 'boolean';
export const text =
  (longest: number): Guard =>
  (x) =>
    typeof x === 'string' && x.length <= longest;
export const oneOf =
  <T extends string>(...values: readonly T[]): Guard =>
  (x) =>
    (values as readonly unknown[]).includes(x);
/** A member of a union, whose members are all keys of `all`: the compiler finds one that is missing. */
export const keyOf =
  <T extends string>(all: Readonly<Record<T, unknown>>): Guard =>
  (x) =>
    typeof x === 'string' && Object.hasOwn(all, x);
export const orNull =
  (guard: Guard): Guard =>
  (x) =>
    x === null || guard(x);
export const optional =
  (guard: Guard): Guard =>
  (x) =>
    x === undefined || guard(x);
export const list =
  (guard: Guard): Guard =>
  (x) =>
    Array.isArray(x) && x.every(guard);
/** Each field as its guard wants it; further fields are let be. */
export const shape = (fields: Readonly<Record<string, Guard>>): Guard => {
  const entries = Object.entries(fields);
  return (x) => isObject(x) && entries.every(([key, guard]) => guard(x[key]));
};

/** No sentence of ours is longer; a user's own text in it is cut before. */
const LONGEST_TEXT = 20_000;
export const sentence = text(LONGEST_TEXT);

/** A message of a known type that is as its guard wants it. */
export const known = (guards: Readonly<Record<string, Guard>>, x: unknown): boolean =>
  isObject(x) && typeof x['type'] === 'string' && Object.hasOwn(guards, x['type']) && guards[x['type']]!(x);
