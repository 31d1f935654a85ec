/** The command line, understood or refused in one sentence. */
import { parseArgs } from 'node:util';
import { Problem } from './problem';

export type Command = 'layout' | 'report' | 'releases' | 'lifecycle' | 'check' | 'convert' | 'collect';

export type Request =
  | { readonly kind: 'help' }
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

export const HELP = `vmemmap-lens: which page frame backs which vmemmap page, and what the sharing saves

  vmemmap-lens layout FILE [--expand] [--format text|json|diagram]
      the mapping of each pgmap; --expand writes repeated compounds out,
      diagram is for mails: plain text of at most 78 columns
  vmemmap-lens report FILE [--format text|json|markdown|csv|svg]
      RAM for struct pages with and without deduplication;
      --against FILE: the same beside what the machine counted (/proc/vmstat,
      /proc/meminfo, free -k): before and after, in one file or in two
  vmemmap-lens releases FILE [--format text|json|markdown]
      the same pgmaps over all kernel releases: what changed, and by which commit
  vmemmap-lens lifecycle FILE [--fail N] [--format text|json]
      what removing each device frees, slice by slice, and what it leaves;
      --fail N: what stays when the Nth allocation of adding it fails
  vmemmap-lens check FILE... [--format text|json|github|sarif]
      what the kernel refuses, gets wrong or wastes, with line and column
  vmemmap-lens convert FILE... [--machine JSON]
      a pgmap config made from machine output, with comments that name the
      source of each value; --machine {"kernel":"6.12"} says what it does not
  vmemmap-lens collect
      the commands to run on a machine, as a script: it runs nothing itself

FILE is a pgmap config (*.pgmap.json, *.pgmap.jsonc), or machine output as it
is, in one file or several: daxctl list -M, ndctl list, cxl list, /proc/iomem,
dmesg and others, pasted together or not. - reads standard input:
  daxctl list -M | vmemmap-lens report -
Exit status: 0 fine; 1 check found an error; 2 the input could not be used.
`;

const COMMANDS = 'layout, report, releases, lifecycle, check, convert or collect';
const TRY = 'vmemmap-lens --help shows how';

export function readArguments(argv: readonly string[]): Request {
  const { values, positionals } = parsed(argv);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const [command, ...files] = positionals;
  if (command === undefined) throw new Problem(`no command; use ${COMMANDS} (${TRY})`);
  if (!isCommand(command)) throw new Problem(`unknown command ${quoted(command)}; use ${COMMANDS} (${TRY})`);
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
  version: { type: 'boolean' },
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

const isCommand = (text: string): text is Command => Object.hasOwn(FORMATS, text);

function formatOf(command: Command, format = 'text'): string {
  if (FORMATS[command].includes(format)) return format;
  const choice = `use ${FORMATS[command].join(', ')}`;
  throw new Problem(`${command} has no format ${quoted(format)}; ${choice}`);
}

const quoted = (text: string): string => JSON.stringify(text);
