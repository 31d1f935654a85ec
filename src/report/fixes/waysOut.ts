/** All ways out of a finding, each with what it gains: its own, and more where they lead out. */
import { textFix } from '../../config/edits';
import { usualAlign } from '../../engine/arch';
import { finish } from '../../engine/steps';
import { formatBytes } from '../../engine/units';
import { inputFixes } from './inputFixes';
import { furtherFixes } from './furtherFixes';
import { gain } from './gain';
import { isSplit, splitFix } from './splitFix';
import { edited, tried, trialOf } from '../trial';
import type { Analysis } from '../../config/analyse';
import type { Code } from '../../engine/codes';
import type { Finding, TextFix } from '../../config/model';
import type { Trial } from '../trial';

export { edited } from '../trial';

/** A longer list is no help. */
const MOST = 6;

/** Where no figure is told, a pgmap is laid out with no more of its neighbours than these. */
const FEW = 16;

/** What it is good for where no figure says so. */
const GOOD: Readonly<Partial<Record<Code, string>>> = {
  'boot-memmap': 'no section is shared with RAM',
  'compound-misaligned': 'the data can be mapped huge',
  'memory-block-loss': 'all of it is onlined',
  'partial-compound': 'whole compounds alone',
  'removal-hazard': 'no PMD leaf is shared',
};

/** The pgmap that a finding is on. */
function pgmapOf({ config }: Analysis, { place, offset }: Finding): number | undefined {
  const pgmap = place?.pgmap ?? config.placeAt(offset)?.pgmap;
  return typeof pgmap === 'number' && config.pgmaps[pgmap] ? pgmap : undefined;
}

const ownFixes = (text: string, finding: Finding): TextFix[] => [
  ...finding.fixes,
  ...inputFixes(text, finding),
];

/** The preferred way first. `whole` is what `text` says, and `finding` one of it. */
export const waysOut = (text: string, whole: Analysis, finding: Finding): TextFix[] =>
  finish(findingWays(text, whole, finding));

/** The same in steps: each way that is tried is one. */
export function* findingWays(text: string, whole: Analysis, finding: Finding): Generator<void, TextFix[]> {
  const pgmap = pgmapOf(whole, finding);
  const own = ownFixes(text, finding);
  if (pgmap === undefined) return own;
  const trial = trialOf(text, whole, pgmap);
  const all = (yield* ownResults(trial, finding, own)).map((result) => told(trial, finding, result));
  const known = new Set(own.map((fix) => edited(text, fix)));
  for (const fix of candidates(text, whole, finding, pgmap)) {
    if (all.length >= MOST) break;
    const result = edited(text, fix);
    const after = known.has(result) ? undefined : tried(trial, fix);
    yield;
    if (!after || !leadsOut(after, trial.cut.index, finding)) continue;
    known.add(result);
    all.push(told(trial, finding, { fix, after }));
  }
  return all;
}

/** The preferred way alone, with no word of what it gains. */
export function firstWay(text: string, whole: Analysis, finding: Finding): TextFix | undefined {
  const pgmap = pgmapOf(whole, finding);
  const own = ownFixes(text, finding);
  if (pgmap === undefined || (own.length > 0 && !isRanked(finding))) return own[0];
  const trial = trialOf(text, whole, pgmap, FEW);
  if (own.length > 0) return finish(ownResults(trial, finding, own))[0]!.fix;
  return candidates(text, whole, finding, pgmap).find((fix) => {
    const after = tried(trial, fix);
    return after && leadsOut(after, trial.cut.index, finding);
  });
}

/** Whether there may be a way out: nothing is tried. */
export function mayLeadOut(text: string, whole: Analysis, finding: Finding): boolean {
  if (ownFixes(text, finding).length > 0) return true;
  const pgmap = pgmapOf(whole, finding);
  return pgmap !== undefined && candidates(text, whole, finding, pgmap).length > 0;
}

/** A way out, and what it makes of the file. */
interface Result {
  readonly fix: TextFix;
  readonly after: Analysis | undefined;
}

/** Which align is best depends on what it saves. */
const isRanked = ({ code }: Finding): boolean => code === 'align-unsupported';

function* ownResults(trial: Trial, finding: Finding, own: readonly TextFix[]): Generator<void, Result[]> {
  const results: Result[] = [];
  for (const fix of own) {
    const after = isRanked(finding) || !saysGain(fix) ? tried(trial, fix) : undefined;
    results.push({ fix, after });
    yield;
  }
  return isRanked(finding) ? results.sort((x, y) => rank(trial, y) - rank(trial, x)) : results;
}

/** Where it cannot be told yet what an align saves, it is the usual one. */
function rank({ whole, cut }: Trial, { fix, after }: Result): number {
  const usual = fix.title === `Use align ${formatBytes(usualAlign(whole.config.machine.arch))}`;
  return (after?.population.pgmaps[cut.index]?.totals.bytesSaved ?? 0) + (usual ? 0.5 : 0);
}

/** Some say what they are good for themselves. */
const saysGain = ({ title }: TextFix): boolean => title.includes(': ');

function told({ whole, pgmap, cut }: Trial, { code }: Finding, { fix, after }: Result): TextFix {
  if (!after?.population.pgmaps[cut.index] || saysGain(fix)) return fix;
  const words = gain({ analysis: whole, index: pgmap }, { analysis: after, index: cut.index });
  const said = words === '' ? GOOD[code] : words;
  return said === undefined ? fix : { title: `${fix.title}: ${said}`, edits: fix.edits };
}

function candidates(text: string, whole: Analysis, finding: Finding, i: number): TextFix[] {
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
