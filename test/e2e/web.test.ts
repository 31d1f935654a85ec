import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstExample, openWorkbench, root, vsix, type Workbench } from './harness';

/** What of the extension a browser loads: nothing that node alone could run is there. */
const OF_BROWSER = [
  'package.json',
  'package.nls.json',
  'l10n',
  'dist/web.js',
  'dist/webview',
  'media',
  'docs',
  'examples',
];
const IN_BROWSER = { 'remote.extensionKind': { 'vmemmap-lens.vmemmap-lens': ['web'] } };

describe('in the web extension host', () => {
  let folder: string;
  let workbench: Workbench;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'web-extension-'));
    for (const part of OF_BROWSER) cpSync(join(root, part), join(folder, part), { recursive: true });
    // What is installed is whole; that the browser runs it is seen below.
    const extension = vsix ? {} : { extension: folder };
    workbench = await openWorkbench({ file: firstExample, settings: IN_BROWSER, ...extension });
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('lens, status bar and the diagram are those of the desktop', async () => {
    const { page } = workbench;
    await page.locator('.codelens-decoration a', { hasText: 'saves 4,086 MiB of 4 GiB' }).waitFor();
    await page.locator('.statusbar-item', { hasText: 'vmemmap saves 4,086 MiB of 4 GiB' }).waitFor();
    await workbench.command('vmemmap Lens: Open Diagram to the Side');
    await workbench.panelFrame().locator('#panel', { hasText: '4,086 MiB saved' }).waitFor();
    assert.deepEqual(workbench.panelErrors, []);
  });

  it('“why” shows the hover with its figures', async () => {
    const { page } = workbench;
    await page.locator('.codelens-decoration a', { hasText: 'why' }).click();
    await page.locator('.monaco-hover', { hasText: '4,284,481,536 B' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('a problem has its quick fix, applied in one edit; the diagram follows', async () => {
    const { page } = workbench;
    await workbench.replaceText(
      '{ "pgmaps": [{ "align": "1GiB", "ranges": [{ "start": "0x440200000", "end": "0x53fffffff" }] }] }',
    );
    await workbench.panelFrame().locator('#panel', { hasText: 'head-aliasing' }).waitFor();
    await page.keyboard.press('F8');
    await workbench.applyFix('Move start up to 0x448000000');
    await page.locator('.view-line', { hasText: '0x448000000' }).waitFor();
  });

  it('an align is completed with what it saves', async () => {
    const { page } = workbench;
    await workbench.replaceText('{ "pgmaps": [{ "ranges": ["0x10000000000-0x1003fffffff"], "align": } ] }');
    await page.keyboard.press('Control+End');
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget .monaco-list-row', { hasText: '"1GiB"' }).first().waitFor();
    await page.keyboard.press('Escape');
  });

  it('report and machine output, which the desktop loads later, are there as well', async () => {
    const { page } = workbench;
    await workbench.replaceText('{ "pgmaps": [{ "ranges": ["0x10000000000-0x1003fffffff"] }] }');
    await workbench
      .panelFrame()
      .locator('#panel')
      .evaluate((panel) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', '4080000000-807fffffff : dax5.0\n');
        panel.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }));
      });
    await workbench.panelFrame().locator('#panel', { hasText: 'dax5.0' }).waitFor();
    await workbench.command('vmemmap Lens: Show Report');
    await page.locator('.tab', { hasText: '.report.md' }).waitFor();
  });

  // What is in development has nothing there that node could run.
  if (vsix)
    it('the browser is where it runs', async () => {
      const { page } = workbench;
      await workbench.command('Developer: Show Running Extensions');
      // The list has only those rows that are in sight, the slowest extension first.
      await page.setViewportSize({ width: 1440, height: 6000 });
      const row = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'vmemmap Lens' });
      await row.waitFor();
      assert.match(await row.innerText(), /web worker/);
    });
});

describe('in a virtual workspace, in the browser', () => {
  it('a file of no disk has its lens and its diagram', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'virtual-'));
    writeFileSync(join(folder, 'virtual.code-workspace'), '{ "folders": [{ "uri": "memory:/" }] }');
    const workbench = await openWorkbench({
      folder,
      workspace: 'virtual.code-workspace',
      installed: [join(root, 'test', 'fixtures', 'memory-fs')],
      settings: {
        'remote.extensionKind': {
          'vmemmap-lens.vmemmap-lens': ['web'],
          'vmemmap-lens-tests.memory-fs': ['web'],
        },
      },
    });
    try {
      await workbench.page
        .locator('.explorer-folders-view .monaco-list-row', { hasText: 'device.pgmap.jsonc' })
        .dblclick();
      await workbench.page
        .locator('.codelens-decoration a', { hasText: 'saves 11.97 MiB of 16 MiB' })
        .waitFor();
      await workbench.command('vmemmap Lens: Open Diagram to the Side');
      await workbench.panelFrame().locator('#panel', { hasText: 'dax9.0' }).waitFor();
      await workbench.screenshot('virtual');
    } finally {
      await workbench.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('in an untrusted workspace', () => {
  it('all of it works in Restricted Mode', async () => {
    const workbench = await openWorkbench({
      file: firstExample,
      trust: true,
      settings: {
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'never',
        'security.workspace.trust.untrustedFiles': 'open',
      },
    });
    try {
      const { page } = workbench;
      await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
      await page.locator('.codelens-decoration a', { hasText: 'saves 4,086 MiB of 4 GiB' }).waitFor();
      await workbench.command('vmemmap Lens: Open Diagram to the Side');
      await workbench.panelFrame().locator('#panel', { hasText: '4,086 MiB saved' }).waitFor();
    } finally {
      await workbench.close();
    }
  });
});
