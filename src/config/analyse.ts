/** From text to everything the editor and the command line say about it. */
import { findingHazards } from '../engine/findings';
import { populating } from '../engine/population';
import { finish } from '../engine/steps';
import { textFix } from './edits';
import { parseConfig } from './parse';
import type { Layout } from '../engine/layout';
import type { EngineFinding, Machine, Place, Population } from '../engine/types';
import type { Config, Finding, TextFix } from './model';
import type { ParsedConfig } from './parse';
import type { Places } from './places';

export interface Analysis {
  readonly config: ParsedConfig;
  readonly population: Population;
  readonly layout: Layout;
  /** Of the config and of the engine, one cause once, by offset. */
  readonly findings: readonly Finding[];
}

/** What is analysed with every keystroke: 15,000 pgmaps and more. A larger file is left to the command line. */
export const LARGEST_LIVE = 2 * 2 ** 20;

/** The analysis of a text that is too large for an editor: that finding, and nothing else. */
export function tooLarge(text: string): Analysis {
  const nothing = analyse('{ "pgmaps": [] }');
  const megabytes = (text.length / 2 ** 20).toFixed(1);
  const finding: Finding = {
    code: 'too-large',
    severity: 'warning',
    offset: 0,
    length: 1,
    message: `At ${megabytes} MiB this file is too large to follow while it is edited; the command line's "check", "report" and "layout" take up to 32 MiB and a million values.`,
    related: [],
    fixes: [],
  };
  const findings = [finding];
  return { ...nothing, config: { ...nothing.config, findings, broken: true }, findings };
}

/** Reads a config, lays it out and finds what is wrong with it. Never throws, whatever the text. `defaults`: see parse.ts. */
export const analyse = (text: string, defaults?: Machine): Analysis => finish(analysing(text, defaults));

/**
 * The same in steps, so that a large file need not hold up everything else. Each yield says how many pgmaps there are.
 * `before`: of an earlier text of the file, from which all that is as it was is taken over; the result is the same.
 */
export function* analysing(
  text: string,
  defaults?: Machine,
  before?: Pick<Analysis, 'config' | 'layout'>,
): Generator<number, Analysis> {
  const config = parseConfig(text, defaults, before?.config);
  const many = config.pgmaps.length;
  yield many;
  const { population, layout } = yield* telling(
    many,
    populating(config.machine, config.pgmaps, config.hugetlb, before?.layout),
  );
  const hazards = yield* telling(many, findingHazards(config.machine, config.pgmaps, population));
  const engine = hazards.map((f) => new Located(text, config, config.places, f));
  yield many;
  return { config, population, layout, findings: once([...config.findings, ...engine]) };
}

function* telling<T>(many: number, steps: Iterator<void, T>): Generator<number, T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield many;
  }
}

/** A finding of the engine at its place in the text. Its edits and spans of other places are made when asked for. */
class Located implements Finding {
  readonly offset: number;
  readonly length: number;
  readonly #text: string;
  readonly #config: Config;
  readonly #places: Places;

  constructor(
    text: string,
    config: Config,
    places: Places,
    readonly found: EngineFinding,
  ) {
    ({ offset: this.offset, length: this.length } = places.spanOf(found.place));
    this.#text = text;
    this.#config = config;
    this.#places = places;
  }

  get code(): Finding['code'] {
    return this.found.code;
  }
  get severity(): Finding['severity'] {
    return this.found.severity;
  }
  get message(): string {
    return `${this.found.what} ${this.found.why}`;
  }
  get errno(): string | undefined {
    return this.found.errno;
  }
  get kernelFunction(): string | undefined {
    return this.found.kernelFunction;
  }
  get releases(): string | undefined {
    return this.found.releases;
  }
  get place(): Place {
    return this.found.place;
  }
  get related(): Finding['related'] {
    return (this.found.related ?? []).map(({ place, message }) => ({
      ...this.#places.spanOf(place),
      message,
    }));
  }
  get fixes(): Finding['fixes'] {
    return (this.found.fixes ?? []).map(
      (fix) => new LocatedFix(fix.title, () => textFix(this.#text, this.#config, this.#places, fix)),
    );
  }
}

/** Its edits are made when it is applied: a list of findings needs the titles alone. */
class LocatedFix implements TextFix {
  readonly #made: () => TextFix;

  constructor(
    readonly title: string,
    made: () => TextFix,
  ) {
    this.#made = made;
  }

  get edits(): TextFix['edits'] {
    return this.#made().edits;
  }
}

/** Findings by offset, each code once at a place. */
function once(findings: Finding[]): Finding[] {
  const seen = new Set<Finding['code']>();
  let at = -1;
  return findings
    .sort((a, b) => a.offset - b.offset)
    .filter(({ offset, code }) => {
      if (offset !== at) seen.clear();
      at = offset;
      return seen.has(code) ? false : seen.add(code);
    });
}
