/** The preferred ways out of all findings, or of all of one kind, as one edit. */
import { analyse } from '../config/analyse';
import { edited, waysOut } from './waysOut';
import type { Analysis } from '../config/analyse';
import type { Code } from '../engine/codes';
import type { Finding, TextFix } from '../config/model';

type TextEdit = TextFix['edits'][number];

/** One way out may open the next problem; more rounds than this are no way out. */
const MOST_ROUNDS = 10;
/** A longer text is not laid out again and again. */
export const LONGEST_FIX_ALL = 256 * 1024;

/** What is mended without being asked one by one: what is wrong, and no matter of taste. */
const isWrong = ({ severity }: Finding): boolean => severity === 'error' || severity === 'warning';

/** More than there are findings. */
const MANY = 1e6;

export interface FixedAll {
  /** How many findings fewer there are. */
  readonly fixed: number;
  readonly edit: TextEdit;
}

/** All errors and warnings that have a way out, or all findings of `code`; undefined where none is gone then. */
export function fixAll(text: string, analysis: Analysis, code?: Code): FixedAll | undefined {
  if (text.length > LONGEST_FIX_ALL) return undefined;
  const wanted = (f: Finding): boolean => (code === undefined ? isWrong(f) : f.code === code);
  const count = ({ findings }: Analysis): number => findings.filter((f) => wanted(f) || isWrong(f)).length;
  // What the kernel refuses hides what it would only be the worse for.
  const wrong = (analysis: Analysis): number =>
    count(analysis) + MANY * analysis.findings.filter((f) => f.severity === 'error').length;
  let [now, at] = [text, analysis];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = oneRound(now, at, wanted);
    if (next === now) break;
    const after = analyse(next, analysis.config.defaults);
    if (wrong(after) >= wrong(at)) break;
    [now, at] = [next, after];
  }
  return now === text ? undefined : { fixed: count(analysis) - count(at), edit: difference(text, now) };
}

/** One way out of each finding, but for those that would write where another one did. */
function oneRound(text: string, analysis: Analysis, wanted: (f: Finding) => boolean): string {
  const edits: TextEdit[] = [];
  const touched = new Set<number>();
  for (const finding of analysis.findings.filter(wanted)) {
    // A pgmap is mended one step at a time: what is wrong with it next may look otherwise then.
    const pgmap = finding.place?.pgmap ?? -1 - finding.offset;
    if (touched.has(pgmap)) continue;
    const way = waysOut(text, analysis, finding)[0];
    if (!way || way.edits.some((edit) => edits.some((other) => meet(edit, other)))) continue;
    touched.add(pgmap);
    edits.push(...way.edits);
  }
  return edited(text, { edits });
}

const meet = (a: TextEdit, b: TextEdit): boolean =>
  a.offset <= b.offset + b.length && b.offset <= a.offset + a.length;

/** The one stretch in which two texts differ. */
function difference(from: string, to: string): TextEdit {
  const most = Math.min(from.length, to.length);
  let start = 0;
  while (start < most && from[start] === to[start]) start++;
  let end = 0;
  while (end < most - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;
  return { offset: start, length: from.length - start - end, newText: to.slice(start, to.length - end) };
}
