/** What the kernel accepts and goes wrong, or costs more than it need: findings on pgmaps that can be made. */
import { pageSize } from './arch';
import { corruption } from './corruption';
import { daxAligns } from './dax';
import { kmemRange, memoryBlockSize } from './ranges';
import { populate } from './population';
import { useAlign } from './fixes';
import { pagesPerCompound } from './gate';
import { isSound, withAlign } from './soundFixes';
import { ramBuffer, thereBefore } from './thereBefore';
import { releasesWith, releasesWithDedup } from './spans';
import { exactBytes, formatBytes, grouped } from './units';
import { whyNoDedup } from './whyNoDedup';
import type { Behaviour } from './behaviour';
import type { DedupOff, EngineFinding, Machine, Pgmap, PgmapPopulation, PhysRange, Place } from './types';

interface Hazards {
  /** Without a look at whether its ways out are others' ranges. */
  readonly corruption: readonly EngineFinding[];
  readonly hazards: readonly EngineFinding[];
}

export function hazards(machine: Machine, pgmap: Pgmap, i: number, made: PgmapPopulation): Hazards {
  const place = (r: number, key: string): Place =>
    pgmap.raw ? { pgmap: i, key: `raw.${key === 'end' ? 'size' : key}` } : { pgmap: i, range: r, key };
  if (pgmap.mode === 'system-ram')
    return {
      corruption: [],
      hazards: [...dedupOffFinding(machine, i, made), ...memoryBlockLoss(machine, pgmap, i)],
    };
  const other = [
    ...made.ranges.flatMap((range, r) =>
      range.baseKnown ? thereBefore(machine, made, range, place(r, 'start')) : [],
    ),
    ...ramBuffer(machine, pgmap, i),
    ...dedupOffFinding(machine, i, made),
    ...addrPfnBug(machine, i, made),
    ...largerAlign(machine, pgmap, i, made),
  ];
  return { corruption: corruption(machine, pgmap, i, made), hazards: other };
}

const OFF_CODE: Readonly<Record<DedupOff, EngineFinding['code']>> = {
  kernel: 'dedup-off-kernel',
  mode: 'dedup-off-mode',
  arch: 'dedup-off-arch',
  'struct-page': 'dedup-off-struct-page',
  altmap: 'dedup-off-altmap',
  'small-compound': 'dedup-off-small-compound',
};

const OFF_KEY: Readonly<Record<DedupOff, string>> = {
  kernel: 'kernel',
  mode: 'mode',
  arch: 'align',
  'struct-page': 'struct_page_size',
  altmap: 'map',
  'small-compound': 'align',
};

/** Why an architecture gives nothing, with the releases in which it gave something. */
function archGate(machine: Machine, made: PgmapPopulation): string {
  const { arch, kernel } = machine;
  if (arch.mmu === 'hash') return 'powerpc deduplicates with the radix MMU only (vmemmap_can_optimize()).';
  const spans = releasesWithDedup(arch, pagesPerCompound(machine, made));
  const name = `${arch.name} with ${formatBytes(pageSize(arch))} pages`;
  return spans
    ? `Linux ${kernel.release} does not select ARCH_WANT_OPTIMIZE_DAX_VMEMMAP on ${arch.name}, so no align and no size saves anything; with ${formatBytes(pageSize(arch))} pages only ${spans} did.`
    : `No Linux release selects ARCH_WANT_OPTIMIZE_DAX_VMEMMAP on ${name}, so no align and no size saves anything.`;
}

function dedupOffFinding(machine: Machine, i: number, made: PgmapPopulation): EngineFinding[] {
  const off = made.dedupOff;
  const { bytesData, bytesPageTables, altmapFrames } = made.totals;
  const device = altmapFrames * pageSize(machine.arch);
  const ram = bytesData + bytesPageTables;
  if (!off || ram + device === 0) return [];
  const cost = [
    ram > 0 ? `${formatBytes(ram)} of RAM` : '',
    device > 0 ? `${formatBytes(device)} of the device` : '',
  ];
  return [
    {
      code: OFF_CODE[off],
      severity: 'warning',
      place: { pgmap: i, key: OFF_KEY[off] },
      what: `Nothing is deduplicated; the memmap takes ${cost.filter(Boolean).join(' and ')}.`,
      why:
        off === 'arch'
          ? archGate(machine, made)
          : `__populate_section_memmap() does not share vmemmap pages here: ${whyNoDedup(off)}.`,
      kernelFunction: off === 'arch' ? 'vmemmap_can_optimize' : '__populate_section_memmap',
    },
  ];
}

const HAS_ADDR_PFN_BUG = ({ compound }: Behaviour): boolean => compound === 'addr-pfn-bug';

/** powerpc counts vmemmap pages where it should count pfns, so compounds of small pages share less than they could. */
function addrPfnBug(machine: Machine, i: number, made: PgmapPopulation): EngineFinding[] {
  const kept = made.totals.ownPages;
  const could = Math.ceil((2 * made.totals.structPages) / made.pagesPerCompound);
  if (machine.kernel.behaviour.compound !== 'addr-pfn-bug' || !made.dedup || kept <= could) return [];
  const spans = releasesWith(machine.arch, HAS_ADDR_PFN_BUG);
  return [
    {
      code: 'addr-pfn-bug',
      severity: 'warning',
      place: { pgmap: i, key: 'align' },
      what: `This release keeps ${grouped(kept)} page frames where ${grouped(could)} would do: ${formatBytes((kept - could) * pageSize(machine.arch))} of RAM more than need be.`,
      why: 'powerpc’s vmemmap_populate_compound_pages() moves addr_pfn on by one for a whole page of struct pages (“powerpc/mm: fix wrong addr_pfn tracking in compound vmemmap population” mends it).',
      kernelFunction: 'vmemmap_populate_compound_pages',
      ...(spans ? { releases: spans } : {}),
    },
  ];
}

function memoryBlockLoss(machine: Machine, pgmap: Pgmap, i: number): EngineFinding[] {
  const block = memoryBlockSize(machine);
  return pgmap.ranges.flatMap((range, r) => {
    const kept = kmemRange(machine, range);
    const lost = range.end - range.start + 1n - (kept ? kept.end - kept.start + 1n : 0n);
    if (lost === 0n) return [];
    return [
      {
        code: 'memory-block-loss',
        severity: 'warning',
        place: { pgmap: i, range: r },
        what: `${formatBytes(lost)} (${exactBytes(lost)}) lie outside whole ${formatBytes(block)} memory blocks and are not onlined.`,
        why: 'dax_kmem_range() trims each range to whole memory blocks.',
        kernelFunction: 'dax_kmem_range',
      } as const,
    ];
  });
}

/** The align above this one that would save most, where start and end of every range fit it. */
function largerAlign(machine: Machine, pgmap: Pgmap, i: number, made: PgmapPopulation): EngineFinding[] {
  if (pgmap.mode !== 'devdax' || pgmap.map === 'dev' || pgmap.raw || pgmap.size !== null) return [];
  if (made.dedupOff !== null && made.dedupOff !== 'small-compound') return [];
  const best = daxAligns(machine)
    .filter((align) => align > pgmap.align && pgmap.ranges.every((range) => fits(range, align)))
    .map((align) => ({ align, more: ramOf(made) - ramAtAlign(machine, pgmap, made, align) }))
    .reduce((a, b) => (b.more > a.more ? b : a), { align: 0, more: 0 });
  if (best.more === 0 || !isSound(machine, withAlign(machine, pgmap, best.align))) return [];
  return [
    {
      code: 'larger-align',
      severity: 'hint',
      place: { pgmap: i, key: 'align' },
      what: `Align ${formatBytes(best.align)} would save ${formatBytes(best.more)} more.`,
      why: 'Each compound keeps two vmemmap pages, so larger compounds keep fewer; start and length fit it.',
      kernelFunction: 'vmemmap_populate_compound_pages',
      fixes: [useAlign(i, best.align, `: saves ${formatBytes(best.more)} more`)],
    },
  ];
}

/** Whole compounds at their natural boundary: such a range fills whole sections, or a section's PTE table alone. */
function fits({ start, end }: PhysRange, align: number): boolean {
  const unit = BigInt(align);
  return start % unit === 0n && (end + 1n) % unit === 0n;
}

const ramOf = ({ totals }: PgmapPopulation): number => totals.bytesData + totals.bytesPageTables;

/** What the struct pages take where a kernel keeps more than two frames for a compound. */
function dataAlone(machine: Machine, pgmap: Pgmap, align: number): number {
  return populate(machine, [withAlign(machine, pgmap, align)], []).totals.bytesData;
}

/** RAM that ranges which fit `align` would take with it: two frames for each compound, and base pages' tables. */
function ramAtAlign(machine: Machine, pgmap: Pgmap, made: PgmapPopulation, align: number): number {
  const page = pageSize(machine.arch);
  const { structPages, vmemmapPages, pageTables } = made.totals;
  const tables = Math.max(
    pageTables.pte,
    Math.ceil(vmemmapPages / 2 ** (machine.arch.pmdShift - machine.arch.pageShift)),
  );
  const data =
    machine.kernel.behaviour.compound === 'addr-pfn-bug'
      ? dataAlone(machine, pgmap, align)
      : 2 * structPages * (page / align) * page;
  return data + (tables + pageTables.pmd + pageTables.pud) * page;
}
