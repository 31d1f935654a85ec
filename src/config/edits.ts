/** From an engine's edit, by place, to edits of the text. */
import { hex } from '../engine/units';
import type { Node } from 'jsonc-parser';
import type { Config, TextFix } from './model';
import type { Places } from './places';
import type { Edit, Fix, PhysRange } from '../engine/types';

type TextEdit = TextFix['edits'][number];

/** A fix as text edits. An edit of a range's start alone keeps its end, one of its end alone keeps its start. */
export function textFix(text: string, config: Config, places: Places, fix: Fix): TextFix {
  const ofRanges = fix.edits.filter(isRangeEnd);
  const others = fix.edits.filter((edit) => !isRangeEnd(edit));
  return {
    title: fix.title,
    edits: [
      ...rangesEdits(config, places, ofRanges),
      ...others.flatMap((e) => textEdits(text, config, places, e)),
    ],
  };
}

const isRangeEnd = ({ place }: Edit): boolean =>
  place.pgmap !== null && place.range !== undefined && (place.key === 'start' || place.key === 'end');

/** Edits of starts and ends, those of one range taken together. */
function rangesEdits(config: Config, places: Places, edits: readonly Edit[]): TextEdit[] {
  const wanted = new Map<string, { pgmap: number; range: number; to: PhysRange }>();
  for (const { place, value } of edits) {
    const [pgmap, range] = [place.pgmap!, place.range!];
    const key = `${pgmap} ${range}`;
    const to = wanted.get(key)?.to ?? config.pgmaps[pgmap]!.ranges[range]!;
    wanted.set(key, { pgmap, range, to: { ...to, [place.key!]: BigInt(JSON.parse(value) as string) } });
  }
  return [...wanted.values()].flatMap(({ pgmap, range, to }) =>
    rangeEdits(places, pgmap, range, config.pgmaps[pgmap]!.ranges[range]!, to),
  );
}

function textEdits(text: string, config: Config, places: Places, { place, value }: Edit): TextEdit[] {
  const node = places.nodeOf(place);
  const shift = place.key === 'align' ? places.nodeOf({ ...place, key: 'vmemmap_shift' }) : undefined;
  // Where both keys stand they must agree afterwards too.
  const edits = node ? [replaced(node, value)] : [];
  if (shift) edits.push(replaced(shift, String(Math.log2(sizeOf(value)) - config.machine.arch.pageShift)));
  if (edits.length > 0) return edits;
  const member = `"${place.key}": ${value}`;
  const object = places.objectOf(place);
  if (object)
    return object.type === 'object' ? [inserted(text, object, member)] : [replaced(object, `{ ${member} }`)];
  const root = places.root;
  return root ? [inserted(text, root, `"machine": { ${member} }`)] : [];
}

const replaced = ({ offset, length }: Node, newText: string): TextEdit => ({ offset, length, newText });

/** The bytes of an align as fixes write it: `"2MiB"`. */
function sizeOf(value: string): number {
  const [, digits, unit] = /^"(\d+)([KMG])iB"$/.exec(value) ?? [];
  return Number(digits) * { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }[unit as 'K' | 'M' | 'G'];
}

/** Writes a range's new ends with the keys it has; what stays as it is is not touched. */
export function rangeEdits(
  places: Places,
  pgmap: number,
  range: number,
  was: PhysRange,
  { start, end }: PhysRange,
): TextEdit[] {
  const node = places.nodeOf({ pgmap, range })!;
  if (node.type === 'string') return [replaced(node, `"${hex(start)}-${hex(end)}"`)];
  const edit = (key: string, changed: boolean, text: string): TextEdit[] => {
    const at = changed ? places.nodeOf({ pgmap, range, key }) : undefined;
    return at ? [replaced(at, `"${text}"`)] : [];
  };
  const size = end - start + 1n;
  return [
    ...edit('start', start !== was.start, hex(start)),
    ...edit('end', end !== was.end, hex(end)),
    ...edit('size', size !== was.end - was.start + 1n, sizeText(size)),
  ];
}

/** A size in the largest binary unit that says it exactly. */
function sizeText(size: bigint): string {
  const unit = ['TiB', 'GiB', 'MiB', 'KiB'].find((_, i) => size % (1n << BigInt(40 - 10 * i)) === 0n);
  const power = unit ? { TiB: 40n, GiB: 30n, MiB: 20n, KiB: 10n }[unit]! : 0n;
  return `${size >> power}${unit ?? ''}`;
}

/** A member put behind the last one of an object, on a line of its own where the others have theirs. */
function inserted(text: string, object: Node, member: string): TextEdit {
  const last = object.children?.at(-1);
  if (!last) return { offset: object.offset + 1, length: 0, newText: ` ${member} ` };
  const before = text.slice(0, last.offset);
  const lead = /(\r?\n[ \t]*)$/.exec(before)?.[1] ?? ' ';
  return { offset: last.offset + last.length, length: 0, newText: `,${lead}${member}` };
}
