/** Populations made by hand for the panel's tests: what the panel draws must not depend on the engine being right. */
import type { PgmapPopulation, RangePopulation, Rule, Run, Runs, Totals } from '../../src/engine/types';
import type { MachineFacts, PanelFinding, ShowMessage } from '../../src/protocol';
import type { Mark, Path, Scene, Strip } from '../../webview/marks';

export const MACHINE: MachineFacts = {
  arch: 'x86_64',
  pageShift: 12,
  sectionShift: 27,
  pmdShift: 21,
  structPageSize: 64,
  kernel: '7.3',
  vmemmapBase: '0xffffea0000000000',
};

export const TOTALS: Totals = {
  structPages: 262144,
  initializedStructPages: 128,
  vmemmapPages: 4096,
  ownPages: 2,
  sharedPages: 4094,
  hugePages: 0,
  frames: 2,
  altmapFrames: 0,
  bootFrames: 0,
  pageTables: { pte: 8, pmd: 0, pud: 0 },
  bytesWithoutDedup: 16777216,
  bytesData: 8192,
  bytesPageTables: 32768,
  bytesSaved: 16736256,
  nrMemmapPages: 2,
};

export const run = (
  first: number,
  count: number,
  kind: Run['kind'],
  frame: number | null,
  rule: Rule,
): Run => ({
  first,
  count,
  kind,
  frame,
  rule,
});

export const range = (startPfn: number, pages: number, runs: Runs): RangePopulation => ({
  startPfn,
  endPfn: startPfn + pages,
  baseKnown: true,
  firstVmemmapPage: Math.floor(startPfn / 64),
  vmemmapPages: Math.ceil(pages / 64),
  runs,
  pastEnd: { structPages: 0, unmappedPages: 0 },
});

export const pgmap = (
  name: string,
  ranges: readonly RangePopulation[],
  more: Partial<PgmapPopulation> = {},
): PgmapPopulation => ({
  name,
  outcome: { ok: true },
  dedup: true,
  dedupOff: null,
  pagesPerCompound: 512,
  altmap: null,
  ranges,
  totals: TOTALS,
  ...more,
});

/** `n` compounds of 2 MiB: head, first tail, six more that map it again. */
export const twoMiB = (name: string, startPfn: number, n: number): PgmapPopulation =>
  pgmap(name, [
    range(startPfn, n * 512, [
      {
        repeat: n,
        pages: 8,
        frames: 2,
        runs: [
          run(0, 1, 'own', 0, 'head'),
          run(1, 1, 'own', 1, 'first-tail'),
          run(2, 6, 'shared', 1, 'tail-reuse'),
        ],
      },
    ]),
  ]);

export const oneGiB = (name: string, startPfn: number, n: number): PgmapPopulation =>
  pgmap(
    name,
    [
      range(startPfn, n * 262144, [
        {
          repeat: n,
          pages: 4096,
          frames: 2,
          runs: [
            run(0, 1, 'own', 0, 'head'),
            run(1, 1, 'own', 1, 'first-tail'),
            run(2, 510, 'shared', 1, 'tail-reuse'),
            run(512, 3584, 'shared', 1, 'section-reuse'),
          ],
        },
      ]),
    ],
    { pagesPerCompound: 262144 },
  );

/** 0x440200000–0x53fffffff at 1 GiB, as recorded: two own frames, and all later heads on the second. */
export const aliased = (): PgmapPopulation =>
  pgmap(
    'ns',
    [
      range(0x440200, 0x540000 - 0x440200, [
        run(0, 1, 'own', 0, 'head'),
        run(1, 1, 'own', 1, 'first-tail'),
        run(2, 502, 'shared', 1, 'tail-reuse'),
        run(504, 15872, 'shared', 1, 'section-reuse'),
      ]),
    ],
    { pagesPerCompound: 262144 },
  );

export const hugeBlocks = (rule: Rule): PgmapPopulation =>
  pgmap('blocks', [range(0x180000, 1048576, [run(0, 16384, 'huge', 0, rule)])], {
    dedup: false,
    dedupOff: rule === 'altmap' ? 'altmap' : 'mode',
    pagesPerCompound: rule === 'altmap' ? 512 : 1,
  });

export const show = (
  pgmaps: readonly PgmapPopulation[],
  findings: readonly PanelFinding[] = [],
  more: Partial<ShowMessage> = {},
): ShowMessage => ({
  type: 'show',
  uri: 'file:///a.pgmap.json',
  version: 1,
  fileName: 'a.pgmap.json',
  machine: MACHINE,
  population: { pgmaps, hugetlb: [], totals: TOTALS },
  findings,
  ram: null,
  costs: { memmapCounter: 'dedup-aware', nodes: null, pools: [] },
  ...more,
});

export const strip = (scene: Scene, id: Strip['id']): Strip => {
  const found = scene.strips.find((s) => s.id === id);
  if (!found) throw new Error(`no ${id} strip`);
  return found;
};
export const marksOf = (scene: Scene): Mark[] => scene.strips.flatMap((s) => [...s.marks]);
export const textsOf = (s: Strip): string[] => s.marks.flatMap((m) => (m.kind === 'text' ? [m.text] : []));
export const arrowsOf = (s: Strip): Path[] =>
  s.marks.filter((m): m is Path => m.kind === 'path' && m.class.startsWith('arrow'));
export const hasClass = (m: Mark, word: string): boolean => m.class.split(' ').includes(word);
