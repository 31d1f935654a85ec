/** What the kernel accepts and goes wrong, or costs more than it need: findings on pgmaps that can be made. */
import { pageSize } from './arch';
import { corruption } from './corruption';
import { daxAligns } from './dax';
import { kmemRange, memoryBlockSize } from './ranges';
import { useAlign } from './fixes';
import { exactBytes, formatBytes } from './units';
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
  return [
    ...corruption(machine, pgmap, i, made),
    ...made.ranges.flatMap((range, r) =>
      range.baseKnown ? bootMemmap(machine, made, range, place(r, 'start')) : [],
    ),
    ...dedupOffFinding(machine, i, made),
    ...largerAlign(machine, pgmap, i, made),
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
