/** How the parts of a config are written: what is written as it was in the text before is the same object as it was. */
import type { Machine, Pgmap } from '../engine/types';
import type { MachineRead } from './machine';
import type { PgmapRead } from './pgmaps';

interface Before {
  readonly machine: Machine;
  readonly sources: Sources;
}

export class Sources {
  readonly #machine: string;
  readonly #defaults: Machine | undefined;
  readonly #pgmaps = new Map<string, Pgmap>();
  /** Of the text before, where its machine was this one: a pgmap is read by its machine. */
  readonly #before: { readonly machine: Machine; readonly pgmaps: ReadonlyMap<string, Pgmap> } | undefined;

  constructor(machine: string, defaults: Machine | undefined, before: Before | undefined) {
    this.#machine = machine;
    this.#defaults = defaults;
    const was = before?.sources;
    if (before && was && was.#machine === machine && was.#defaults === defaults)
      this.#before = { machine: before.machine, pgmaps: was.#pgmaps };
  }

  machineAsBefore(read: MachineRead): MachineRead {
    return this.#before ? { ...read, machine: this.#before.machine } : read;
  }

  /** One that has no name is named by its index. */
  pgmapAsBefore(source: string, read: PgmapRead): PgmapRead {
    const was = this.#before?.pgmaps.get(source);
    const pgmap = was?.name === read.pgmap.name ? was : read.pgmap;
    this.#pgmaps.set(source, pgmap);
    return pgmap === read.pgmap ? read : { ...read, pgmap };
  }
}
