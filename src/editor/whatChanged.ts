/** The command "What Changed Over Releases": the same pgmaps over all kernel releases, as a Markdown document. */
import { releasesReportMarkdown } from '../report/whatChanged';
import type { Kind } from './madeDocument';

export const WHAT_CHANGED: Kind = {
  scheme: 'vmemmap-lens',
  ending: '.releases.md',
  // The file is laid out for each release.
  costs: 40,
  make: ({ config: { machine, pgmaps, hugetlb } }) => releasesReportMarkdown(machine, pgmaps, hugetlb),
};
