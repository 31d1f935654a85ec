import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, vsix, zipEntries } from './helpers';

/** Nothing may slip in, and nothing may be forgotten. */
const EXTENSION = [
  'LICENSE.txt',
  'changelog.md',
  'dist/THIRD-PARTY-NOTICES.txt',
  'dist/extension.js',
  'dist/later.js',
  'dist/machine.js',
  'dist/web.js',
  'dist/webview/chunk-HASH.js',
  'dist/webview/controls.js',
  'dist/webview/late.js',
  'dist/webview/main.js',
  'docs/fidelity.md',
  'docs/findings.md',
  'docs/kernel-bugs.md',
  'docs/machine-output.md',
  'examples/01-cxl-1gib.pgmap.jsonc',
  'l10n/bundle.l10n.json',
  'media/icon.png',
  'media/language-configuration.json',
  'media/marks.css',
  'media/panel.css',
  'media/pgmap-dark.svg',
  'media/pgmap-light.svg',
  'media/pgmap.schema.json',
  'media/pgmap.tmLanguage.json',
  'media/walkthrough/check.md',
  'media/walkthrough/check.png',
  'media/walkthrough/config.md',
  'media/walkthrough/config.png',
  'media/walkthrough/diagram.md',
  'media/walkthrough/diagram.png',
  'package.json',
  'package.nls.json',
  'readme.md',
];
const OF_VSCE = ['[Content_Types].xml', 'extension.vsixmanifest'];

describe('the .vsix', () => {
  it('holds what the extension needs and nothing else', () => {
    const expected = [...OF_VSCE, ...EXTENSION.map((name) => `extension/${name}`)];
    assert.deepEqual([...zipEntries(vsix).keys()].sort(), expected.sort());
  });

  it('has in its first bundle what switches in which release, and not what that rests on', () => {
    const [first, later] = ['extension.js', 'later.js'].map((name) =>
      readFileSync(join(root, 'dist', name), 'utf8'),
    ) as [string, string];
    const commit = 'mm/vmemmap/devdax: fix kernel crash when probing devdax devices';
    assert.ok(later.includes(commit));
    assert.ok(first.includes('any-compound-arch') && !first.includes(commit));
    // Whatever asked for it there would find nothing.
    assert.doesNotMatch(first, /\.(commit|basis)\b/);
  });
});
