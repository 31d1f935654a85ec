/** dax-kmem: which of a device's ranges become System RAM (dev_dax_kmem_probe(), drivers/dax/kmem.c). */
import { exceedsRefusal, meetsRam, pfns } from './memremap';
import { refusal } from './refusal';
import { hex } from './units';
import type { Memory } from './memory';
import type { Request } from './ranges';
import type { Refusal } from './refusal';
import type { Machine, PhysRange } from './types';

/** What is added, or why the probe fails. */
export interface Kmem {
  readonly ranges: readonly PhysRange[];
  readonly refused: Refusal | undefined;
}

/** Once a range is added those that cannot be had are left out; before that the first of them ends the probe. */
export function kmemAdds(machine: Machine, request: Request, memory: Memory): Kmem {
  const ranges: PhysRange[] = [];
  for (const [i, range] of request.ranges.entries()) {
    const no = rangeRefusal(machine, range, request.order?.[i] ?? i, ranges, memory);
    if (!no) ranges.push(range);
    else if (ranges.length === 0) return { ranges: request.ranges, refused: no };
  }
  return { ranges, refused: undefined };
}

/**
 * request_mem_region() finds what others hold, or add_memory_driver_managed() does not come past
 * register_memory_resource() (mm/memory_hotplug.c).
 */
function rangeRefusal(
  machine: Machine,
  range: PhysRange,
  index: number,
  added: readonly PhysRange[],
  { live, online }: Memory,
): Refusal | undefined {
  const { from, to } = pfns(machine, range);
  const held =
    meetsRam(machine, range) ||
    live.intersects(from, to) ||
    online.intersects(from, to) ||
    added.some((r) => r.start <= range.end && range.start <= r.end);
  if (!held) return exceedsRefusal(machine, range, 'kmem');
  const at = `${hex(range.start)}-${hex(range.end)}`;
  return refusal('EBUSY', 'dev_dax_kmem_probe', `mapping${index}: ${at} could not reserve region`);
}
