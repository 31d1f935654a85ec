/** From what machines print to a pgmap config: found, joined, written. */
import { parseTree } from 'jsonc-parser';
import { ROOT_KEYS } from '../config/keys';
import { positions } from '../config/position';
import { byPlace, find } from './find';
import { join } from './join/join';
import { lookedFor } from './registry';
import { write } from './write';
import type { Span } from '../config/model';
import type { Fact, Problem, Source } from './facts';
import type { Member } from './join/draft';
import type { Origin } from './write';

/** A text and what it is called in comments: a file's name, or nothing. */
export interface Input {
  readonly name: string;
  readonly text: string;
}

export interface Conversion {
  /** The config. */
  readonly text: string;
  /** Whether there is anything to lay out: pgmaps or HugeTLB pools. */
  readonly usable: boolean;
  /** Whether the config says nothing at all, not even of the machine. */
  readonly empty: boolean;
  /** One sentence: what was found, or that nothing was, and what was looked for. */
  readonly summary: string;
  /** What was assumed, what conflicts, what was passed over: by input and offset. */
  readonly problems: readonly Problem[];
  readonly facts: readonly Fact[];
  /** Whose outputs were found. */
  readonly tools: readonly string[];
  /** Where a stretch of the config comes from: the innermost source around it. */
  readonly sourceOf: (span: Span) => Source | undefined;
}

/** Joins texts as one machine's. `given`: members of `machine` whatever the texts say. Never throws. */
export function convert(inputs: readonly Input[], given: readonly Member[] = []): Conversion {
  const { facts, problems: read, tools } = find(inputs.map((i) => i.text));
  const { draft, problems: joined } = join(facts, given);
  const problems = [...read, ...joined].sort(byPlace);
  const lineOf = inputs.map(({ text }) => positions(text));
  const where = ({ text, offset, tool }: Source): string => {
    const name = inputs[text]?.name ?? '';
    if (inputs[text] === undefined) return tool;
    return `${tool}, ${name === '' ? 'line ' : `${name}:`}${lineOf[text]!(offset).line}`;
  };
  const { text, values, objects } = write(draft, problems, where);
  const usable = draft.pgmaps.length > 0 || draft.hugetlb.length > 0;
  const empty = !usable && draft.machine.length === given.length;
  return {
    text,
    usable,
    empty,
    summary: summary(usable, tools, problems),
    problems,
    facts,
    tools,
    sourceOf: (span) => around(values, span) ?? around(objects, span),
  };
}

function summary(usable: boolean, tools: readonly string[], problems: readonly Problem[]): string {
  const zeros = problems.find((p) => p.code === 'zeroed-addresses');
  if (!usable && zeros) return zeros.message;
  if (usable) return `Read ${tools.join(', ')}.`;
  if (tools.length > 0)
    return `${tools.join(', ')} ${tools.length === 1 ? 'is' : 'are'} there, but no device, namespace or range to lay out; add what "daxctl list -M", "ndctl list -N" or "sudo cat /proc/iomem" prints.`;
  return `No machine output is in it; looked for ${lookedFor()}.`;
}

/** Of stretches in the order of the text the one that a place lies in. */
function around(origins: readonly Origin[], { offset }: Span): Source | undefined {
  let [low, high] = [0, origins.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (origins[middle]!.offset <= offset) low = middle + 1;
    else high = middle;
  }
  const one = origins[low - 1];
  return one && offset < one.offset + one.length ? one.source : undefined;
}

/** Whether a text is a pgmap config, however broken, and no tool's output. */
export function isConfig(text: string): boolean {
  // Only what can begin a config or a comment before it is worth parsing.
  if (!/^\ufeff?\s*(?:\{|\/[/*])/.test(text.slice(0, 10_000))) return false;
  try {
    const root = parseTree(text.replace(/^\ufeff/, ' '), [], { allowTrailingComma: true });
    const keys = (root?.type === 'object' ? root.children : undefined)?.map((p) =>
      String(p.children?.[0]?.value),
    );
    return keys?.some((key) => key !== '$schema' && (ROOT_KEYS as readonly string[]).includes(key)) ?? false;
  } catch (error) {
    // The parser goes down one call for each bracket.
    if (!(error instanceof RangeError)) throw error;
    return true;
  }
}

/** How much of a text is looked at to recognise it. */
const GLANCE = 65_536;

/** What a picture can be made of, or a config begun with. */
const SHOWN: ReadonlySet<Fact['kind']> = new Set<Fact['kind']>([
  ...(['device', 'namespace', 'nvdimm-region', 'extent', 'unplaced', 'ram', 'pool'] as const),
]);

/** Whose output a text is, by its content; empty where nothing in it can be shown, or it is a config. Quick whatever the size. */
export function recognise(text: string): readonly string[] {
  const glance = text.slice(0, GLANCE);
  if (isConfig(glance)) return [];
  const { facts, tools } = find([glance]);
  return facts.some(({ kind }) => SHOWN.has(kind)) ? tools : [];
}
