import assert from 'node:assert/strict';
import { join } from 'node:path';
import { examples, openWorkbench, type Workbench } from './harness';

describe('problems and their fixes in the workbench', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ file: join(examples, '07-misaligned.pgmap.jsonc') });
  });
  after(() => workbench?.close());

  it('are in the list of problems, with their code as a link', async () => {
    const { page } = workbench;
    await workbench.command('Problems: Focus on Problems View');
    // What is said on top of the text comes together with the quick fixes.
    await page.locator('.codelens-decoration a').first().waitFor();
    const row = page.locator('.markers-panel .monaco-list-row', { hasText: '1 MiB past a 2 MiB subsection' });
    await row.waitFor();
    await row.locator('a', { hasText: 'subsection-misaligned' }).waitFor();
    // The total of what is left would be nothing, and look like a config without them.
    await page.locator('.statusbar-item', { hasText: 'vmemmap: 4 of 4 pgmaps refused' }).waitFor();
  });

  it('Ctrl+. applies the preferred fix, and one undo takes it back', async () => {
    const { page } = workbench;
    await page
      .locator('.markers-panel .monaco-list-row', { hasText: '1 MiB past a 2 MiB subsection' })
      .dblclick();
    await page.locator('.monaco-editor.focused').first().waitFor();
    const fix = 'Move the range up to 0x4080200000';
    await workbench.openFixes(fix);
    await workbench.screenshot('quick-fixes');
    await workbench.applyFix(fix);
    const line = page.locator('.view-line', { hasText: '"0x4080200000"' });
    await line.waitFor();
    await page.keyboard.press('Control+Z');
    await page.locator('.view-line', { hasText: '"0x4080100000"' }).waitFor();
    assert.equal(await line.count(), 0);
  });

  it('the code of a problem opens its section of the page on findings', async () => {
    const { page } = workbench;
    const row = page.locator('.markers-panel .monaco-list-row', { hasText: '1 MiB past a 2 MiB subsection' });
    const link = row.locator('a', { hasText: 'subsection-misaligned' });
    await link.click();
    await page.locator('.tab', { hasText: 'subsection-misaligned' }).waitFor();
    await workbench.panelFrame().locator('h1', { hasText: 'subsection-misaligned' }).waitFor();
    await workbench.panelFrame().locator('text=check_pfn_span').waitFor();
    await workbench.screenshot('finding-page');
  });
});
