/** README.md as who installed the extension reads it: see tools/readme.js. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { analyse } from '../../src/config/analyse';
import { root } from '../docs/pages';

const tool = createRequire(join(root, 'package.json'))('./tools/readme.js') as {
  installed: (readme: string) => string;
};
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const page = tool.installed(readme);

describe('the README as the page of the installed extension', () => {
  it('asks for nothing that only the repository has', () => {
    for (const there of [/npm /, /dist\//, /^```sh/m, /\bexamples\//, /[\w-]\.md\b/, /\d-[\w-]+\.pgmap/])
      assert.doesNotMatch(page, there);
  });

  it('has no link and no picture that leads into the repository', () => {
    for (const [, target] of page.matchAll(/\]\(([^)]*)\)/g)) assert.match(target!, /^(https:|#)/);
  });

  it('leads in to nothing that is not there', () => {
    // What may come behind a colon is a list or a block of code.
    assert.doesNotMatch(page, /:\s*(?:\n\n(?![`-]|\d\. )|$)/);
    assert.doesNotMatch(page, /^#.*\n+#/m);
  });

  it('has followed every mark, and GitHub shows what is between them', () => {
    assert.doesNotMatch(page, /<!--|-->/);
    // What follows a comment at the beginning of a line is not Markdown to GitHub.
    assert.doesNotMatch(readme, /^ *<!--(?:(?!-->)[^])*-->./m);
  });

  it('keeps what the README says to everybody', () => {
    for (const heading of ['# vmemmap Lens', '## Two minutes', '## A config', '## What it does not do'])
      assert.ok(page.includes(`${heading}\n`), heading);
    assert.match(page, /No network, no telemetry/);
  });

  it('breaks the example as it says', () => {
    const [, start, heads] = /Make the start `(0x\w+)`: (\d+ of \d+ compound heads)/.exec(page)!;
    const example = readFileSync(join(root, 'examples/01-cxl-1gib.pgmap.jsonc'), 'utf8');
    const { findings } = analyse(example.replace('"0x4080000000"', `"${start!}"`));
    const broken = findings.find((finding) => finding.code === 'head-aliasing')!;
    assert.ok(broken.message.startsWith(`${heads!} land on a shared tail page`), broken.message);
    assert.match(broken.fixes[0]!.title, /the next 128 MiB boundary/);
  });
});
