/** `check`: findings with line and column, for people, for programs and for GitHub's annotations. */
import { jsonText } from './json';
import { positions } from '../config/position';
import { printable } from './words';
import type { JsonValue } from './json';
import type { Finding, TextFix } from '../config/model';
import type { Severity } from '../engine/types';

/** A finding with its file and place: lines and columns from 1, the end exclusive. */
export interface Located {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly finding: Finding;
  readonly fixes: readonly TextFix[];
}

/** The findings of a text by line and column: what is left to keep of a file once it is checked. */
export function located(
  file: string,
  text: string,
  findings: readonly Finding[],
  fixesOf = (finding: Finding): readonly TextFix[] => finding.fixes,
): Located[] {
  const at = positions(text);
  return findings.map((finding) => {
    const [start, end] = [at(finding.offset), at(finding.offset + finding.length)];
    return { file, ...start, endLine: end.line, endColumn: end.column, finding, fixes: fixesOf(finding) };
  });
}

/** `file:line:column: severity: message [code]`, as compilers write it, and the ways out below. */
export function* findingsText(all: Iterable<Located>): Generator<string> {
  for (const { file, line, column, finding: f, fixes } of all) {
    const releases = f.releases ? ` (Linux ${f.releases})` : '';
    yield `${printable(file)}:${line}:${column}: ${f.severity}: ${printable(f.message)}${releases} [${f.code}]\n`;
    for (const { title } of fixes) yield `    fix: ${printable(title)}\n`;
  }
}

/** One array over all files. */
export function* findingsJson(all: Iterable<Located>): Generator<string> {
  yield* jsonText(findingValues(all));
  yield '\n';
}

function* findingValues(all: Iterable<Located>): Generator<JsonValue> {
  for (const { finding: f, fixes, file, line, column, endLine, endColumn } of all)
    yield {
      file,
      line,
      column,
      endLine,
      endColumn,
      severity: f.severity,
      code: f.code,
      message: f.message,
      errno: f.errno,
      kernelFunction: f.kernelFunction,
      releases: f.releases,
      fixes: fixes.map(({ title }) => ({ title })),
    };
}

const GITHUB: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** Workflow commands that GitHub shows beside the lines of a change. */
export function* findingsGithub(all: Iterable<Located>): Generator<string> {
  for (const { file, line, column, endLine, endColumn, finding: f } of all) {
    const properties = { file, line, col: column, endLine, endColumn, title: f.code };
    const list = Object.entries(properties).map(([key, value]) => `${key}=${property(`${value}`)}`);
    yield `::${GITHUB[f.severity]} ${list.join(',')}::${data(printable(f.message))}\n`;
  }
}

/** The runner splits commands at these characters and takes nothing else for an escape. */
const data = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

const property = (text: string): string => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
