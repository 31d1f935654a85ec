/** What the kernel accepts and goes wrong on: struct pages that overwrite each other, are not mapped, or lie past the range. */
import { pfnFirst } from './altmap';
import { pagesPerSection, pageSize } from './arch';
import { takesLength } from './dax';
import { headsOnSharedPages } from './heads';
import { pagesPerCompound } from './gate';
import { moveRange, moveStart, useAlign } from './fixes';
import { pagesBy } from './runs';
import { releasesWith, releasesWithDedup } from './spans';
import { underBootLeaves } from './thereBefore';
import { formatBytes, pfnAddress } from './units';
import type { Behaviour } from './behaviour';
import type { HeadCount } from './heads';
import type { EngineFinding, Fix, Machine, Pgmap, PgmapPopulation, Place, RangePopulation } from './types';

/** One range of an accepted pgmap, and where it stands in the config. */
interface Subject {
  readonly machine: Machine;
  readonly pgmap: Pgmap;
  /** Index of the pgmap, and of the range in it. */
  readonly i: number;
  readonly r: number;
  readonly made: PgmapPopulation;
  readonly range: RangePopulation;
  readonly heads: HeadCount;
  readonly place: (key: 'start' | 'end') => Place;
}

export function corruption(
  machine: Machine,
  pgmap: Pgmap,
  i: number,
  made: PgmapPopulation,
): EngineFinding[] {
  const heads = headsOnSharedPages(pageSize(machine.arch) / machine.structPageSize, made);
  return made.ranges.flatMap((range, r) => {
    const place = (key: 'start' | 'end'): Place =>
      pgmap.raw ? { pgmap: i, key: `raw.${key === 'end' ? 'size' : key}` } : { pgmap: i, range: r, key };
    const s: Subject = { machine, pgmap, i, r, made, range, heads: heads[r]!, place };
    if (!range.baseKnown) return initOverrun(s);
    return [
      ...structPagesUnmapped(s),
      ...strayTailPage(s),
      ...headAliasing(s),
      ...uninitialized(s),
      ...compoundMisaligned(s),
      ...initOverrun(s),
    ];
  });
}

/** What the releases that findings name have in common. */
const GENERIC = ({ compound }: Behaviour): boolean => compound === 'generic';
const POWERPC = (b: Behaviour): boolean => !GENERIC(b);
const TABLE_WILL_DO = (b: Behaviour): boolean => b.anyPmdWillDo && b.zoneDevice;
const NO_GATE = ({ dedupGate }: Behaviour): boolean => dedupGate === 'any-compound';
const TWO_PAGES_OF_ALL = ({ initRule, dedupSelected, dedupGate }: Behaviour): boolean =>
  (initRule === 'two-pages' || (initRule === 'gated' && dedupSelected)) && dedupGate !== 'never';
const MASKED = ({ maskedTails, hvoSelected }: Behaviour): boolean => maskedTails && hvoSelected;

const bytesOf = ({ machine }: Subject, pages: number): string => formatBytes(pages * pageSize(machine.arch));

/** Moves the start up to the next multiple of `unit` pfns, or the whole range where its length would no longer do. */
function startAt(s: Subject, unit: number, gain: string): Fix[] {
  const { startPfn, endPfn } = s.range;
  const to = Math.ceil(startPfn / unit) * unit;
  if (s.pgmap.raw || to === startPfn) return [];
  const bytes = (pfn: number): bigint => BigInt(pfn) << BigInt(s.machine.arch.pageShift);
  const address = bytes(to);
  const left = { start: address, end: bytes(endPfn) - 1n };
  const fits = to < endPfn && (s.pgmap.mode !== 'devdax' || takesLength(s.pgmap, left));
  if (!fits) return [moveRange(s.i, s.r, address, bytes(to + endPfn - startPfn), `: ${gain}`)];
  return [moveStart(s.i, s.r, address, 'up', `, the next ${bytesOf(s, unit)} boundary: ${gain}`)];
}

const span = (releases: string | undefined): { releases?: string } => (releases ? { releases } : {});

/** Population steps by a page from an address inside one, and stops before the page that the range ends in. */
function structPagesUnmapped(s: Subject): EngineFinding[] {
  const { machine, made, range } = s;
  if (machine.arch.mmu === 'hash' && made.dedup) return hashUnmapped(s);
  const pages = range.runs.reduce(
    (sum, row) => sum + ('kind' in row && row.kind === 'none' ? row.count : 0),
    0,
  );
  if (pages === 0) return [];
  const inPage = pageSize(machine.arch) / machine.structPageSize;
  const unit = pfnsToWholePages(machine);
  if (range.endPfn % unit === 0 || range.startPfn % unit === 0) return tableInTheWay(s, pages);
  return [
    {
      code: 'struct-pages-unmapped',
      severity: 'error',
      place: s.place('start'),
      what: `The struct pages of the range’s end stay unmapped: a ${bytesOf(s, 1)} vmemmap page holds those of ${bytesOf(s, inPage)}, and both ends of the range lie inside one.`,
      why: 'vmemmap_populate_range() steps by PAGE_SIZE from an address inside a page and ends before the last one; memmap_init_zone_device() then writes to it and the kernel oopses.',
      kernelFunction: 'memmap_init_zone_device',
      fixes: startAt(s, unit, 'all struct pages are mapped'),
    },
  ];
}

/** Every so many pfns a struct page starts a vmemmap page. Where one does not hold a whole number, several lie between. */
const pfnsToWholePages = ({ arch, structPageSize }: Machine): number =>
  pageSize(arch) / (structPageSize & -structPageSize);

/** A neighbour that was deduplicated, or added in part, left a PTE table, which vmemmap_check_pmd() takes for a whole mapping. */
function tableInTheWay(s: Subject, pages: number): EngineFinding[] {
  return [
    {
      code: 'struct-pages-unmapped',
      severity: 'error',
      place: s.place('start'),
      what: `${pages} vmemmap pages of the range stay unmapped: a neighbour’s page table stands where their PMD leaf would be.`,
      why: 'vmemmap_check_pmd() takes any entry for a mapping that is there; memmap_init_zone_device() then writes to pages that are not mapped and the kernel oopses.',
      kernelFunction: 'vmemmap_check_pmd',
      ...span(releasesWith(s.machine.arch, TABLE_WILL_DO)),
      fixes: startAt(s, pagesPerSection(s.machine.arch), 'no section is shared'),
    },
  ];
}

/** Without an architecture gate device-dax is deduplicated in page tables that the hash MMU does not read. */
function hashUnmapped(s: Subject): EngineFinding[] {
  return [
    {
      code: 'struct-pages-unmapped',
      severity: 'error',
      place: { pgmap: s.i, key: 'align' },
      what: 'None of the struct pages is mapped: the hash MMU keeps the vmemmap outside the page tables that deduplication fills.',
      why: 'vmemmap_populate_compound_pages() maps into init_mm, which hash does not read; memmap_init_zone_device() oopses.',
      kernelFunction: 'vmemmap_populate_compound_pages',
      ...span(releasesWith(s.machine.arch, NO_GATE)),
      fixes: [useAlign(s.i, pageSize(s.machine.arch), ': no compound, nothing shared')],
    },
  ];
}

/** The tail page to reuse is looked up where there is no PTE: under a PMD leaf of the boot memmap or of a neighbour. */
function strayTailPage(s: Subject): EngineFinding[] {
  const pages = pagesBy(s.range.runs, 'stray-reuse');
  if (pages === 0) return [];
  return [
    {
      code: 'stray-tail-page',
      severity: 'error',
      place: s.place('start'),
      what: `${pages} vmemmap pages of the range map a page that has nothing to do with it: the tail page before them lies under a PMD leaf.`,
      why: 'compound_section_tail_page() takes what pte_offset_kernel() gives for a PTE, but under a leaf that is part of a struct page; the kernel accepts it and writes the range’s struct pages into an unrelated page.',
      kernelFunction: 'compound_section_tail_page',
      ...span(releasesWithDedup(s.machine.arch, pagesPerCompound(s.machine, s.made), GENERIC)),
      fixes: startAt(s, pagesPerSection(s.machine.arch), 'the tail page is the range’s own'),
    },
  ];
}

function headAliasing(s: Subject): EngineFinding[] {
  const { machine, pgmap, made, range } = s;
  const { aliased, compounds } = s.heads;
  // A page that nobody meant is a graver matter, and the cause of these as well.
  if (aliased === 0 || pagesBy(range.runs, 'stray-reuse') > 0) return [];
  const own = machine.kernel.behaviour.compound !== 'generic';
  const nr = made.pagesPerCompound;
  const inPage = pageSize(machine.arch) / machine.structPageSize;
  const safe = own ? nr : Math.min(Math.max(pagesPerSection(machine.arch), inPage), nr);
  // What an earlier range mapped past its end is no matter of where this one starts.
  const past = pagesBy(range.runs, 'foreign') > 0 ? 0 : range.startPfn % safe;
  const heads = `${aliased} of ${compounds} compound head${compounds === 1 ? '' : 's'} land${aliased === 1 ? 's' : ''}`;
  const gain = 'every head keeps its own page';
  const absolute =
    'powerpc’s vmemmap_populate_compound_pages() takes compounds as multiples of their size from pfn 0, memmap_init_zone_device() counts them from the range’s start; the kernel accepts it and struct pages overwrite each other.';
  // Where sections start on compounds of the range, it is their common vmemmap page that was there before the head.
  const relative =
    range.startPfn % Math.min(pagesPerSection(machine.arch), nr) === 0
      ? `Several sections share a ${bytesOf(s, 1)} vmemmap page: reuse_compound_section() mapped the head’s onto a tail page with the section before, and vmemmap_pte_populate() leaves it; the kernel accepts it and struct pages overwrite each other.`
      : 'No later section starts on a compound of this range, so reuse_compound_section() maps it whole onto the tail page before, heads included; the kernel accepts it and struct pages overwrite each other.';
  const earlier =
    'The last compound of an earlier range was populated in full, past its end, and vmemmap_pte_populate() leaves an entry that is there as it is; struct pages of both overwrite each other.';
  return [
    {
      code: 'head-aliasing',
      severity: 'error',
      place: s.place('start'),
      what:
        past === 0
          ? `${heads} on a page that an earlier range mapped past its own end.`
          : `${heads} on a shared tail page: the range starts ${bytesOf(s, past)} past a ${bytesOf(s, safe)} boundary.`,
      why: past === 0 ? earlier : own ? absolute : relative,
      kernelFunction:
        past === 0
          ? 'vmemmap_pte_populate'
          : own
            ? 'vmemmap_populate_compound_pages'
            : 'reuse_compound_section',
      ...span(releasesWithDedup(machine.arch, pagesPerCompound(machine, made), own ? POWERPC : GENERIC)),
      fixes: [
        ...(past === 0 ? [] : startAt(s, safe, gain)),
        ...(pgmap.align > 2 ** machine.arch.pmdShift && !pgmap.raw
          ? [useAlign(s.i, 2 ** machine.arch.pmdShift, `: ${gain}`)]
          : []),
      ],
    },
  ];
}

/** Compounds on the boot memmap, of which older kernels initialise two vmemmap pages only, as if they were deduplicated. */
function uninitialized(s: Subject): EngineFinding[] {
  const { machine, made, range } = s;
  const { initRule } = machine.kernel.behaviour;
  const reserved = (2 * pageSize(machine.arch)) / machine.structPageSize;
  const stale = made.pagesPerCompound - reserved;
  const boot = pagesBy(range.runs, 'boot-memmap') - underBootLeaves(machine, made, range);
  const compounds = Math.ceil(boot / pagesPerCompound(machine, made));
  if (!made.dedup || boot === 0 || stale <= 0 || (initRule !== 'two-pages' && initRule !== 'gated'))
    return [];
  return [
    {
      code: 'uninitialized-struct-pages',
      severity: 'error',
      place: s.place('start'),
      what: `${stale} struct pages in each of ${compounds} compound${compounds === 1 ? '' : 's'} stay uninitialised: the compound lies in a section that System RAM made at boot.`,
      why: 'section_activate() keeps the boot memmap, which is not deduplicated, but memmap_init_compound() writes two vmemmap pages of it only (CVE-2026-72172).',
      kernelFunction: 'memmap_init_compound',
      ...span(releasesWith(machine.arch, TWO_PAGES_OF_ALL)),
      fixes: startAt(s, pagesPerSection(machine.arch), 'no section is shared with RAM'),
    },
  ];
}

function compoundMisaligned(s: Subject): EngineFinding[] {
  const { machine, pgmap, made, range } = s;
  const nr = made.pagesPerCompound;
  const first = pfnFirst(range, made.altmap);
  if (nr === 1 || first % nr === 0 || first >= range.endPfn) return [];
  const { maskedTails, hvoSelected } = machine.kernel.behaviour;
  // compound_info_has_mask() (include/linux/page-flags.h).
  const masked = maskedTails && hvoSelected && Number.isInteger(Math.log2(machine.structPageSize));
  return [
    {
      code: 'compound-misaligned',
      severity: 'warning',
      place: s.place('start'),
      what: `${first === range.startPfn ? 'The start' : 'The data’s start'} ${pfnAddress(first, machine.arch.pageShift)} is not a multiple of the ${formatBytes(pgmap.align)} align.`,
      why: masked
        ? 'Compounds count from the range’s start, so compound_head(), which masks addresses where HVO is built in, takes tails to a wrong head; data that starts here cannot be mapped huge either.'
        : 'Compounds count from the range’s start, so data that starts here cannot be mapped by entries of that size (dev_dax_huge_fault()).',
      kernelFunction: masked ? 'compound_head' : 'dev_dax_huge_fault',
      ...(masked ? span(releasesWith(machine.arch, MASKED)) : {}),
    },
  ];
}

/** Initialisation that runs past the range: into nothing, into what a compound below two pages does not have, or harmlessly. */
function initOverrun(s: Subject): EngineFinding[] {
  const { machine, made, range } = s;
  const { structPages, unmappedPages } = range.pastEnd;
  const nr = made.pagesPerCompound;
  if (pagesPerCompound(machine, made) < 2 && structPages > 0 && (range.endPfn - range.startPfn) % nr === 0)
    return smallCompound(s);
  if (unmappedPages === 0) return range.baseKnown ? partialCompound(s) : [];
  return [
    {
      code: 'compound-overrun',
      severity: 'error',
      place: s.place('end'),
      what: `Initialisation runs ${structPages} struct pages past the range, where ${unmappedPages} vmemmap page${unmappedPages === 1 ? ' is' : 's are'} not mapped.`,
      why: 'memmap_init_zone_device() initialises the last compound as if it were whole, and the kernel oopses on the first struct page that is not mapped.',
      kernelFunction: 'memmap_init_zone_device',
    },
  ];
}

/** Two vmemmap pages of struct pages are written for a compound that has fewer. */
function smallCompound({ machine, made, range, i }: Subject): EngineFinding[] {
  const { structPages, unmappedPages } = range.pastEnd;
  const { dedupGate } = machine.kernel.behaviour;
  const oops = unmappedPages > 0 ? '; what lies past the range is not mapped, and the kernel oopses' : '';
  return [
    {
      code: 'compound-overrun',
      severity: 'error',
      place: { pgmap: i, key: 'align' },
      what: `Compounds of ${made.pagesPerCompound} pages are smaller than two vmemmap pages: initialisation runs ${structPages} struct pages past the range.`,
      why: `memmap_init_compound() writes two vmemmap pages of struct pages for each compound, whatever its size${oops}.`,
      kernelFunction: 'memmap_init_compound',
      ...span(
        releasesWith(
          machine.arch,
          (b) => b.dedupGate === dedupGate && (b.initRule !== 'gated' || b.dedupSelected),
        ),
      ),
    },
  ];
}

function partialCompound(s: Subject): EngineFinding[] {
  const nr = s.made.pagesPerCompound;
  const rest = Math.max(0, s.range.endPfn - pfnFirst(s.range, s.made.altmap)) % nr;
  if (rest === 0) return [];
  return [
    {
      code: 'partial-compound',
      severity: 'warning',
      place: s.place('end'),
      what: `The range ends ${formatBytes((rest / nr) * s.pgmap.align)} into a ${formatBytes(s.pgmap.align)} compound, counted from its start.`,
      why: 'memmap_init_zone_device() initialises the last compound as if it were whole.',
      kernelFunction: 'memmap_init_zone_device',
    },
  ];
}
