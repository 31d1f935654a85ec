/** `docs/fidelity.md`: each recorded kernel and case with its verdict, and what rests on reading alone. */
import { expandedRows } from '../../src/report/mapping';
import { sourceOf } from '../../src/engine/releaseSources';
import { TABLE } from '../../src/engine/releases';
import { kernelCases } from './cases';
import { hvoMappings, hvoOf } from './hvoRuns';
import { FAILED, isHvo, mappingsOf, populated, STOPPED_BY_NDCTL } from './runs';
import type { Behaviour, Switch } from '../../src/engine/releases';
import type { KernelCase } from './cases';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(head),
  row(head.map(() => '---')),
  ...rows.map(row),
];

/** The case without the kernel's name in front. */
const nameOf = (c: KernelCase): string =>
  c.id.replace(/^(arm64|ppc64el)-/, '').replace(/^\d[\d.]*[^-]*-/, '');
const whatOf = (c: KernelCase): string => c.description ?? c.setup.at(-1) ?? '';

/** What a case holds against the engine, beside the mapping. */
function held(c: KernelCase): string {
  const more = [
    c.refcounts && 'reference counts',
    (c.stats.newPageTables || c.stats.tablePagesByLevelBefore) && 'page tables',
    c.stats.nrMemmapPagesDelta !== undefined && 'nr_memmap_pages',
    (c.pgmap?.altmapFields ?? c.pgmap?.altmapDetail) && 'altmap',
  ].filter((text) => typeof text === 'string');
  return ['mapping', ...more].join(', ');
}

function verdict(c: KernelCase): readonly [held: string, verdict: string] {
  if (isHvo(c)) {
    const made = hvoOf(c);
    const mine = JSON.stringify(hvoMappings(made, c.ranges.length));
    const agrees = mine === JSON.stringify(mappingsOf(c)) && made.frames === c.stats.distinctBackingPages;
    return ['mapping, frames, reference counts', agrees ? 'agrees' : 'DISAGREES'];
  }
  if (STOPPED_BY_NDCTL.has(c.id)) return ['–', 'not compared: ndctl stopped before the kernel was asked'];
  if (c.id.includes('halfpage')) return ['the page the kernel oopsed on', 'agrees'];
  if (c.ranges.length === 0) return ['–', 'not compared: words of tools, nothing mapped'];
  const made = populated(c).at(-1)!;
  const mine = JSON.stringify(made.ranges.map((r) => [...expandedRows(r.runs)]));
  const agrees = mine === JSON.stringify(mappingsOf(c)) && made.outcome.ok === !(c.id in FAILED);
  const what = c.id in FAILED ? 'refusal, nothing mapped' : held(c);
  return [what, agrees ? 'agrees' : 'DISAGREES'];
}

const ARCH: Readonly<Record<string, string>> = { x86_64: 'x86-64', arm64: 'arm64', ppc64el: 'powerpc radix' };

function switches(): string[][] {
  return Object.entries(TABLE).flatMap(([flag, [, ...list]]) =>
    (list as Switch<unknown>[])
      .filter((s) => s.since !== '2.6')
      .map((s) => ({ ...s, ...sourceOf(flag as keyof Behaviour, s) }))
      .map((s) => [
        flag,
        `\`${String(s.to)}\``,
        s.since,
        s.stable?.join(', ') ?? '',
        [s.arches?.join(', '), s.pageShift && `${2 ** s.pageShift / 1024} KiB pages`, s.mmu]
          .filter(Boolean)
          .join(', ') || 'all',
        s.commit ?? '',
        s.basis + (s.note ? `: ${s.note}` : ''),
      ]),
  );
}

export function fidelity(): string {
  const cases = kernelCases();
  const compared = cases.map((c) => ({ c, verdict: verdict(c) }));
  const kernels = new Set(cases.map((c) => `${c.arch} ${c.release}`));
  const lines = [
    '# Fidelity: what the engine was held against',
    '',
    'The vmemmap page tables of running kernels were read out in the guests and are kept, as recorded, under',
    '`test/fixtures/kernel-cases/`. A test lays each case out and compares it run for run and frame for frame; where text',
    'and recording disagree the recording wins. This page is made by that test (`npm run docs`), and fails it when stale.',
    '',
    `${cases.length} cases of ${kernels.size} kernels. ${compared.filter(({ verdict: [, v] }) => v === 'agrees').length} agree, ${compared.filter(({ verdict: [, v] }) => v === 'DISAGREES').length} disagree.`,
    '',
    '## Recorded',
    '',
    ...table(
      ['Kernel', 'Architecture', 'Pages', 'Case', 'What was done', 'Compared', 'Verdict'],
      compared.map(({ c, verdict: [what, agrees] }) => [
        c.release,
        ARCH[c.arch] ?? c.arch,
        `${c.pageSize / 1024} KiB`,
        nameOf(c),
        whatOf(c),
        what,
        agrees,
      ]),
    ),
    '',
    '## Derived: read in the source, seen on no machine',
    '',
    'Every architecture below and all of x86-64, arm64 and powerpc radix beside the cases is also held against a plain',
    'page-by-page transcription of the kernel’s loops (`test/model/`), written apart from the engine, on random layouts:',
    'mapping, page tables, frames, failed allocations and removal.',
    '',
    ...table(
      ['What', 'How far'],
      [
        ['riscv64, loongarch64', 'from the source; against the page-by-page model'],
        [
          's390x',
          'from the source; mapping against the model, removal not; ZONE_DEVICE there is inferred (6.17)',
        ],
        [
          'powerpc hash',
          'from the source only: blocks of 16 MiB outside the page tables, never deduplicated',
        ],
        ['x86-64 with 5-level paging', 'from the source only; the vmemmap is laid out the same'],
        [
          'sizeof(struct page) other than 64',
          'from the source; against the model. A read through a PMD leaf as if it were a PTE table is taken to leave the page mapped by the leaf',
        ],
        [
          'allocations that fail, second tries, removal',
          'from the source; against the model on x86-64, arm64, powerpc, riscv64',
        ],
        ['HugeTLB on other architectures than x86-64', 'from the source'],
      ],
    ),
    '',
    '## Releases: each switch and what it rests on',
    '',
    '`read`: commit and release stand in the sources; `recorded`: kernels on both sides showed it; `inferred`: concluded from neighbours.',
    '',
    ...table(['Behaviour', 'Becomes', 'Since', 'Back-ported to', 'Where', 'Commit', 'Basis'], switches()),
    '',
  ];
  return lines.join('\n');
}
