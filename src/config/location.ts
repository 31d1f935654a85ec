/** Where an offset of a text lies in its JSON. */
import { getLocation } from 'jsonc-parser';
import type { Location } from 'jsonc-parser';

/** Undefined in a text that is nested too deeply to be a config: the parser goes down one call for each bracket. */
export function locationAt(text: string, offset: number): Location | undefined {
  try {
    return getLocation(text, offset);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}
