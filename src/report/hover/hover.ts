/** The text of a hover: what stands under the pointer, then what it does to the pgmap. Pure. */
import { findNodeAtOffset, getNodePath } from 'jsonc-parser';
import { literals } from '../../config/literals';
import { explain } from './explain';
import { explainMachine, explainPool } from './explainMachine';
import { explainAddress, explainOrder, explainSize } from './explainValue';
import type { Analysis } from '../../config/analyse';
import type { Literal } from '../../config/literals';
import type { Span } from '../../config/model';

export interface HoverText extends Span {
  /** Markdown. What a user wrote in it is escaped. */
  readonly markdown: string;
}

/** Keys of a pgmap that the JSON schema explains alone. */
const SCHEMA_ONLY: ReadonlySet<string> = new Set(['target_node', 'numa_node', 'memmap_on_memory']);

/** What is said of the place at `offset` of the text; undefined where only the schema says something. */
export function hoverText(text: string, analysis: Analysis, offset: number): HoverText | undefined {
  const { config } = analysis;
  const literal = literals(text, config.places.root, offset, offset).find(
    (l) => offset <= l.offset + l.length,
  );
  const place = config.placeAt(offset);
  const parts = [
    literal && explainLiteral(analysis, literal),
    place?.pgmap === null && place.key !== undefined && !literal
      ? explainMachine(config.machine, place.key)
      : undefined,
    place &&
    typeof place.pgmap === 'number' &&
    !SCHEMA_ONLY.has(place.key ?? '') &&
    literal?.kind !== 'address'
      ? explain(place, config, analysis.population)
      : undefined,
    poolText(analysis, offset),
  ].filter((part) => part !== undefined && part !== '');
  if (parts.length === 0) return undefined;
  const span = literal ?? (place ? config.spanOf(place) : { offset, length: 0 });
  return { markdown: parts.join('\n\n---\n\n'), offset: span.offset, length: span.length };
}

function explainLiteral({ config, population }: Analysis, literal: Literal): string {
  if (literal.kind === 'address') return explainAddress(config.machine, population, literal);
  if (literal.kind === 'size') return explainSize(config.machine, literal.value);
  return explainOrder(config.machine, literal.value);
}

function poolText({ config, population }: Analysis, offset: number): string | undefined {
  const node = config.places.root && findNodeAtOffset(config.places.root, offset);
  const [key, index] = node ? getNodePath(node) : [];
  const pool = key === 'hugetlb' && typeof index === 'number' ? config.hugetlb[index] : undefined;
  const made = pool && population.hugetlb[index as number];
  return made && made.pageSize === pool.pageSize ? explainPool(config.machine, made) : undefined;
}
