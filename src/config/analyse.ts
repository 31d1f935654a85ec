/** From text to everything the editor and the command line say about it. */
import { findHazards } from '../engine/findings';
import { populate } from '../engine/population';
import { textFix } from './edits';
import { parseConfig } from './parse';
import type { EngineFinding, Place, Population } from '../engine/types';
import type { Config, Finding } from './model';
import type { Places } from './places';

export interface Analysis {
  readonly config: Config;
  readonly population: Population;
  /** Of the config and of the engine, one cause once, by offset. */
  readonly findings: readonly Finding[];
}

/** What is analysed with every keystroke: 15,000 pgmaps and more. A larger file is left to the command line. */
export const LARGEST_LIVE = 2 * 2 ** 20;

/** The analysis of a text that is too large for an editor: that finding, and nothing else. */
export function tooLarge(text: string): Analysis {
  const { config, population } = analyse('{ "pgmaps": [] }');
  const megabytes = (text.length / 2 ** 20).toFixed(1);
  const finding: Finding = {
    code: 'too-large',
    severity: 'warning',
    offset: 0,
    length: 1,
    message: `At ${megabytes} MiB this file is too large to follow while it is edited; the command line's "check", "report" and "layout" take it.`,
    related: [],
    fixes: [],
  };
  const findings = [finding];
  return { config: { ...config, findings, broken: true }, population, findings };
}

/** Reads a config, lays it out and finds what is wrong with it. Never throws, whatever the text. */
export function analyse(text: string): Analysis {
  const config = parseConfig(text);
  const population = populate(config.machine, config.pgmaps, config.hugetlb);
  const engine = findHazards(config.machine, config.pgmaps, population).map(
    (f) => new Located(text, config, config.places, f),
  );
  return { config, population, findings: once([...config.findings, ...engine]) };
}

/** A finding of the engine at its place in the text. Its edits and spans of other places are made when asked for. */
class Located implements Finding {
  readonly offset: number;
  readonly length: number;
  readonly #text: string;
  readonly #config: Config;
  readonly #places: Places;
  readonly #found: EngineFinding;

  constructor(text: string, config: Config, places: Places, found: EngineFinding) {
    ({ offset: this.offset, length: this.length } = places.spanOf(found.place));
    this.#text = text;
    this.#config = config;
    this.#places = places;
    this.#found = found;
  }

  get code(): string {
    return this.#found.code;
  }
  get severity(): Finding['severity'] {
    return this.#found.severity;
  }
  get message(): string {
    return `${this.#found.what} ${this.#found.why}`;
  }
  get errno(): string | undefined {
    return this.#found.errno;
  }
  get kernelFunction(): string | undefined {
    return this.#found.kernelFunction;
  }
  get releases(): string | undefined {
    return this.#found.releases;
  }
  get place(): Place {
    return this.#found.place;
  }
  get related(): Finding['related'] {
    return (this.#found.related ?? []).map(({ place, message }) => ({
      ...this.#places.spanOf(place),
      message,
    }));
  }
  get fixes(): Finding['fixes'] {
    return (this.#found.fixes ?? []).map((fix) => textFix(this.#text, this.#config, this.#places, fix));
  }
}

/** Findings by offset, each code once at a place. */
function once(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return [...findings]
    .sort((a, b) => a.offset - b.offset)
    .filter(({ offset, code }) => {
      const key = `${offset} ${code}`;
      return seen.has(key) ? false : seen.add(key);
    });
}
