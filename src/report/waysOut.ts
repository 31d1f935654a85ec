/** All ways out of a finding, each with what it gains: its own, and more where they lead out. */
import { analyse } from '../config/analyse';
import { textFix } from '../config/edits';
import { usualAlign } from '../engine/arch';
import { formatBytes } from '../engine/units';
import { inputFixes } from './inputFixes';
import { furtherFixes } from './furtherFixes';
import { gain } from './gain';
import { nearby } from './partOfFile';
import { isSplit, splitFix } from './splitFix';
import type { Analysis } from '../config/analyse';
import type { Code } from '../engine/codes';
import type { Finding, TextFix } from '../config/model';

/** A longer list is no help. */
const MOST = 6;

/** What it is good for where no figure says so. */
const GOOD: Readonly<Partial<Record<Code, string>>> = {
  'boot-memmap': 'no section is shared with RAM',
  'compound-misaligned': 'the data can be mapped huge',
  'memory-block-loss': 'all of it is onlined',
  'partial-compound': 'whole compounds alone',
  'removal-hazard': 'no PMD leaf is shared',
};

/** A text with an edit made. Edits do not overlap; those at one offset stand in the order they have. */
export const edited = (text: string, { edits }: Pick<TextFix, 'edits'>): string =>
  edits
    .map((edit, i) => ({ ...edit, i }))
    .sort((a, b) => b.offset - a.offset || b.i - a.i)
    .reduce((t, e) => t.slice(0, e.offset) + e.newText + t.slice(e.offset + e.length), text);

/** The text with one pgmap and what can matter to it, in which fixes of that pgmap are tried. */
interface Trial {
  readonly whole: Analysis;
  readonly pgmap: number;
  readonly cut: ReturnType<typeof nearby>;
  readonly from: number;
  readonly until: number;
}

function trialOf(text: string, whole: Analysis, pgmap: number): Trial {
  const node = whole.config.places.objectOf({ pgmap });
  const [from, length] = node ? [node.offset, node.length] : [0, text.length];
  return { whole, pgmap, cut: nearby(text, whole, pgmap), from, until: from + length };
}

/** What the fix makes of it; undefined where it reaches outside the pgmap and the file is too large to try that. */
function tried({ whole, cut, from, until }: Trial, fix: TextFix): Analysis | undefined {
  const inside = fix.edits.every((e) => e.offset >= from && e.offset + e.length <= until);
  if (cut.leftOut > 0 && !inside) return undefined;
  const edits = fix.edits.map((e) => ({ ...e, offset: e.offset + cut.shift }));
  return analyse(edited(cut.text, { edits }), whole.config.defaults);
}

/** The preferred way first. `whole` is what `text` says, and `finding` one of it. */
export function waysOut(text: string, whole: Analysis, finding: Finding): TextFix[] {
  const { config } = whole;
  const pgmap = finding.place?.pgmap ?? config.placeAt(finding.offset)?.pgmap;
  const own = [...finding.fixes, ...inputFixes(text, finding)];
  if (typeof pgmap !== 'number' || !config.pgmaps[pgmap]) return own;
  const trial = trialOf(text, whole, pgmap);
  const before = { analysis: whole, index: pgmap };
  const told = (fix: TextFix, after: Analysis | undefined): TextFix => {
    if (!after?.population.pgmaps[trial.cut.index] || fix.title.includes(': ')) return fix;
    const words = gain(before, { analysis: after, index: trial.cut.index });
    const said = words === '' ? GOOD[finding.code] : words;
    return said === undefined ? fix : { title: `${fix.title}: ${said}`, edits: fix.edits };
  };
  const results = own.map((fix) => ({ fix, after: tried(trial, fix) }));
  if (finding.code === 'align-unsupported') results.sort((x, y) => rank(trial, y) - rank(trial, x));
  const all = results.map(({ fix, after }) => told(fix, after));
  const known = new Set(own.map(({ edits }) => edited(text, { edits })));
  for (const fix of furtherOf(text, whole, finding, pgmap)) {
    if (all.length >= MOST) break;
    const result = edited(text, fix);
    const after = known.has(result) ? undefined : tried(trial, fix);
    if (!after || !leadsOut(after, trial.cut.index, finding)) continue;
    known.add(result);
    all.push(told(fix, after));
  }
  return all;
}

/** Which align is best depends on what it saves; where that cannot be told yet, it is the usual one. */
function rank({ whole, cut }: Trial, { fix, after }: { fix: TextFix; after: Analysis | undefined }): number {
  const usual = fix.title === `Use align ${formatBytes(usualAlign(whole.config.machine.arch))}`;
  return (after?.population.pgmaps[cut.index]?.totals.bytesSaved ?? 0) + (usual ? 0.5 : 0);
}

function furtherOf(text: string, whole: Analysis, finding: Finding, i: number): TextFix[] {
  const { config } = whole;
  const { machine, pgmaps, places } = config;
  const subject = { machine, pgmaps, i, r: finding.place?.range ?? 0 };
  return furtherFixes(finding.code, subject).map((fix) =>
    isSplit(fix) ? splitFix(whole, fix) : textFix(text, config, places, fix),
  );
}

/** Whether the finding is gone, and nothing is wrong with the pgmap instead. */
function leadsOut({ findings, population }: Analysis, index: number, { code }: Finding): boolean {
  return (
    population.pgmaps[index]?.outcome.ok === true &&
    !findings.some((f) => f.place?.pgmap === index && (f.severity === 'error' || f.code === code))
  );
}
