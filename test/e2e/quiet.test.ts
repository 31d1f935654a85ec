import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { openWorkbench } from './harness';

describe('quiet', () => {
  it('nothing runs until a pgmap file needs it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quiet-'));
    writeFileSync(join(folder, 'notes.txt'), 'no pgmap\n');
    writeFileSync(join(folder, 'package.json'), '{ "name": "something" }\n');
    writeFileSync(join(folder, 'one.pgmap.jsonc'), '{ "pgmaps": [] }\n');
    const workbench = await openWorkbench({ file: join(folder, 'notes.txt') });
    try {
      const { page } = workbench;
      await workbench.open('package.json');
      await workbench.command('Developer: Show Running Extensions');
      const running = page.locator('.runtime-extensions-editor .monaco-list-row .name');
      await running.first().waitFor();
      const names = await running.allInnerTexts();
      assert.ok(names.length > 3);
      assert.ok(!names.includes('vmemmap Lens'), names.join(', '));
      await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'one.pgmap' }).dblclick();
      await page.locator('.pane-header', { hasText: 'pgmap Devices' }).waitFor();
      await workbench.command('Developer: Show Running Extensions');
      await running.filter({ hasText: 'vmemmap Lens' }).first().waitFor();
    } finally {
      await workbench.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
