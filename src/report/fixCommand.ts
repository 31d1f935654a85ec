/** The line that makes a machine so as a way out makes the config. */
import { commandLine } from './commandLine';
import { analyse } from '../config/analyse';
import { edited } from './waysOut';
import type { Analysis } from '../config/analyse';
import type { TextFix } from '../config/model';
import type { CommandLine } from './commandLine';

/** Undefined where there is no such line: no option of ndctl or daxctl says where a device starts. */
export function fixCommand(
  text: string,
  { config }: Analysis,
  pgmap: number,
  fix: TextFix,
): CommandLine | undefined {
  if (text.length > LONGEST) return undefined;
  const after = analyse(edited(text, fix), config.defaults).config.pgmaps[pgmap];
  const before = config.pgmaps[pgmap];
  if (!before || !after || after.ranges.length !== before.ranges.length) return undefined;
  const moved = after.ranges.some(({ start }, r) => start !== before.ranges[r]!.start);
  if (moved || after.raw?.start !== before.raw?.start) return undefined;
  const line = commandLine(after);
  return 'line' in line ? line : undefined;
}

/** A longer text is not laid out again for a line. */
const LONGEST = 256 * 1024;
