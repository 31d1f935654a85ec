/** The command "Show Report": the figures of a config as a Markdown document beside it. */
import { reportMarkdown } from '../report/report';
import type { Kind } from './madeDocument';

export const REPORT: Kind = {
  scheme: 'vmemmap-report',
  ending: '.report.md',
  costs: 3,
  make: ({ config, population }) => reportMarkdown(config.machine, config.pgmaps, population),
};
