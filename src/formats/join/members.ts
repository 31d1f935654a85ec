/** Members that pgmaps of every origin have. */
import { pageSize, usualAlign } from '../../engine/arch';
import { hex } from '../../engine/units';
import { item, member, unitsJson } from './draft';
import type { Machine } from '../../engine/types';
import type { Sourced } from '../facts';
import type { Device } from './devices';
import type { Item, Member, Says } from './draft';

export const rangeItem = (
  range: { start: bigint; end: bigint },
  source: Item['source'],
  remark?: string,
): Item => item(`{ "start": "${hex(range.start)}", "end": "${hex(range.end)}" }`, source, remark);

/** An align that a device can have: from a page on. Others are left out, and said. */
export function soundAlign(
  machine: Machine,
  align: Sourced<bigint> | undefined,
  says: Says,
): Sourced<bigint> | undefined {
  if (!align || (align.value >= BigInt(pageSize(machine.arch)) && align.value <= 1n << 52n)) return align;
  says.add(
    'bad-value',
    'warning',
    align.source,
    `An align of ${align.value} bytes is none that a device can have; it is left out.`,
  );
  return undefined;
}

/** Mode, align and node, with what is assumed of them. */
export function common(
  machine: Machine,
  device: Omit<Device, 'ranges' | 'path' | 'alone'>,
  says: Says,
): Member[] {
  const { name, source, mode, align, targetNode } = device;
  const usual = BigInt(usualAlign(machine.arch));
  if (!align)
    says.assumed(
      source,
      `${name}: no align is printed; ${unitsJson(usual).slice(1, -1)} is assumed, the default.`,
    );
  if (!mode) says.assumed(source, `${name}: no mode is printed; devdax is assumed.`);
  return [
    member(
      'mode',
      JSON.stringify(mode?.value ?? 'devdax'),
      mode?.source ?? source,
      mode ? undefined : 'assumed',
    ),
    member('align', unitsJson(align?.value ?? usual), align?.source ?? source, align ? undefined : 'assumed'),
    ...(targetNode ? [member('target_node', String(targetNode.value), targetNode.source)] : []),
  ];
}
