/** Reading physical ranges: `start` with `end` or `size`, or the text of an iomem line. */
import { hex } from '../engine/units';
import { PRINTED_RANGE_KEYS, RAM_KEYS, RANGE_KEYS } from './keys';
import { readRange, readSize } from './values';
import { braceOf } from './reader';
import type { Node } from 'jsonc-parser';
import type { PhysRange, RamRange } from '../engine/types';
import type { Members, Reader } from './reader';

/** A range of a pgmap; undefined, with a finding, where it cannot be had. */
export function readPgmapRange(reader: Reader, node: Node): PhysRange | undefined {
  if (node.type === 'string') return rangeText(reader, node);
  const object = reader.object(node, 'a range { "start", "end" } or "0x…-0x…"');
  return object && startAndEnd(reader, object, reader.members(object, RANGE_KEYS, PRINTED_RANGE_KEYS));
}

/** A range of System RAM. */
export function readRamRange(reader: Reader, node: Node): RamRange | undefined {
  if (node.type === 'string') {
    const range = rangeText(reader, node);
    return range && { ...range, node: 0 };
  }
  const object = reader.object(node, 'a range { "start", "end" } or "0x…-0x…"');
  if (!object) return undefined;
  const members = reader.members(object, RAM_KEYS);
  const range = startAndEnd(reader, object, members);
  const numa = reader.integer(members.get('node')?.value, 0, 1023, 'NUMA node');
  return range && { ...range, node: numa ?? 0 };
}

function rangeText(reader: Reader, node: Node): PhysRange | undefined {
  const read = readRange(String(node.value));
  if ('error' in read) {
    reader.error('bad-value', node, `${reader.source(node).slice(0, 60)} ${read.error}`);
    return undefined;
  }
  const { start, end } = read.value;
  if (end >= start) return { start, end };
  reader.error(
    'bad-value',
    node,
    `The end ${hex(end)} is below the start ${hex(start)}; the end is the last byte.`,
  );
  return undefined;
}

function startAndEnd(reader: Reader, object: Node, members: Members): PhysRange | undefined {
  const [startNode, endNode, sizeNode] = ['start', 'end', 'size'].map((key) => members.get(key)?.value);
  const start = reader.address(startNode);
  const end = reader.address(endNode);
  const size =
    start !== undefined && end !== undefined && roundsFrom(sizeNode, end - start + 1n)
      ? undefined
      : reader.size(sizeNode);
  const brace = braceOf(object);
  if (!startNode) reader.error('missing-key', brace, 'This range has no "start"; add "start": "0x…".');
  if (!endNode && !sizeNode)
    reader.error(
      'missing-key',
      brace,
      'This range has no "end" and no "size"; add the last byte as "end", or "size": "2GiB".',
    );
  if (size === 0n) {
    reader.error('empty-range', sizeNode!, 'A range of size 0 is empty; give it a size or remove it.');
    return undefined;
  }
  if (start === undefined || (end === undefined && size === undefined)) return undefined;
  if (end !== undefined && end < start) {
    reader.error(
      'bad-value',
      endNode!,
      `The end ${hex(end)} is below the start ${hex(start)}; the end is the last byte.`,
    );
    return undefined;
  }
  const last = end ?? start + size! - 1n;
  if (end !== undefined && size !== undefined && start + size - 1n !== end) {
    const fix = {
      title: `Set size to ${end - start + 1n}`,
      edits: [{ offset: sizeNode!.offset, length: sizeNode!.length, newText: String(end - start + 1n) }],
    };
    reader.error(
      'conflicting-keys',
      sizeNode!,
      `Start and end make ${end - start + 1n} bytes, not ${size}: remove one of the three or make them agree.`,
      [fix],
    );
  }
  if (last >= 1n << 63n) {
    reader.error('bad-value', sizeNode ?? object, `The range ends at ${hex(last)}, above 2^63.`);
    return undefined;
  }
  return { start, end: last };
}

/** Whether a size is but the rounded form of what both ends make, as `daxctl list -Mu` prints it beside them. */
function roundsFrom(node: Node | undefined, bytes: bigint): boolean {
  if (node?.type !== 'string') return false;
  const read = readSize(String(node.value));
  if ('error' in read || read.within === undefined) return false;
  const off = read.value > bytes ? read.value - bytes : bytes - read.value;
  return off <= 2n * read.within;
}
