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

/** Figures of parts that were not measured stay as they are. */
export function writeFigures(sections: readonly Section[]): void {
  const path = join(root, 'docs', 'performance.md');
  const text = readFileSync(path, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${path} has lost the marks around its figures.`);
  const blocks = new Map(
    text
      .slice(from, to)
      .split(/^(?=### )/m)
      .slice(1)
      .map((block) => [block.split('\n', 1)[0]!, block.trim()]),
  );
  for (const section of sections) blocks.set(`### ${section.title}`, asMarkdown(section));
  const { processor, cores, memoryGiB, node, platform, vscode } = surroundings();
  const where = `Taken on ${cores} cores of “${processor}” with ${memoryGiB} GiB of RAM (${platform}), shared with other work; Node ${node}, VS Code ${vscode}.`;
  writeFileSync(
    path,
    text.slice(0, from) + [BEGIN, where, ...blocks.values(), ''].join('\n\n') + text.slice(to),
  );
}
