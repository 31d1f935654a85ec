/** What the keys under "machine" and "hugetlb" decide, as Markdown for a hover. */
import { pageSize, pagesPerSection, usualAlign } from '../../engine/arch';
import { deviceDaxInstead } from '../../engine/deviceDaxInstead';
import { exactBytes, formatBytes, grouped, percent } from '../../engine/units';
import { escaped, inCode, markdownRows } from '../markdown';
import { switchWords } from '../switchWords';
import type { Behaviour } from '../../engine/releases';
import type { HugetlbPopulation, Machine } from '../../engine/types';

/** What one hovers over a release for. */
const OF_RELEASE: readonly (keyof Behaviour)[] = [
  'zoneDevice',
  'daxCompound',
  'dedupGate',
  'dedupSelected',
  'initRule',
  'memmapCounter',
  'hvo',
];

function explainKernel({ kernel, arch }: Machine): string {
  const assumed = kernel.assumed ? [escaped(kernel.assumed)] : [];
  const rules = OF_RELEASE.map((flag) => `- ${switchWords(flag, kernel.behaviour[flag])}`);
  return [`**Linux ${escaped(kernel.release)}** on ${arch.name}`, ...assumed, rules.join('\n')].join('\n\n');
}

function explainArch({ arch, pagingLevels }: Machine): string {
  const bytes = (shift: number): string => formatBytes(2 ** shift);
  return [
    `**${arch.name}**${arch.mmu ? `, ${arch.mmu} MMU` : ''}`,
    markdownRows([
      ['', ''],
      [inCode('PAGE_SIZE'), bytes(arch.pageShift)],
      [inCode('PMD_SIZE'), bytes(arch.pmdShift)],
      [inCode('PUD_SIZE'), bytes(arch.pudShift)],
      ['section', `${bytes(arch.sectionShift)}, ${grouped(pagesPerSection(arch))} pages`],
      ['subsection', '2 MiB'],
      [
        inCode('MAX_PHYSMEM_BITS'),
        `${arch.maxPhysmemBits[pagingLevels]}: ${bytes(arch.maxPhysmemBits[pagingLevels])}`,
      ],
      ['usual align of device-dax', formatBytes(usualAlign(arch))],
    ]),
  ].join('\n\n');
}

function explainStructPage(machine: Machine): string {
  const { arch, structPageSize: size } = machine;
  const share = percent(size, pageSize(arch), ' ');
  const per = (2 ** 40 / pageSize(arch)) * size;
  const dedup =
    Number.isInteger(Math.log2(size)) && size <= pageSize(arch)
      ? 'A power of two: compounds may be deduplicated.'
      : `No power of two: nothing is deduplicated (${inCode('is_power_of_2(sizeof(struct page))')} in ${inCode('vmemmap_can_optimize()')}).`;
  return `**struct page of ${size} bytes**: ${share} of the memory, ${formatBytes(per)} for each TiB.\n\n${dedup}`;
}

function explainRam({ ram }: Machine): string | undefined {
  if (!ram || ram.length === 0) return undefined;
  const nodes = new Map<number, bigint>();
  for (const { start, end, node } of ram) nodes.set(node, (nodes.get(node) ?? 0n) + end - start + 1n);
  const rows = [...nodes]
    .sort(([a], [b]) => a - b)
    .map(([node, bytes]) => [`node ${node}`, formatBytes(bytes), exactBytes(bytes)]);
  return `**System RAM at boot**\n\n${markdownRows([['', '', 'bytes'], ...rows])}`;
}

const KEYS: Readonly<Record<string, (machine: Machine) => string | undefined>> = {
  kernel: explainKernel,
  behaviour: explainKernel,
  arch: explainArch,
  mmu: explainArch,
  page_size: explainArch,
  paging_levels: explainArch,
  struct_page_size: explainStructPage,
  ram: explainRam,
};

/** Markdown for a key of the machine; undefined where there is nothing to add to what the key is. */
export const explainMachine = (machine: Machine, key: string): string | undefined =>
  Object.hasOwn(KEYS, key) ? KEYS[key]!(machine) : undefined;

/** What a HugeTLB pool costs with and without HVO, and as device-dax. */
export function explainPool(machine: Machine, pool: HugetlbPopulation): string {
  const before = pool.vmemmapPages * pageSize(machine.arch);
  const after = pool.frames * pageSize(machine.arch);
  const instead = deviceDaxInstead(machine, pool);
  const rows = [
    ['RAM for struct pages', '', 'bytes'],
    ['without HVO', formatBytes(before), exactBytes(before)],
    ['now', formatBytes(after), exactBytes(after)],
    ['page tables', formatBytes(pool.bytesPageTables), exactBytes(pool.bytesPageTables)],
    ['**saved, net**', formatBytes(pool.bytesSavedNet), exactBytes(pool.bytesSavedNet)],
  ];
  if (instead !== null) rows.push(['the same as device-dax', formatBytes(instead), exactBytes(instead)]);
  return [
    `**${grouped(pool.count)} × ${formatBytes(pool.pageSize)} HugeTLB**`,
    markdownRows(rows),
    `${escaped(pool.why)}`,
  ].join('\n\n');
}
