/** HugeTLB pools beside the same memory as device-dax: figures and words. */
import type { HugetlbPopulation, HvoOff, Run, Totals } from '../src/engine/types';
import type { HvoMode } from '../src/engine/behaviour';
import { exactBytes, formatBytes, grouped, percent } from '../src/engine/units';
import { tablesWords } from './costRows';
import type { Model } from './model';
import { pageBytes } from './unit';
import { plural } from './words';

export interface PoolRow {
  readonly label: string;
  readonly hugetlb: string;
  readonly deviceDax: string;
}

/** Pages of one huge page, as shares of a strip. */
export interface PoolShare {
  readonly kind: 'own' | 'shared' | 'block';
  readonly pages: number;
}

export interface PoolCard {
  readonly title: string;
  /** Both savings in one sentence. */
  readonly sentence: string;
  readonly generation: string;
  readonly rows: readonly PoolRow[];
  /** The first huge page of the pool, and each one after it. */
  readonly pages: readonly {
    readonly label: string;
    readonly words: string;
    readonly shares: readonly PoolShare[];
  }[];
  readonly notes: readonly string[];
  readonly bootLine: string | null;
  readonly why: string;
}

const GENERATIONS: Readonly<Record<HvoMode, string>> = {
  'two-pages': 'HVO keeps two vmemmap pages of each huge page; the others map the second.',
  'one-page': 'HVO keeps the head’s own vmemmap page of each huge page; the others map it, read-only.',
  'copied-head': 'HVO copies the head’s vmemmap page to a new frame; all others map that, read-only.',
  'shared-tail':
    'HVO copies the head’s vmemmap page to a new frame; the others map one tail page that all huge pages of this size in a zone share.',
};
const OFF: Readonly<Record<HvoOff, string>> = {
  arch: 'HVO is off: this architecture does not have it on this release.',
  disabled: 'HVO is off: write "hugetlb_free_vmemmap": true under "machine" to see it switched on.',
  'struct-page': 'HVO is off: sizeof(struct page) is not a power of two.',
  'too-small': 'HVO is off: a huge page of this size has no vmemmap page to spare.',
};

const saves = (bytes: number): string =>
  bytes > 0
    ? `saves ${formatBytes(bytes)}`
    : bytes < 0
      ? `costs ${formatBytes(-bytes)} more`
      : 'saves nothing';

/** `1 own + 4,095 shared`. */
export function keptWords(own: number, shared: number, block: number): string {
  const parts = [
    [own, 'own'],
    [shared, 'shared'],
    [block, 'in huge blocks'],
  ] as const;
  return (
    parts
      .filter(([n]) => n > 0)
      .map(([n, what]) => `${Number.isInteger(n) ? grouped(n) : n.toFixed(2)} ${what}`)
      .join(' + ') || '—'
  );
}

function sharesOf(runs: readonly Run[]): PoolShare[] {
  return runs
    .filter((run) => run.kind !== 'none')
    .map((run) => ({
      kind: run.kind === 'own' ? 'own' : run.kind === 'shared' ? 'shared' : 'block',
      pages: run.count,
    }));
}

function sharesWords(shares: readonly PoolShare[]): string {
  const pages = (kind: PoolShare['kind']): number =>
    shares.filter((s) => s.kind === kind).reduce((sum, s) => sum + s.pages, 0);
  return keptWords(pages('own'), pages('shared'), pages('block'));
}

export function poolCard(model: Model, pool: HugetlbPopulation, index: number): PoolCard {
  const page = pageBytes(model.machine);
  const { node, deviceDax } = model.costs.pools[index] ?? { node: 0, deviceDax: null };
  const size = formatBytes(pool.pageSize);
  const memory = pool.pageSize * pool.count;
  const title = `${grouped(pool.count)} × ${size} on node ${node}, from ${pool.when === 'boot' ? 'boot' : 'run time'}`;
  const other = deviceDax
    ? `as device-dax at ${size} the same memory ${saves(deviceDax.bytesSaved)}`
    : `device-dax has no align of ${size} here`;
  const before = pool.vmemmapPages * page;
  const after = pool.frames * page + pool.bytesPageTables;
  const dax = (of: (t: Totals) => string): string => (deviceDax ? of(deviceDax) : '—');
  const both = (bytes: number): string => `${formatBytes(bytes)} (${exactBytes(bytes)})`;
  const each = (n: number): number => n / Math.max(1, pool.count);
  const daxRam = (t: Totals): number => t.bytesData + t.bytesPageTables;
  const rows = [
    { label: 'RAM before', hugetlb: both(before), deviceDax: dax((t) => both(daxRam(t) + t.bytesSaved)) },
    { label: 'RAM after', hugetlb: both(after), deviceDax: dax((t) => both(daxRam(t))) },
    {
      label: 'struct pages',
      hugetlb: formatBytes(pool.frames * page),
      deviceDax: dax((t) => formatBytes(t.bytesData)),
    },
    {
      label: 'page tables',
      hugetlb:
        pool.bytesPageTables > 0
          ? `${formatBytes(pool.bytesPageTables)}: ${tablesWords(pool.pageTables)}`
          : formatBytes(0),
      deviceDax: dax((t) =>
        t.bytesPageTables > 0
          ? `${formatBytes(t.bytesPageTables)}: ${tablesWords(t.pageTables)}`
          : formatBytes(0),
      ),
    },
    { label: 'Saved, net', hugetlb: both(pool.bytesSavedNet), deviceDax: dax((t) => both(t.bytesSaved)) },
    {
      label: 'RAM after, of the memory',
      hugetlb: percent(after, memory),
      deviceDax: dax((t) => percent(daxRam(t), memory)),
    },
    {
      label: `vmemmap pages of ${size}`,
      hugetlb: sharesWords(sharesOf(pool.next)),
      deviceDax: dax((t) => keptWords(each(t.ownPages), each(t.sharedPages), each(t.hugePages))),
    },
  ];
  const pages = [
    { label: 'First huge page', shares: sharesOf(pool.first) },
    { label: 'Each one after it', shares: sharesOf(pool.next) },
  ].map((p) => ({ ...p, words: sharesWords(p.shares) }));
  const notes: string[] = [];
  if (pool.sharedTailFrames > 0)
    notes.push(
      `${plural(pool.sharedTailFrames, 'tail page')} for all huge pages of this size in the zone, counted here once.`,
    );
  if (pool.headRefcount !== null)
    notes.push(`_refcount of a kept head’s frame: ${grouped(pool.headRefcount)}.`);
  notes.push(
    pool.nrMemmapPages === null
      ? 'This release has no nr_memmap_pages.'
      : `nr_memmap_pages: +${grouped(pool.nrMemmapPages)}.`,
  );
  return {
    title,
    sentence: `As HugeTLB it ${saves(pool.bytesSavedNet)}; ${other}.`,
    generation: pool.mode ? GENERATIONS[pool.mode] : OFF[pool.off ?? 'disabled'],
    rows,
    pages: pool.count > 1 ? pages : pages.slice(0, 1),
    notes,
    bootLine: pool.bootLine,
    why: pool.why,
  };
}
