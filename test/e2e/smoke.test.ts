import assert from 'node:assert/strict';
import { firstExample, openWorkbench, type Workbench } from './harness';

describe('the workbench', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ file: firstExample });
  });
  after(() => workbench?.close());

  it('opens an example as a pgmap config', async () => {
    const { page } = workbench;
    await page.locator('.tab.active[data-resource-name="01-cxl-1gib.pgmap.jsonc"]').waitFor();
    await page.locator('.statusbar-item', { hasText: 'pgmap config' }).waitFor();
  });

  it('shows the diagram beside it on the command of the palette', async () => {
    await workbench.command('vmemmap Lens: Open Diagram to the Side');
    const body = workbench.panelFrame().locator('body');
    await body.locator('svg[data-strip]').first().waitFor();
    assert.match(await body.innerText(), /dax1\.0/);
    await workbench.screenshot('smoke');
  });

  it('follows what is typed before it is saved', async () => {
    await workbench.replaceText(
      '{ "pgmaps": [{ "name": "typed", "align": "2MiB", "ranges": [{ "start": "0x100000000", "size": "1GiB" }] }] }',
    );
    await workbench.panelFrame().getByText('typed').first().waitFor();
  });

  it('lets in nobody who does not have the address', async () => {
    const { origin } = new URL(workbench.page.url());
    for (const path of ['/', '/healthz', '/nothing']) {
      const answer = await fetch(origin + path);
      assert.equal(answer.status, 403, path);
    }
  });

  it('asks no other machine for anything, and the panel logs no error', () => {
    assert.deepEqual(workbench.requests, []);
    assert.deepEqual(workbench.panelErrors, []);
  });
});
