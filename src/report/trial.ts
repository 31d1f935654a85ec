/** Fixes of a pgmap, tried on the text with that pgmap and what can matter to it alone. */
import { analyse } from '../config/analyse';
import { nearby } from './fixes/partOfFile';
import type { Analysis } from '../config/analyse';
import type { TextFix } from '../config/model';
import type { Nearby } from './fixes/partOfFile';

/** A text with edits made. Edits do not overlap; those at one offset stand in the order they have. */
export function edited(text: string, { edits }: Pick<TextFix, 'edits'>): string {
  const parts: string[] = [];
  let at = 0;
  for (const { offset, length, newText } of [...edits].sort((a, b) => a.offset - b.offset)) {
    parts.push(text.slice(at, offset), newText);
    at = Math.max(at, offset + length);
  }
  return parts.join('') + text.slice(at);
}

export interface Trial {
  readonly whole: Analysis;
  readonly pgmap: number;
  readonly cut: Nearby;
  /** Where the pgmap stands in the whole text. */
  readonly from: number;
  readonly until: number;
}

/** `most`: see `nearby`. */
export function trialOf(text: string, whole: Analysis, pgmap: number, most?: number): Trial {
  const node = whole.config.places.objectOf({ pgmap });
  const [from, length] = node ? [node.offset, node.length] : [0, text.length];
  return { whole, pgmap, cut: nearby(text, whole, pgmap, most), from, until: from + length };
}

/** The part of the file as the fix makes it; undefined where it reaches outside the pgmap, and others were left out. */
export function triedText({ cut, from, until }: Trial, fix: TextFix): string | undefined {
  const inside = fix.edits.every((e) => e.offset >= from && e.offset + e.length <= until);
  if (cut.leftOut > 0 && !inside) return undefined;
  return edited(cut.text, { edits: fix.edits.map((e) => ({ ...e, offset: e.offset + cut.shift })) });
}

/** What the fix makes of it; undefined where that cannot be tried. */
export function tried(trial: Trial, fix: TextFix): Analysis | undefined {
  const text = triedText(trial, fix);
  return text === undefined ? undefined : analyse(text, trial.whole.config.defaults);
}
