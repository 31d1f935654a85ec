/**
 * The engine as a module: `import { analyse } from 'vmemmap-lens/engine'`. Nothing in it knows an editor, node or a page;
 * nothing throws on bad input. Every name here is kept from release to release; what else its types mention may grow.
 */
import { analyse as analyseAll } from './config/analyse';
import type { Config, Finding } from './config/model';
import type { Population } from './engine/types';

/** What there is to say about the text of a pgmap config. */
export interface Analysis {
  /** Machine, pgmaps and HugeTLB pools as they were read: as much as could be had of a broken text. */
  readonly config: Config;
  /** What the kernel makes of them: outcome, mapping and figures of each pgmap, and the totals. */
  readonly population: Population;
  /** What is wrong, risky or wasteful, by offset, with its fixes as edits of this text. */
  readonly findings: readonly Finding[];
}

/** Reads a pgmap config, JSON with comments, and lays it out. Never throws, whatever the text. */
export const analyse = (text: string): Analysis => analyseAll(text);

export { populate } from './engine/population';
export { findHazards } from './engine/findings';
export { at, length, window } from './engine/runs';
export { parseKernel } from './engine/kernel';
export { archOf } from './engine/arch';

export type { Config, Finding, Span, TextFix } from './config/model';
export type { Arch } from './engine/arch';
export type { ArchName } from './engine/archNames';
export type { Kernel } from './engine/kernel';
export type {
  EngineFinding,
  HugetlbPool,
  HugetlbPopulation,
  Machine,
  Outcome,
  Pgmap,
  PgmapPopulation,
  PhysRange,
  Place,
  Population,
  RangePopulation,
  Run,
  RunBlock,
  Runs,
  Totals,
} from './engine/types';
