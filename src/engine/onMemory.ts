/** memmap_on_memory: dax-kmem keeps the memmap of each memory block in the block itself (mm/memory_hotplug.c). */
import { pageSize } from './arch';
import { memoryBlockSize } from './ranges';
import type { Altmap, Machine } from './types';

/** Bytes of struct pages of one memory block: memory_block_memmap_size(). */
const blockMemmap = (machine: Machine): number =>
  (Number(memoryBlockSize(machine)) / pageSize(machine.arch)) * machine.structPageSize;

/**
 * mhp_supports_memmap_on_memory(): the memmap of a block fills whole PMDs, and so whole pageblocks. The module
 * parameter memory_hotplug.memmap_on_memory is taken to be on.
 */
export function supportsMemmapOnMemory(machine: Machine): boolean {
  const { arch, kernel } = machine;
  return (
    kernel.behaviour.kmemOnMemory && arch.mmu !== 'hash' && blockMemmap(machine) % 2 ** arch.pmdShift === 0
  );
}

/**
 * The altmaps of all blocks of [from, to) pfns as one (create_altmaps_and_memory_blocks()): each block has its own at
 * its start, but all are filled exactly, so what is taken in all is the same.
 */
export function onMemoryAltmap(machine: Machine, from: number, to: number): Altmap {
  const blocks = ((to - from) * pageSize(machine.arch)) / Number(memoryBlockSize(machine));
  const free = (blocks * blockMemmap(machine)) / pageSize(machine.arch);
  return { basePfn: from, endPfn: to - 1, reserve: 0, free, align: 0, alloc: 0 };
}
