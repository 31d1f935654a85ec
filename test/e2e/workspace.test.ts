import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstExample, openWorkbench, type Workbench } from './harness';

describe('the form, completion and the view of devices', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ file: firstExample });
  });
  after(() => workbench?.close());

  it('lists files and devices with what they save', async () => {
    const { page } = workbench;
    await page.locator('.statusbar-item', { hasText: 'pgmap config' }).waitFor();
    await page.locator('.pane-header', { hasText: 'pgmap Devices' }).click();
    const file = page.locator('.monaco-list-row', { hasText: /1 device, saves 4,086 MiB/ }).first();
    await file.waitFor();
    await file.click();
    await page.locator('.monaco-list-row', { hasText: /dax1\.0.*saves 4,086 MiB of 4 GiB/ }).waitFor();
    await workbench.screenshot('devices');
  });

  it('the devices of an open row follow the typing, two of one name too', async () => {
    const { page } = workbench;
    const device =
      '{ "name": "dax7.0", "ranges": [{ "start": "0x4000000000", "size": "4GiB" }], "align": "2MiB" }';
    await workbench.replaceText(`{ "pgmaps": [${device}, ${device}] }`);
    await page.locator('.monaco-list-row', { hasText: /01-cxl-1gib[^]*2 devices, saves/ }).waitFor();
    const rows = page.locator('.monaco-list-row', { hasText: 'dax7.0' });
    await rows.nth(1).waitFor();
    assert.equal(await rows.count(), 2);
    assert.equal(await page.locator('.monaco-list-row', { hasText: 'dax1.0' }).count(), 0);
  });

  it('offers each align once, with what it saves', async () => {
    const { page } = workbench;
    await workbench.replaceText(
      '{ "pgmaps": [{ "ranges": [{ "start": "0x4000000000", "size": "256GiB" }], "align": "" }] }',
    );
    await page.keyboard.press('End');
    for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+Space');
    const offered = page.locator('.suggest-widget .monaco-list-row', { hasText: '"1GiB"' });
    await offered.waitFor();
    await workbench.screenshot('completion');
    assert.equal(await offered.count(), 1);
    await page.keyboard.press('Escape');
  });

  it('walks through New pgmap Config, with a way back, to a config of its own', async () => {
    const { page } = workbench;
    await workbench.command('vmemmap Lens: New pgmap Config');
    const title = (text: string): Promise<void> =>
      page.locator('.quick-input-title', { hasText: `New pgmap Config: ${text}` }).waitFor();
    const answer = async (text: string): Promise<void> => {
      await title(text);
      await page.keyboard.press('Enter');
    };
    await answer('Architecture');
    await title('Kernel release');
    await page.locator('.quick-input-widget .codicon-quick-input-back').click();
    for (const step of ['Architecture', 'Kernel release', 'Mode', 'Capacity', 'Align']) await answer(step);
    await page.locator('.tab.active', { hasText: 'new.pgmap.jsonc' }).waitFor();
    await page.locator('.codelens-decoration a', { hasText: 'saves 1,532 MiB of 2 GiB' }).waitFor();
  });
});

describe('a workspace of several folders', () => {
  it('has its devices by folder, and each folder its own settings', async () => {
    const at = mkdtempSync(join(tmpdir(), 'folders-'));
    const config = (name: string): string =>
      `{ "pgmaps": [{ "name": "${name}", "align": "2MiB", "ranges": ["0x10000000000-0x1003fffffff"] }] }`;
    for (const name of ['left', 'right']) {
      mkdirSync(join(at, name, '.vscode'), { recursive: true });
      writeFileSync(join(at, name, `${name}.pgmap.jsonc`), config(name));
    }
    const settings = { 'vmemmapLens.defaultMachine': { arch: 'arm64' } };
    writeFileSync(join(at, 'right', '.vscode', 'settings.json'), JSON.stringify(settings));
    const folders = ['left', 'right'].map((name) => ({ path: join(at, name) }));
    writeFileSync(join(at, 'both.code-workspace'), JSON.stringify({ folders }));
    const workbench = await openWorkbench({ folder: at, workspace: 'both.code-workspace' });
    try {
      const { page } = workbench;
      await workbench.open('left.pgmap.jsonc');
      await page.locator('.pane-header', { hasText: 'pgmap Devices' }).click();
      await page.locator('.monaco-list-row', { hasText: /1 device, saves 11\.97 MiB/ }).waitFor();
      await page.locator('.monaco-list-row', { hasText: /1 device, saves nothing/ }).waitFor();
      await workbench.screenshot('folders');
    } finally {
      await workbench.close();
      rmSync(at, { recursive: true, force: true });
    }
  });
});
