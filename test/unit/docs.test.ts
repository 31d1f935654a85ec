import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { analyse } from '../../src/config/analyse';

const root = join(__dirname, '..', '..');
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('pages', () => {
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8');

    it(`${page}: every link of its own leads to a file that is there`, () => {
      for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target!)) continue;
        const [path, heading] = target!.split('#');
        assert.ok(path === '' || existsSync(join(root, dirname(page), path!)), target);
        if (heading === undefined || !/\.md$|^$/.test(path!)) continue;
        const there = path === '' ? text : readFileSync(join(root, dirname(page), path!), 'utf8');
        const anchors = [...there.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
          title!
            .toLowerCase()
            .replace(/[^\p{L}\p{N} _-]/gu, '')
            .replace(/ /g, '-'),
        );
        assert.ok(anchors.includes(heading), target);
      }
    });

    it(`${page}: every config in it can be read`, () => {
      for (const [, config] of text.matchAll(/^```jsonc?\n(\{[\s\S]*?)\n```$/gm)) {
        const { config: read, findings } = analyse(config!);
        assert.equal(read.broken, false);
        assert.deepEqual(
          findings.filter((f) => f.severity === 'error').map((f) => f.message),
          [],
        );
      }
    });

    it(`${page}: every npm script it names is there`, () => {
      const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
        scripts: Record<string, string>;
      };
      for (const [, name] of text.matchAll(/`[^`\n]*npm run ([\w:]+)[^`\n]*`/g))
        assert.ok(scripts[name!], name);
    });
  }
});
