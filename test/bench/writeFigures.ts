/** Puts the figures into docs/performance.md, between its two marks. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../e2e/harness';
import { surroundings } from './surroundings';
import { asMarkdown, type Section } from './table';

const [BEGIN, END] = [
  '<!-- figures: written by `npm run bench -- --markdown` -->',
  '<!-- end of figures -->',
];

export function writeFigures(sections: readonly Section[]): void {
  const path = join(root, 'docs', 'performance.md');
  const text = readFileSync(path, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${path} has lost the marks around its figures.`);
  const { processor, cores, memoryGiB, node, platform, vscode } = surroundings();
  const where = `Taken on ${cores} cores of “${processor}” with ${memoryGiB} GiB of RAM (${platform}), shared with other work; Node ${node}, VS Code ${vscode}.`;
  const figures = [BEGIN, where, ...sections.map(asMarkdown), ''].join('\n\n');
  writeFileSync(path, text.slice(0, from) + figures + text.slice(to));
}
