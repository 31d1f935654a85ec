/** Parts of a range whose memmap was there before: made at boot, or with a neighbour. */
import { pagesPerSection, pageSize } from './arch';
import { alignUp } from './align';
import { moveStart } from './fixes';
import { pagesBy, plainRuns } from './runs';
import { releasesWith } from './spans';
import { formatBytes, hex } from './units';
import type { Behaviour } from './behaviour';
import type { EngineFinding, Machine, Pgmap, PgmapPopulation, Place, RangePopulation } from './types';

export function thereBefore(
  machine: Machine,
  made: PgmapPopulation,
  range: RangePopulation,
  place: Place,
): EngineFinding[] {
  return [...bootMemmap(machine, made, range, place), ...leafInTheWay(machine, made, range, place)];
}

/** Related information: the RAM with that index. */
const thisRam = (at: number): NonNullable<EngineFinding['related']> =>
  at < 0 ? [] : [{ place: { pgmap: null, range: at, key: 'ram' }, message: 'This System RAM.' }];

const share = (machine: Machine, range: RangePopulation, pages: number): string =>
  formatBytes((pages / range.vmemmapPages) * (range.endPfn - range.startPfn) * pageSize(machine.arch));

/** Above RAM's end e820__reserve_resources_late() (arch/x86/kernel/e820.c) marks the rest of 64 MiB as a RAM buffer. */
const RAM_BUFFER = 64n << 20n;

const RAM_BUFFER_REFUSED = ({ ramBufferRefused }: Behaviour): boolean => ramBufferRefused;

/** A soft-reserved device that begins in such a buffer is refused by newer kernels; persistent memory is not. */
export function ramBuffer(machine: Machine, pgmap: Pgmap, i: number): EngineFinding[] {
  const { arch, kernel, ram } = machine;
  if (arch.name !== 'x86_64' || !kernel.behaviour.ramBufferRefused || pgmap.mode !== 'devdax') return [];
  return pgmap.ranges.flatMap((range, r) => {
    const at = (ram ?? []).findIndex(
      ({ end }) => end < range.start && range.start < alignUp(end + 1n, RAM_BUFFER),
    );
    const before = ram?.[at];
    if (!before) return [];
    return [
      {
        code: 'ram-buffer',
        severity: 'warning',
        place: { pgmap: i, range: r, key: 'start' },
        what: `The range starts in the RAM buffer behind ${hex(before.end)}; if it is soft-reserved memory, the device cannot be enabled.`,
        why: `dev_dax_probe() finds the resource busy: “mapping${r}: ${hex(range.start)}-${hex(range.end)} could not reserve range”, EBUSY.`,
        errno: 'EBUSY',
        kernelFunction: 'dev_dax_probe',
        releases: releasesWith(arch, RAM_BUFFER_REFUSED) ?? '',
        related: thisRam(at),
        fixes: [moveStart(i, r, alignUp(before.end + 1n, RAM_BUFFER), 'up', ', behind the buffer')],
      } as const,
    ];
  });
}

/** The generic code asks of a PMD entry only whether it is empty: under a leaf it goes on as if that were a table. */
const asksForLeaves = ({ kernel }: Machine): boolean => kernel.behaviour.compound !== 'generic';

/** Pages that the generic code means to populate under leaves of the boot memmap, which reach past its last section. */
export function underBootLeaves(machine: Machine, made: PgmapPopulation, range: RangePopulation): number {
  if (!made.dedup || asksForLeaves(machine)) return 0;
  const shift = BigInt(machine.arch.sectionShift);
  const section = pagesPerSection(machine.arch);
  const perPage = pageSize(machine.arch) / machine.structPageSize;
  const early = (pfn: number): boolean => {
    const at = BigInt(Math.floor(pfn / section));
    return (machine.ram ?? []).some(({ start, end }) => start >> shift <= at && at <= end >> shift);
  };
  return plainRuns(range.runs).reduce((sum, { rule, first, count }) => {
    if (rule !== 'boot-memmap') return sum;
    const at = range.firstVmemmapPage + first;
    let from = Math.max(range.startPfn, at * perPage);
    let to = Math.min(range.endPfn, (at + count) * perPage);
    if (early(from)) from = (Math.floor(from / section) + 1) * section;
    if (early(to - 1)) to = Math.floor((to - 1) / section) * section;
    return sum + Math.max(0, Math.ceil((to - from) / perPage));
  }, 0);
}

/** Memmap that boot made: of the sections that hold RAM, and on powerpc of all that its PMD leaves reach over. */
function bootMemmap(
  machine: Machine,
  made: PgmapPopulation,
  range: RangePopulation,
  place: Place,
): EngineFinding[] {
  const pages = pagesBy(range.runs, 'boot-memmap') - underBootLeaves(machine, made, range);
  if (pages === 0) return [];
  const section = pagesPerSection(machine.arch);
  const shift = BigInt(machine.arch.sectionShift);
  const [first, last] = [Math.floor(range.startPfn / section), Math.floor((range.endPfn - 1) / section)];
  const at = (machine.ram ?? []).findIndex(
    ({ start, end }) => Number(start >> shift) <= last && first <= Number(end >> shift),
  );
  const inSection = at >= 0;
  const related = thisRam(at);
  const rule = inSection
    ? 'section_activate() keeps the memmap of a section that was present at boot.'
    : 'The PMD leaves of the boot memmap reach past its last section, and a leaf that is there is left as it is.';
  const part = share(machine, range, pages);
  const where = inSection
    ? 'lies in a section that System RAM made at boot'
    : 'lies under a PMD leaf of the boot memmap';
  if (made.dedup)
    return [
      {
        code: 'boot-memmap',
        severity: 'warning',
        place,
        what: `${part} of the range ${where}: its ${pages} vmemmap pages are not deduplicated.`,
        why: `${rule} They cost nothing new.`,
        kernelFunction: inSection ? 'section_activate' : 'vmemmap_populate_compound_pages',
        related,
      },
    ];
  return [
    {
      code: 'section-shared',
      severity: 'information',
      place,
      what: inSection
        ? `${part} of the range shares a section with System RAM and uses its memmap.`
        : `${part} of the range ${where} and uses it.`,
      why: rule,
      kernelFunction: inSection ? 'section_activate' : 'vmemmap_check_pmd',
      related,
    },
  ];
}

/** A device that was not deduplicated left PMD leaves which reach into this one. */
function leafInTheWay(
  machine: Machine,
  made: PgmapPopulation,
  range: RangePopulation,
  place: Place,
): EngineFinding[] {
  const boot = underBootLeaves(machine, made, range);
  if (boot > 0) return [leafTakenForTable(machine, range, place, boot, 'of the boot memmap')];
  const pages = made.dedup ? pagesBy(range.runs, 'huge-block') : 0;
  if (pages === 0) return [];
  if (!asksForLeaves(machine))
    return [leafTakenForTable(machine, range, place, pages, 'that a neighbour made')];
  return [
    {
      code: 'leaf-in-the-way',
      severity: 'warning',
      place,
      what: `${share(machine, range, pages)} of the range lies under a PMD leaf that a neighbour made: its ${pages} vmemmap pages are not deduplicated.`,
      why: 'A PMD leaf that is there is left as it is; made in another order, or a leaf’s reach apart, this device would be deduplicated.',
      kernelFunction: 'vmemmap_populate_compound_pages',
    },
  ];
}

/** What stands under a leaf is read and written as a PTE table. */
function leafTakenForTable(
  machine: Machine,
  range: RangePopulation,
  place: Place,
  pages: number,
  whose: string,
): EngineFinding {
  return {
    code: 'leaf-taken-for-table',
    severity: 'error',
    place,
    what: `${share(machine, range, pages)} of the range lies under a PMD leaf ${whose}, whose struct pages the kernel takes for a page table: both are corrupted.`,
    why: 'vmemmap_pmd_populate() sees that the entry is not empty, and pte_offset_kernel() then reads and writes PTEs in the memory that the leaf maps; start a leaf’s reach apart.',
    kernelFunction: 'vmemmap_populate_address',
  };
}
