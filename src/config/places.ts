/** Where a place of the model stands in the text, and which place an offset is in. */
import { findNodeAtOffset, getNodePath } from 'jsonc-parser';
import { canonical, namesOf } from './keys';
import { spanOfNode } from './reader';
import { spanUnder, valueUnder } from './tree';
import { readRange } from './values';
import type { Node } from 'jsonc-parser';
import type { Span } from './model';
import type { MachineRead } from './machine';
import type { PgmapRead } from './pgmaps';
import type { Place } from '../engine/types';

export interface Places {
  readonly spanOf: (place: Place) => Span;
  readonly placeAt: (offset: number) => Place | undefined;
  /** The node of a place's value, or undefined where it is not written. */
  readonly nodeOf: (place: Place) => Node | undefined;
  /** The object a missing key of that place would stand in. */
  readonly objectOf: (place: Place) => Node | undefined;
  readonly root: Node | undefined;
}

/** The other key that says the same where one is not written. */
const INSTEAD: Readonly<Record<string, string>> = {
  end: 'size',
  size: 'end',
  align: 'vmemmap_shift',
  vmemmap_shift: 'align',
};

export function places(
  text: string,
  root: Node | undefined,
  machine: MachineRead,
  pgmaps: readonly PgmapRead[],
): Places {
  const indexOf = new Map(pgmaps.map((p, i) => [p.node, i]));

  function machineNode({ key, range }: Place): Node | undefined {
    if (key === 'ram' && range !== undefined) return machine.ram[range];
    return key === undefined ? undefined : machine.members.get(key)?.value;
  }

  const nodeOf = (place: Place): Node | undefined => valueAt(place, valueUnder, (node) => node);

  /** What `of` says of the value at a place that is a node of its own, and `under` of one under a key. */
  function valueAt<T>(
    place: Place,
    under: (object: Node | undefined, key: string) => T | undefined,
    of: (node: Node) => T,
  ): T | undefined {
    if (place.pgmap === null) {
      const node = machineNode(place);
      return node && of(node);
    }
    const pgmap = pgmaps[place.pgmap];
    if (!pgmap) return undefined;
    if (place.range !== undefined) {
      const range = pgmap.ranges[place.range];
      return place.key === undefined ? range && of(range) : under(range, place.key);
    }
    const [key, inner] = (place.key ?? 'name').split('.') as [string, string?];
    for (const name of namesOf(key)) {
      const value =
        inner === undefined ? under(pgmap.node, name) : under(valueUnder(pgmap.node, name), inner);
      if (value) return value;
    }
    return undefined;
  }

  /** Of many findings after each keystroke: it looks no deeper into the tree than it must. */
  const written = (place: Place): Span | undefined => valueAt(place, spanUnder, spanOfNode);

  function spanOf(place: Place): Span {
    const instead = place.key === undefined ? undefined : INSTEAD[place.key];
    return (
      written(place) ??
      (instead ? written({ ...place, key: instead }) : undefined) ??
      inRangeText(place) ??
      enclosing(place)
    );
  }

  /** A part of a range that is written as text: `0x…-0x…`. */
  function inRangeText(place: Place): Span | undefined {
    if (place.pgmap === null || place.range === undefined) return undefined;
    const node = pgmaps[place.pgmap]?.ranges[place.range];
    if (node?.type !== 'string') return undefined;
    const source = text.slice(node.offset + 1, node.offset + node.length - 1);
    const read = readRange(source);
    if ('error' in read || (place.key !== 'start' && place.key !== 'end' && place.key !== 'size'))
      return spanOfNode(node);
    const { startAt, startLength, endAt, endLength } = read.value;
    const [at, length] = place.key === 'start' ? [startAt, startLength] : [endAt, endLength];
    return { offset: node.offset + 1 + at, length };
  }

  /** The nearest thing that is written around a place that is not. */
  function enclosing(place: Place): Span {
    if (place.pgmap !== null) {
      const pgmap = pgmaps[place.pgmap];
      const range = place.range === undefined ? undefined : pgmap?.ranges[place.range];
      if (range) return firstLine(range);
      if (place.key?.startsWith('raw.')) return spanOf({ pgmap: place.pgmap, key: 'raw' });
      if (place.key !== undefined && place.key !== 'name') return spanOf({ pgmap: place.pgmap });
      if (pgmap) return firstLine(pgmap.node);
    }
    const machineNode = valueUnder(root, 'machine');
    return machineNode ? firstLine(machineNode) : { offset: 0, length: Math.min(1, text.length) };
  }

  function firstLine({ offset, length }: Node): Span {
    const end = text.slice(offset, offset + length).search(/\r?\n/);
    return { offset, length: end < 0 ? length : end };
  }

  function placeAt(offset: number): Place | undefined {
    const at = root && findNodeAtOffset(root, offset, true);
    if (!at) return undefined;
    // On a key, its value is meant.
    const path = getNodePath(at.type === 'property' ? (at.children?.[0] ?? at) : at);
    if (path[0] === 'machine')
      return { pgmap: null, ...(typeof path[1] === 'string' ? { key: path[1] } : {}) };
    if (path[0] !== 'pgmaps' || typeof path[1] !== 'number') return undefined;
    return pgmapPlace(at, path.slice(2));
  }

  function pgmapPlace(at: Node, rest: readonly (string | number)[]): Place | undefined {
    const chain = ancestors(at);
    const index = chain.map((n) => indexOf.get(n)).find((i) => i !== undefined);
    if (index === undefined) return undefined;
    const [key, second, third] = rest;
    if (key === undefined) return { pgmap: index };
    const name = canonical(String(key));
    if (name === 'raw') return { pgmap: index, key: second === undefined ? 'raw' : `raw.${second}` };
    if (name !== 'ranges') return name === 'name' ? { pgmap: index } : { pgmap: index, key: name };
    const range = chain.map((n) => pgmaps[index]!.ranges.indexOf(n)).find((r) => r >= 0);
    if (range === undefined) return { pgmap: index, key: 'ranges' };
    return { pgmap: index, range, ...(typeof third === 'string' ? { key: third } : {}) };
  }

  const objectOf = (place: Place): Node | undefined =>
    place.pgmap === null ? valueUnder(root, 'machine') : pgmaps[place.pgmap]?.node;

  return { spanOf, placeAt, nodeOf, objectOf, root };
}

/** A node and all around it, innermost first. */
function ancestors(node: Node): Node[] {
  const chain: Node[] = [];
  for (let n: Node | undefined = node; n; n = n.parent) chain.push(n);
  return chain;
}
