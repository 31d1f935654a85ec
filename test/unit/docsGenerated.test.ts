import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cliPage } from '../docs/cliPage';
import { configPage } from '../docs/configPage';
import { root } from '../docs/pages';
import { openSandbox } from '../docs/sandbox';

/** `npm run docs` writes them. */
function isUpToDate(name: string, made: string): void {
  const path = join(root, name);
  if (process.env['VMEMMAP_LENS_WRITE_DOCS']) writeFileSync(path, made);
  assert.equal(readFileSync(path, 'utf8'), made, `${name} is stale: npm run docs`);
}

describe('docs/config.md', () => {
  it('says what the JSON schema says today (npm run docs writes it)', () => {
    isUpToDate('docs/config.md', configPage());
  });
});

describe('docs/cli.md', function () {
  // It starts processes, on machines that may be busy.
  this.timeout(60_000);

  it('says what the program says today (npm run docs writes it)', () => {
    const sandbox = openSandbox();
    try {
      isUpToDate('docs/cli.md', cliPage(sandbox));
    } finally {
      sandbox.remove();
    }
  });
});
