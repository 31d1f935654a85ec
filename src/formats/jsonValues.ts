/** Reading the members of a tool's JSON object: values with their places, and what is said about them. */
import { readAddress, readInteger } from '../config/values';
import { readQuantity } from './quantity';
import type { Source, Sourced } from './facts';
import type { JsonArray, JsonValue } from './json';
import type { Page, Placed } from './page';
import type { Quantity } from './quantity';

/** MAX_NUMNODES − 1 (include/linux/numa.h) with the largest NODES_SHIFT. */
export const LAST_NODE = 1023;

/** One object of one tool. */
export class Members {
  constructor(
    readonly page: Page,
    readonly tool: string,
    readonly placed: Placed,
  ) {}

  get source(): Source {
    return this.page.source(this.tool, this.placed.object);
  }

  value(key: string): JsonValue | undefined {
    return this.placed.object.members.get(key);
  }

  array(key: string): JsonArray | undefined {
    const value = this.value(key);
    return value?.type === 'array' ? value : undefined;
  }

  text(key: string): string | undefined {
    const value = this.value(key);
    return value?.type === 'string' ? value.text : undefined;
  }

  #sourced<T>(key: string, read: (text: string) => T | undefined): Sourced<T> | undefined {
    const node = this.value(key);
    if (!node || node.type === 'object' || node.type === 'array' || node.type === 'word') return undefined;
    const value = read(node.text);
    const source = this.page.source(this.tool, node);
    if (value !== undefined) return { value, source };
    this.page.say(
      'bad-value',
      'warning',
      source,
      `"${key}": ${shown(node.text)} cannot be read and is left out.`,
    );
    return undefined;
  }

  word(key: string): Sourced<string> | undefined {
    return this.#sourced(key, (text) => text);
  }

  size(key: string): Sourced<Quantity> | undefined {
    return this.#sourced(key, readQuantity);
  }

  /** Exact bytes, as aligns and addresses are: a number, or hexadecimal text with -u. */
  bytes(key: string): Sourced<bigint> | undefined {
    return this.#sourced(key, (text) => {
      const read = readAddress(text);
      const value = 'value' in read ? read : readInteger(text);
      if ('value' in value) return value.value;
      const size = readQuantity(text);
      return size && size.low === size.high ? size.low : wholeSize(size);
    });
  }

  /** A NUMA node; -1 is none, and said. */
  node(key: string): Sourced<number> | undefined {
    const read = this.#sourced(key, (text) =>
      /^-?\d{1,6}$/.test(text) && Number(text) <= LAST_NODE ? Number(text) : undefined,
    );
    if (!read || read.value >= 0) return read;
    this.page.say(
      'assumed-value',
      'hint',
      read.source,
      `"${key}": ${read.value} is no node; it is left out.`,
    );
    return undefined;
  }

  /** Keys that the tool does not print are passed over, and named. */
  unknownKeys(known: ReadonlySet<string>): void {
    for (const [key, value] of this.placed.object.members)
      if (!known.has(key) && !key.includes(':'))
        this.page.say(
          'unknown-key',
          'hint',
          this.page.source(this.tool, value),
          `${shown(key)} is no key that ${this.tool} is known to print; it is passed over.`,
        );
  }
}

/** A power of two that prints like this, as aligns are. */
function wholeSize(size: Quantity | undefined): bigint | undefined {
  if (!size) return undefined;
  for (let n = 1n; n <= size.high; n <<= 1n) if (n >= size.low) return n;
  return undefined;
}

/** A user's text in a message: quoted and of bearable length. */
export const shown = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
