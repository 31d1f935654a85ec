/** What is not written but meant: the size behind a span of addresses, the span behind a size, the order behind an align. Pure. */
import { literals } from '../config/literals';
import { formatBytes, hex } from '../engine/units';
import type { Analysis } from '../config/analyse';
import type { Literal } from '../config/literals';

/** A few characters after a value. */
export interface Hint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
}

/** The hints of the text between two offsets. */
export function hints(text: string, { config }: Analysis, from: number, to: number): Hint[] {
  const found = literals(text, config.places.root, from, to);
  return found.flatMap((literal) => {
    const offset = literal.offset + literal.length;
    const said = hintOf(config, literal);
    return said ? [{ offset, ...said }] : [];
  });
}

function hintOf(config: Analysis['config'], literal: Literal): Omit<Hint, 'offset'> | undefined {
  const { pageShift } = config.machine.arch;
  if (literal.key === 'align' && literal.value > 0n) {
    const order = literal.value.toString(2).length - 1 - pageShift;
    const exact = literal.value === 1n << BigInt(order + pageShift);
    return exact && order >= 0
      ? {
          label: `order ${order}`,
          tooltip: `vmemmap_shift ${order}: compounds of ${1n << BigInt(order)} pages.`,
        }
      : undefined;
  }
  if (literal.kind === 'order' && literal.value <= 51n)
    return {
      label: formatBytes(1n << (literal.value + BigInt(pageShift))),
      tooltip: 'The align of this order.',
    };
  if (literal.kind === 'order' || !['end', 'size'].includes(literal.key)) return undefined;
  const span = spanAround(config, literal);
  if (!span) return undefined;
  const [start, end] = span;
  if (literal.key === 'end')
    return { label: formatBytes(end - start + 1n), tooltip: 'The length of the range.' };
  return { label: `… ${hex(end)}`, tooltip: 'The last byte.' };
}

/** Start and inclusive end of what the literal ends: a range, an extent, RAM. */
function spanAround(
  { machine, pgmaps, places }: Analysis['config'],
  literal: Literal,
): [bigint, bigint] | undefined {
  const place = places.placeAt(literal.offset);
  if (!place) return undefined;
  if (place.pgmap === null) {
    const ram = machine.ram?.find(({ start, end }) => isEndOf(literal, start, end));
    return ram && place.key === 'ram' ? [ram.start, ram.end] : undefined;
  }
  const pgmap = pgmaps[place.pgmap];
  const range = place.range === undefined ? undefined : pgmap?.ranges[place.range];
  if (range && isEndOf(literal, range.start, range.end)) return [range.start, range.end];
  if (pgmap?.raw && place.key === 'raw.size') return [pgmap.raw.start, pgmap.raw.start + pgmap.raw.size - 1n];
  return undefined;
}

const isEndOf = ({ key, value }: Literal, start: bigint, end: bigint): boolean =>
  key === 'end' ? value === end : value === end - start + 1n;
