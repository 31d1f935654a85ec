/** How the parts of a config are written: what is written as it was in the text before is the same object as it was. */
import { MachineAsBefore, readMachine } from './machine';
import { nameAt, PgmapAsBefore, readPgmap } from './pgmaps';
import type { Node } from 'jsonc-parser';
import type { Machine, Pgmap } from '../engine/types';
import type { MachineRead } from './machine';
import type { PgmapRead } from './pgmaps';
import type { Reader } from './reader';

interface Known {
  readonly pgmap: Pgmap;
  readonly index: number;
  /** Nothing was found on it: it need not be read again to find that once more. */
  readonly clean: boolean;
}

/** Plain data: what one bundle has read another one goes on from. */
export interface Sources {
  readonly machine: string;
  /** Nothing was found on it. */
  readonly cleanMachine: boolean;
  readonly defaults: Machine | undefined;
  readonly pgmaps: ReadonlyMap<string, Known>;
}

interface Before {
  readonly machine: Machine;
  readonly sources: Sources;
}

/** Reads the parts of a text, each as it was where it is written as it was. */
export class SourceReader {
  readonly #machine: string;
  readonly #defaults: Machine | undefined;
  #cleanMachine = false;
  readonly #pgmaps = new Map<string, Known>();
  /** Of the text before, where its machine was this one: a pgmap is read by its machine. */
  readonly #before: Before | undefined;

  constructor(machine: string, defaults: Machine | undefined, before: Before | undefined) {
    [this.#machine, this.#defaults] = [machine, defaults];
    const was = before?.sources;
    if (was?.machine === machine && was.defaults === defaults) this.#before = before;
  }

  /** How this text is written, for the next one: once all of it is read. */
  read(): Sources {
    return {
      machine: this.#machine,
      cleanMachine: this.#cleanMachine,
      defaults: this.#defaults,
      pgmaps: this.#pgmaps,
    };
  }

  machine(reader: Reader, node: Node | undefined): MachineRead {
    const was = this.#before;
    if (was?.sources.cleanMachine) {
      this.#cleanMachine = true;
      return new MachineAsBefore(reader.text, node, was.machine);
    }
    const found = reader.findings.length;
    const defaults = node ? undefined : this.#defaults;
    const read = defaults
      ? { machine: defaults, members: new Map<string, never>(), ram: [] }
      : readMachine(reader, node);
    this.#cleanMachine = reader.findings.length === found && !reader.full;
    return was ? { ...read, machine: was.machine } : read;
  }

  pgmap(reader: Reader, node: Node, index: number, machine: Machine): PgmapRead | undefined {
    const source = reader.source(node);
    const was = this.#before?.sources.pgmaps.get(source);
    // One that has no name is named by its index.
    const same = was && (was.index === index || was.pgmap.name !== nameAt(was.index)) ? was : undefined;
    if (same?.clean) {
      this.#pgmaps.set(source, same.index === index ? same : { ...same, index });
      return new PgmapAsBefore(reader.text, node, index, machine, same.pgmap);
    }
    const found = reader.findings.length;
    const read = readPgmap(reader, node, index, machine);
    if (!read) return undefined;
    const pgmap = same?.pgmap ?? read.pgmap;
    this.#pgmaps.set(source, { pgmap, index, clean: reader.findings.length === found && !reader.full });
    return { ...read, pgmap };
  }
}
