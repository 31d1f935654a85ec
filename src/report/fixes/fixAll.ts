/** The preferred ways out of all findings, or of all of one kind, as one edit. */
import { analysing } from '../../config/analyse';
import { editBetween } from '../../config/editBetween';
import { finish } from '../../engine/steps';
import { edited } from '../trial';
import { firstWay, mayLeadOut } from './waysOut';
import type { Analysis } from '../../config/analyse';
import type { Code } from '../../engine/codes';
import type { Finding, TextFix } from '../../config/model';

type TextEdit = TextFix['edits'][number];

/** One way out may open the next problem; more rounds than this are no way out. */
const MOST_ROUNDS = 10;
/** A longer text is not laid out again and again. */
export const LONGEST_FIX_ALL = 256 * 1024;

/** What is mended without being asked one by one: what is wrong, and no matter of taste. */
const isWrong = ({ severity }: Finding): boolean => severity === 'error' || severity === 'warning';

const isWanted =
  (code: Code | undefined) =>
  (f: Finding): boolean =>
    code === undefined ? isWrong(f) : f.code === code;

/** More than there are findings. */
const MANY = 1e6;

export interface FixedAll {
  /** How many findings fewer there are. */
  readonly fixed: number;
  readonly edit: TextEdit;
}

/** Whether it is worth a try: the try itself may take a second. */
export const mayFixAll = (text: string, analysis: Analysis): boolean =>
  text.length <= LONGEST_FIX_ALL &&
  analysis.findings.some((finding) => isWrong(finding) && mayLeadOut(text, analysis, finding));

/** All errors and warnings that have a way out, or all findings of `code`; undefined where none is gone then. */
export const fixAll = (text: string, analysis: Analysis, code?: Code): FixedAll | undefined =>
  finish(fixingAll(text, analysis, code));

/** The same in steps. */
export function* fixingAll(
  text: string,
  analysis: Analysis,
  code?: Code,
): Generator<unknown, FixedAll | undefined> {
  if (text.length > LONGEST_FIX_ALL) return undefined;
  const wanted = isWanted(code);
  const count = ({ findings }: Analysis): number => findings.filter((f) => wanted(f) || isWrong(f)).length;
  // What the kernel refuses hides what it would only be the worse for.
  const wrong = (a: Analysis): number =>
    count(a) + MANY * a.findings.filter((f) => f.severity === 'error').length;
  let [now, at] = [text, analysis];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = yield* oneRound(now, at, wanted);
    if (next === now) break;
    const after = yield* analysing(next, analysis.config.defaults, at);
    if (wrong(after) >= wrong(at)) break;
    [now, at] = [next, after];
  }
  return now === text ? undefined : { fixed: count(analysis) - count(at), edit: editBetween(text, now) };
}

/** One way out of each finding, but for those that would write where another one did. */
function* oneRound(
  text: string,
  analysis: Analysis,
  wanted: (f: Finding) => boolean,
): Generator<void, string> {
  const edits: TextEdit[] = [];
  const touched = new Set<number>();
  for (const finding of analysis.findings.filter(wanted)) {
    // A pgmap is mended one step at a time: what is wrong with it next may look otherwise then.
    const pgmap = finding.place?.pgmap ?? -1 - finding.offset;
    if (touched.has(pgmap)) continue;
    const way = firstWay(text, analysis, finding);
    yield;
    if (!way || way.edits.some((edit) => edits.some((other) => meet(edit, other)))) continue;
    touched.add(pgmap);
    edits.push(...way.edits);
  }
  return edited(text, { edits });
}

const meet = (a: TextEdit, b: TextEdit): boolean =>
  a.offset <= b.offset + b.length && b.offset <= a.offset + a.length;
