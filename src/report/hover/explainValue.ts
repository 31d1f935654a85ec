/** What a single address or size means on the machine, as Markdown for a hover. */
import { pfnFirst, setAside } from '../../engine/altmap';
import { pageSize, pagesPerSection, pagesPerSubsection } from '../../engine/arch';
import { mappedBy } from '../../engine/refcounts';
import { RULE_NAMES } from '../../engine/ruleNames';
import { at } from '../../engine/runs';
import { exactBytes, formatBytes, grouped, hex } from '../../engine/units';
import { why } from '../../engine/why';
import { escaped, inCode, markdownRows } from '../markdown';
import type { Literal } from '../../config/literals';
import type { Machine, PgmapPopulation, Population, RangePopulation } from '../../engine/types';

/** Powers of 1000, as vendors count: `274.88 GB`. */
export function decimalBytes(bytes: bigint): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  const power = Math.min(units.length - 1, Math.floor((bytes.toString().length - 1) / 3));
  const value = Number(bytes) / 1000 ** power;
  return `${Number.isInteger(value) ? grouped(value) : value.toFixed(2)} ${units[power]}`;
}

/** How far into something: hexadecimal, and in a unit where that is exact. */
function into(bytes: number): string {
  const words = formatBytes(bytes);
  return bytes === 0 ? '0' : `${hex(bytes)}${words.includes('.') ? '' : ` (${words})`}`;
}

/** A size in both units, to the byte, and what it holds of pages, subsections and sections. */
export function explainSize(machine: Machine, bytes: bigint): string {
  const { arch } = machine;
  const page = BigInt(pageSize(arch));
  const parts: readonly (readonly [string, bigint])[] = [
    ['pages', page],
    ['subsections', page * BigInt(pagesPerSubsection(arch))],
    ['sections', page * BigInt(pagesPerSection(arch))],
  ];
  const whole = parts
    .filter(([, unit]) => bytes >= unit)
    .map(([name, unit]) => [
      `${name} of ${formatBytes(unit)}`,
      `${grouped(bytes / unit)}${bytes % unit === 0n ? '' : ` and ${formatBytes(bytes % unit)}`}`,
    ]);
  return [
    `**${formatBytes(bytes)}** = ${exactBytes(bytes)} = ${decimalBytes(bytes)} (${inCode(hex(bytes))})`,
    ...(whole.length > 0 ? [markdownRows([['', ''], ...whole])] : []),
  ].join('\n\n');
}

/** The order of a compound page (`vmemmap_shift`): its size, its struct pages and the vmemmap pages that hold them. */
export function explainOrder(machine: Machine, order: bigint): string {
  if (order > 51n) return '';
  const pages = 2n ** order;
  const bytes = pages * BigInt(pageSize(machine.arch));
  const memmap = Number(pages) * machine.structPageSize;
  return `**Order ${order}**: compounds of ${formatBytes(bytes)} (${exactBytes(bytes)}), ${grouped(pages)} struct pages, ${formatBytes(memmap)} of memmap.`;
}

interface Holder {
  readonly made: PgmapPopulation;
  readonly range: RangePopulation;
  readonly index: number;
}

/** Which range holds a pfn, if one does. */
function holderOf({ pgmaps }: Population, pfn: number): Holder | undefined {
  for (const made of pgmaps)
    for (const [index, range] of made.ranges.entries())
      if (range.baseKnown && pfn >= range.startPfn && pfn < range.endPfn) return { made, range, index };
  return undefined;
}

/** An address: pfn, section, subsection, its compound, its struct page, and the frame behind that. */
export function explainAddress(machine: Machine, population: Population, { value, key }: Literal): string {
  const { arch } = machine;
  const pfn = Number(value >> BigInt(arch.pageShift));
  const inPage = Number(value & BigInt(pageSize(arch) - 1));
  const section = pagesPerSection(arch);
  const subsection = pagesPerSubsection(arch);
  const inSection = pfn % section;
  const offset = BigInt(pfn) * BigInt(machine.structPageSize);
  const base = arch.vmemmapBase?.[machine.pagingLevels];
  const rows = [
    ['', ''],
    ['pfn', `${inCode(hex(pfn))} (${grouped(pfn)})${inPage ? ` + ${hex(inPage)}` : ''}`],
    ['section', `${grouped(Math.floor(pfn / section))} + ${into(inSection * pageSize(arch))}`],
    [
      'subsection',
      `${Math.floor(inSection / subsection)} of ${section / subsection}${pfn % subsection ? ` + ${into((pfn % subsection) * pageSize(arch))}` : ''}`,
    ],
    [
      'struct page',
      base === undefined ? inCode(`vmemmap + ${hex(offset)}`) : `${inCode(hex(base + offset))} (nokaslr)`,
    ],
  ];
  const holder = holderOf(population, pfn);
  if (holder) rows.push(...holderRows(machine, holder, pfn));
  const last = key === 'end' ? ', the last byte' : '';
  return [
    `${inCode(hex(value))}${last}`,
    markdownRows(rows),
    ...(holder ? [ruleSentence(machine, holder, pfn)] : ['In no range of this file.']),
  ]
    .filter(Boolean)
    .join('\n\n');
}

const vmemmapPage = (machine: Machine, range: RangePopulation, pfn: number): number =>
  Math.floor((pfn * machine.structPageSize) / pageSize(machine.arch)) - range.firstVmemmapPage;

function holderRows(machine: Machine, { made, range, index }: Holder, pfn: number): string[][] {
  const page = vmemmapPage(machine, range, pfn);
  const run = at(range.runs, page);
  const by = run?.frame === null || !run ? 0 : mappedBy(made.ranges, run.frame);
  const behind =
    !run || run.frame === null
      ? 'not mapped'
      : `frame ${grouped(run.frame)}${run.kind === 'huge' ? ', in a huge block' : `, mapped by ${grouped(by)} vmemmap ${by === 1 ? 'page' : 'pages'}`}`;
  return [
    ['range', `${escaped(made.name)}, ${index + 1} of ${made.ranges.length}`],
    ...compoundRow(machine, made, range, pfn),
    ['vmemmap page', `${grouped(page)} of ${grouped(range.vmemmapPages)}`],
    ['backed by', behind],
  ];
}

/** memmap_init_zone_device() begins behind the altmap; before that memmap_init_range() writes those behind the reserve. */
const ASIDE = {
  reserve: 'kept back for the info block, and its struct page is not initialised',
  altmap: 'set aside for the memmap (altmap), a page of order 0',
} as const;

function compoundRow(
  machine: Machine,
  made: PgmapPopulation,
  range: RangePopulation,
  pfn: number,
): string[][] {
  const aside = setAside(range, made.altmap, pfn);
  if (aside) return [['compound', `none: ${ASIDE[aside]}`]];
  const from = pfnFirst(range, made.altmap);
  const nr = made.pagesPerCompound;
  if (nr === 1) return [];
  const index = (pfn - from) % nr;
  const role = index === 0 ? 'head' : index === 1 ? 'first tail' : `tail ${grouped(index)}`;
  return [
    [
      'compound',
      `${grouped(Math.floor((pfn - from) / nr))} of ${formatBytes(nr * pageSize(machine.arch))} + ${into(index * pageSize(machine.arch))}: ${role}`,
    ],
  ];
}

function ruleSentence(machine: Machine, { range }: Holder, pfn: number): string {
  const run = at(range.runs, vmemmapPage(machine, range, pfn));
  if (!run) return '';
  const { function: name, sentence } = why(run.rule, machine.arch.name, machine.arch.mmu);
  return `${RULE_NAMES[run.rule]}${name ? ` (${inCode(name)})` : ''}: ${sentence}`;
}
