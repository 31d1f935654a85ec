/** The command line, understood or refused in one sentence. */
import { parseArgs } from 'node:util';
import { COMMAND_HELP } from './help';
import { Problem } from './problem';
import type { Command } from './help';

export type Request =
  /** On one command, or on all. */
  | { readonly kind: 'help'; readonly command: Command | undefined }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly format: string;
      readonly expand: boolean;
      /** Which allocation `lifecycle` lets fail; none if undefined. */
      readonly fail: number | undefined;
      /** `machine` of the config as JSON, for machine output. */
      readonly machine: string | undefined;
      /** What `report` is held against. */
      readonly against: readonly string[];
      readonly files: readonly string[];
    };

const FORMATS: Readonly<Record<Command, readonly string[]>> = {
  layout: ['text', 'json', 'diagram'],
  report: ['text', 'json', 'markdown', 'csv', 'svg'],
  releases: ['text', 'json', 'markdown'],
  lifecycle: ['text', 'json'],
  check: ['text', 'json', 'github', 'sarif'],
  convert: ['text'],
  collect: ['text'],
};

const COMMANDS = Object.keys(COMMAND_HELP)
  .join(', ')
  .replace(/, (\w+)$/, ' or $1');
const TRY = 'vmemmap-lens --help shows how';

export function readArguments(argv: readonly string[]): Request {
  const { values, positionals } = parsed(argv);
  const [first, ...files] = positionals;
  // `help COMMAND` is `COMMAND --help`.
  if (values.help || first === 'help')
    return { kind: 'help', command: known(positionals.find((word) => word !== 'help')) };
  if (values.version) return { kind: 'version' };
  const command = known(first);
  if (command === undefined) throw new Problem(`no command; use ${COMMANDS} (${TRY})`);
  const format = formatOf(command, values.format);
  if (values.expand && command !== 'layout')
    throw new Problem(`--expand goes with layout only; leave it out`);
  if (values.expand && format === 'diagram')
    throw new Problem('--expand does not go with --format diagram; use text or json');
  if (command === 'collect') {
    if (files.length > 0) throw new Problem('collect takes no file; it prints a script for the machine');
  } else if (files.length === 0) throw new Problem(`${command}: no file; name one, or - for standard input`);
  if ([...files, ...(values.against ?? [])].filter((f) => f === '-').length > 1)
    throw new Problem('- stands twice; standard input is read once');
  const fail = failOf(command, values.fail);
  const against = againstOf(command, format, values.against ?? []);
  return {
    kind: 'run',
    command,
    format,
    expand: values.expand ?? false,
    fail,
    machine: values.machine,
    against,
    files,
  };
}

const OPTIONS = {
  format: { type: 'string' },
  expand: { type: 'boolean' },
  fail: { type: 'string' },
  machine: { type: 'string' },
  against: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const;

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // The first sentence says what; the rest of node's message is about the API.
    const [what] = (error as Error).message.split(/\. |\n/);
    throw new Problem(`${what}; ${TRY}`);
  }
}

/** The most allocations that are gone through one by one. */
const MOST_ALLOCATIONS = 100_000;

function failOf(command: Command, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (command !== 'lifecycle') throw new Problem('--fail goes with lifecycle only; leave it out');
  const n = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (n >= 1 && n <= MOST_ALLOCATIONS) return n;
  throw new Problem(`--fail takes a number from 1 to ${MOST_ALLOCATIONS}, not ${quoted(text)}`);
}

const AGAINST_FORMATS = ['text', 'json', 'markdown'];

function againstOf(command: Command, format: string, files: readonly string[]): readonly string[] {
  if (files.length === 0) return files;
  if (command !== 'report') throw new Problem('--against goes with report only; leave it out');
  if (AGAINST_FORMATS.includes(format)) return files;
  throw new Problem(`--against does not go with --format ${format}; use ${AGAINST_FORMATS.join(', ')}`);
}

/** A misspelt command is refused, with `--help` too: help on all of them would hide that it is misspelt. */
function known(word: string | undefined): Command | undefined {
  if (word === undefined || isCommand(word)) return word;
  throw new Problem(`unknown command ${quoted(word)}; use ${COMMANDS} (${TRY})`);
}

const isCommand = (text: string): text is Command => Object.hasOwn(FORMATS, text);

function formatOf(command: Command, format = 'text'): string {
  if (FORMATS[command].includes(format)) return format;
  const choice = `use ${FORMATS[command].join(', ')}`;
  throw new Problem(`${command} has no format ${quoted(format)}; ${choice}`);
}

const quoted = (text: string): string => JSON.stringify(text);
