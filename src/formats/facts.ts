/** What is found in a text: typed, each with its place and with the tool that printed it. Joined by `join/`. */
import type { Code } from '../engine/codes';
import type { PgmapMode, PhysRange, Severity } from '../engine/types';
import type { Quantity } from './quantity';

/** A place in one of the texts that were given, and whose output it is. */
export interface Source {
  /** Index of the text. */
  readonly text: number;
  readonly offset: number;
  readonly length: number;
  /** As a user calls it: `daxctl list`, `/proc/iomem`. */
  readonly tool: string;
}

export interface Sourced<T> {
  readonly value: T;
  readonly source: Source;
}

type Maybe<T> = Sourced<T> | undefined;

/** A range of a device; `order` is its page_offset where that is printed. */
export interface Mapping extends PhysRange {
  readonly order: bigint | undefined;
}

/** A device-dax instance as daxctl, ndctl and cxl print it, or as the kernel names it in /proc/iomem. */
export interface DeviceFact {
  readonly kind: 'device';
  readonly name: string;
  readonly source: Source;
  readonly size: Maybe<Quantity>;
  readonly align: Maybe<bigint>;
  readonly mode: Maybe<PgmapMode>;
  readonly targetNode: Maybe<number>;
  readonly mappings: readonly Sourced<Mapping>[];
  /** The region it is cut from: sysfs names of the devices on its path (`region0`, `hmem.0`, `ndbus0`). */
  readonly path: readonly string[];
  /** True where that region holds no other device. */
  readonly alone: boolean;
}

export interface NamespaceFact {
  readonly kind: 'namespace';
  readonly name: string;
  readonly source: Source;
  /** devdax, fsdax; null for raw and sector, which have no struct pages. */
  readonly mode: Maybe<PgmapMode | null>;
  readonly map: Maybe<'mem' | 'dev'>;
  /** Of the data, as ndctl counts: without info block and memmap. */
  readonly size: Maybe<Quantity>;
  readonly align: Maybe<bigint>;
  readonly chardev: string | undefined;
  readonly numaNode: Maybe<number>;
  readonly targetNode: Maybe<number>;
  /** True where there is no info block: fsdax without map=mem|dev of its own, as e820 ranges have it. */
  readonly native: boolean;
  readonly region: NvdimmRegion | undefined;
}

/** An nvdimm region that ndctl lists. */
export interface NvdimmRegion {
  readonly name: string;
  readonly source: Source;
  readonly size: Maybe<Quantity>;
  readonly align: Maybe<bigint>;
  readonly available: Maybe<Quantity>;
  readonly namespaces: number;
  readonly targetNode: Maybe<number>;
}

export interface NvdimmRegionFact {
  readonly kind: 'nvdimm-region';
  readonly region: NvdimmRegion;
}

/** What an address range is said to be. The order is that of trust: what is on the left names the device itself. */
export type ExtentKind =
  'device' | 'namespace' | 'cxl-region' | 'hmem' | 'soft-reserved' | 'persistent' | 'cxl-window';

/** A named range of physical addresses: of /proc/iomem, the firmware's map, the command line, a device tree. */
export interface ExtentFact {
  readonly kind: 'extent';
  readonly of: ExtentKind;
  readonly name: string;
  readonly range: PhysRange;
  readonly source: Source;
  /** System RAM lies in it: dax-kmem has it. */
  readonly kmem: boolean;
  readonly node: number | undefined;
}

/** A device whose size alone is said: of a QEMU argument, a CXL memdev. */
export interface UnplacedFact {
  readonly kind: 'unplaced';
  readonly name: string;
  readonly size: Sourced<Quantity>;
  readonly source: Source;
  readonly what: string;
  readonly align?: Sourced<bigint>;
}

/** System RAM from one of the maps there are, the surest first. */
export const RAM_MAPS = ['memblock', 'iomem', 'e820', 'lsmem'] as const;
export type RamMap = (typeof RAM_MAPS)[number];

export interface RamFact {
  readonly kind: 'ram';
  readonly map: RamMap;
  readonly range: PhysRange;
  readonly node: number | undefined;
  readonly source: Source;
}

/** Taken out of what the firmware calls RAM (`memmap=nn!ss` and its like). */
export interface NotRamFact {
  readonly kind: 'not-ram';
  readonly range: PhysRange;
  readonly source: Source;
}

/** To which node addresses belong (ACPI SRAT). */
export interface NodeFact {
  readonly kind: 'node';
  readonly range: PhysRange;
  readonly node: number;
  readonly source: Source;
}

/** Keys of `machine.behaviour` that a kernel's configuration decides. */
export const BEHAVIOUR_KEYS = ['zone_device', 'memory_hotplug', 'hvo_selected'] as const;
export type BehaviourKey = (typeof BEHAVIOUR_KEYS)[number];

/** A key of the config's `machine`, as JSON value. The higher rank wins; what is assumed has rank 0. */
export interface MachineFact {
  readonly kind: 'machine';
  readonly key:
    'arch' | 'page_size' | 'struct_page_size' | 'kernel' | 'mmu' | 'hugetlb_free_vmemmap' | BehaviourKey;
  readonly value: string | number | boolean;
  readonly rank: number;
  readonly source: Source;
}

/** memory_block_size_bytes() as lsmem and the kernel's log print it. */
export interface BlockSizeFact {
  readonly kind: 'block-size';
  readonly bytes: bigint;
  readonly source: Source;
}

export interface PoolFact {
  readonly kind: 'pool';
  readonly pageSize: bigint;
  readonly count: number;
  readonly node: number | undefined;
  readonly when: 'boot' | 'run';
  readonly source: Source;
}

/** A counter of the running machine: pages as they are, everything else in bytes. */
export interface CounterFact {
  readonly kind: 'counter';
  readonly name: string;
  readonly value: bigint;
  readonly source: Source;
}

export type Fact =
  | DeviceFact
  | NamespaceFact
  | NvdimmRegionFact
  | ExtentFact
  | UnplacedFact
  | RamFact
  | NotRamFact
  | NodeFact
  | MachineFact
  | BlockSizeFact
  | PoolFact
  | CounterFact;

/** Something to say aloud: what was assumed, what conflicts, what was passed over. */
export interface Problem {
  readonly code: Code;
  readonly severity: Severity;
  readonly source: Source;
  readonly message: string;
}
