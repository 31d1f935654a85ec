/** Reading the JSON tree: typed values with their places, and findings collected instead of thrown. */
import { nearestKey } from './keys';
import { isSafeNumber, readAddress, readInteger, readSize } from './values';
import type { Code } from '../engine/codes';
import type { Node } from 'jsonc-parser';
import type { Finding, Span, TextFix } from './model';
import type { Read } from './values';
import type { Severity } from '../engine/types';

export const spanOfNode = ({ offset, length }: Node): Span => ({ offset, length });

/** Where a key that is missing from an object would stand: its opening brace. */
export const braceOf = ({ offset }: Node): Span => ({ offset, length: 1 });

/** A key of an object and its value. */
export interface Member {
  readonly key: Node;
  readonly value: Node;
}

export type Members = ReadonlyMap<string, Member>;

const KIND: Readonly<Record<string, string>> = {
  object: 'an object { … }',
  array: 'an array [ … ]',
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};

const NOTES: Readonly<Record<string, string>> = {
  'decimal-size': 'is a power of 1000; write MiB, GiB or TiB for powers of 1024, as the kernel counts.',
  'approximate-size': 'is rounded, so figures are too; give bytes, as daxctl prints without -u.',
};

/** A file with more faults than this is no config; the rest of them is not collected. */
const MOST_FINDINGS = 10_000;

export class Reader {
  readonly findings: Finding[] = [];

  constructor(readonly text: string) {}

  /** Whether more is not collected. */
  get full(): boolean {
    return this.findings.length >= MOST_FINDINGS;
  }

  add(code: Code, severity: Severity, at: Span, message: string, fixes: readonly TextFix[] = []): void {
    if (this.full) return;
    this.findings.push({ code, severity, offset: at.offset, length: at.length, message, related: [], fixes });
  }

  error(code: Code, at: Span, message: string, fixes: readonly TextFix[] = []): void {
    this.add(code, 'error', at, message, fixes);
  }

  wrongType(node: Node, wanted: string): void {
    this.error('wrong-type', node, `This is ${KIND[node.type] ?? node.type}; ${wanted} is wanted.`);
  }

  /** The text of a node as it stands. */
  source = (node: Node): string => this.text.slice(node.offset, node.offset + node.length);

  /** The members of an object, unknown keys hinted at; the last of doubled keys wins, as in JSON.parse. */
  members(node: Node, known: readonly string[], printed: readonly string[] = []): Members {
    const members = new Map<string, Member>();
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? [];
      if (!key || !value) continue;
      const name = String(key.value);
      if (members.has(name))
        this.add(
          'duplicate-key',
          'warning',
          spanOfNode(key),
          `"${name}" stands here twice; the last one counts.`,
        );
      members.set(name, { key, value });
      if (!known.includes(name) && !printed.includes(name)) this.unknownKey(key, name, known);
    }
    return members;
  }

  private unknownKey(key: Node, name: string, known: readonly string[]): void {
    // A file of nothing but unknown keys must not hold up the editor.
    if (this.full) return;
    const near = nearestKey(name, known);
    const edit = { ...spanOfNode(key), newText: JSON.stringify(near) };
    this.add(
      'unknown-key',
      'hint',
      spanOfNode(key),
      `Unknown key "${name.slice(0, 60)}" has no effect${near ? `; "${near}" is meant, perhaps` : ''}.`,
      near ? [{ title: `Rename to \`${near}\``, edits: [edit] }] : [],
    );
  }

  object(node: Node | undefined, wanted: string): Node | undefined {
    if (node && node.type !== 'object') this.wrongType(node, wanted);
    return node?.type === 'object' ? node : undefined;
  }

  array(node: Node | undefined, wanted: string): readonly Node[] {
    if (node && node.type !== 'array') this.wrongType(node, wanted);
    return node?.type === 'array' ? (node.children ?? []) : [];
  }

  address(node: Node | undefined): bigint | undefined {
    return this.quantity(node, readAddress, 'an address such as "0x1080000000"');
  }

  size(node: Node | undefined): bigint | undefined {
    return this.quantity(node, readSize, 'a size such as "2MiB" or a number of bytes');
  }

  /** An address or size: a string for `read`, or an integer literal. */
  private quantity(
    node: Node | undefined,
    read: (text: string) => Read<bigint>,
    wanted: string,
  ): bigint | undefined {
    if (!node) return undefined;
    if (node.type !== 'string' && node.type !== 'number') {
      this.wrongType(node, wanted);
      return undefined;
    }
    const literal = this.source(node);
    const result = node.type === 'number' ? readInteger(literal) : read(String(node.value));
    if ('error' in result) {
      this.error('bad-value', node, `${literal.slice(0, 60)} ${result.error}`);
      return undefined;
    }
    if (node.type === 'number' && !isSafeNumber(result.value))
      this.error(
        'not-exact',
        node,
        `${literal.slice(0, 60)} is above 2^53, where other JSON readers round integers: quote it.`,
        [this.quoted(node, String(result.value))],
      );
    if (result.note) this.add(result.note, 'hint', spanOfNode(node), `${literal} ${NOTES[result.note]}`);
    return result.value;
  }

  /** The fix that puts a value in quotes. */
  quoted = (node: Node, value: string): TextFix => ({
    title: `Quote it: "${value}"`,
    edits: [{ ...spanOfNode(node), newText: `"${value}"` }],
  });

  /** A whole number within bounds. */
  integer(node: Node | undefined, low: number, high: number, what: string): number | undefined {
    if (!node) return undefined;
    if (node.type !== 'number') {
      this.wrongType(node, `${what}, a whole number,`);
      return undefined;
    }
    const value = Number(node.value);
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    this.error(
      'bad-value',
      node,
      `${this.source(node).slice(0, 60)} is no ${what}: a whole number from ${low} to ${high} is wanted.`,
    );
    return undefined;
  }

  /** One of some words. */
  word<T extends string>(node: Node | undefined, words: readonly T[], what: string): T | undefined {
    if (!node) return undefined;
    const found = words.find((w) => w === node.value);
    if (found !== undefined) return found;
    if (node.type !== 'string') this.wrongType(node, `one of ${words.map((w) => `"${w}"`).join(', ')}`);
    else
      this.error(
        'bad-value',
        node,
        `${this.source(node).slice(0, 60)} is no ${what}; write ${words.map((w) => `"${w}"`).join(', ')}.`,
      );
    return undefined;
  }
}
