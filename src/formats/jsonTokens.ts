/** The tokens of JSON and of what people and Python make of it. */
import type { Span } from '../config/model';
import type { JsonScalar } from './json';

export interface Token extends Span {
  readonly kind: '{' | '}' | '[' | ']' | ':' | ',' | 'scalar' | 'junk';
  readonly line: number;
  readonly value?: JsonScalar;
}

const NUMBER = /^-?(?:0x[0-9a-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)l?$/i;
const WORDS: Readonly<Record<string, string>> = {
  true: 'true',
  True: 'true',
  false: 'false',
  False: 'false',
  null: 'null',
  None: 'null',
  NaN: 'null',
};
const isBlank = (c: string | undefined): boolean => c === ' ' || c === '\t' || c === '\n';

/** Keys that tools print are not longer. */
const LONGEST_KEY = 100;

/** Whether a bracket opens JSON: an object with a key in it, or a list of such. A log's `[mem …]` does not. */
export function startsJson(text: string, at: number, depth = 0): boolean {
  const next = afterComment(text, afterBlank(text, at + 1));
  const c = text[next];
  if (text[at] === '[') return (c === '{' || c === '[') && depth < 4 && startsJson(text, next, depth + 1);
  const quoteAt = c === 'u' || c === 'b' ? next + 1 : next;
  const quote = text[quoteAt];
  if (quote !== '"' && quote !== "'") return false;
  const end = text.slice(quoteAt + 1, quoteAt + 1 + LONGEST_KEY).indexOf(quote);
  return end > 0 && text[afterBlank(text, quoteAt + 1 + end + 1)] === ':';
}

function afterBlank(text: string, from: number): number {
  let at = from;
  while (isBlank(text[at])) at++;
  return at;
}

/** A remark behind the bracket is no key. */
function afterComment(text: string, at: number): number {
  if (text[at] !== '#' && !text.startsWith('//', at)) return at;
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : afterBlank(text, end);
}

export class TokenReader {
  at = 0;
  line = 0;

  constructor(readonly text: string) {}

  moveTo(at: number): void {
    // Back by a token or on to the next bracket: lines are counted once either way.
    for (; this.at < at; this.at++) if (this.text[this.at] === '\n') this.line++;
    this.at = at;
  }

  /** To the end of the line; gives that. */
  skipLine(): number {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
    return this.at;
  }

  next(): Token | undefined {
    this.#skipBlank();
    const { text, at, line } = this;
    const c = text[at];
    if (c === undefined) return undefined;
    if (c === '{' || c === '}' || c === '[' || c === ']' || c === ':' || c === ',') {
      this.at++;
      return { kind: c, offset: at, length: 1, line };
    }
    if (c === '"' || c === "'") return this.#string(at);
    const run = /[\w.+-]*/y;
    run.lastIndex = at;
    const word = run.exec(text)![0];
    const behind = text[at + word.length];
    if ((word === 'u' || word === 'b') && (behind === '"' || behind === "'")) return this.#string(at + 1);
    if (word === '' || word.length > 100) return this.#junk(Math.max(1, word.length));
    this.at = at + word.length;
    const span = { offset: at, length: word.length };
    const scalar = (type: JsonScalar['type'], t: string): Token => ({
      kind: 'scalar',
      ...span,
      line,
      value: { type, text: t, ...span },
    });
    const delimited = behind === undefined || isBlank(behind) || ',:]}'.includes(behind);
    if (delimited && NUMBER.test(word) && behind !== ':') return scalar('number', word.replace(/l$/i, ''));
    if (delimited && Object.hasOwn(WORDS, word)) return scalar('word', WORDS[word]!);
    return { kind: 'junk', ...span, line };
  }

  #junk(length: number): Token {
    const { at, line } = this;
    this.at += length;
    return { kind: 'junk', offset: at, length, line };
  }

  /** Ends at its quote, or with the line where that is missing. */
  #string(at: number): Token {
    const { text, line } = this;
    const quote = text[at];
    let end = at + 1;
    while (end < text.length && text[end] !== quote && text[end] !== '\n')
      end += text[end] === '\\' && end + 1 < text.length && text[end + 1] !== '\n' ? 2 : 1;
    const closed = text[end] === quote;
    const inner = text.slice(at + 1, end);
    this.at = closed ? end + 1 : end;
    const span = { offset: at, length: this.at - at };
    const value = unescaped(closed ? inner : inner.replace(/,\s*$/, ''));
    return { kind: 'scalar', ...span, line, value: { type: 'string', text: value, ...span } };
  }

  /** Comments too: they say nothing that is looked for. */
  #skipBlank(): void {
    const { text } = this;
    for (;;) {
      const c = text[this.at];
      if (c === '\n') this.line++;
      if (isBlank(c)) this.at++;
      else if (c === '/' && text[this.at + 1] === '/') this.skipLine();
      else return;
    }
  }
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

const unescaped = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\(?:u([0-9a-f]{4})|([^]))/gi, (_, code: string | undefined, c: string) =>
        code ? String.fromCharCode(parseInt(code, 16)) : (ESCAPED[c] ?? c),
      )
    : text;
