/** The line that makes a machine so as a way out makes the config. */
import { parseConfig } from '../../config/parse';
import { commandLine } from '../toolLine';
import { edited, triedText, trialOf } from '../trial';
import type { Analysis } from '../../config/analyse';
import type { TextFix } from '../../config/model';
import type { Pgmap } from '../../engine/types';
import type { CommandLine } from '../toolLine';

/** A longer text is not read again for a line. */
const LONGEST = 256 * 1024;

/** Undefined where there is no such line: no option of ndctl or daxctl says where a device starts. */
export function fixCommand(
  text: string,
  whole: Analysis,
  pgmap: number,
  fix: TextFix,
): CommandLine | undefined {
  if (text.length > LONGEST) return undefined;
  const before = whole.config.pgmaps[pgmap];
  const after = before && mended(text, whole, pgmap, fix);
  if (!after || after.ranges.length !== before.ranges.length) return undefined;
  const moved = after.ranges.some(({ start }, r) => start !== before.ranges[r]!.start);
  if (moved || after.raw?.start !== before.raw?.start) return undefined;
  const line = commandLine(after);
  return 'line' in line ? line : undefined;
}

/** The pgmap as the fix makes it: of the text, no more is read than the fix is in. */
function mended(text: string, whole: Analysis, pgmap: number, fix: TextFix): Pgmap | undefined {
  const trial = trialOf(text, whole, pgmap, 1);
  const part = triedText(trial, fix);
  const { pgmaps } = parseConfig(part ?? edited(text, fix), whole.config.defaults);
  return pgmaps[part === undefined ? pgmap : trial.cut.index];
}
