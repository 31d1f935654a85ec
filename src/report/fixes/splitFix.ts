/** A range in two, as text. */
import { rangeEdits } from '../../config/edits';
import { hex } from '../../engine/units';
import type { Analysis } from '../../config/analyse';
import type { TextFix } from '../../config/model';
import type { Fix } from '../../engine/types';

/** An edit of a range under this key makes two of it; its value is where the second begins. */
export const SPLIT = 'split';

export const isSplit = ({ edits }: Fix): boolean => edits.some(({ place }) => place.key === SPLIT);

/** The range ends before the address, and one behind it, written as the first is, goes on to the end. */
export function splitFix({ config }: Analysis, { title, edits }: Fix): TextFix {
  const { place, value } = edits[0]!;
  const [pgmap, range] = [place.pgmap!, place.range!];
  const was = config.pgmaps[pgmap]!.ranges[range]!;
  const at = BigInt(JSON.parse(value) as string);
  const node = config.places.nodeOf({ pgmap, range })!;
  const rest =
    node.type === 'string'
      ? `"${hex(at)}-${hex(was.end)}"`
      : `{ "start": "${hex(at)}", "end": "${hex(was.end)}" }`;
  return {
    title,
    edits: [
      ...rangeEdits(config.places, pgmap, range, was, { start: was.start, end: at - 1n }),
      { offset: node.offset + node.length, length: 0, newText: `, ${rest}` },
    ],
  };
}
