/** What the kernel accepts and goes wrong, or costs more than it need: findings on pgmaps that can be made. */
import { pagesPerSection, pageSize } from './arch';
import { compoundOverruns } from './accounting';
import { daxAligns } from './dax';
import { headsOnSharedPages } from './heads';
import { kmemRange, memoryBlockSize } from './ranges';
import { moveStart, useAlign } from './fixes';
import { exactBytes, formatBytes, pfnAddress } from './units';
import { whyNoDedup } from './why';
import type {
  DedupOff,
  EngineFinding,
  Machine,
  Pgmap,
  PgmapPopulation,
  PhysRange,
  Place,
  RangePopulation,
} from './types';

export function hazards(machine: Machine, pgmap: Pgmap, i: number, made: PgmapPopulation): EngineFinding[] {
  const place = (r: number, key: string): Place =>
    pgmap.raw ? { pgmap: i, key: `raw.${key === 'end' ? 'size' : key}` } : { pgmap: i, range: r, key };
  if (pgmap.mode === 'system-ram')
    return [...dedupOffFinding(machine, i, made), ...memoryBlockLoss(machine, pgmap, i)];
  const perRange = made.ranges.flatMap((range, r) =>
    range.baseKnown
      ? [
          ...headAliasing(machine, pgmap, i, made, range, r, place(r, 'start')),
          ...compoundMisaligned(machine, pgmap, made, range, place(r, 'start')),
          ...partialCompound(pgmap, made, range, place(r, 'end')),
          ...bootMemmap(machine, made, range, place(r, 'start')),
        ]
      : [],
  );
  return [
    ...perRange,
    ...compoundOverrun(machine, pgmap, i, made),
    ...dedupOffFinding(machine, i, made),
    ...largerAlign(machine, pgmap, i, made),
  ];
}

function headAliasing(
  machine: Machine,
  pgmap: Pgmap,
  i: number,
  made: PgmapPopulation,
  range: RangePopulation,
  r: number,
  place: Place,
): EngineFinding[] {
  const { aliased, compounds } = headsOnSharedPages(
    pageSize(machine.arch) / machine.structPageSize,
    made,
    range,
  );
  if (aliased === 0) return [];
  const section = pagesPerSection(machine.arch);
  const safe = Math.min(section, made.pagesPerCompound);
  const bytes = (n: number): string => formatBytes(n * pageSize(machine.arch));
  const to = BigInt(Math.ceil(range.startPfn / safe) * safe) << BigInt(machine.arch.pageShift);
  const shift = range.startPfn % safe;
  return [
    {
      code: 'head-aliasing',
      severity: 'error',
      place,
      what: `${aliased} of ${compounds} compound heads land on a shared tail page: the range starts ${bytes(shift)} past a ${bytes(safe)} boundary.`,
      why: 'No later section starts on a compound of this range, so reuse_compound_section() maps it whole onto the tail page before, heads included; the kernel accepts it and struct pages overwrite each other.',
      kernelFunction: 'reuse_compound_section',
      releases: '5.19–7.3',
      fixes: pgmap.raw
        ? []
        : [
            ...(to < BigInt(range.endPfn) << BigInt(machine.arch.pageShift)
              ? [
                  moveStart(
                    i,
                    r,
                    to,
                    'up',
                    `, the next ${bytes(safe)} boundary: every head keeps its own page`,
                  ),
                ]
              : []),
            ...(pgmap.align > 2 ** 21 ? [useAlign(i, 2 ** 21, ': every head keeps its own page')] : []),
          ],
    },
  ];
}

function compoundMisaligned(
  machine: Machine,
  pgmap: Pgmap,
  made: PgmapPopulation,
  range: RangePopulation,
  place: Place,
): EngineFinding[] {
  const nr = made.pagesPerCompound;
  if (nr === 1 || range.startPfn % nr === 0) return [];
  const masked = machine.kernel.behaviour.maskedTails;
  return [
    {
      code: 'compound-misaligned',
      severity: 'warning',
      place,
      what: `The start ${pfnAddress(range.startPfn, machine.arch.pageShift)} is not a multiple of the ${formatBytes(pgmap.align)} align.`,
      why: masked
        ? 'Compounds count from the range’s start, so from 7.1 on, with HVO built in, compound_head() masks tails to a wrong head; data that starts here cannot be mapped huge either.'
        : 'Compounds count from the range’s start, so data that starts here cannot be mapped by entries of that size (dev_dax_huge_fault()).',
      kernelFunction: masked ? 'compound_head' : 'dev_dax_huge_fault',
      ...(masked ? { releases: '7.1–7.3' } : {}),
    },
  ];
}

function partialCompound(
  pgmap: Pgmap,
  made: PgmapPopulation,
  range: RangePopulation,
  place: Place,
): EngineFinding[] {
  const rest = (range.endPfn - range.startPfn) % made.pagesPerCompound;
  if (rest === 0) return [];
  return [
    {
      code: 'partial-compound',
      severity: 'warning',
      place,
      what: `The range ends ${formatBytes((rest / made.pagesPerCompound) * pgmap.align)} into a ${formatBytes(pgmap.align)} compound, counted from its start.`,
      why: 'memmap_init_zone_device() initialises the last compound as if it were whole.',
      kernelFunction: 'memmap_init_zone_device',
    },
  ];
}

/** Sections shared with System RAM: present at boot, so their part of the memmap is the boot's. */
function bootMemmap(
  machine: Machine,
  made: PgmapPopulation,
  range: RangePopulation,
  place: Place,
): EngineFinding[] {
  const pages = range.runs.reduce(
    (sum, row) => sum + ('rule' in row && row.rule === 'boot-memmap' ? row.count : 0),
    0,
  );
  if (pages === 0) return [];
  const shared = formatBytes(
    (pages / range.vmemmapPages) * (range.endPfn - range.startPfn) * pageSize(machine.arch),
  );
  const rule = 'section_activate() keeps the memmap of a section that was present at boot.';
  if (made.dedup)
    return [
      {
        code: 'boot-memmap',
        severity: 'warning',
        place,
        what: `${shared} of the range lies in a section that System RAM made at boot: its ${pages} vmemmap pages are not deduplicated.`,
        why: `${rule} They cost nothing new.`,
        kernelFunction: 'section_activate',
      },
    ];
  return [
    {
      code: 'section-shared',
      severity: 'information',
      place,
      what: `${shared} of the range shares a section with System RAM and uses its memmap.`,
      why: rule,
      kernelFunction: 'section_activate',
    },
  ];
}

function compoundOverrun(machine: Machine, pgmap: Pgmap, i: number, made: PgmapPopulation): EngineFinding[] {
  const over = compoundOverruns(machine, pgmap, made);
  if (over === 0) return [];
  return [
    {
      code: 'compound-overrun',
      severity: 'error',
      place: { pgmap: i, key: 'align' },
      what: `Compounds of ${made.pagesPerCompound} pages are smaller than two vmemmap pages: initialisation runs ${over} struct pages past the range.`,
      why: 'memmap_init_compound() writes two vmemmap pages of struct pages for each compound, whatever its size.',
      kernelFunction: 'memmap_init_compound',
      releases: machine.kernel.behaviour.dedupGate === 'any-compound' ? '5.19–6.3' : '6.4–6.5',
    },
  ];
}

const OFF_CODE: Readonly<Record<DedupOff, string>> = {
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
  arch: 'arch',
  'struct-page': 'struct_page_size',
  altmap: 'map',
  'small-compound': 'align',
};

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
      why: `__populate_section_memmap() does not share vmemmap pages here: ${whyNoDedup(off)}.`,
      kernelFunction: '__populate_section_memmap',
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
    .map((align) => ({ align, more: ramOf(made) - ramAtAlign(machine, made, align) }))
    .reduce((a, b) => (b.more > a.more ? b : a), { align: 0, more: 0 });
  if (best.more === 0) return [];
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

/** RAM that ranges which fit `align` would take with it: two frames for each compound, and base pages' tables. */
function ramAtAlign(machine: Machine, made: PgmapPopulation, align: number): number {
  const page = pageSize(machine.arch);
  const { structPages, vmemmapPages, pageTables } = made.totals;
  const tables = Math.max(
    pageTables.pte,
    Math.ceil(vmemmapPages / 2 ** (machine.arch.pmdShift - machine.arch.pageShift)),
  );
  return ((2 * structPages * page) / align + tables + pageTables.pmd + pageTables.pud) * page;
}
