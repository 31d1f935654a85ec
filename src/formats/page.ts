/** A text being read: its lines and JSON, what the formats find in it, and which of it they took. */
import { clean, linesOf, unstamped } from './text';
import { findJson } from './json';
import type { Code } from '../engine/codes';
import type { Span } from '../config/model';
import type { Severity } from '../engine/types';
import type { Fact, Problem, Source } from './facts';
import type { JsonFound, JsonObject, JsonValue } from './json';
import type { Line } from './text';

/** An object of the JSON in a text, and the object it lies in, through lists, under `key`. */
export interface Placed {
  readonly object: JsonObject;
  readonly parent: Placed | undefined;
  readonly key: string;
}

export class Page {
  readonly text: string;
  readonly lines: readonly Line[];
  readonly json: JsonFound;
  readonly objects: readonly Placed[];
  readonly facts: Fact[] = [];
  readonly problems: Problem[] = [];
  /** Whose outputs were found, in that order. */
  readonly tools = new Set<string>();
  readonly #taken: Uint8Array;
  readonly #known = new Set<JsonObject>();

  constructor(
    given: string,
    readonly index: number,
  ) {
    this.text = clean(given);
    this.lines = linesOf(this.text);
    this.json = findJson(unstamped(this.lines));
    this.objects = objectsIn(this.json.values);
    this.#taken = new Uint8Array(this.lines.length);
    for (const line of this.json.lines) this.#taken[line] = 1;
  }

  source(tool: string, { offset, length }: Span): Source {
    return { text: this.index, offset, length, tool };
  }

  /** The place of a line's body, or of `length` characters of it from `at` on. */
  ofLine(tool: string, line: Line, at?: number, length?: number): Source {
    const lead = line.body.length - line.body.trimStart().length;
    const offset = at ?? lead;
    return this.source(tool, {
      offset: line.offset + offset,
      length: Math.max(1, length ?? line.body.trimEnd().length - offset),
    });
  }

  /** Lines that nobody took yet. */
  *free(): Generator<Line> {
    for (const line of this.lines) if (!this.#taken[line.index]) yield line;
  }

  take({ index }: Line): void {
    this.#taken[index] = 1;
  }

  know({ object }: Placed): void {
    this.#known.add(object);
  }

  isKnown({ object }: Placed): boolean {
    return this.#known.has(object);
  }

  add(fact: Fact, tool: string): void {
    this.facts.push(fact);
    this.tools.add(tool);
  }

  say(code: Code, severity: Severity, source: Source, message: string): void {
    this.problems.push({ code, severity, source, message });
  }
}

/** Outer objects before inner ones, in the order of the text. */
function objectsIn(values: readonly JsonValue[]): Placed[] {
  const all: Placed[] = [];
  const stack = [...values]
    .reverse()
    .map((value) => ({ value, parent: undefined as Placed | undefined, key: '' }));
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { value, parent, key } = next;
    if (value.type === 'array') {
      for (let i = value.items.length; i-- > 0;) stack.push({ value: value.items[i]!, parent, key });
    } else if (value.type === 'object') {
      const placed = { object: value, parent, key };
      all.push(placed);
      for (const [k, v] of [...value.members].reverse()) stack.push({ value: v, parent: placed, key: k });
    }
  }
  return all;
}
