import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { folderOfSuite, root } from './helpers';

const { tooLarge, vsixTooLarge } = createRequire(join(root, 'tools', 'test.js'))('./budgets.js') as {
  tooLarge(outputs: Record<string, { bytes: number; imports: { path: string; kind: string }[] }>): string[];
  vsixTooLarge(path: string): string[];
};
const KIB = 1024;
const output = (kib: number, imports: [string, string][] = []): Parameters<typeof tooLarge>[0][string] => ({
  bytes: kib * KIB,
  imports: imports.map(([path, kind]) => ({ path: `dist/webview/${path}`, kind })),
});

describe('budgets', () => {
  const folder = folderOfSuite();
  it('count what the panel imports before it paints together, and not what it loads later', () => {
    const outputs = (kib: number): Parameters<typeof tooLarge>[0] => ({
      'dist/webview/main.js': output(1, [
        ['chunk-A.js', 'import-statement'],
        ['late-B.js', 'dynamic-import'],
      ]),
      'dist/webview/chunk-A.js': output(1, [['chunk-C.js', 'import-statement']]),
      'dist/webview/chunk-C.js': output(kib),
      'dist/webview/late-B.js': output(100),
    });
    assert.deepEqual(tooLarge(outputs(1)), []);
    const [sentence, ...others] = tooLarge(outputs(200));
    assert.match(
      sentence!,
      /main\.js, dist\/webview\/chunk-A\.js, dist\/webview\/chunk-C\.js\) has 202\.0 KiB; \d+ KiB/,
    );
    assert.deepEqual(others, []);
  });

  it('name what is too large', () => {
    assert.match(
      tooLarge({ 'dist/extension.js': output(151) })[0]!,
      /^dist\/extension\.js has 151\.0 KiB; 150 KiB/,
    );
    assert.match(tooLarge({ 'dist/webview/controls.js': output(500) })[0]!, /^the controls of the panel/);
  });

  it('hold for the .vsix too', () => {
    const path = join(folder.path, 'large.vsix');
    writeFileSync(path, Buffer.alloc(500 * KIB));
    assert.deepEqual(vsixTooLarge(path), []);
    writeFileSync(path, Buffer.alloc(501 * KIB));
    assert.match(vsixTooLarge(path)[0]!, /large\.vsix has 501\.0 KiB; 500 KiB are allowed\.$/);
  });
});
