/** The config's `pgmaps`: devices, namespaces, and ranges that nobody else has. */
import { member } from './draft';
import { joinDevices, joinNamespaces } from './devices';
import { extentPgmaps, Places, unplacedPgmaps } from './extents';
import { common, rangeItem, soundAlign } from './members';
import { namespacePgmap, withNamespace } from './namespaces';
import { exactSize, sizeJson } from './sizes';
import type { Machine } from '../../engine/types';
import type { Fact, Sourced } from '../facts';
import type { Quantity } from '../quantity';
import type { Draft, DraftPgmap, Member, Says } from './draft';
import type { Device, Namespace } from './devices';

export function joinPgmaps(machine: Machine, facts: readonly Fact[], says: Says): Draft['pgmaps'] {
  const devices = joinDevices(facts, says);
  const namespaces = joinNamespaces(facts, says);
  const places = new Places(facts, namespaces);
  const byChardev = new Map(
    namespaces.flatMap((n) => (n.fact?.chardev === undefined ? [] : [[n.fact.chardev, n] as const])),
  );
  const used = new Set<Namespace>();
  const drafts: DraftPgmap[] = [];
  for (const device of devices) {
    const namespace = byChardev.get(device.name) ?? places.headOf(device);
    if (namespace) used.add(namespace);
    const draft =
      (namespace && withNamespace(machine, device, namespace, places, says)) ??
      devicePgmap(machine, device, places, says);
    if (!draft) continue;
    places.take(draft);
    drafts.push(draft);
  }
  for (const namespace of namespaces) {
    if (used.has(namespace)) continue;
    const draft = namespacePgmap(machine, namespace, places, says);
    if (!draft) continue;
    places.take(draft);
    drafts.push(draft);
  }
  const all = [...drafts, ...extentPgmaps(machine, facts, places, says)];
  return all.length > 0 ? all : unplacedPgmaps(machine, facts, says);
}

/** A device by itself: its ranges, or its size where no address is known. */
function devicePgmap(machine: Machine, device: Device, places: Places, says: Says): DraftPgmap | undefined {
  const { name, source } = device;
  const align = soundAlign(machine, device.align, says);
  if (device.ranges.length === 0 && !device.size) {
    says.add(
      'missing-value',
      'warning',
      source,
      `${name}: neither a size nor an address is printed; it is left out.`,
    );
    return undefined;
  }
  const ranges = [...device.ranges];
  if (ranges.every((r) => r.value.order !== undefined))
    ranges.sort((a, b) => (a.value.order! < b.value.order! ? -1 : Number(a.value.order! > b.value.order!)));
  const place = ranges.length > 0 ? undefined : places.find(device, says);
  const where: Member[] =
    ranges.length > 0
      ? [{ key: 'ranges', value: ranges.map((r) => rangeItem(r.value, r.source)) }]
      : place
        ? [{ key: 'ranges', value: [rangeItem(place.range, place.source, place.remark)] }]
        : sizeMember(name, align?.value ?? 2n << 20n, device.size!, says);
  if (device.path.some((part) => part.startsWith('ndbus')))
    says.assumed(
      source,
      `${name} is cut from an nvdimm namespace, whose pgmap begins before it, at the info block; with "ndctl list -N" or "sudo cat /proc/iomem" beside it the figures are exact.`,
    );
  return {
    name,
    source,
    members: [
      member('name', JSON.stringify(name), source),
      ...common(machine, { ...device, align }, says),
      ...where,
    ],
    ranges: place ? [place.range] : ranges.map((r) => r.value),
    kmem: device.mode?.value === 'system-ram',
  };
}

function sizeMember(name: string, align: bigint, size: Sourced<Quantity>, says: Says): Member[] {
  says.assumed(
    size.source,
    `${name}: no address is printed; figures are those of a base aligned to the larger of align and section. "daxctl list -M" or "sudo cat /proc/iomem" has it.`,
  );
  const bytes = exactSize(name, size, align, says);
  return [member('size', sizeJson(size.value, bytes), size.source)];
}
