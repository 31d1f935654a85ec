/** Reading `pgmaps` and `hugetlb`. What cannot be used is left out of the model, with a finding. */
import { pageSize, usualAlign } from '../engine/arch';
import { supportsMemmapOnMemory } from '../engine/onMemory';
import { formatBytes } from '../engine/units';
import { copied } from './copied';
import {
  ALTMAP_KEYS,
  HUGETLB_KEYS,
  namesOf,
  PGMAP_ALIASES,
  PGMAP_KEYS,
  PRINTED_KEYS,
  RAW_KEYS,
} from './keys';
import { readPgmapRange } from './ranges';
import { braceOf, Reader, spanOfNode } from './reader';
import { readAddress } from './values';
import type { Node } from 'jsonc-parser';
import type { Arch } from '../engine/arch';
import type { HugetlbPool, Machine, Pgmap, PgmapMode } from '../engine/types';
import type { Member, Members } from './reader';

/** A pgmap of the model and the nodes it came from. */
export interface PgmapRead {
  readonly pgmap: Pgmap;
  readonly node: Node;
  /** The nodes of its ranges, by their index in the model. */
  readonly ranges: readonly Node[];
}

/** The name of a pgmap that has none. */
export const nameAt = (index: number): string => `pgmap ${index}`;

/** A pgmap that is written as it was: its nodes are looked up when they are asked for, as most are not. */
export class PgmapAsBefore implements PgmapRead {
  #ranges: readonly Node[] | undefined;

  constructor(
    private readonly text: string,
    readonly node: Node,
    private readonly index: number,
    private readonly machine: Machine,
    readonly pgmap: Pgmap,
  ) {}

  get ranges(): readonly Node[] {
    const { text, node, index, machine } = this;
    return (this.#ranges ??= readPgmap(new Reader(text), node, index, machine)!.ranges);
  }
}

export const MODES: readonly PgmapMode[] = ['devdax', 'fsdax', 'system-ram', 'generic'];

export function readPgmap(
  reader: Reader,
  node: Node,
  index: number,
  machine: Machine,
): PgmapRead | undefined {
  const object = reader.object(node, 'a pgmap { "name", "align", "ranges", … }');
  if (!object) return undefined;
  const members = reader.members(object, PGMAP_KEYS, PRINTED_KEYS);
  const value = (key: string): Node | undefined => members.get(key)?.value;
  const nameNode = aliased(members, 'name')?.value;
  if (nameNode && nameNode.type !== 'string') reader.wrongType(nameNode, 'a name');
  const mode = reader.word(value('mode'), MODES, 'mode') ?? 'devdax';
  const { align, shift } = readAlign(reader, members, machine.arch, mode);
  const placed = reader
    .array(aliased(members, 'ranges')?.value, 'a list of ranges')
    .map((item) => ({ item, range: readPgmapRange(reader, item), order: pageOffset(item) }))
    .filter((r) => r.range !== undefined);
  // daxctl prints mappings in any order; the device has them in that of their page_offset.
  if (placed.every((r) => r.order !== undefined))
    placed.sort((a, b) => (a.order! < b.order! ? -1 : Number(a.order! > b.order!)));
  const rangeNodes = placed.map((r) => r.item);
  const ranges = placed.map((r) => r.range!);
  const target = reader.integer(value('target_node'), -1, 1023, 'NUMA node') ?? -1;
  const numa = reader.integer(value('numa_node'), -1, 1023, 'NUMA node') ?? -1;
  const map = reader.word(value('map'), ['mem', 'dev'], 'place for the memmap') ?? 'mem';
  const raw = value('raw') ? readRaw(reader, value('raw')!) : null;
  const size = ranges.length === 0 && !raw ? readUnplacedSize(reader, object, members) : null;
  const [counted, ignored] = PGMAP_ALIASES.ranges!.map((name) => members.get(name));
  if (counted && ignored)
    reader.error(
      'conflicting-keys',
      ignored.key,
      '"ranges" and "mappings" stand here both and say the same thing; only "ranges" counts: remove one.',
    );
  if (raw && ranges.length > 0)
    reader.error(
      'conflicting-keys',
      value('raw')!,
      '"raw" and ranges stand here both; keep "raw" for a namespace\'s raw extent, or the ranges.',
    );
  if (!raw && ranges.length === 0 && size === null) return undefined;
  return {
    pgmap: {
      name: nameNode?.type === 'string' ? copied(String(nameNode.value)) : nameAt(index),
      mode,
      map,
      align,
      vmemmapShift: shift,
      ranges: raw ? [] : ranges,
      altmap: readAltmap(reader, value('altmap'), map, raw !== null),
      memmapOnMemory: readOnMemory(reader, value('memmap_on_memory'), mode, machine),
      raw,
      size,
      ...(target >= 0 ? { targetNode: target } : {}),
      ...(numa >= 0 ? { numaNode: numa } : {}),
    },
    node: object,
    ranges: rangeNodes,
  };
}

/** `page_offset` of a mapping as daxctl prints it: a number, with -u a hexadecimal text. */
function pageOffset(range: Node): bigint | undefined {
  const property = range.children?.find((p) => p.children?.[0]?.value === 'page_offset');
  const value: unknown = property?.children?.[1]?.value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  const read = typeof value === 'string' ? readAddress(value) : undefined;
  return read && 'value' in read ? read.value : undefined;
}

/** The member under a key or one of its aliases. */
function aliased(members: Members, key: string): Member | undefined {
  return namesOf(key)
    .map((name) => members.get(name))
    .find((m) => m !== undefined);
}

/** Align in bytes and vmemmap_shift: from either key, which must agree; the PMD size where neither stands. */
function readAlign(
  reader: Reader,
  members: Members,
  arch: Arch,
  mode: PgmapMode,
): { align: number; shift: number } {
  const [alignNode, shiftNode] = [members.get('align')?.value, members.get('vmemmap_shift')?.value];
  const written = reader.size(alignNode);
  const order = reader.integer(shiftNode, 0, 40, 'vmemmap_shift');
  const page = pageSize(arch);
  const bytes = written ?? (order !== undefined ? BigInt(page) << BigInt(order) : BigInt(usualAlign(arch)));
  const log = Math.log2(Number(bytes));
  const usable = bytes >= BigInt(page) && bytes <= 1n << 52n;
  const bad = !usable || (mode === 'generic' && !Number.isInteger(log));
  if (bad && alignNode)
    reader.error(
      'align-unsupported',
      alignNode,
      `Align must be a power of two from ${formatBytes(page)} on; ${formatBytes(usualAlign(arch))} is usual.`,
    );
  const align = bad ? usualAlign(arch) : Number(bytes);
  if (written !== undefined && order !== undefined && written !== BigInt(page) << BigInt(order))
    reader.error(
      'conflicting-keys',
      shiftNode!,
      `vmemmap_shift ${order} is ${formatBytes(page * 2 ** order)}, but align says ${formatBytes(written)}: remove one of them.`,
    );
  const compound = mode === 'devdax' || mode === 'generic';
  return { align, shift: compound ? Math.max(0, Math.floor(Math.log2(align)) - arch.pageShift) : 0 };
}

function readRaw(reader: Reader, node: Node): Pgmap['raw'] {
  const object = reader.object(node, 'the raw extent { "start", "size" }');
  if (!object) return null;
  const members = reader.members(object, RAW_KEYS);
  const start = reader.address(members.get('start')?.value);
  const size = reader.size(members.get('size')?.value);
  for (const key of RAW_KEYS)
    if (!members.has(key))
      reader.error('missing-key', braceOf(object), `The raw extent has no "${key}"; add it.`);
  if (size === 0n)
    reader.error('empty-range', members.get('size')!.value, 'An extent of size 0 is empty; give it a size.');
  if (start === undefined || !size) return null;
  if (start + size <= 1n << 63n) return { start, size };
  reader.error('bad-value', members.get('size')!.value, 'The extent ends above 2^63.');
  return null;
}

/** `memmap_on_memory` of a kmem device; where it has no effect a hint says why. */
function readOnMemory(reader: Reader, node: Node | undefined, mode: PgmapMode, machine: Machine): boolean {
  if (!node) return false;
  if (node.type !== 'boolean') {
    reader.wrongType(node, 'true or false');
    return false;
  }
  const wanted = node.value === true;
  const why =
    mode !== 'system-ram'
      ? `mode "${mode}" keeps its memmap where "map" says`
      : supportsMemmapOnMemory(machine)
        ? ''
        : `Linux ${machine.kernel.release} on ${machine.arch.name} keeps it in RAM (mhp_supports_memmap_on_memory())`;
  if (wanted && why)
    reader.add('ineffective-value', 'hint', spanOfNode(node), `memmap_on_memory has no effect: ${why}.`);
  return wanted;
}

/** `struct vmem_altmap` as a driver hands it over, in pages, where no info block makes it. */
function readAltmap(
  reader: Reader,
  node: Node | undefined,
  map: Pgmap['map'],
  raw: boolean,
): Pgmap['altmap'] {
  const object = reader.object(node, 'an altmap { "reserve", "free" }');
  if (!object) return null;
  const members = reader.members(object, ALTMAP_KEYS);
  for (const key of ALTMAP_KEYS)
    if (!members.has(key))
      reader.error('missing-key', braceOf(object), `The altmap has no "${key}"; add it, in pages.`);
  const pages = (key: string): number | undefined =>
    reader.integer(members.get(key)?.value, 0, 2 ** 40, 'number of pages');
  const [reserve, free] = [pages('reserve'), pages('free')];
  if (raw)
    reader.error(
      'conflicting-keys',
      node!,
      '"raw" makes an altmap of its own from the info block; keep one of them.',
    );
  else if (map === 'mem')
    reader.add('ineffective-value', 'hint', spanOfNode(node!), 'With map "mem" the altmap has no effect.');
  return raw || map === 'mem' || reserve === undefined || free === undefined ? null : { reserve, free };
}

/** `size` in place of ranges: the base is not known. Null, with a finding, where that is missing too. */
function readUnplacedSize(reader: Reader, object: Node, members: Members): bigint | null {
  const member = members.get('size');
  const rangesNode = aliased(members, 'ranges')?.value;
  if (!member) {
    // What stands there but is no list, or holds no good range, has its finding already.
    const empty = !rangesNode || (rangesNode.type === 'array' && !rangesNode.children?.length);
    if (empty && !members.has('raw'))
      reader.error(
        rangesNode ? 'empty-range' : 'missing-key',
        rangesNode ?? braceOf(object),
        'This pgmap has no ranges; add "ranges": [ { "start": "0x…", "size": "…" } ], or "size" where the base is not known.',
      );
    return null;
  }
  const size = reader.size(member.value);
  if (size === undefined || rangesNode?.children?.length) return null;
  if (size === 0n) {
    reader.error(
      'empty-range',
      member.value,
      'A device of size 0 has no memmap; give it a size or remove it.',
    );
    return null;
  }
  reader.add(
    'assumed-value',
    'hint',
    spanOfNode(member.value),
    'The base is not known: figures are those of one aligned to the larger of align and section. Add "ranges" to be exact.',
  );
  return size;
}

export function readHugetlb(reader: Reader, node: Node | undefined, arch: Arch): HugetlbPool[] {
  const sizes = arch.hugetlbSizes;
  return reader.array(node, 'a list of HugeTLB pools').flatMap((item) => {
    const object = reader.object(item, 'a pool { "page_size", "count" }');
    if (!object) return [];
    const members = reader.members(object, HUGETLB_KEYS);
    for (const key of ['page_size', 'count'])
      if (!members.has(key))
        reader.error('missing-key', braceOf(object), `The pool has no "${key}"; add it.`);
    const sizeNode = members.get('page_size')?.value;
    const size = reader.size(sizeNode);
    const count = reader.integer(members.get('count')?.value, 0, 2 ** 40, 'number of huge pages');
    const node = reader.integer(members.get('node')?.value, 0, 1023, 'NUMA node') ?? 0;
    const when = reader.word(members.get('when')?.value, ['boot', 'run'], 'time') ?? 'boot';
    if (size === undefined || count === undefined) return [];
    if (sizes.includes(Number(size))) return [{ pageSize: Number(size), count, node, when }];
    reader.error(
      'bad-value',
      sizeNode!,
      `${arch.name} has HugeTLB pages of ${sizes.map((s) => formatBytes(s)).join(', ')} with ${formatBytes(pageSize(arch))} base pages.`,
    );
    return [];
  });
}
