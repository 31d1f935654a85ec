/** vmemmap Lens without an editor: `vmemmap-lens layout|report|releases|lifecycle|check|convert FILE`. */
import { version } from '../package.json';
import { readArguments } from './cli/arguments';
import { COLLECT } from './cli/collect';
import { check, convert, layout, lifecycle, releases, report } from './cli/commands';
import { HELP, helpOn } from './cli/help';
import { machineMembers } from './cli/machineOption';
import { writeAll } from './cli/output';
import { Problem } from './cli/problem';
import { printable } from './report/words';
import type { Answer } from './cli/commands';

async function answer(argv: readonly string[]): Promise<Answer> {
  const request = readArguments(argv);
  if (request.kind === 'help') {
    const { command } = request;
    return { pieces: [command ? helpOn(command) : HELP], status: 0, remarks: [] };
  }
  if (request.kind === 'version') return { pieces: [`${version}\n`], status: 0, remarks: [] };
  const { command, files, format, expand } = request;
  const given = { files, machine: machineMembers(request.machine) };
  const answers = {
    layout: () => layout(given, format, expand),
    report: () => report(given, format, request.against),
    releases: () => releases(given, format),
    lifecycle: () => lifecycle(given, format, request.fail),
    check: () => check(given, format),
    convert: () => convert(given),
    collect: () => Promise.resolve({ pieces: [COLLECT], status: 0 as const, remarks: [] }),
  };
  return answers[command]();
}

/** Whatever happens ends in a line and a status, never in a stack trace. */
function problemLine(error: unknown): string {
  if (error instanceof Problem) return error.message;
  if (error instanceof RangeError) return 'the input is nested too deep or too large; split it';
  return `cannot go on: ${String(error)}; please report it with the input`;
}

async function remark(lines: readonly string[]): Promise<void> {
  // Nobody is left to be told where standard error fails.
  await writeAll(
    process.stderr,
    lines.map((line) => `vmemmap-lens: ${printable(line)}\n`),
  ).catch(() => false);
}

/** The status is set and the process left to end by itself: exiting could cut the output off. */
async function main(): Promise<void> {
  try {
    const { pieces, status, remarks } = await answer(process.argv.slice(2));
    process.exitCode = status;
    await remark(remarks);
    await writeAll(process.stdout, pieces);
  } catch (error) {
    process.exitCode = 2;
    await remark([problemLine(error)]);
  }
}

void main();
