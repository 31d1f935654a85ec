/** Addresses, sizes and orders as they stand in the text, each with what it says: for hovers, hints and highlighting. */
import { canonical } from './keys';
import { readAddress, readInteger, readRange, readSize } from './values';
import type { Node } from 'jsonc-parser';
import type { Span } from './model';
import type { Read } from './values';

/** `order` is a vmemmap_shift: a power of two in base pages. */
export type LiteralKind = 'address' | 'size' | 'order';

export interface Literal extends Span {
  readonly kind: LiteralKind;
  readonly key: string;
  /** Bytes, or the order. */
  readonly value: bigint;
}

const KINDS: Readonly<Record<string, LiteralKind>> = {
  start: 'address',
  end: 'address',
  size: 'size',
  align: 'size',
  page_size: 'size',
  struct_page_size: 'size',
  vmemmap_shift: 'order',
};

const ROOTS: ReadonlySet<string> = new Set(['machine', 'pgmaps', 'hugetlb']);

/** Those of the text between two offsets, in order. What cannot be read is left out: it has a finding. */
export function literals(text: string, root: Node | undefined, from = 0, to = text.length): Literal[] {
  const found: Literal[] = [];
  const visit = (node: Node, key: string): void => {
    if (node.offset + node.length < from || node.offset > to) return;
    if (node.type === 'object' || node.type === 'array')
      for (const child of node.children ?? []) visit(child, key);
    else if (node.type === 'property') {
      const [name, value] = node.children ?? [];
      if (name && value) visit(value, String(name.value));
    } else found.push(...literalsOf(text, node, key));
  };
  for (const property of root?.type === 'object' ? (root.children ?? []) : [])
    if (ROOTS.has(String(property.children?.[0]?.value))) visit(property, '');
  return found;
}

function literalsOf(text: string, node: Node, key: string): Literal[] {
  if (node.type === 'string' && canonical(key) === 'ranges') return ofRange(text, node);
  const kind = KINDS[key];
  if (!kind || (node.type !== 'string' && node.type !== 'number')) return [];
  const read =
    node.type === 'number' ? readInteger(sourceOf(text, node)) : readQuoted(kind, String(node.value));
  return 'error' in read ? [] : [{ kind, key, value: read.value, offset: node.offset, length: node.length }];
}

const sourceOf = (text: string, { offset, length }: Node): string => text.slice(offset, offset + length);

const readQuoted = (kind: LiteralKind, value: string): Read<bigint> =>
  kind === 'address' ? readAddress(value) : kind === 'size' ? readSize(value) : { error: '' };

/** The two addresses of a range that is written as text. */
function ofRange(text: string, node: Node): Literal[] {
  const read = readRange(sourceOf(text, node).slice(1, -1));
  if ('error' in read) return [];
  const { start, end, startAt, startLength, endAt, endLength } = read.value;
  const at = node.offset + 1;
  return [
    { kind: 'address', key: 'start', value: start, offset: at + startAt, length: startLength },
    { kind: 'address', key: 'end', value: end, offset: at + endAt, length: endLength },
  ];
}
