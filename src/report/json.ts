/** Writes JSON piece by piece, so that a list of any length needs no memory of its own length. */

/** What can be written: JSON values, and iterators in place of arrays that are too long to hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | Generator<JsonValue>
  | { readonly [key: string]: JsonValue | undefined };

/** Lines longer than this are broken up. */
const WIDTH = 100;
/** Characters gathered before they are handed on. */
const BATCH = 8192;

const isGenerator = (value: object): value is Generator<JsonValue> =>
  Symbol.iterator in value && 'next' in value;

/** `value` on one line, as people write it (`{ "a": [1, 2] }`); undefined where that is not worth reading. */
function flat(value: JsonValue): string | undefined {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isGenerator(value)) return undefined;
  if (Array.isArray(value)) {
    return flatArray(value);
  }
  const parts: string[] = [];
  for (const [key, v] of entries(value as { readonly [key: string]: JsonValue | undefined })) {
    const text = flat(v);
    if (text === undefined) return undefined;
    parts.push(`${JSON.stringify(key)}: ${text}`);
  }
  return short(parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}');
}

/** Spelled out rather than mapped and joined: `--expand` comes here for every row. */
function flatArray(items: readonly JsonValue[]): string | undefined {
  let text = '[';
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    // Rows of rows go below each other, whatever their length.
    if (item !== null && typeof item === 'object') return undefined;
    text += (i > 0 ? ', ' : '') + (typeof item === 'string' ? JSON.stringify(item) : `${item}`);
  }
  return short(`${text}]`);
}

const short = (text: string): string | undefined => (text.length <= WIDTH ? text : undefined);

const entries = (value: { readonly [key: string]: JsonValue | undefined }): [string, JsonValue][] =>
  Object.entries(value).filter((e): e is [string, JsonValue] => e[1] !== undefined);

/** The text of `value`, in pieces and without a newline at its end. */
export function* jsonText(value: JsonValue, indent = ''): Generator<string> {
  const line = flat(value);
  if (line !== undefined) return void (yield line);
  const inner = `${indent}  `;
  let separator = '';
  if (Array.isArray(value) || isGenerator(value as object)) {
    // Short items are gathered: a yield for each of a hundred million rows is what would take the time.
    let batch = '[';
    for (const item of value as Iterable<JsonValue>) {
      const text = flat(item);
      batch += `${separator}\n${inner}${text ?? ''}`;
      separator = ',';
      if (text !== undefined && batch.length < BATCH) continue;
      yield batch;
      batch = '';
      if (text === undefined) yield* jsonText(item, inner);
    }
    return void (yield batch + (separator ? `\n${indent}]` : ']'));
  }
  yield '{';
  for (const [key, v] of entries(value as { readonly [key: string]: JsonValue | undefined })) {
    yield `${separator}\n${inner}${JSON.stringify(key)}: `;
    yield* jsonText(v, inner);
    separator = ',';
  }
  yield `\n${indent}}`;
}
