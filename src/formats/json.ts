/**
 * Finds JSON in any text and reads it as it was meant: missing and trailing commas, several values in a row, Python's
 * repr, comments, arrows and remarks in between, an end that was cut off. One pass, no recursion, never throws.
 */
import { startsJson, TokenReader } from './jsonTokens';
import type { Span } from '../config/model';
import type { Token } from './jsonTokens';

export interface JsonObject extends Span {
  readonly type: 'object';
  readonly members: Map<string, JsonValue>;
}
export interface JsonArray extends Span {
  readonly type: 'array';
  readonly items: JsonValue[];
}
/** A string as it is meant, a number as it is written, or a word: true, false, null. */
export interface JsonScalar extends Span {
  readonly type: 'string' | 'number' | 'word';
  readonly text: string;
}
export type JsonValue = JsonObject | JsonArray | JsonScalar;

export interface JsonFound {
  readonly values: readonly (JsonObject | JsonArray)[];
  /** Stretches inside the values that are no JSON: remarks. */
  readonly remarks: readonly Span[];
  /** Where the text is not JSON as it stands, though it is clear what is meant. */
  readonly mended: readonly Span[];
  /** By line: whether JSON stands in it. */
  readonly lines: ReadonlySet<number>;
}

/** Keys by which objects are known. */
const NAMES = ['chardev', 'dev', 'region', 'memdev'];
/** A line that begins with one. */
const NAMED = `^[ \\t]*["'](?:${NAMES.join('|')})["'][ \\t]*:`;

/** Tools nest a dozen levels deep at most. */
const DEEPEST = 64;

interface Frame {
  readonly value: JsonObject | JsonArray;
  /** What is awaited: a key or item, the colon, the value behind it, or a comma. */
  state: 'item' | 'colon' | 'value' | 'comma';
  key: string;
}

export function findJson(text: string): JsonFound {
  return new Finder(text).found();
}

class Finder {
  readonly #tokens: TokenReader;
  readonly #stack: Frame[] = [];
  readonly #values: (JsonObject | JsonArray)[] = [];
  readonly #remarks: Span[] = [];
  readonly #mended: Span[] = [];
  readonly #lines = new Set<number>();

  constructor(readonly text: string) {
    this.#tokens = new TokenReader(text);
  }

  found(): JsonFound {
    const opening = new RegExp(`[[{]|${NAMED}`, 'gm');
    for (;;) {
      opening.lastIndex = this.#tokens.at;
      const found = opening.exec(this.text);
      if (!found) break;
      this.#tokens.moveTo(found.index);
      if (found[0].length > 1) this.#bare();
      else if (startsJson(this.text, found.index)) this.#value(this.#tokens.next()!);
      else this.#tokens.moveTo(found.index + 1);
    }
    return {
      values: this.#values,
      remarks: this.#remarks,
      mended: this.#mended,
      lines: this.#lines,
    };
  }

  /** The lines of an object whose opening bracket was not copied. */
  #bare(): void {
    const { at, line } = this.#tokens;
    this.#mend({ offset: at, length: 1 });
    this.#value({ kind: '{', offset: at, length: 1, line });
  }

  /** Reads one value from its opening bracket on, to its end or to that of the text. */
  #value(opening: Token): void {
    this.#open(opening);
    while (this.#stack.length > 0) {
      const token = this.#tokens.next();
      if (!token) {
        this.#mend({ offset: Math.max(0, this.text.length - 1), length: 1 });
        while (this.#stack.length > 0) this.#close(this.text.length);
        return;
      }
      this.#take(token);
    }
  }

  #take(token: Token): void {
    if (this.#means(this.#stack.at(-1)!, token)) this.#lines.add(token.line);
    else this.#junk(token);
  }

  /** Whether a token says something where it stands; if so, it is taken. */
  #means(frame: Frame, token: Token): boolean {
    const { kind } = token;
    if (kind === 'junk') return false;
    if (kind === ':') return this.#colon(frame);
    if (kind === ',') return this.#comma(frame, token);
    if (kind === '}' || kind === ']') return this.#closing(token);
    if (frame.value.type === 'object' && frame.state !== 'value') return this.#inObject(frame, token);
    if (kind === '{' || kind === '[') return this.#nested(frame, token);
    this.#missingComma(frame, token);
    this.#add(frame, token.value!);
    return true;
  }

  #colon(frame: Frame): boolean {
    if (frame.state !== 'colon') return false;
    frame.state = 'value';
    return true;
  }

  /** A key, or what shows that the object was never closed. */
  #inObject(frame: Frame, token: Token): boolean {
    if (token.kind === 'scalar') {
      if (frame.state === 'colon') return false;
      if (this.#isNext(frame, token)) return true;
      this.#missingComma(frame, token);
      frame.key = token.value!.text;
      frame.state = 'colon';
      return true;
    }
    if (!startsJson(this.text, token.offset)) return false;
    // A sibling begins: this object has lost its end.
    this.#mend(token);
    while (this.#stack.at(-1)?.value.type === 'object') this.#close(token.offset);
    this.#tokens.moveTo(token.offset);
    return true;
  }

  /** A second name at the top, where no bracket tells objects apart: another object begins. */
  #isNext(frame: Frame, token: Token): boolean {
    const again = frame.value.type === 'object' && frame.value.members.has(token.value!.text);
    if (!again || this.#stack.length > 1 || !NAMES.includes(token.value!.text)) return false;
    this.#close(token.offset);
    this.#tokens.moveTo(token.offset);
    return true;
  }

  #nested(frame: Frame, token: Token): boolean {
    const meant = frame.state === 'value' || startsJson(this.text, token.offset);
    if (!meant || this.#stack.length >= DEEPEST) return false;
    this.#missingComma(frame, token);
    this.#add(frame, this.#open(token));
    return true;
  }

  #open(token: Token): JsonObject | JsonArray {
    const { offset } = token;
    const value: JsonObject | JsonArray =
      token.kind === '{'
        ? { type: 'object', offset, length: 1, members: new Map() }
        : { type: 'array', offset, length: 1, items: [] };
    this.#lines.add(token.line);
    this.#stack.push({ value, state: 'item', key: '' });
    return value;
  }

  /** To a frame below the one that was just opened, if any. */
  #add(frame: Frame, value: JsonValue): void {
    if (frame.value.type === 'array') frame.value.items.push(value);
    else frame.value.members.set(frame.key, value);
    frame.state = 'comma';
  }

  #comma(frame: Frame, token: Token): boolean {
    if (frame.state !== 'comma') this.#mend(token);
    frame.state = 'item';
    return true;
  }

  #missingComma(frame: Frame, token: Token): void {
    if (frame.state === 'comma') this.#mend(token);
  }

  /** A bracket closes its own kind; what lies open above it has lost its end. One that closes nothing is a remark. */
  #closing(token: Token): boolean {
    const kind = token.kind === '}' ? 'object' : 'array';
    if (!this.#stack.some((f) => f.value.type === kind)) return false;
    if (this.#stack.at(-1)!.state === 'item' && !this.#empty()) this.#mend(token);
    while (this.#stack.at(-1)!.value.type !== kind) {
      this.#mend(token);
      this.#close(token.offset);
    }
    this.#close(token.offset + 1);
    return true;
  }

  #empty(): boolean {
    const { value } = this.#stack.at(-1)!;
    return (value.type === 'array' ? value.items.length : value.members.size) === 0;
  }

  #close(end: number): void {
    const { value } = this.#stack.pop()!;
    (value as { length: number }).length = end - value.offset;
    if (this.#stack.length === 0) this.#values.push(value);
  }

  #mend({ offset, length }: Span): void {
    this.#mended.push({ offset, length });
  }

  /** The rest of the line says nothing; a value that it stands for is left out. */
  #junk(token: Token): void {
    const frame = this.#stack.at(-1)!;
    const end = this.#tokens.skipLine();
    const span = { offset: token.offset, length: Math.max(1, end - token.offset) };
    if (this.#lines.has(token.line)) this.#remarks.push(span);
    if (frame.state === 'value' || frame.state === 'colon') frame.state = 'comma';
  }
}
