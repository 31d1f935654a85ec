/** The command line, understood or refused in one sentence. */
import { parseArgs } from 'node:util';
import { Problem } from './problem';

export type Command = 'layout' | 'report' | 'releases' | 'check';

export type Request =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly format: string;
      readonly expand: boolean;
      readonly files: readonly string[];
    };

const FORMATS: Readonly<Record<Command, readonly string[]>> = {
  layout: ['text', 'json', 'diagram'],
  report: ['text', 'json', 'markdown'],
  releases: ['text', 'json', 'markdown'],
  check: ['text', 'json', 'github'],
};

/** Announced, and not there yet. */
const LATER: Readonly<Record<Command, readonly string[]>> = {
  layout: [],
  report: ['csv', 'svg'],
  releases: [],
  check: ['sarif'],
};

export const HELP = `vmemmap-lens: which page frame backs which vmemmap page, and what the sharing saves

  vmemmap-lens layout FILE [--expand] [--format text|json|diagram]
      the mapping of each pgmap; --expand writes repeated compounds out,
      diagram is for mails: plain text of at most 78 columns
  vmemmap-lens report FILE [--format text|json|markdown]
      RAM for struct pages with and without deduplication
  vmemmap-lens releases FILE [--format text|json|markdown]
      the same pgmaps over all kernel releases: what changed, and by which commit
  vmemmap-lens check FILE... [--format text|json|github]
      what the kernel refuses, gets wrong or wastes, with line and column

FILE is a pgmap config (*.pgmap.json, *.pgmap.jsonc); - reads standard input.
Exit status: 0 fine; 1 check found an error; 2 the input could not be used.
`;

const TRY = 'vmemmap-lens --help shows how';

export function readArguments(argv: readonly string[]): Request {
  const { values, positionals } = parsed(argv);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const [command, ...files] = positionals;
  if (command === undefined) throw new Problem(`no command; use layout, report, releases or check (${TRY})`);
  if (command === 'convert')
    throw new Problem('convert is not in this version; write the pgmap config by hand');
  if (!isCommand(command))
    throw new Problem(`unknown command ${quoted(command)}; use layout, report, releases or check (${TRY})`);
  const format = formatOf(command, values.format);
  if (values.expand && command !== 'layout')
    throw new Problem(`--expand goes with layout only; leave it out`);
  if (values.expand && format === 'diagram')
    throw new Problem('--expand does not go with --format diagram; use text or json');
  if (files.length === 0) throw new Problem(`${command}: no file; name one, or - for standard input`);
  if (files.length > 1 && command !== 'check')
    throw new Problem(`${command} takes one file, not ${files.length}; run it once for each`);
  return { kind: 'run', command, format, expand: values.expand ?? false, files };
}

const OPTIONS = {
  format: { type: 'string' },
  expand: { type: 'boolean' },
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

const isCommand = (text: string): text is Command => Object.hasOwn(FORMATS, text);

function formatOf(command: Command, format = 'text'): string {
  if (FORMATS[command].includes(format)) return format;
  const choice = `use ${FORMATS[command].join(', ')}`;
  if (LATER[command].includes(format))
    throw new Problem(`${command} --format ${format} is not in this version; ${choice}`);
  throw new Problem(`${command} has no format ${quoted(format)}; ${choice}`);
}

const quoted = (text: string): string => JSON.stringify(text);
