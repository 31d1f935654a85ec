/** `check --format sarif`: SARIF 2.1.0, as GitHub's code scanning and editors read it. */
import { jsonText } from './json';
import type { Severity } from '../engine/types';
import type { Located } from './findings';
import type { JsonValue } from './json';

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** A path as a URI reference: relative ones stay relative. */
const uriOf = (file: string): string =>
  file
    .split(/[\\/]/)
    .map(encodeURIComponent)
    .join('/')
    .replace(/^([A-Za-z])%3A/, '$1:');

const result = ({ file, line, column, endLine, endColumn, finding: f }: Located): JsonValue => ({
  ruleId: f.code,
  level: LEVELS[f.severity],
  message: { text: f.message },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: uriOf(file) },
        region: { startLine: line, startColumn: column, endLine, endColumn },
      },
    },
  ],
  properties: { errno: f.errno, kernelFunction: f.kernelFunction, releases: f.releases },
});

export function* findingsSarif(all: readonly Located[]): Generator<string> {
  const rules = [...new Set(all.map(({ finding }) => finding.code))].sort().map((id) => ({ id }));
  yield* jsonText({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'vmemmap-lens', rules } },
        columnKind: 'utf16CodeUnits',
        results: all.map(result),
      },
    ],
  });
  yield '\n';
}
