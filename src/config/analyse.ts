/** From text to everything the editor and the command line say about it. */
import type { Population } from '../engine/types';
import type { Config, Finding } from './model';

export interface Analysis {
  readonly config: Config;
  readonly population: Population;
  /** Of the config and of the engine, one cause once, by offset. */
  readonly findings: readonly Finding[];
}
