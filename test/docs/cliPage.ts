/** `docs/cli.md`: what each command says of itself, and what it answers to an example. */
import { COMMAND_HELP } from '../../src/cli/help';
import type { Command } from '../../src/cli/help';
import type { Sandbox } from './sandbox';

/** Commands to show, with the output as it is. */
const SHOWN: Readonly<Record<Command, readonly string[]>> = {
  layout: [
    'vmemmap-lens layout examples/01-cxl-1gib.pgmap.jsonc',
    'vmemmap-lens layout examples/01-cxl-1gib.pgmap.jsonc --format diagram | head -n 27',
  ],
  report: [
    'vmemmap-lens report examples/08-one-tib.pgmap.jsonc',
    'vmemmap-lens report FILE --against BEFORE --against AFTER',
  ],
  releases: ['vmemmap-lens releases examples/09-arm64.pgmap.jsonc | head -n 18'],
  lifecycle: ['vmemmap-lens lifecycle FILE --fail 400'],
  check: ['vmemmap-lens check examples/06-head-aliasing.pgmap.jsonc | head -n 3'],
  convert: ['sudo cat /proc/iomem | vmemmap-lens convert - --machine \'{"kernel":"6.12"}\''],
  collect: ['vmemmap-lens collect | head -n 8'],
};

const INTRODUCTION = `# The command line

The same engine without an editor. \`npm run build\` makes \`dist/cli.js\`; below, \`vmemmap-lens\` stands for
\`node dist/cli.js\`. Nothing is asked of the network and no process is started. Standard output carries the answer alone.

This page is made of the program's own \`--help\` and its answers (\`npm run docs\`); a test fails when it is stale.`;

const block = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

export function cliPage({ run }: Sandbox): string {
  const shown = (command: string): string => block('console', `$ ${command}\n${run(command).output}`);
  const sections = (Object.keys(COMMAND_HELP) as Command[]).flatMap((command) => [
    `## ${command}`,
    block('text', run(`vmemmap-lens ${command} --help`).output),
    ...SHOWN[command].map(shown),
  ]);
  const all = block('text', run('vmemmap-lens --help').output);
  return `${[INTRODUCTION, all, ...sections].join('\n\n')}\n`;
}
