/** From what a config asks for to the ranges and the altmap that memremap_pages() is given. */
import { pagesPerSection, pageSize } from './arch';
import { alignDown, alignUp } from './align';
import { daxRefusal } from './dax';
import { pfns } from './memremap';
import { infoBlock, namespaceAltmap, namespaceRange, namespaceRefusal } from './namespace';
import { refusal } from './refusal';
import type { Refusal } from './refusal';
import type { Altmap, Machine, Pgmap, PhysRange } from './types';

export interface Request {
  readonly ranges: readonly PhysRange[];
  readonly altmap: Altmap | null;
  readonly baseKnown: boolean;
  readonly refusal: Refusal | undefined;
  /** Where each range stands among the device's, if some of those are left out. */
  readonly order?: readonly number[];
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** x86: machines with 64 GiB of RAM or more hotplug in 2 GiB blocks (probe_memory_block_size(), arch/x86/mm/init_64.c). */
const LARGE_RAM = 64n << 30n;
const LARGE_BLOCK = 2n << 30n;

/** powerpc: DEFAULT_MEMORY_BLOCK_SIZE of the device tree (arch/powerpc/mm/init_64.c), 1 GiB on the machines recorded. */
const POWERPC_BLOCK = 1n << 30n;

/** memory_block_size_bytes(): what `system-ram` is onlined in. Bare metal is assumed; a section at least. */
export function memoryBlockSize(machine: Machine): bigint {
  if (machine.arch.name === 'ppc64le') return POWERPC_BLOCK;
  if (machine.arch.name !== 'x86_64') return 1n << BigInt(machine.arch.sectionShift);
  const end = (machine.ram ?? []).reduce((top, r) => max(top, r.end + 1n), 0n);
  return end >= LARGE_RAM ? LARGE_BLOCK : 1n << BigInt(machine.arch.sectionShift);
}

/** dax_kmem_range() (drivers/dax/kmem.c): whole memory blocks only; undefined where there is none. */
export function kmemRange(machine: Machine, { start, end }: PhysRange): PhysRange | undefined {
  const block = memoryBlockSize(machine);
  const from = alignUp(start, block);
  const to = alignDown(end + 1n, block);
  return from < to ? { start: from, end: to - 1n } : undefined;
}

/** Where a pgmap of unknown base is laid out: aligned to the larger of align and section, above all that is known. */
function assumedRange(machine: Machine, pgmap: Pgmap, above: bigint): PhysRange {
  const section = BigInt(pagesPerSection(machine.arch) * pageSize(machine.arch));
  const start = alignUp(above, max(section, BigInt(pgmap.align)));
  return { start, end: start + pgmap.size! - 1n };
}

/** `above`: an address past everything the file names, for pgmaps whose base is not known. */
export function resolve(machine: Machine, pgmap: Pgmap, above: bigint): Request {
  const baseKnown = pgmap.size === null;
  const missing = zoneDeviceRefusal(machine, pgmap);
  const refusalOfDax = (ranges: readonly PhysRange[]): Refusal | undefined =>
    missing ?? daxRefusal(machine, pgmap, ranges);
  if (pgmap.raw) {
    const extent = { start: pgmap.raw.start, end: pgmap.raw.start + pgmap.raw.size - 1n };
    const no = refusalOfDax([]) ?? namespaceRefusal(machine, pgmap);
    if (no) return { ranges: [extent], altmap: null, baseKnown, refusal: no };
    if (pgmap.mode === 'system-ram') {
      const { dataoff, endTrunc } = infoBlock(machine, pgmap, extent.start, pgmap.raw.size);
      return kmem(
        machine,
        [{ start: extent.start + dataoff, end: extent.end - endTrunc }],
        baseKnown,
        missing,
      );
    }
    const altmap = pgmap.map === 'dev' ? namespaceAltmap(machine, pgmap, extent) : null;
    return { ranges: [namespaceRange(machine, pgmap)], altmap, baseKnown, refusal: undefined };
  }
  const ranges = baseKnown ? pgmap.ranges : [assumedRange(machine, pgmap, above)];
  if (pgmap.mode === 'system-ram') return kmem(machine, ranges, baseKnown, missing);
  // A map=dev range is taken for what memremap_pages() gets of a namespace: its first bytes hold the info block.
  const altmap = pgmap.map === 'dev' && ranges[0] ? altmapOf(machine, pgmap, ranges[0]) : null;
  return { ranges, altmap, baseKnown, refusal: refusalOfDax(ranges) };
}

/**
 * Without ZONE_DEVICE devm_memremap_pages() is a stub (include/linux/memremap.h). dax-kmem does without a pgmap, but
 * not without memory hotplug: there is no such driver to bind a device to.
 */
function zoneDeviceRefusal({ kernel }: Machine, pgmap: Pgmap): Refusal | undefined {
  const { memoryHotplug, zoneDevice } = kernel.behaviour;
  if (pgmap.mode === 'system-ram')
    return memoryHotplug
      ? undefined
      : refusal('ENOENT', 'add_memory_driver_managed', 'No such file or directory');
  return zoneDevice ? undefined : refusal('ENXIO', 'devm_memremap_pages', 'No such device or address');
}

/** The altmap that is given, or what an info block in the range makes it. */
function altmapOf(machine: Machine, pgmap: Pgmap, range: PhysRange): Altmap {
  if (!pgmap.altmap) return namespaceAltmap(machine, pgmap, range);
  const { from, to } = pfns(machine, range);
  return { basePfn: from, endPfn: to - 1, ...pgmap.altmap, align: 0, alloc: 0 };
}

/** dev_dax_kmem_probe(): what is left of the ranges, or the refusal where nothing is. */
function kmem(
  machine: Machine,
  asked: readonly PhysRange[],
  baseKnown: boolean,
  missing: Refusal | undefined,
): Request {
  if (missing) return { ranges: asked, altmap: null, baseKnown, refusal: missing };
  const whole = asked
    .map((r, order) => ({ range: kmemRange(machine, r), order }))
    .filter((r): r is { range: PhysRange; order: number } => r.range !== undefined);
  const empty = refusal(
    'EINVAL',
    'dev_dax_kmem_probe',
    'rejecting DAX region without any memory after alignment',
  );
  return whole.length > 0
    ? {
        ranges: whole.map((r) => r.range),
        altmap: null,
        baseKnown,
        refusal: undefined,
        order: whole.map((r) => r.order),
      }
    : { ranges: asked, altmap: null, baseKnown, refusal: empty };
}
