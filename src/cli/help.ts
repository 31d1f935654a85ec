/** What `--help` prints: all commands in short, and each at length. docs/cli.md is made of it (`npm run docs`). */

/** Lines of at most 78 columns, as a terminal and a mail have them. */
interface CommandHelp {
  readonly usage: string;
  /** For the list of all commands. */
  readonly short: string;
  readonly long: string;
}

export const COMMAND_HELP = {
  layout: {
    usage: 'layout FILE [--expand] [--format text|json|diagram]',
    short: 'which page frame backs which vmemmap page',
    long: `
Which page frame backs which vmemmap page, range by range, with the rule and
the kernel function behind each run. What repeats is written once, so that
64 TiB take no more lines than 2 MiB.

  --format text     runs of vmemmap pages (default)
  --format json     the same for programs: runs, frames, totals, outcome
  --format diagram  plain text of at most 78 columns, in the style of
                    Documentation/mm/vmemmap_dedup.rst, for mails
  --expand          write repeated compounds out (text and json)
`,
  },
  report: {
    usage: 'report FILE [--format text|json|markdown|csv|svg] [--against F]',
    short: 'RAM for struct pages, with and without the sharing',
    long: `
RAM for struct pages and page tables, with and without deduplication, for each
pgmap and in total. "saved" is net of the page tables that sharing costs.

  --format text     a table (default); markdown is the same for an issue
  --format json     every figure in bytes and pages
  --format csv      one row a pgmap, figures in bytes
  --format svg      the picture of the diagram panel, with the config inside
  --against F       hold the figures against what the machine counted:
                    /proc/vmstat, /proc/meminfo, free -k or dmesg, before and
                    after, in one file or in two (text, json, markdown)
`,
  },
  releases: {
    usage: 'releases FILE [--format text|json|markdown]',
    short: 'the same pgmaps on every kernel release, and the commits between',
    long: `
The same pgmaps on every kernel release from 5.10 on, stable back-ports
included: what the mapping and the figures are, what changed from one to the
next, and the commit that did it. * marks the release the config names.
`,
  },
  lifecycle: {
    usage: 'lifecycle FILE [--fail N] [--format text|json]',
    short: 'what removing a device frees, and what a failure leaves behind',
    long: `
What removing each device frees, section by section, and what it leaves: a
shared frame is freed with the last vmemmap page that maps it.

  --fail N          let the Nth allocation of adding the device fail, and show
                    what stays behind and how a second try ends
`,
  },
  check: {
    usage: 'check FILE... [--format text|json|github|sarif]',
    short: 'what the kernel refuses, gets wrong or wastes, by line and column',
    long: `
What the kernel refuses, gets wrong or wastes: one finding a line, with its
place, the reason, the releases it holds for, its code in brackets, and ways
out. docs/findings.md has a section for each code.

  --format text     for people (default)
  --format json     for programs: file, line, column, severity, code, fixes
  --format github   annotations of GitHub Actions
  --format sarif    for code scanning, SARIF 2.1.0

Exit status 1: an error is among the findings. Warnings and hints leave it 0.
`,
  },
  convert: {
    usage: 'convert FILE... [--machine JSON]',
    short: 'a pgmap config made from machine output',
    long: `
A pgmap config made from what a machine printed, in one file or several; a
comment names the source of each value. docs/machine-output.md says what is
read, what is joined, and what is assumed.

  --machine JSON    members of "machine" that no output says, as
                    '{"kernel":"6.12"}'. Every command takes it for machine
                    output; a config has its own "machine"
`,
  },
  collect: {
    usage: 'collect',
    short: 'a script that reads a machine; it is printed, not run',
    long: `
Prints a shell script with the commands whose output says most. It runs
nothing itself, and the script only reads:

  vmemmap-lens collect | ssh root@HOST sh > HOST.txt
  vmemmap-lens report HOST.txt
`,
  },
} as const satisfies Readonly<Record<string, CommandHelp>>;

export type Command = keyof typeof COMMAND_HELP;

const COMMON = `FILE is a pgmap config (*.pgmap.json, *.pgmap.jsonc), or machine output as it
is, in one file or several: daxctl list -M, ndctl list, cxl list, /proc/iomem,
dmesg and others, pasted together or not. - reads standard input:
  daxctl list -M | vmemmap-lens report -
Exit status: 0 fine; 1 check found an error; 2 the input could not be used:
one line on standard error says what, where and how to mend it.
`;

export const HELP = `vmemmap-lens: which page frame backs which vmemmap page, and what that saves

${Object.values(COMMAND_HELP)
  .map(({ usage, short }) => `  vmemmap-lens ${usage}\n      ${short}\n`)
  .join('')}
vmemmap-lens help COMMAND, or COMMAND --help, says more of one; --version, or
-V, prints the version.

${COMMON}`;

export const helpOn = (command: Command): string =>
  `vmemmap-lens ${COMMAND_HELP[command].usage}\n${COMMAND_HELP[command].long}`;
