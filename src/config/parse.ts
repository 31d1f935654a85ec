/**
 * Reads a pgmap config. Never throws: what is wrong is collected, and what parses is used.
 *
 * In the editor VS Code's JSON service reads the same text. It reports syntax (our `syntax` and `duplicate-key`
 * findings are left out there) and completes and explains keys; values and types are ours, and the schema is silent
 * on them, so that nothing is reported twice.
 */
import { ROOT_KEYS } from './keys';
import { readHugetlb } from './pgmaps';
import { places } from './places';
import { braceOf, Reader } from './reader';
import { SourceReader } from './sources';
import { treeOf } from './tree';
import type { ParseError } from 'jsonc-parser';
import type { Config } from './model';
import type { Machine } from '../engine/types';
import type { Places } from './places';
import type { Sources } from './sources';
import type { Tree } from './tree';

/** Syntax errors beyond this many say nothing new. */
const MOST_SYNTAX_ERRORS = 20;

/** By jsonc-parser's ParseErrorCode, which is an enum of types alone. */
const WORDS: Readonly<Record<number, string>> = {
  /* InvalidSymbol */ 1: 'This is no JSON value; strings are quoted.',
  /* InvalidNumberFormat */ 2: 'This number is not finished; addresses are quoted: "0x1080000000".',
  /* PropertyNameExpected */ 3: 'A key in quotes is wanted here.',
  /* ValueExpected */ 4: 'A value is wanted here.',
  /* ColonExpected */ 5: 'A colon is wanted here, between key and value.',
  /* CommaExpected */ 6: 'A comma is wanted here.',
  /* CloseBraceExpected */ 7: 'A closing } is wanted here.',
  /* CloseBracketExpected */ 8: 'A closing ] is wanted here.',
  /* EndOfFileExpected */ 9: 'The config ends before this; remove what follows it.',
  /* UnexpectedEndOfComment */ 11: 'This comment is not closed; close it with */.',
  /* UnexpectedEndOfString */ 12: 'This string is not closed; close it with a quote.',
  /* UnexpectedEndOfNumber */ 13: 'This number is not finished; write its digits.',
  /* InvalidUnicode */ 14: 'Four hex digits are wanted after \\u.',
  /* InvalidEscapeCharacter */ 15: 'JSON has no such escape; write \\\\ for a backslash.',
  /* InvalidCharacter */ 16: 'This character cannot stand here.',
};

export interface ParsedConfig extends Config {
  readonly places: Places;
  readonly sources: Sources;
  readonly tree: Tree | undefined;
}

/**
 * `defaults`: the machine of a text that names none. `before`: an earlier text of the file; a machine and pgmaps that
 * are written as they were are the same objects.
 */
export function parseConfig(given: string, defaults?: Machine, before?: ParsedConfig): ParsedConfig {
  // A byte order mark is no JSON; a blank of its length keeps all offsets.
  const text = given.startsWith('\ufeff') ? ` ${given.slice(1)}` : given;
  const reader = new Reader(text);
  const tree = readTree(reader, before?.tree);
  const root = tree?.root;
  const sound = tree?.errors.length === 0;
  const top = root?.type === 'object' ? root : undefined;
  if (root && !top) reader.wrongType(root, 'a config { "machine", "pgmaps" }');
  const members = top ? reader.members(top, ROOT_KEYS) : new Map<string, never>();
  const named = members.get('machine')?.value;
  const parts = new SourceReader(named ? reader.source(named) : '', defaults, before);
  const machine = parts.machine(reader, named);
  const pgmapsNode = members.get('pgmaps')?.value;
  if (top && !pgmapsNode && !members.has('hugetlb') && sound)
    reader.error(
      'missing-key',
      braceOf(top),
      'The config has no "pgmaps"; add "pgmaps": [ { "ranges": [ … ] } ].',
    );
  const read = reader
    .array(pgmapsNode, '"pgmaps", a list,')
    .map((node, i) => parts.pgmap(reader, node, i, machine.machine))
    .filter((p) => p !== undefined);
  const at = places(text, root, machine, read);
  return {
    machine: machine.machine,
    defaults,
    pgmaps: read.map((p) => p.pgmap),
    hugetlb: readHugetlb(reader, members.get('hugetlb')?.value, machine.machine.arch),
    findings: reader.findings,
    broken: !sound || !top,
    spanOf: at.spanOf,
    placeAt: at.placeAt,
    places: at,
    sources: parts.read(),
    tree,
  };
}

/** The syntax tree and its errors as findings; undefined where there is none. */
function readTree(reader: Reader, before: Tree | undefined): Tree | undefined {
  const { text } = reader;
  if (text.trim() === '') {
    reader.error('missing-key', { offset: 0, length: 0 }, 'The file is empty; write { "pgmaps": [ … ] }.');
    return undefined;
  }
  try {
    const tree = treeOf(text, before);
    for (const error of tree.errors.slice(0, MOST_SYNTAX_ERRORS)) reportSyntax(reader, error);
    return tree;
  } catch (error) {
    // The parser goes down one call for each bracket: only absurd nesting exhausts the stack.
    if (!(error instanceof RangeError)) throw error;
    reader.error('syntax', { offset: 0, length: 1 }, 'The file is nested too deeply to be a config.');
    return undefined;
  }
}

function reportSyntax(reader: Reader, { error, ...at }: ParseError): void {
  const offset = Math.min(at.offset, reader.text.length);
  const length = Math.max(0, Math.min(at.length, reader.text.length - at.offset));
  reader.error('syntax', { offset, length }, WORDS[error] ?? 'This is no JSON.');
}
