/** The cards below the picture, in the real panel. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { examples, openWorkbench, type Workbench } from './harness';

describe('the figures below the picture', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ file: join(examples, '04-cxl-box.pgmap.jsonc') });
    await workbench.command('vmemmap Lens: Open Diagram to the Side');
    await workbench.panelFrame().locator('.pool').waitFor();
  });
  after(() => workbench?.close());

  it('HugeTLB and device-dax side by side', async () => {
    const card = await workbench.panelFrame().locator('.pool').innerText();
    assert.match(
      card,
      /As HugeTLB it saves 1,021\.75 MiB; as device-dax at 1 GiB the same memory saves 1,021\.50 MiB/,
    );
    assert.match(card, /1 own \+ 4,095 shared/);
  });

  it('a node’s RAM against what is taken there, and the assumption', async () => {
    const nodes = await workbench.panelFrame().locator('.nodes').innerText();
    assert.match(nodes, /node 0\s+✓ fits/);
    assert.match(nodes, /Assumed: a device takes/);
  });

  it('all devices in a table; a click focuses one', async () => {
    const panel = workbench.panelFrame();
    await panel.getByRole('button', { name: 'All devices' }).first().click();
    await panel.locator('#devices-title').waitFor();
    await panel.locator('select').selectOption('cost');
    await panel.locator('.costs tbody button', { hasText: 'dax1.0' }).click();
    await panel.locator('header', { hasText: 'dax1.0' }).waitFor();
    await panel.locator('#costs-title', { hasText: 'dax1.0' }).waitFor();
    assert.match(await panel.locator('section.costs').first().innerText(), /541,077,504 B/);
  });

  it('the live region says the device and the total once the typing rests', async () => {
    await workbench
      .panelFrame()
      .locator('.unseen', { hasText: 'All devices:' })
      .waitFor({ state: 'attached' });
  });

  it('without ram one line says what to write', async () => {
    await workbench.replaceText(
      '{ "pgmaps": [{ "ranges": [{ "start": "0x4080000000", "size": "2GiB" }] }] }',
    );
    await workbench.panelFrame().locator('.nodes', { hasText: 'say under "machine"' }).waitFor();
    assert.deepEqual(workbench.panelErrors, []);
  });
});
