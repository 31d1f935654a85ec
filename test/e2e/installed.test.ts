import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstExample, openWorkbench, root, type Workbench } from './harness';

/** Only where the packed extension is installed. */
describe('installed', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ file: firstExample });
  });
  after(() => workbench?.close());

  const { version, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
    engines: { vscode: string };
  };

  it('is in the VS Code that is meant', async () => {
    const host = process.env.VMEMMAP_LENS_HOST === 'oldest' ? 'vscode-host-oldest' : 'vscode-host';
    const product = join(root, 'tools', host, 'node_modules/code-server/lib/vscode/package.json');
    const { version: ofHost } = JSON.parse(readFileSync(product, 'utf8')) as { version: string };
    if (host === 'vscode-host-oldest') assert.equal(engines.vscode, `^${ofHost}`);
    else assert.ok(Number(ofHost.split('.')[1]) > 130, ofHost);
    assert.doesNotMatch(await workbench.page.evaluate(() => document.title), /Development Host/);
  });

  it('has its own page among the extensions, with its words and no picture that is not there', async () => {
    const { page } = workbench;
    await workbench.command('View: Show Extensions');
    await page.locator('.extensions-list .monaco-list-row', { hasText: 'vmemmap Lens' }).first().click();
    const editor = page.locator('.extension-editor');
    await editor.locator('.name', { hasText: 'vmemmap Lens' }).waitFor();
    await editor.getByText(version, { exact: true }).first().waitFor();
    const readme = workbench.panelFrame();
    await readme.locator('h1', { hasText: 'vmemmap Lens' }).waitFor();
    assert.equal(await readme.locator('img').count(), 0);
    await workbench.screenshot('extension-page');
  });

  it('has a walkthrough, a picture with each step', async () => {
    const { page } = workbench;
    await workbench.command('Welcome: Open Walkthrough...');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'vmemmap Lens' }).first().click();
    const walkthrough = page.locator('.gettingStartedContainer');
    await walkthrough.locator('.step-title', { hasText: 'Write a pgmap config' }).waitFor();
    // The first step is open from the start.
    for (const [step, picture] of [
      ['', 'Completion after'],
      ['Look at the mapping', 'The vmemmap pages'],
      ['Check all files', 'Problems of several files'],
    ]) {
      if (step) await walkthrough.locator('.step-title', { hasText: step }).click();
      const image = workbench.panelFrame().locator(`img[alt^="${picture!}"]`);
      await image.waitFor();
      assert.ok((await image.evaluate((drawn) => (drawn as HTMLImageElement).naturalWidth)) > 0, picture);
    }
    await workbench.screenshot('walkthrough');
  });
});
