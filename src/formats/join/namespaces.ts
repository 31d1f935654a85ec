/** nvdimm namespaces: the raw extent that holds info block, memmap and data (nd_pfn_init(), drivers/nvdimm/pfn_devs.c). */
import { usualAlign } from '../../engine/arch';
import { formatBytes, hex } from '../../engine/units';
import { isExact, multiples } from '../quantity';
import { bytesJson, member, sizeOf } from './draft';
import { dataOffset, rawCandidates, rawSizes, usable } from './geometry';
import { common, rangeItem, soundAlign } from './members';
import { roundedWords } from './sizes';
import type { Machine, PgmapMode, PhysRange } from '../../engine/types';
import type { NamespaceFact, Source, Sourced } from '../facts';
import type { Quantity } from '../quantity';
import type { Shape } from './geometry';
import type { Places } from './extents';
import type { Device, Namespace } from './devices';
import type { DraftPgmap, Member, Says } from './draft';

/** The region align of the nvdimm core where none is set (drivers/nvdimm/region_devs.c). */
const REGION_ALIGN = 16n << 20n;

/** ndctl create-namespace without --map. */
const USUAL_MAP = 'dev';

interface Raw extends PhysRange {
  readonly source: Source;
  readonly remark: string;
}

/** A device over a namespace; undefined where the raw extent cannot be had and the device has to do. */
export function withNamespace(
  machine: Machine,
  device: Device,
  namespace: Namespace,
  places: Places,
  says: Says,
): DraftPgmap | undefined {
  const { fact } = namespace;
  const [first, second] = device.ranges;
  if (!first || second) {
    // Without an address it is the namespace that knows the whole extent.
    return !first && fact ? namespacePgmap(machine, namespace, places, says, device) : undefined;
  }
  const align = soundAlign(machine, device.align ?? fact?.align, says);
  const size = align?.value ?? BigInt(usualAlign(machine.arch));
  const head = namespace.extent && !namespace.extent.kmem ? namespace.extent : undefined;
  const data = first.value;
  const map = fact?.map ?? (head && mapOf(machine, head.range, data, size, device, says));
  const shape: Shape = { map: map?.value ?? USUAL_MAP, align: size };
  const raw = head
    ? rawFromHead(head.range, head.source, data, device, places)
    : rawFromData(machine, shape, first, fact);
  if (!raw) return undefined;
  if (!map)
    says.assumed(
      first.source,
      `${device.name}: where the memmap is kept is not printed; map ${USUAL_MAP}, the default of ndctl, is assumed.`,
    );
  check(machine, shape, raw, fact, device, says);
  return {
    name: device.name,
    source: device.source,
    members: [
      member('name', JSON.stringify(device.name), device.source, `namespace ${namespace.name}`),
      ...common(machine, { ...device, align, mode: device.mode ?? (fact?.mode as Device['mode']) }, says),
      member('map', JSON.stringify(shape.map), map?.source ?? first.source, map ? undefined : 'assumed'),
      member('raw', rawJson(raw), raw.source, raw.remark),
    ],
    ranges: [raw],
    kmem: device.mode?.value === 'system-ram',
  };
}

const rawJson = (raw: PhysRange): string =>
  `{ "start": "${hex(raw.start)}", "size": ${bytesJson(sizeOf(raw))} }`;

/** Which map makes a head of this length: the one that nd_pfn_init() would. */
function mapOf(
  machine: Machine,
  head: PhysRange,
  data: PhysRange,
  align: bigint,
  device: Device,
  says: Says,
): Sourced<'mem' | 'dev'> | undefined {
  const size = data.end + 1n - head.start;
  const source = device.ranges[0]!.source;
  const fits = (['mem', 'dev'] as const).filter(
    (map) => dataOffset(machine, { map, align }, head.start, size) === sizeOf(head),
  );
  if (fits.length !== 1) return undefined;
  says.assumed(
    source,
    `${device.name}: map ${fits[0]} is read off the namespace's head: ${formatBytes(sizeOf(head))} is what it takes (nd_pfn_init()).`,
  );
  return { value: fits[0]!, source };
}

/** From the head's start to the end of the data; dax-kmem's line is shorter than the data, and the extent around it counts. */
function rawFromHead(
  head: PhysRange,
  source: Source,
  data: PhysRange,
  device: Device,
  places: Places,
): Raw | undefined {
  if (head.end >= data.end) return undefined;
  const around = places.around(data);
  const end = device.mode?.value === 'system-ram' && around && around.end > data.end ? around.end : data.end;
  return { start: head.start, end, source, remark: 'from the info block to the end of the data' };
}

/** Without /proc/iomem: the data's place, and before it what nd_pfn_init() takes. */
function rawFromData(
  machine: Machine,
  shape: Shape,
  data: Sourced<PhysRange>,
  fact: NamespaceFact | undefined,
): Raw | undefined {
  if (!fact || fact.native) return undefined;
  const { value, source } = data;
  // The formula counts from the start: it has to hold at that address too.
  const starts = rawSizes(machine, shape, sizeOf(value))
    .map((size) => ({ size, start: value.end + 1n - size }))
    .filter(
      ({ size, start }) => start >= 0n && dataOffset(machine, shape, start, size) === size - sizeOf(value),
    );
  const unit = unitOf(shape, fact);
  const found = starts.find(({ start }) => start % unit === 0n) ?? starts[0];
  return (
    found && {
      start: found.start,
      end: value.end,
      source,
      remark: 'with the info block and memmap before the data',
    }
  );
}

function check(
  machine: Machine,
  shape: Shape,
  raw: Raw,
  fact: NamespaceFact | undefined,
  device: Device,
  says: Says,
): void {
  const printed = fact?.size ?? device.size;
  if (!printed) return;
  const data = usable(machine, shape, raw.start, sizeOf(raw));
  if (data >= printed.value.low && data <= printed.value.high) return;
  says.conflict(
    printed.source,
    `${device.name}: ${printed.value.text} is printed, but ${sizeOf(raw)} bytes at map ${shape.map} and align ${formatBytes(shape.align)} leave ${data} (nd_pfn_init()).`,
  );
}

/** A namespace that no device was found for. */
export function namespacePgmap(
  machine: Machine,
  { name, fact, extent }: Namespace,
  places: Places,
  says: Says,
  device?: Device,
): DraftPgmap | undefined {
  const source = fact?.source ?? extent!.source;
  if (fact?.mode?.value === null) {
    says.add(
      'passed-over',
      'hint',
      fact.mode.source,
      `${name} is in a mode that has no struct pages; it is passed over.`,
    );
    if (extent) places.takeRange(extent.range);
    return undefined;
  }
  const mode: PgmapMode = device?.mode?.value ?? fact?.mode?.value ?? 'fsdax';
  const called = fact?.chardev ?? name;
  const align = soundAlign(machine, device?.align ?? fact?.align, says);
  const bytes = align?.value ?? BigInt(usualAlign(machine.arch));
  const map = fact?.map;
  const shape: Shape = { map: map?.value ?? USUAL_MAP, align: bytes };
  const native = fact ? fact.native : true;
  if (!fact)
    says.assumed(
      source,
      `${name}: only its place is known; fsdax without an info block is assumed. "ndctl list -N" has the rest.`,
    );
  else if (!map && !native)
    says.assumed(source, `${called}: no map is printed; map ${USUAL_MAP}, the default of ndctl, is assumed.`);
  const size = fact?.size ?? device?.size;
  const where = extent
    ? extentMembers(extent.range, extent.source, native)
    : size
      ? unplaced(machine, called, shape, native, size, fact, says)
      : undefined;
  if (!where) return undefined;
  return {
    name: called,
    source,
    members: [
      member('name', JSON.stringify(called), source, called === name ? undefined : `namespace ${name}`),
      ...(native
        ? [
            member(
              'mode',
              JSON.stringify(mode),
              fact?.mode?.source ?? source,
              fact?.mode ? undefined : 'assumed',
            ),
          ]
        : common(
            machine,
            {
              name: called,
              source,
              size,
              align,
              mode: { value: mode, source: fact?.mode?.source ?? source },
              targetNode: fact?.targetNode ?? device?.targetNode,
            },
            says,
          )),
      ...(native
        ? []
        : [member('map', JSON.stringify(shape.map), map?.source ?? source, map ? undefined : 'assumed')]),
      ...(fact?.numaNode ? [member('numa_node', String(fact.numaNode.value), fact.numaNode.source)] : []),
      where,
    ],
    ranges: extent ? [extent.range] : [],
    kmem: mode === 'system-ram',
  };
}

const extentMembers = (range: PhysRange, source: Source, native: boolean): Member =>
  native
    ? { key: 'ranges', value: [rangeItem(range, source)] }
    : member('raw', rawJson(range), source, 'the whole namespace');

/** `size` of the raw extent: the pgmap covers the head too. */
function unplaced(
  machine: Machine,
  name: string,
  shape: Shape,
  native: boolean,
  size: Sourced<Quantity>,
  fact: NamespaceFact | undefined,
  says: Says,
): Member {
  const { value, source } = size;
  says.assumed(
    source,
    `${name}: no address is printed; figures are those of a base aligned to the larger of align and section. "sudo cat /proc/iomem" has it.`,
  );
  if (native && isExact(value)) return member('size', bytesJson(value.low), source);
  const whole = native ? undefined : wholeRegion(machine, shape, fact);
  const unit = unitOf(shape, fact);
  const fitting =
    whole === undefined
      ? native
        ? multiples(value, unit)
        : rawCandidates(machine, shape, value, unit)
      : [whole];
  const raw = fitting[fitting.length >> 1];
  if (!isExact(value)) {
    const why =
      whole === undefined ? `of namespaces in units of ${formatBytes(unit)}` : 'of the whole region';
    const data = native ? fitting : fitting.map((size) => usable(machine, shape, 0n, size));
    says.add('approximate-size', 'hint', source, `${name}: ${roundedWords(value, [...new Set(data)], why)}`);
  }
  if (raw === undefined) {
    const guess = native ? value.low : value.low + shape.align;
    if (isExact(value))
      says.assumed(
        source,
        `${name}: no namespace has ${value.low} bytes of data at map ${shape.map} and align ${formatBytes(shape.align)}; one align is added for its info block.`,
      );
    return member('size', bytesJson(guess), source, 'with the info block');
  }
  const head = native
    ? undefined
    : `${bytesWords(value)} of data and ${formatBytes(raw - usable(machine, shape, 0n, raw))} before them`;
  return member('size', bytesJson(raw), source, fitting.length === 1 ? head : `${value.text}, rounded`);
}

const regionAlign = (fact: NamespaceFact | undefined): bigint => {
  const align = fact?.region?.align?.value;
  return align !== undefined && align >= 4096n ? align : REGION_ALIGN;
};

/** What namespaces are cut in: the region's align, and whole aligns, since the rest of one is lost. */
function unitOf({ align }: Shape, fact: NamespaceFact | undefined): bigint {
  const region = regionAlign(fact);
  return align % region === 0n ? align : region;
}

/** The one namespace of a region with nothing left has all of it. */
function wholeRegion(machine: Machine, shape: Shape, fact: NamespaceFact | undefined): bigint | undefined {
  const region = fact?.region;
  if (!fact?.size || !region?.size || region.namespaces !== 1 || region.available?.value.high !== 0n)
    return undefined;
  const sizes = multiples(region.size.value, isExact(region.size.value) ? 1n : regionAlign(fact));
  const fitting = sizes.slice(0, 64).filter((size) => {
    const data = usable(machine, shape, 0n, size);
    return data >= fact.size!.value.low && data <= fact.size!.value.high;
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

const bytesWords = (value: Quantity): string => (isExact(value) ? `${value.low} B` : value.text);
