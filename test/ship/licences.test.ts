import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { folderOfSuite, root } from './helpers';

const { licenceOf } = createRequire(join(root, 'tools', 'test.js'))('./notices.js') as {
  licenceOf(folder: string): { name: string; license: string; text: string };
};

/** What is in the bundles: by esbuild's account of the build, which fails where a licence does not fit. */
const BUNDLED = [
  '@microsoft/fast-element (MIT)',
  '@microsoft/fast-foundation (MIT)',
  '@microsoft/fast-web-utilities (MIT)',
  '@vscode/webview-ui-toolkit (MIT)',
  'd3-color (ISC)',
  'd3-dispatch (ISC)',
  'd3-drag (ISC)',
  'd3-ease (BSD-3-Clause)',
  'd3-interpolate (ISC)',
  'd3-selection (ISC)',
  'd3-timer (ISC)',
  'd3-transition (ISC)',
  'd3-zoom (ISC)',
  'exenv-es6 (MIT)',
  'jsonc-parser (MIT)',
  'preact (MIT)',
  'tslib (0BSD)',
];

describe('the licences of what is bundled', () => {
  const folder = folderOfSuite();
  const notices = readFileSync(join(root, 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8');

  it('are known, and come with their texts', () => {
    const named = [...notices.matchAll(/^(\S+) \d+\.\d+\.\d+ (\(\S+\))$/gm)].map(
      ([, name, licence]) => `${name} ${licence}`,
    );
    assert.deepEqual([...new Set(named)].sort(), BUNDLED);
    for (const holder of ['Mike Bostock', 'Jason Miller', 'Microsoft Corporation'])
      assert.match(notices, new RegExp(`Copyright.*${holder}`));
  });

  it('are refused where they ask for more than their text', () => {
    const made = join(folder.path, 'copyleft');
    mkdirSync(made);
    writeFileSync(
      join(made, 'package.json'),
      '{ "name": "copyleft", "version": "1.0.0", "license": "GPL-3.0" }',
    );
    writeFileSync(join(made, 'LICENSE'), 'text');
    assert.throws(() => licenceOf(relative(root, made)), /copyleft 1\.0\.0 has the licence GPL-3\.0/);
  });
});
