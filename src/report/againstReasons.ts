/** Why a counter is not what was computed: each cause is tried, and told where the figure it makes is the one that was read. */
import { pageSize } from '../engine/arch';
import { populate } from '../engine/population';
import { releasesWith } from '../engine/spans';
import { formatBytes, grouped } from '../engine/units';
import type { Behaviour } from '../engine/releases';
import type { Machine, Population } from '../engine/types';
import type { Subject } from './against';

interface Cause {
  /** What nr_memmap_pages grows by with it. */
  readonly pages: (subject: Subject) => number | null;
  readonly words: (subject: Subject) => string;
}

/** The same devices on a kernel that does one thing another way. */
function otherwise(subject: Subject, behaviour: Partial<Behaviour>): Population {
  const kernel = {
    ...subject.machine.kernel,
    behaviour: { ...subject.machine.kernel.behaviour, ...behaviour },
  };
  return populate({ ...subject.machine, kernel }, subject.pgmaps, subject.hugetlb);
}

const pagesOf = (population: Population): number | null => population.totals.nrMemmapPages;

const countingAll = ({ arch }: Machine): string => releasesWith(arch, (b) => b.memmapCounter === 'raw') ?? '';

const CAUSES: readonly Cause[] = [
  {
    pages: (s) => pagesOf(otherwise(s, { memmapCounter: 'raw' })),
    words: ({ machine, population: { totals } }) =>
      `Every vmemmap page is counted, shared or not: releases ${countingAll(machine)} count so (section_activate(), before section_nr_vmemmap_pages()), whatever they share. Where MemFree fell by ${formatBytes(totals.bytesWithoutDedup)} too, nothing is shared there.`,
  },
  {
    pages: (s) => pagesOf(otherwise(s, { memmapCounter: 'dedup-aware' })),
    words: () =>
      'This is what section_nr_vmemmap_pages() counts, which this release does not have: the machine runs a later kernel, or one with it back-ported.',
  },
  {
    pages: (s) => pagesOf(otherwise(s, { memmapCounter: 'dedup-aware', dedupGate: 'never' })),
    words: () =>
      'This is what it takes where nothing is shared: another align, map=dev, or a kernel, architecture or struct page without it.',
  },
  {
    pages: ({ population: { totals } }) => {
      const { pte, pmd, pud } = totals.pageTables;
      return totals.nrMemmapPages === null ? null : totals.nrMemmapPages + pte + pmd + pud;
    },
    words: () => 'The difference is the page tables of the memmap, which the counter does not hold upstream.',
  },
  ...[56, 72, 80, 88, 96].map((structPageSize): Cause => ({
    pages: ({ machine, pgmaps, hugetlb }) =>
      pagesOf(populate({ ...machine, structPageSize }, pgmaps, hugetlb)),
    words: () =>
      `This is what a struct page of ${structPageSize} bytes makes; "pahole -C page" says its size.`,
  })),
];

/** Bytes for each page that CONFIG_PAGE_EXTENSION has been seen to take (mm/page_ext.c): owner, table check, idle. */
const MOST_PAGE_EXT = 128;

export function reasonsFor(
  subject: Subject,
  counter: string,
  measured: number,
  computed: number,
  change: boolean,
): string[] {
  const { machine, population } = subject;
  const pages = counter === 'nr_memmap_pages' ? measured : undefined;
  if (counter === 'MemFree' || counter === 'nr_free_pages')
    return freeReasons(
      subject,
      counter === 'MemFree' ? measured : measured * pageSize(machine.arch),
      computed,
    );
  if (counter === 'nr_memmap_boot_pages')
    return ['Devices never touch it: it is counted at boot, so the machine was booted in between.'];
  if (counter === 'MemTotal')
    return ['It grows by the memory blocks that dax-kmem has online: count those with "daxctl list".'];
  if (pages === undefined) return [];
  const cause = CAUSES.find((c) => c.pages(subject) === pages);
  if (cause) return [cause.words(subject)];
  const missing = population.pgmaps.find(
    (p) => p.outcome.ok && computed - (p.totals.nrMemmapPages ?? 0) === pages,
  );
  if (missing) return [`It is what is left without ${missing.name}: is that there?`];
  const ext = pageExt(machine, population, pages - computed);
  if (ext !== undefined)
    return [
      `The difference is ${ext} bytes for each page: page_ext (page_owner and its like), which is counted with the memmap.`,
    ];
  return unexplained(pages, computed, change);
}

function pageExt(machine: Machine, population: Population, difference: number): number | undefined {
  const perPage = (difference * pageSize(machine.arch)) / population.totals.structPages;
  return Number.isInteger(perPage) && perPage > 0 && perPage <= MOST_PAGE_EXT && perPage % 4 === 0
    ? perPage
    : undefined;
}

const unexplained = (pages: number, computed: number, change: boolean): string[] => [
  change
    ? `No cause that is known here makes ${grouped(pages)}: align, map or size of a device differ, or more was added in between.`
    : pages > computed
      ? 'The counter holds all memory that was added since boot, and its page_ext: are all devices here? Its change says more.'
      : 'Fewer pages than the devices here need: one of them is not there, or shares more than its align says.',
];

/** MemFree in bytes. */
function freeReasons(subject: Subject, measured: number, computed: number): string[] {
  const { totals } = subject.population;
  const close = (bytes: number): boolean =>
    Math.abs(measured - bytes) <= Math.max(8 * 2 ** 20, 0.02 * Math.abs(bytes));
  if (totals.bytesSaved > 0 && close(computed - totals.bytesSaved))
    return [
      'This is what it takes where nothing is shared: another align, map=dev turned off, or a kernel, architecture or struct page without it.',
    ];
  const device = totals.altmapFrames * pageSize(subject.machine.arch);
  if (device > 0 && close(computed - device))
    return ['This is what it takes with map=mem: the memmap is in RAM, not on the device.'];
  if (measured > computed)
    return [
      'Less RAM was taken than the memmap needs: something else was freed in between, or a device is not there.',
    ];
  return ['More RAM was taken: page_ext, slabs and page cache are in it too. nr_memmap_pages is exact.'];
}
