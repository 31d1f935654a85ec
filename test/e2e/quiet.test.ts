import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { openWorkbench } from './harness';

describe('quiet', () => {
  it('nothing runs until a pgmap file needs it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quiet-'));
    writeFileSync(join(folder, 'notes.txt'), 'no pgmap\n');
    writeFileSync(join(folder, 'broken.json'), '{ "name": }\n');
    writeFileSync(join(folder, 'one.pgmap.jsonc'), '{ "pgmaps": [] }\n');
    const workbench = await openWorkbench({ file: join(folder, 'notes.txt') });
    try {
      const { page } = workbench;
      // The first thing that is done on activation makes this view known.
      const view = page.locator('.pane-header', { hasText: 'pgmap Devices' });
      await workbench.open('broken.json');
      // Others have been activated by then, and have answered.
      await page.locator('.squiggly-error').first().waitFor();
      assert.equal(await view.count(), 0);
      await workbench.open('one.pgmap.jsonc');
      await view.waitFor();
    } finally {
      await workbench.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
