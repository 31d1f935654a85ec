/** What the commands work on: a config, or a config made from machine output. */
import { analyse } from '../config/analyse';
import { convert, isConfig } from '../formats/convert';
import { readInput, shown } from './input';
import { Problem } from './problem';
import type { Analysis } from '../config/analyse';
import type { Conversion, Input } from '../formats/convert';
import type { Member } from '../formats/join/draft';

export interface Source {
  readonly file: string;
  /** The text as it was read. */
  readonly text: string;
  /** Why it is no text, where it is none: only machine output may be so. */
  readonly problem: Problem | undefined;
}

export async function readSource(file: string): Promise<Source> {
  const { text, problem } = await readInput(file);
  return { file, text, problem };
}

export const asInput = ({ file, text }: Source): Input => ({ name: shown(file), text });

/** A config, and the conversion that made it where it was machine output. */
export interface Loaded {
  readonly name: string;
  readonly text: string;
  readonly analysis: Analysis;
  readonly conversion: Conversion | undefined;
}

/** One config, or machine output in one text or several. */
export async function load(
  command: string,
  files: readonly string[],
  given: readonly Member[],
): Promise<Loaded> {
  const sources: Source[] = [];
  for (const file of files) sources.push(await readSource(file));
  const config = sources.find(({ text }) => isConfig(text));
  if (config && sources.length > 1)
    throw new Problem(
      `${command} takes one config, or machine output in several files; ${shown(config.file)} is a config: run it by itself`,
    );
  const [first] = sources;
  if (!config) {
    const conversion = convert(sources.map(asInput), given);
    if (conversion.usable) return converted(sources, conversion);
    const nothing = sources.every(({ text }) => text.trim() === '');
    if (conversion.tools.length > 0 || sources.length > 1)
      throw new Problem(`${sources.map((s) => shown(s.file)).join(', ')}: ${lower(conversion.summary)}`);
    if (!nothing && !first!.problem && !/^\s*[[{]/.test(first!.text))
      throw new Problem(`${shown(first!.file)}: is no pgmap config, and ${lower(conversion.summary)}`);
  }
  if (first!.problem) throw first!.problem;
  if (given.length > 0)
    throw new Problem(`--machine goes with machine output; set "machine" in ${shown(first!.file)} itself`);
  return {
    name: shown(first!.file),
    text: first!.text,
    analysis: analyse(first!.text),
    conversion: undefined,
  };
}

const converted = (sources: readonly Source[], conversion: Conversion): Loaded => ({
  name: sources.map((s) => shown(s.file)).join(', '),
  text: conversion.text,
  analysis: analyse(conversion.text),
  conversion,
});

/** A sentence as the end of another, without its full stop. Names of tools begin with small letters as they are. */
export const lower = (text: string): string =>
  (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text).replace(/\.$/, '');
