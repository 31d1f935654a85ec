/**
 * Reads a pgmap config. Never throws: what is wrong is collected, and what parses is used.
 *
 * In the editor VS Code's JSON service reads the same text. It reports syntax (our `syntax` and `duplicate-key`
 * findings are left out there) and completes and explains keys; values and types are ours, and the schema is silent
 * on them, so that nothing is reported twice.
 */
import { parseTree, printParseErrorCode } from 'jsonc-parser';
import { ROOT_KEYS } from './keys';
import { readMachine } from './machine';
import { readHugetlb } from './pgmaps';
import { places } from './places';
import { braceOf, Reader } from './reader';
import { SourceReader } from './sources';
import type { Node, ParseError } from 'jsonc-parser';
import type { Config } from './model';
import type { Machine } from '../engine/types';
import type { Places } from './places';
import type { Sources } from './sources';

/** Syntax errors beyond this many say nothing new. */
const MOST_SYNTAX_ERRORS = 20;

const WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'This is no JSON value; strings are quoted.',
  InvalidNumberFormat: 'This number is not finished; addresses are quoted: "0x1080000000".',
  PropertyNameExpected: 'A key in quotes is wanted here.',
  ValueExpected: 'A value is wanted here.',
  ColonExpected: 'A colon is wanted here, between key and value.',
  CommaExpected: 'A comma is wanted here.',
  CloseBraceExpected: 'A closing } is wanted here.',
  CloseBracketExpected: 'A closing ] is wanted here.',
  EndOfFileExpected: 'The config ends before this; remove what follows it.',
  UnexpectedEndOfComment: 'This comment is not closed; close it with */.',
  UnexpectedEndOfString: 'This string is not closed; close it with a quote.',
  InvalidCharacter: 'This character cannot stand here.',
};

export type ParsedConfig = Config & { readonly places: Places; readonly sources: Sources };

/**
 * `defaults`: the machine of a text that names none. `before`: an earlier text of the file; a machine and pgmaps that
 * are written as they were are the same objects.
 */
export function parseConfig(given: string, defaults?: Machine, before?: ParsedConfig): ParsedConfig {
  // A byte order mark is no JSON; a blank of its length keeps all offsets.
  const text = given.startsWith('\ufeff') ? ` ${given.slice(1)}` : given;
  const reader = new Reader(text);
  const { root, syntaxErrors } = tree(reader);
  const top = root?.type === 'object' ? root : undefined;
  if (root && !top) reader.wrongType(root, 'a config { "machine", "pgmaps" }');
  const members = top ? reader.members(top, ROOT_KEYS) : new Map<string, never>();
  const named = members.get('machine')?.value;
  const parts = new SourceReader(named ? reader.source(named) : '', defaults, before);
  const machine = parts.machineAsBefore(
    defaults && !named ? { machine: defaults, members: new Map(), ram: [] } : readMachine(reader, named),
  );
  const pgmapsNode = members.get('pgmaps')?.value;
  if (top && !pgmapsNode && !members.has('hugetlb') && syntaxErrors === 0)
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
    broken: syntaxErrors > 0 || !top,
    spanOf: at.spanOf,
    placeAt: at.placeAt,
    places: at,
    sources: parts.sources,
  };
}

/** The parser takes a comment that opens with the last two characters for longer than it is, and what it is in. */
function endWithText(root: Node | undefined, text: string): void {
  let last: { offset: number; length: number; children?: Node[] } | undefined = root;
  for (; last; last = last.children?.at(-1)) last.length = Math.min(last.length, text.length - last.offset);
}

/** The syntax tree, as much of it as can be had, and its errors as findings. */
function tree(reader: Reader): { root: Node | undefined; syntaxErrors: number } {
  if (reader.text.trim() === '') {
    reader.add(
      'missing-key',
      'error',
      { offset: 0, length: 0 },
      'The file is empty; write { "pgmaps": [ … ] }.',
    );
    return { root: undefined, syntaxErrors: 0 };
  }
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(reader.text, errors, { allowTrailingComma: true });
    endWithText(root, reader.text);
  } catch (error) {
    // The parser goes down one call for each bracket: only absurd nesting exhausts the stack.
    if (!(error instanceof RangeError)) throw error;
    reader.add('syntax', 'error', { offset: 0, length: 1 }, 'The file is nested too deeply to be a config.');
    return { root: undefined, syntaxErrors: 1 };
  }
  for (const { error, offset, length } of errors.slice(0, MOST_SYNTAX_ERRORS)) {
    const name = printParseErrorCode(error);
    const at = {
      offset: Math.min(offset, reader.text.length),
      length: Math.min(length, reader.text.length - offset),
    };
    reader.add(
      'syntax',
      'error',
      { ...at, length: Math.max(0, at.length) },
      WORDS[name] ?? `This is no JSON (${name}).`,
    );
  }
  return { root, syntaxErrors: errors.length };
}
