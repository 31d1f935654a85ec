/** Why the kernel refuses a pgmap, each cause at its place. */
import { alignDown, alignUp } from './align';
import { SUBSECTION_SHIFT } from './arch';
import { cutsPage, daxAligns, daxAlignValid, endsAligned } from './dax';
import { addressLimit, checkPfnSpan, exceedsRefusal, lowestAddress, pfns } from './memremap';
import { compatAlign, MIN_NAMESPACE_SIZE } from './namespace';
import { releasesWith } from './spans';
import { alignFixes, moveEnd, moveStart, roundFixes } from './fixes';
import { formatBytes, grouped, hex } from './units';
import type { Behaviour } from './behaviour';
import type { Refusal } from './refusal';
import type { EngineFinding, Machine, Pgmap, PgmapPopulation, PhysRange } from './types';

const SUBSECTION = 1n << BigInt(SUBSECTION_SHIFT);

/** What the releases that findings name have in common. */
const ZONE_DEVICE = ({ zoneDevice }: Behaviour): boolean => zoneDevice;
const MEMORY_HOTPLUG = ({ memoryHotplug }: Behaviour): boolean => memoryHotplug;
const FOLIO_ORDER_CHECK = ({ maxFolioOrderCheck }: Behaviour): boolean => maxFolioOrderCheck;

/** Whether the kernel has nothing that makes such a pgmap: of its ranges there is nothing to say. */
export function isBeyondKernel({ kernel }: Machine, { mode }: Pgmap): boolean {
  const { memoryHotplug, zoneDevice } = kernel.behaviour;
  return mode === 'system-ram' ? !memoryHotplug : !zoneDevice;
}

/** Those that the pgmap alone gives cause for. */
export function refusals(machine: Machine, pgmap: Pgmap, i: number, made: PgmapPopulation): EngineFinding[] {
  if (isBeyondKernel(machine, pgmap))
    return pgmap.mode === 'system-ram' ? memoryHotplugMissing(machine) : zoneDeviceMissing(machine);
  return [
    ...alignUnsupported(machine, pgmap, i, made),
    ...namespaceUnusable(machine, pgmap, i, made),
    ...altmapFindings(pgmap, i, made),
    ...(pgmap.raw ? rawFindings(machine, pgmap, i, made) : []),
    ...pgmap.ranges.flatMap((range, r) => rangeFindings(machine, pgmap, i, r, range)),
  ];
}

/** With the kernel's own words where none of the causes `found` is one of refusal. */
export function refusedFindings(
  pgmap: Pgmap,
  i: number,
  { outcome }: PgmapPopulation,
  found: readonly EngineFinding[],
): readonly EngineFinding[] {
  if (outcome.ok || found.some((f) => f.severity === 'error')) return found;
  const other: EngineFinding = {
    code: 'refused',
    severity: 'error',
    place: { pgmap: i },
    what: `The kernel refuses ${pgmap.name}: ${outcome.message}.`,
    why: `${outcome.function}() returns -${outcome.errno}.`,
    errno: outcome.errno,
    kernelFunction: outcome.function,
  };
  return [...found, other];
}

function zoneDeviceMissing({ arch, kernel }: Machine): EngineFinding[] {
  const spans = releasesWith(arch, ZONE_DEVICE);
  return [
    {
      code: 'zone-device-missing',
      severity: 'error',
      place: { pgmap: null, key: 'kernel' },
      what: `Linux ${kernel.release} has no ZONE_DEVICE on ${arch.name}: device-dax and fsdax cannot have struct pages.`,
      why: `devm_memremap_pages() is a stub there and returns -ENXIO; ${arch.name} can have it in ${spans ?? 'no release'}.`,
      errno: 'ENXIO',
      kernelFunction: 'devm_memremap_pages',
    },
  ];
}

function memoryHotplugMissing({ arch, kernel }: Machine): EngineFinding[] {
  const spans = releasesWith(arch, MEMORY_HOTPLUG);
  return [
    {
      code: 'memory-hotplug-missing',
      severity: 'error',
      place: { pgmap: null, key: 'kernel' },
      what: `Linux ${kernel.release} has no memory hotplug on ${arch.name}, and so no dax-kmem to make System RAM of a device.`,
      why: `DEV_DAX_KMEM depends on MEMORY_HOTPLUG; ${arch.name} can have it in ${spans ?? 'no release'}.`,
      errno: 'ENOENT',
      kernelFunction: 'add_memory_driver_managed',
    },
  ];
}

function alignUnsupported(machine: Machine, pgmap: Pgmap, i: number, made: PgmapPopulation): EngineFinding[] {
  const { outcome } = made;
  const place = { pgmap: i, key: 'align' };
  if ((pgmap.mode === 'devdax' || pgmap.raw) && !daxAlignValid(machine, pgmap)) {
    const valid = daxAligns(machine, pgmap.raw)
      .map((a) => formatBytes(a))
      .join(', ');
    return [
      {
        code: 'align-unsupported',
        severity: 'error',
        place,
        what: `Align ${formatBytes(pgmap.align)} is none of ${valid}.`,
        why: 'dax_align_valid() takes the page size and the sizes a page-table entry can map, nothing between: EINVAL.',
        errno: 'EINVAL',
        kernelFunction: 'dax_align_valid',
        fixes: alignFixes(machine, i, (a) => daxAligns(machine, pgmap.raw).includes(a)),
      },
    ];
  }
  if (outcome.ok || outcome.message !== 'requested folio size unsupported') return [];
  return [
    {
      code: 'align-unsupported',
      severity: 'error',
      place,
      what: `vmemmap_shift ${pgmap.vmemmapShift} is above MAX_FOLIO_ORDER (${34 - machine.arch.pageShift}, 16 GiB).`,
      why: 'memremap_pages() refuses such compounds with EINVAL (“requested folio size unsupported”).',
      errno: 'EINVAL',
      kernelFunction: 'memremap_pages',
      ...spanOf(releasesWith(machine.arch, FOLIO_ORDER_CHECK)),
    },
  ];
}

/** Where nvdimm and the dax bus look at an info block: what others say of the range it makes is theirs. */
const OF_NAMESPACES: ReadonlySet<string> = new Set([
  'nvdimm_namespace_common_probe',
  'nd_pfn_init',
  '__dax_pmem_probe',
  'dax_bus_probe',
]);

/** A struct page made larger by debugging does not fit what the info block reserves. */
const debugOptions = (i: number, outcome: Refusal): EngineFinding => ({
  code: 'namespace-unusable',
  severity: 'error',
  place: { pgmap: i, key: 'map' },
  what: 'The memmap cannot be kept on the device: struct page is larger than the 64 bytes that an info block reserves for each page.',
  why: `${outcome.function}() returns -${outcome.errno}: “${outcome.message}”.`,
  errno: outcome.errno,
  kernelFunction: outcome.function,
  fixes: [
    {
      title: 'Keep the memmap in RAM (map "mem")',
      edits: [{ place: { pgmap: i, key: 'map' }, value: '"mem"' }],
    },
  ],
});

function namespaceUnusable(
  machine: Machine,
  pgmap: Pgmap,
  i: number,
  made: PgmapPopulation,
): EngineFinding[] {
  const { outcome } = made;
  if (outcome.ok || !pgmap.raw || !OF_NAMESPACES.has(outcome.function)) return [];
  if (outcome.message.startsWith('Memory debug')) return [debugOptions(i, outcome)];
  const atStart = outcome.message.includes('misaligned');
  const { start, size } = pgmap.raw;
  const unit = compatAlign(machine);
  const next = hex(alignUp(start, unit));
  return [
    {
      code: 'namespace-unusable',
      severity: 'error',
      place: { pgmap: i, key: atStart ? 'raw.start' : 'raw.size' },
      what: atStart
        ? `The namespace starts at ${hex(start)}, which is not a multiple of ${formatBytes(unit)}.`
        : size < MIN_NAMESPACE_SIZE
          ? `The namespace is ${formatBytes(size)} long, below the smallest of ${formatBytes(MIN_NAMESPACE_SIZE)}.`
          : `At ${formatBytes(pgmap.align)} align the info block leaves no room for data in ${formatBytes(size)}.`,
      why: `${outcome.function}() returns -${outcome.errno}: “${outcome.message}”.`,
      errno: outcome.errno,
      kernelFunction: outcome.function,
      fixes: atStart
        ? [
            {
              title: `Move the namespace to ${next}`,
              edits: [{ place: { pgmap: i, key: 'raw.start' }, value: `"${next}"` }],
            },
          ]
        : [],
    },
  ];
}

function altmapFindings(pgmap: Pgmap, i: number, made: PgmapPopulation): EngineFinding[] {
  // dax-kmem has no pgmap, and so no altmap.
  if (pgmap.mode === 'system-ram') return [];
  const { outcome } = made;
  const place = { pgmap: i, key: 'map' };
  const toRam = { title: 'Keep the memmap in RAM (map "mem")', edits: [{ place, value: '"mem"' }] };
  if (pgmap.map === 'dev' && pgmap.ranges.length > 1)
    return [
      {
        code: 'altmap-multi-range',
        severity: 'error',
        place,
        what: `map "dev" cannot serve ${pgmap.ranges.length} ranges.`,
        why: 'pagemap_range() refuses an altmap from the second range on: EINVAL.',
        errno: 'EINVAL',
        kernelFunction: 'pagemap_range',
        fixes: [toRam],
      },
    ];
  // What the dax region or a range cannot have is no lack of memmap.
  const tooSmall =
    !outcome.ok &&
    outcome.function !== 'alloc_dax_region' &&
    (outcome.errno === 'ENOMEM' || outcome.message.includes('invalid altmap'));
  if (pgmap.map !== 'dev' || !tooSmall || outcome.message.includes('Conflicting')) return [];
  const left = made.ranges.some((r) => r.runs.some((row) => 'rule' in row && row.rule === 'altmap'));
  return [
    {
      code: 'altmap-too-small',
      severity: 'error',
      place,
      what: pgmap.altmap
        ? `The altmap’s ${grouped(pgmap.altmap.free)} free pages cannot hold the memmap.`
        : 'What the info block reserves on the device cannot hold the memmap.',
      why: `${outcome.function}() returns -${outcome.errno}: “${outcome.message}”.${left ? ' The sections before stay added, so a second try fails with EEXIST.' : ''}`,
      errno: outcome.errno,
      kernelFunction: outcome.function,
      fixes: [toRam],
    },
  ];
}

/** What memremap_pages() says of the range that an info block makes. */
function rawFindings(machine: Machine, pgmap: Pgmap, i: number, made: PgmapPopulation): EngineFinding[] {
  if (made.outcome.ok || OF_NAMESPACES.has(made.outcome.function)) return [];
  const { start, size } = pgmap.raw!;
  const range = { start, end: start + size - 1n };
  const place = { pgmap: i, key: 'raw.start' };
  return [...ramCollision(machine, pgmap, i, 0, range), ...beyond(machine, pgmap, i, 0, range)].map((f) => ({
    ...f,
    place,
    fixes: [],
  }));
}

function rangeFindings(
  machine: Machine,
  pgmap: Pgmap,
  i: number,
  r: number,
  range: PhysRange,
): EngineFinding[] {
  if (pgmap.mode === 'system-ram')
    return [...ramCollision(machine, pgmap, i, r, range), ...beyond(machine, pgmap, i, r, range)];
  const misaligned = subsectionMisaligned(machine, pgmap, i, r, range);
  const size = misaligned.length > 0 ? [] : sizeNotMultiple(machine, pgmap, i, r, range);
  return [
    ...misaligned,
    ...size,
    ...ramCollision(machine, pgmap, i, r, range),
    ...beyond(machine, pgmap, i, r, range),
  ];
}

const WHOLE_SUBSECTIONS = {
  why: 'Memory is added in whole subsections: check_pfn_span() refuses anything else with EINVAL.',
  errno: 'EINVAL',
  kernelFunction: 'check_pfn_span',
} as const;
const WHOLE_ALIGNS = {
  why: 'A dax region is made of whole aligns: alloc_dax_region() refuses anything else, and its driver fails with ENOMEM.',
  errno: 'ENOMEM',
  kernelFunction: 'alloc_dax_region',
} as const;

function subsectionMisaligned(
  machine: Machine,
  pgmap: Pgmap,
  i: number,
  r: number,
  range: PhysRange,
): EngineFinding[] {
  const { from, to } = pfns(machine, range);
  const cut = pgmap.mode === 'devdax' && cutsPage(machine, range);
  if (!cut && checkPfnSpan(machine, from, to - from)) return [];
  const [start, end] = [range.start, range.end + 1n];
  const [startOff, endOff, sizeOff] = [start, end, end - start].map((n) => n % SUBSECTION) as [
    bigint,
    bigint,
    bigint,
  ];
  if (startOff === 0n && sizeOff === 0n) return [];
  const base = {
    code: 'subsection-misaligned',
    severity: 'error',
    ...(cut ? WHOLE_ALIGNS : WHOLE_SUBSECTIONS),
    fixes: roundFixes(i, r, start, end, SUBSECTION),
  } as const;
  const found: EngineFinding[] = [];
  if (startOff !== 0n)
    found.push({
      ...base,
      place: { pgmap: i, range: r, key: 'start' },
      what: `The start ${hex(start)} lies ${formatBytes(startOff)} past a 2 MiB subsection boundary.`,
    });
  // Moving the start mends the size too where either the end or the size is right already.
  if (sizeOff !== 0n && endOff !== 0n)
    found.push({
      ...base,
      place: { pgmap: i, range: r, key: 'end' },
      what: `The range is ${formatBytes(end - start)} long, not a whole number of 2 MiB subsections.`,
    });
  return found;
}

function sizeNotMultiple(
  machine: Machine,
  pgmap: Pgmap,
  i: number,
  r: number,
  range: PhysRange,
): EngineFinding[] {
  const align = BigInt(pgmap.align);
  const size = range.end - range.start + 1n;
  if (pgmap.mode !== 'devdax' || size % align === 0n || endsAligned(pgmap, range)) return [];
  if (!daxAlignValid(machine, pgmap)) return [];
  const cut = alignDown(size, align);
  return [
    {
      code: 'size-not-multiple-of-align',
      severity: 'error',
      place: { pgmap: i, range: r, key: 'end' },
      what: `The range is ${formatBytes(size)} long, not a multiple of its ${formatBytes(align)} align.`,
      why: 'dev_dax_validate_align() refuses a device with such a range: EINVAL.',
      errno: 'EINVAL',
      kernelFunction: 'dev_dax_validate_align',
      fixes: [
        ...(cut > 0n ? [moveEnd(i, r, range.start + cut, 'down')] : []),
        moveEnd(i, r, range.start + alignUp(size, align), 'up'),
        ...alignFixes(machine, i, (a) => size % BigInt(a) === 0n),
      ],
    },
  ];
}

function ramCollision(
  machine: Machine,
  pgmap: Pgmap,
  i: number,
  r: number,
  range: PhysRange,
): EngineFinding[] {
  const hit = (machine.ram ?? []).findIndex((ram) => ram.start <= range.end && range.start <= ram.end);
  if (hit < 0) return [];
  const ram = machine.ram![hit]!;
  const after = alignUp(ram.end + 1n, SUBSECTION);
  return [
    {
      code: 'ram-collision',
      severity: 'error',
      place: { pgmap: i, range: r },
      what: `The range intersects System RAM ${hex(ram.start)}-${hex(ram.end)}.`,
      ...(pgmap.mode === 'system-ram' ? RESERVED : DISJOINT),
      related: [{ place: { pgmap: null, range: hit, key: 'ram' }, message: 'This System RAM.' }],
      fixes: after <= range.end ? [moveStart(i, r, after, 'up')] : [],
    },
  ];
}

const DISJOINT = {
  why: 'pagemap_range() adds only what region_intersects() finds disjoint from System RAM: ENXIO.',
  errno: 'ENXIO',
  kernelFunction: 'pagemap_range',
} as const;
const RESERVED = {
  why: 'dev_dax_kmem_probe() cannot reserve what is System RAM already (“could not reserve region”): EBUSY.',
  errno: 'EBUSY',
  kernelFunction: 'dev_dax_kmem_probe',
} as const;

/** Who refuses what lies beyond the addressable, and for what. */
const BEYOND: Readonly<Record<string, string>> = {
  mhp_range_allowed: 'refuses what lies above MAX_PHYSMEM_BITS or outside the direct map: EINVAL.',
  register_memory_resource: 'adds only what mhp_range_allowed() lets through: E2BIG.',
  check_hotplug_memory_addressable: 'refuses what lies above MAX_PHYSMEM_BITS: E2BIG.',
  arch_add_memory: 'refuses what lies outside the linear mapping: EINVAL.',
};

function beyondBy(
  machine: Machine,
  pgmap: Pgmap,
  range: PhysRange,
): Pick<EngineFinding, 'why'> & { readonly errno: string; readonly kernelFunction: string } {
  const by = pgmap.mode === 'system-ram' ? 'kmem' : 'pgmap';
  const { errno, function: func } = exceedsRefusal(machine, range, by)!;
  return { why: `${func}() ${BEYOND[func]!}`, errno, kernelFunction: func };
}

function beyond(machine: Machine, pgmap: Pgmap, i: number, r: number, range: PhysRange): EngineFinding[] {
  const [low, limit] = [lowestAddress(machine), addressLimit(machine)];
  if (range.start < low)
    return [
      {
        code: 'beyond-addressable',
        severity: 'error',
        place: { pgmap: i, range: r, key: 'start' },
        what: `The range starts at ${hex(range.start)}, below ${hex(low)}, where the direct map begins.`,
        ...beyondBy(machine, pgmap, range),
      },
    ];
  if (range.end < limit) return [];
  return [
    {
      code: 'beyond-addressable',
      severity: 'error',
      place: { pgmap: i, range: r, key: range.start >= limit ? 'start' : 'end' },
      what: `The range ends at ${hex(range.end)}, above the last address ${hex(limit - 1n)} that the kernel maps${machine.arch.name === 'x86_64' ? ` with ${machine.pagingLevels}-level paging` : ''}.`,
      ...beyondBy(machine, pgmap, range),
      fixes:
        machine.pagingLevels === 4 && machine.arch.maxPhysmemBits[5] > machine.arch.maxPhysmemBits[4]
          ? [
              {
                title: 'Use 5-level paging',
                edits: [{ place: { pgmap: null, key: 'paging_levels' }, value: '5' }],
              },
            ]
          : [],
    },
  ];
}

const spanOf = (releases: string | undefined): { releases?: string } => (releases ? { releases } : {});
