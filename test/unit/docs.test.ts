import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'jsonc-parser';
import { analyse } from '../../src/config/analyse';
import { NEWEST_RELEASE, SERIES } from '../../src/engine/releases';
import { pageAt, pages, root } from '../docs/pages';

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}
const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));
const { scripts, contributes } = read('package.json') as Manifest;
const words = read('package.nls.json') as Readonly<Record<string, string>>;
const settings = Object.keys(contributes.configuration.properties);
const commands = contributes.commands.map(({ command, title }) => ({
  command,
  title: words[title.slice(1, -1)]!,
}));
const views = Object.values(contributes.views).flatMap((list) => list.map(({ id }) => id));

/** No picture of a page is larger: they are looked at over a line, not studied. */
const MOST_PICTURE = 160 * 1024;

for (const { name, prose, blocks, anchors } of pages)
  describe(`the page ${name}`, () => {
    it('has links that lead to files and headings that are there', () => {
      for (const [, target] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target!)) continue;
        const [path, heading] = target!.split('#');
        const file = path === '' ? name : join(dirname(name), path!);
        assert.ok(existsSync(join(root, file)), target);
        if (heading !== undefined && file.endsWith('.md'))
          assert.ok((file === name ? anchors : pageAt(file).anchors).includes(heading), target);
      }
    });

    it('says of every picture what is on it', () => {
      for (const [, words] of prose.matchAll(/!\[([^\]]*)\]/g)) assert.ok(words!.length > 20, words);
    });

    it('has configs without an error, but for those it speaks of', () => {
      for (const { text, section } of blocks.filter(({ language }) => /^jsonc?$/.test(language))) {
        const errors: unknown[] = [];
        parse(text, errors as never[], { allowTrailingComma: true });
        assert.deepEqual(errors, [], text);
        if (!/"(pgmaps|hugetlb)": \[/.test(text)) continue;
        const { config, findings } = analyse(text);
        assert.equal(config.broken, false, text);
        const unsaid = findings.filter((f) => f.severity === 'error' && !section.includes(`\`${f.code}\``));
        assert.deepEqual(
          unsaid.map((f) => f.message),
          [],
        );
      }
    });

    it('names npm scripts, settings and commands that are there', () => {
      const all = [prose, ...blocks.map(({ text }) => text)].join('\n');
      for (const [, script] of all.matchAll(/npm run ([\w:]+)/g)) assert.ok(scripts[script!], script);
      const known = new Set([...settings, ...commands.map(({ command }) => command), ...views]);
      for (const [id] of all.matchAll(/\bvmemmapLens\.[\w.]*\w/g))
        assert.ok(known.has(id) || id === 'vmemmapLens.diagram', id);
    });
  });

describe('the pages together', () => {
  const all = pages.map(({ text }) => text).join('\n');

  it('name every setting and every command of the manifest', () => {
    for (const setting of settings) assert.ok(all.includes(`\`${setting}\``), setting);
    const inLine = all.replace(/\s+/g, ' ');
    for (const { title } of commands) assert.ok(inLine.includes(`_${title}_`), title);
  });

  it('show every picture of docs/, each small', () => {
    for (const file of readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.png'))) {
      assert.ok(all.includes(`${file})`), `${file} is on no page`);
      const { size } = statSync(join(root, 'docs', file));
      assert.ok(size <= MOST_PICTURE, `${file} has ${size} bytes`);
    }
  });

  it('are few enough to be read from the README on: each is linked from another', () => {
    for (const { name } of pages.filter((page) => page.name !== 'README.md')) {
      const file = name.split('/').at(-1)!;
      const elsewhere = pages.filter((page) => page.name !== name).map(({ text }) => text);
      const manifest = readFileSync(join(root, 'package.json'), 'utf8');
      assert.ok(
        elsewhere.some((text) => text.includes(`${file})`) || text.includes(`${file}#`)) ||
          manifest.includes(file),
        `nothing leads to ${name}`,
      );
    }
  });

  it('name the releases that are known', () => {
    assert.ok(pageAt('README.md').prose.includes(`releases ${SERIES[0]} to ${NEWEST_RELEASE}`));
  });

  it('keep the README to what a first visit needs', () => {
    const lines = readFileSync(join(root, 'README.md'), 'utf8').split('\n');
    assert.ok(lines.length <= 200, `${lines.length} lines`);
    // A first screen: what it is, a picture, the two commands, and that nothing leaves the machine.
    const first = lines.slice(0, 30).join('\n');
    for (const wanted of [/!\[/, /npm ci && npm start/, /npm ci && npm test/, /No network, no telemetry/])
      assert.match(first, wanted);
  });
});
