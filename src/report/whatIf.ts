/** What if: the same device at each align, map and kernel, as the edited config would have it. */
import { analyse, analysing } from '../config/analyse';
import { textFix } from '../config/edits';
import { parseConfig } from '../config/parse';
import { archAt, pageSize } from '../engine/arch';
import { daxAligns } from '../engine/dax';
import { alignText } from '../engine/fixes';
import { parseKernel } from '../engine/kernel';
import { NEWEST_RELEASE } from '../engine/releases';
import { finish } from '../engine/steps';
import { formatBytes } from '../engine/units';
import { commandLine, NO_START } from './toolLine';
import { nearby } from './fixes/partOfFile';
import { edited } from './fixes/waysOut';
import { refusalWords } from './words';
import type { Analysis } from '../config/analyse';
import type { Finding, TextFix } from '../config/model';
import type { DedupOff, Edit, Machine, Pgmap, PgmapPopulation } from '../engine/types';
import type { CommandLine } from './toolLine';

/** `safe`: works; `off`: works and saves nothing; `unsafe`: the kernel takes it and goes wrong; `refused`: it does not take it. */
export type Verdict = 'safe' | 'off' | 'unsafe' | 'refused';

export interface WhatIfRow {
  readonly align: string;
  readonly map: Pgmap['map'];
  /** Where the device is moved as well: the finding's own fix. */
  readonly moved: string | null;
  readonly present: boolean;
  readonly verdict: Verdict;
  /** Why nothing is saved, or what goes wrong; empty where all is well. */
  readonly note: string;
  /** Bytes: of RAM, page tables among them; of these the tables; on the device; net saving. */
  readonly ram: number;
  readonly tables: number;
  readonly device: number;
  readonly saved: number;
  readonly command: CommandLine;
  /** Makes the config so; null for what stands there already. */
  readonly fix: TextFix | null;
}

export interface WhatIf {
  readonly kernel: string;
  /** Releases to choose from, the config's own first. */
  readonly kernels: readonly string[];
  readonly rows: readonly WhatIfRow[];
  /** Devices of the file that were left out: their memmap shares nothing with this one's. */
  readonly leftOut: number;
}

/** Long-term releases, one before deduplication, and the newest known. */
const TELLING = ['5.15', '6.1', '6.6', '6.12', '6.18', NEWEST_RELEASE];

/** A text with what it says. */
interface Read {
  readonly text: string;
  readonly config: Analysis['config'];
}

const fixOf = ({ text, config }: Read, title: string, edits: readonly Edit[]): TextFix =>
  textFix(text, config, config.places, { title, edits });

/** The gravest finding on a pgmap that says the layout is wrong. */
const gravest = (findings: readonly Finding[], index: number): Finding | undefined =>
  findings.find((f) => f.severity === 'error' && f.place?.pgmap === index);

const firstSentence = (message: string): string =>
  /^.*?[.:;](?=\s|$)/.exec(message)?.[0].replace(/[.:;]$/, '') ?? message;

/** Why nothing is shared, short enough for a table. */
const NOTES: Readonly<Record<DedupOff, string>> = {
  kernel: 'no deduplication in this kernel',
  mode: 'no compound pages in this mode',
  arch: 'not on this architecture',
  'struct-page': 'not with a struct page of this size',
  altmap: 'an altmap is never shared',
  'small-compound': 'no more than two vmemmap pages each',
};

function judged(made: PgmapPopulation, error: Finding | undefined): Pick<WhatIfRow, 'verdict' | 'note'> {
  const { outcome } = made;
  if (!outcome.ok) return { verdict: 'refused', note: refusalWords(outcome) };
  if (error) return { verdict: 'unsafe', note: firstSentence(error.message) };
  if (!made.dedupOff) return { verdict: 'safe', note: '' };
  return { verdict: 'off', note: NOTES[made.dedupOff] };
}

type Choice = Pick<WhatIfRow, 'moved' | 'present' | 'fix'>;

function rowOf(
  { config, population, findings }: Analysis,
  index: number,
  choice: Choice,
): WhatIfRow | undefined {
  const pgmap = config.pgmaps[index];
  const made = population.pgmaps[index];
  if (!pgmap || !made) return undefined;
  const t = made.totals;
  return {
    align: formatBytes(pgmap.align),
    map: pgmap.map,
    ...judged(made, gravest(findings, index)),
    ram: t.bytesData + t.bytesPageTables,
    tables: t.bytesPageTables,
    device: made.outcome.ok ? t.altmapFrames * pageSize(config.machine.arch) : 0,
    saved: t.bytesSaved,
    command: choice.moved === null ? commandLine(pgmap) : NO_START,
    ...choice,
  };
}

/** Aligns and maps worth a row: what the dax bus takes, and what stands in the config. */
function choices(machine: Machine, pgmap: Pgmap): { align: number; map: Pgmap['map'] }[] {
  const compound = pgmap.mode === 'devdax' || pgmap.mode === 'generic';
  const aligns = compound
    ? [...new Set([...daxAligns(machine, pgmap.raw), pgmap.align])].sort((a, b) => a - b)
    : [pgmap.align];
  const maps = pgmap.mode === 'system-ram' ? [pgmap.map] : (['mem', 'dev'] as const);
  return maps.flatMap((map) => aligns.map((align) => ({ align, map })));
}

/** The finding's own fix that moves the start, as the row after the present one. */
function movedFix(found: Analysis, index: number): TextFix | undefined {
  const starts = found.findings.filter((f) => f.place?.pgmap === index && f.severity !== 'hint');
  return starts.flatMap((f) => f.fixes).find((fix) => /^Move (start|the range) (up )?to/.test(fix.title));
}

/** The same edits where the pgmap's object stands elsewhere. */
const shifted = ({ title, edits }: TextFix, by: number): TextFix => ({
  title,
  edits: edits.map((e) => ({ ...e, offset: e.offset + by })),
});

/** Rows for one pgmap of a text under a kernel; undefined where there is no such pgmap. */
export const whatIf = (
  text: string,
  wanted: number,
  kernel: string | null,
  whole: Analysis = analyse(text),
): WhatIf | undefined => finish(whatIfSteps(text, whole, wanted, kernel));

/** The same in steps, so that it need not hold up the typing; `whole` is what the text says. */
export function* whatIfSteps(
  text: string,
  whole: Analysis,
  wanted: number,
  kernel: string | null,
): Generator<unknown, WhatIf | undefined> {
  const { machine, pgmaps } = whole.config;
  const pgmap = pgmaps[wanted];
  if (!pgmap) return undefined;
  const { index, leftOut, shift, ...part } = nearby(text, whole, wanted);
  yield;
  const file: Read = { text, config: whole.config };
  const cut: Read =
    leftOut === 0 ? file : { text: part.text, config: parseConfig(part.text, whole.config.defaults) };
  const other = kernel !== null && kernel !== machine.kernel.text ? kernel : null;
  const read = other === null ? undefined : parseKernel(other, machine.arch);
  const under: Machine = read
    ? { ...machine, kernel: read, arch: archAt(machine.arch, read.behaviour) }
    : machine;
  const kernelEdits: Edit[] = read
    ? [{ place: { pgmap: null, key: 'kernel' }, value: JSON.stringify(other) }]
    : [];
  const rows: WhatIfRow[] = [];
  const add = (row: WhatIfRow | undefined): void => void (row && rows.push(row));
  for (const { align, map } of choices(under, pgmap)) {
    const editsOf = (at: number): Edit[] => [
      ...kernelEdits,
      ...(align === pgmap.align
        ? []
        : [{ place: { pgmap: at, key: 'align' }, value: `"${alignText(align)}"` }]),
      ...(map === pgmap.map ? [] : [{ place: { pgmap: at, key: 'map' }, value: `"${map}"` }]),
    ];
    const title = `${formatBytes(align)}, map ${map}${read ? `, Linux ${other}` : ''}`;
    if (editsOf(index).length > 0) {
      const found = yield* analysing(
        edited(cut.text, fixOf(cut, title, editsOf(index))),
        whole.config.defaults,
        whole,
      );
      add(rowOf(found, index, { moved: null, present: false, fix: fixOf(file, title, editsOf(wanted)) }));
      continue;
    }
    add(rowOf(whole, wanted, { moved: null, present: true, fix: null }));
    const move = movedFix(whole, wanted);
    if (!move) continue;
    const found = yield* analysing(edited(cut.text, shifted(move, shift)), whole.config.defaults, whole);
    add(rowOf(found, index, { moved: move.title, present: false, fix: move }));
  }
  const own = machine.kernel.text;
  return {
    kernel: other ?? own,
    kernels: [own, ...TELLING.filter((k) => k !== own)],
    rows,
    leftOut,
  };
}
