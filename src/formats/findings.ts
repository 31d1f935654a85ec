/** What is wrong with machine output: the importers' remarks and the engine's findings, each at its place in the output. */
import type { Analysis } from '../config/analyse';
import type { Finding, Span } from '../config/model';
import type { Conversion } from './convert';
import type { Problem } from './facts';

/** The findings on one of the texts, by offset. What a fix would change is in the config: here it is a title. */
export function findingsOn(conversion: Conversion, analysis: Analysis, text: number): Finding[] {
  const own = conversion.problems.filter((p) => p.source.text === text).map(problemFinding);
  const said = new Set(own.map((f) => `${f.offset} ${f.code}`));
  const engine = analysis.findings.flatMap((finding) => {
    const source = conversion.sourceOf(finding);
    // What stands nowhere in the output, as an empty list, is about the first text.
    const at: Span = source && source.text >= 0 ? source : { offset: 0, length: 1 };
    if ((source && source.text >= 0 ? source.text : 0) !== text) return [];
    return said.has(`${at.offset} ${finding.code}`) ? [] : [moved(finding, at)];
  });
  return [...own, ...engine].sort((a, b) => a.offset - b.offset);
}

const problemFinding = ({ code, severity, source, message }: Problem): Finding => ({
  code,
  severity,
  offset: source.offset,
  length: source.length,
  message,
  related: [],
  fixes: [],
});

const moved = (finding: Finding, { offset, length }: Span): Finding => ({
  code: finding.code,
  severity: finding.severity,
  message: finding.message,
  errno: finding.errno,
  kernelFunction: finding.kernelFunction,
  releases: finding.releases,
  place: finding.place,
  related: [],
  fixes: finding.fixes.map(({ title }) => ({ title, edits: [] })),
  offset,
  length,
});
