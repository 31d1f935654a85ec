/** From text to everything the editor and the command line say about it. */
import { findHazards } from '../engine/findings';
import { populate } from '../engine/population';
import { textFix } from './edits';
import { parseConfig } from './parse';
import type { EngineFinding, Population } from '../engine/types';
import type { Config, Finding } from './model';
import type { Places } from './places';

export interface Analysis {
  readonly config: Config;
  readonly population: Population;
  /** Of the config and of the engine, one cause once, by offset. */
  readonly findings: readonly Finding[];
}

/** Reads a config, lays it out and finds what is wrong with it. Never throws, whatever the text. */
export function analyse(text: string): Analysis {
  const config = parseConfig(text);
  const population = populate(config.machine, config.pgmaps, config.hugetlb);
  const engine = findHazards(config.machine, config.pgmaps, population).map((f) =>
    located(text, config, config.places, f),
  );
  return { config, population, findings: once([...config.findings, ...engine]) };
}

function located(text: string, config: Config, places: Places, found: EngineFinding): Finding {
  const { code, severity, errno, kernelFunction, releases } = found;
  return {
    ...places.spanOf(found.place),
    code,
    severity,
    message: `${found.what} ${found.why}`,
    ...(errno ? { errno } : {}),
    ...(kernelFunction ? { kernelFunction } : {}),
    ...(releases ? { releases } : {}),
    place: found.place,
    related: (found.related ?? []).map(({ place, message }) => ({ ...places.spanOf(place), message })),
    // Fixes are many and seldom asked for: their edits are made when they are.
    get fixes() {
      return (found.fixes ?? []).map((fix) => textFix(text, config, places, fix));
    },
  };
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
