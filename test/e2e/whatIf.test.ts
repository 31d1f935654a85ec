import assert from 'node:assert/strict';
import { firstExample, openWorkbench, type Workbench } from './harness';

describe('what if, in the panel', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ file: firstExample });
    await workbench.command('vmemmap Lens: Open Diagram to the Side');
    await table().waitFor();
  });
  after(() => workbench?.close());

  const panel = (): ReturnType<Workbench['panelFrame']> => workbench.panelFrame();
  const table = () => panel().locator('.what-if table');
  const row = (align: string, map: string) =>
    table().locator('tbody tr', { hasText: new RegExp(`^${align}\\s*${map}`) });
  /** The table has followed, and says of this align that it is there now. */
  const present = (align: string): Promise<void> =>
    panel()
      .locator('.what-if:not(.waiting) tr.current', { hasText: new RegExp(`^${align}`) })
      .waitFor();
  const headline = (text: string): Promise<void> =>
    panel().locator('.figures h1', { hasText: text }).waitFor();

  it('has a row for each align and map, the present one marked', async () => {
    assert.equal(await table().locator('tbody tr').count(), 6);
    assert.match(await row('1 GiB', 'mem').innerText(), /10 MiB[^]*4,086 MiB[^]*now/);
    assert.match(await row('2 MiB', 'mem').innerText(), /1,032 MiB[^]*3,064 MiB/);
  });

  it('Apply edits the config, the figures follow, and one undo takes it back', async () => {
    await row('2 MiB', 'mem')
      .getByRole('button', { name: /^Apply/ })
      .click();
    await headline('3,064 MiB saved');
    await workbench.page.locator('.view-lines', { hasText: '"2MiB"' }).waitFor();
    await present('2 MiB');
    await workbench.page.keyboard.press('Control+1');
    await workbench.page.locator('.monaco-editor.focused').first().waitFor();
    await workbench.page.keyboard.press('Control+Z');
    await headline('4,086 MiB saved');
    await workbench.page.locator('.view-lines', { hasText: '"align": "1GiB"' }).waitFor();
  });

  it('Copy puts the exact line into the clipboard, and says so', async () => {
    await present('1 GiB');
    await row('2 MiB', 'mem').getByRole('button', { name: /^Copy/ }).click();
    await panel().getByText('Copied: daxctl create-device -r 1 -s 256G -a 2M').waitFor();
    await workbench.page.context().grantPermissions(['clipboard-read']);
    assert.equal(
      await workbench.page.evaluate(() => navigator.clipboard.readText()),
      'daxctl create-device -r 1 -s 256G -a 2M',
    );
  });

  it('says why a row has no line to copy', async () => {
    const dev = row('2 MiB', 'dev');
    assert.match(await dev.innerText(), /no command/);
    assert.equal(await dev.getByRole('button', { name: /^Copy/ }).count(), 0);
    assert.match((await dev.locator('.actions').textContent())!, /only an nvdimm namespace takes map=dev/);
  });

  it('under another kernel: 5.15 saves nothing', async () => {
    await panel().locator('.kernel-choice select').selectOption('5.15');
    await row('1 GiB', 'mem').locator('.note').waitFor();
    assert.match(await row('1 GiB', 'mem').innerText(), /4 GiB/);
    assert.deepEqual(workbench.requests, []);
    assert.deepEqual(workbench.panelErrors, []);
  });
});
