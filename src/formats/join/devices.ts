/** Devices by their names: what daxctl, ndctl, cxl and /proc/iomem say of the same one, put together. */
import { hex } from '../../engine/units';
import { sameRange, sizeOf, within } from './draft';
import { last, lastSize } from './pick';
import { Spans } from './spans';
import type { PgmapMode } from '../../engine/types';
import type { DeviceFact, ExtentFact, Fact, Mapping, NamespaceFact, Source, Sourced } from '../facts';
import type { Quantity } from '../quantity';
import type { Says } from './draft';

type Maybe<T> = Sourced<T> | undefined;

/** A device-dax instance. */
export interface Device {
  readonly name: string;
  readonly source: Source;
  readonly size: Maybe<Quantity>;
  readonly align: Maybe<bigint>;
  readonly mode: Maybe<PgmapMode>;
  readonly targetNode: Maybe<number>;
  /** Empty where the addresses are not known. */
  readonly ranges: readonly Sourced<Mapping>[];
  readonly path: readonly string[];
  readonly alone: boolean;
}

/** An nvdimm namespace: as ndctl lists it, and its part of /proc/iomem (devdax: its head alone). */
export interface Namespace {
  readonly name: string;
  readonly fact: NamespaceFact | undefined;
  readonly extent: ExtentFact | undefined;
}

const grouped = <T extends { readonly name: string }>(items: readonly T[]): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const one of items) {
    const group = groups.get(one.name);
    if (group) group.push(one);
    else groups.set(one.name, [one]);
  }
  return groups;
};

/** By name, in the order of the text. */
export function joinDevices(facts: readonly Fact[], says: Says): Device[] {
  const listed = grouped(facts.filter((f) => f.kind === 'device'));
  const placed = grouped(facts.filter((f) => f.kind === 'extent').filter((f) => f.of === 'device'));
  return [...new Set([...listed.keys(), ...placed.keys()])].map((name) =>
    joinDevice(name, listed.get(name) ?? [], placed.get(name) ?? [], says),
  );
}

function joinDevice(
  name: string,
  listed: readonly DeviceFact[],
  extents: readonly ExtentFact[],
  says: Says,
): Device {
  const from = listed.at(-1)?.source ?? extents.at(-1)!.source;
  const kmem = extents.find((e) => e.kmem);
  const shown: Maybe<PgmapMode> = kmem && { value: 'system-ram', source: kmem.source };
  // What /proc/iomem shows of dax-kmem is no later than what daxctl prints.
  const mode = last(says, `${name}: mode`, [shown, ...listed.map((f) => f.mode)]);
  const size = lastSize(
    says,
    `${name}: size`,
    listed.map((f) => f.size),
  );
  const ranges = rangesOf(name, listed, extents, mode?.value === 'system-ram', says);
  checkSum(name, size, ranges, says);
  return {
    name,
    source: from,
    size,
    align: last(
      says,
      `${name}: align`,
      listed.map((f) => f.align),
    ),
    mode,
    targetNode: last(
      says,
      `${name}: target_node`,
      listed.map((f) => f.targetNode),
    ),
    ranges,
    path: listed.flatMap((f) => f.path),
    alone: listed.some((f) => f.alone),
  };
}

/** The mappings of the last listing that has them; else what /proc/iomem has under the name. */
function rangesOf(
  name: string,
  listed: readonly DeviceFact[],
  extents: readonly ExtentFact[],
  kmem: boolean,
  says: Says,
): readonly Sourced<Mapping>[] {
  const mappings = listed.filter((f) => f.mappings.length > 0).at(-1)?.mappings;
  const seen = new Set<string>();
  const named = extents.flatMap(({ range, source }) => {
    const key = `${range.start} ${range.end}`;
    return seen.has(key) || !seen.add(key) ? [] : [{ value: { ...range, order: undefined }, source }];
  });
  if (!mappings) return named;
  const spans = new Spans(mappings.map((m) => m.value));
  const odd = named.find(({ value }) => {
    const around = spans.at(value.start);
    return !around || !(sameRange(around, value) || (kmem && within(value, around)));
  });
  if (odd && mappings[0])
    says.conflict(
      odd.source,
      `${name} lies at ${hex(odd.value.start)}-${hex(odd.value.end)} here (${odd.source.tool}), but its mappings say otherwise (${mappings[0].source.tool}); the mappings are taken.`,
    );
  return mappings;
}

function checkSum(
  name: string,
  size: Maybe<Quantity>,
  ranges: readonly Sourced<Mapping>[],
  says: Says,
): void {
  if (!size || ranges.length === 0) return;
  const sum = ranges.reduce((n, { value }) => n + sizeOf(value), 0n);
  if (sum >= size.value.low && sum <= size.value.high) return;
  // dax-kmem takes whole memory blocks: its line in /proc/iomem may be shorter than the device.
  if (ranges[0]!.source.tool === '/proc/iomem' && sum < size.value.low) return;
  says.conflict(
    size.source,
    `${name}: its size is ${size.value.text}, but its ranges make ${sum} bytes; the ranges are taken.`,
  );
}

export function joinNamespaces(facts: readonly Fact[], says: Says): Namespace[] {
  const listed = grouped(facts.filter((f) => f.kind === 'namespace'));
  const placed = grouped(facts.filter((f) => f.kind === 'extent').filter((f) => f.of === 'namespace'));
  return [...new Set([...listed.keys(), ...placed.keys()])].map((name) => ({
    name,
    fact: lastNamespace(name, listed.get(name) ?? [], says),
    extent: placed.get(name)?.at(-1),
  }));
}

/** The last listing, with what an earlier one says more exactly or alone. */
function lastNamespace(
  name: string,
  listed: readonly NamespaceFact[],
  says: Says,
): NamespaceFact | undefined {
  const fact = listed.at(-1);
  if (!fact || listed.length === 1) return fact;
  const all = <K extends 'mode' | 'map' | 'align' | 'targetNode' | 'numaNode'>(key: K): NamespaceFact[K] =>
    last<unknown>(
      says,
      `${name}: ${key}`,
      listed.map((f) => f[key]),
      (value) => (value === null ? 'one without struct pages' : String(value)),
    ) as NamespaceFact[K];
  return {
    ...fact,
    mode: all('mode'),
    map: all('map'),
    align: all('align'),
    size: lastSize(
      says,
      `${name}: size`,
      listed.map((f) => f.size),
    ),
    targetNode: all('targetNode'),
    numaNode: all('numaNode'),
    chardev: listed.filter((f) => f.chardev !== undefined).at(-1)?.chardev,
    native: listed.every((f) => f.native),
    region: listed.filter((f) => f.region !== undefined).at(-1)?.region,
  };
}
