/** What a place in the config costs and saves, and why, as Markdown for a hover. User text in it is escaped. */
import { pageSize, pagesPerSection } from '../../engine/arch';
import { counters } from '../../engine/counters';
import { RULE_NAMES } from '../../engine/ruleNames';
import { isBlock } from '../../engine/runs';
import { exactBytes, formatBytes, grouped, hex, spanOf } from '../../engine/units';
import { why } from '../../engine/why';
import { whyNoDedup } from '../../engine/whyNoDedup';
import { escaped, inCode, markdownRows } from '../markdown';
import type { Config } from '../../config/model';
import type { Machine, Pgmap, PgmapPopulation, Place, Population, Rule } from '../../engine/types';

/** Markdown for the place, or undefined where there is nothing to say. */
export function explain(place: Place, config: Config, population: Population): string | undefined {
  if (place.pgmap === null) return undefined;
  const pgmap = config.pgmaps[place.pgmap];
  const made = population.pgmaps[place.pgmap];
  if (!pgmap || !made) return undefined;
  if (!made.outcome.ok) return refused(made);
  const { machine } = config;
  if (place.key === 'align' || place.key === 'vmemmap_shift') return explainAlign(machine, pgmap, made);
  if (place.key === 'map') return explainMap(machine, made);
  if (place.range !== undefined && made.ranges[place.range]) return explainRange(machine, made, place.range);
  return explainPgmap(machine, pgmap, made);
}

function refused({ name, outcome }: PgmapPopulation): string {
  if (outcome.ok) return '';
  return `**${escaped(name)}** is refused: ${inCode(`${outcome.function}()`)} returns ${inCode(`-${outcome.errno}`)}.\n\n${inCode(outcome.message)}`;
}

const both = (bytes: number): string[] => [formatBytes(bytes), exactBytes(bytes)];

function explainPgmap(machine: Machine, pgmap: Pgmap, made: PgmapPopulation): string {
  const t = made.totals;
  const device = t.structPages * pageSize(machine.arch);
  const saved =
    t.bytesSaved > 0
      ? `saves ${formatBytes(t.bytesSaved)} of ${formatBytes(t.bytesWithoutDedup)}`
      : 'saves nothing';
  const tables = t.pageTables.pte + t.pageTables.pmd + t.pageTables.pud;
  const rows = [
    ['RAM for struct pages', '', 'bytes'],
    ['without dedup', ...both(t.bytesWithoutDedup)],
    ['struct pages now', ...both(t.bytesData)],
    [`page tables now (${grouped(tables)})`, ...both(t.bytesPageTables)],
    ['**saved, net**', ...both(t.bytesSaved)],
  ];
  if (t.altmapFrames > 0)
    rows.push(['on the device (altmap)', ...both(t.altmapFrames * pageSize(machine.arch))]);
  return [
    `**${escaped(made.name)}** ${saved}: ${formatBytes(device)} of ${escaped(pgmap.mode)} at ${formatBytes(pgmap.align)} align, Linux ${escaped(machine.kernel.release)}.`,
    markdownRows(rows),
    gateSentence(machine, made),
    countersSentence(machine, made),
  ].join('\n\n');
}

/** What to hold against the machine. */
function countersSentence(machine: Machine, made: PgmapPopulation): string {
  const { nrMemmapPages, wrong, memFree, takenPages } = counters(machine, made);
  const counted =
    nrMemmapPages === null
      ? ''
      : `, ${inCode('nr_memmap_pages')} rises by ${grouped(nrMemmapPages)}${wrong ? ` (wrong: ${grouped(takenPages)} are taken. ${wrong})` : ''}`;
  return `On the machine ${inCode('MemFree')} falls by ${formatBytes(memFree)} for it${counted}.`;
}

/** Whether and how compounds are deduplicated, in a sentence. */
function gateSentence(machine: Machine, made: PgmapPopulation): string {
  if (made.dedupOff) return `Nothing is deduplicated: ${whyNoDedup(made.dedupOff, machine.arch.mmu)}.`;
  const { structPages, vmemmapPages, ownPages, sharedPages, hugePages } = made.totals;
  const compounds = structPages / made.pagesPerCompound;
  const by = inCode('vmemmap_populate_compound_pages()');
  // What is cut off by a section, mapped before or shared otherwise is told by its sums.
  if (ownPages === 2 * compounds && sharedPages === vmemmapPages - ownPages && sharedPages > 0)
    return `Of the ${grouped(vmemmapPages / compounds)} vmemmap pages of a compound 2 are kept and ${grouped(sharedPages / compounds)} map the second (${by}).`;
  const kinds = [
    [ownPages, 'have a frame of their own'],
    [sharedPages, 'map that of another'],
    [hugePages, 'lie in huge blocks'],
  ] as const;
  const said = kinds.flatMap(([n, what]) => (n > 0 ? [`${grouped(n)} ${what}`] : []));
  return `Of its ${grouped(vmemmapPages)} vmemmap pages ${said.join(', ')} (${by}).`;
}

function explainAlign(machine: Machine, pgmap: Pgmap, made: PgmapPopulation): string {
  const nr = made.pagesPerCompound;
  const pages = (nr * machine.structPageSize) / pageSize(machine.arch);
  const saved = formatBytes(made.totals.bytesSaved);
  return [
    `**align ${formatBytes(pgmap.align)}** is ${inCode(`vmemmap_shift`)} ${Math.log2(nr)}: compounds of ${grouped(nr)} struct pages in ${grouped(pages)} vmemmap pages.`,
    gateSentence(machine, made),
    made.dedup ? `That saves ${saved} of RAM over the pgmap, page tables counted.` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function explainMap(machine: Machine, made: PgmapPopulation): string {
  const { altmap, totals } = made;
  if (!altmap)
    return `**map mem**: the memmap is kept in RAM, ${formatBytes(totals.bytesData)} of it.\n\n${gateSentence(machine, made)}`;
  return [
    `**map dev**: the memmap is kept on the device (${inCode('struct vmem_altmap')}).`,
    `Reserved ${grouped(altmap.reserve)} pfns for the info block, ${grouped(altmap.free)} for the memmap: ${grouped(altmap.alloc)} taken, ${grouped(altmap.align)} lost to alignment.`,
    gateSentence(machine, made),
  ].join('\n\n');
}

function explainRange(machine: Machine, made: PgmapPopulation, r: number): string {
  const range = made.ranges[r]!;
  const { start, end } = spanOf(range, machine.arch.pageShift);
  const section = pagesPerSection(machine.arch);
  const pfns = range.endPfn - range.startPfn;
  const [first, last] = [Math.floor(range.startPfn / section), Math.floor((range.endPfn - 1) / section)];
  const offset = range.startPfn % section;
  const offset64 = BigInt(range.startPfn) * BigInt(machine.structPageSize);
  const base = machine.arch.vmemmapBase?.[machine.pagingLevels];
  const address = base === undefined ? `vmemmap + ${hex(offset64)}` : hex(base + offset64);
  return [
    range.baseKnown
      ? `${inCode(`${start}-${end}`)}, ${formatBytes(pfns * pageSize(machine.arch))}`
      : formatBytes(pfns * pageSize(machine.arch)),
    markdownRows([
      ['', ''],
      ['pfns', `${inCode(hex(range.startPfn))} … ${inCode(hex(range.endPfn - 1))} (${grouped(pfns)})`],
      [
        'sections',
        `${grouped(first)} … ${grouped(last)}, from ${formatBytes(offset * pageSize(machine.arch))} into the first`,
      ],
      [
        'vmemmap pages',
        `${grouped(range.vmemmapPages)} from ${inCode(address)}${base === undefined ? '' : ' (nokaslr)'}`,
      ],
    ]),
    ...reasons(machine, made, r),
  ].join('\n\n');
}

/** The rules at work in a range, each once. */
function reasons(machine: Machine, made: PgmapPopulation, r: number): string[] {
  const pages = new Map<Rule, number>();
  for (const row of made.ranges[r]!.runs)
    for (const run of isBlock(row) ? row.runs : [row])
      pages.set(run.rule, (pages.get(run.rule) ?? 0) + run.count * (isBlock(row) ? row.repeat : 1));
  return [...pages].map(([rule, count]) => {
    const { function: name, sentence } = why(rule, machine.arch.name, machine.arch.mmu);
    return `- ${grouped(count)} × ${RULE_NAMES[rule]}${name ? ` (${inCode(name)})` : ''}: ${sentence}`;
  });
}
