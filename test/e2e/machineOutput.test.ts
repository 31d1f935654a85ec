import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { openWorkbench, type Workbench } from './harness';

const IOMEM = '100000000-1ffffffff : System RAM\n4080000000-807fffffff : dax0.0\n';
const DAXCTL =
  '[{"chardev":"dax7.0","size":1073741824,"align":2097152,"mode":"devdax","mappings":[{"page_offset":0,"start":1097364144128,"end":1098437885951,"size":1073741824}]}]';

describe('machine output in the workbench', () => {
  let folder: string;
  let workbench: Workbench;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'machine-output-'));
    writeFileSync(join(folder, 'iomem.txt'), IOMEM);
    writeFileSync(join(folder, 'other-iomem.txt'), IOMEM.replace('dax0.0', 'dax9.0'));
    writeFileSync(join(folder, 'first.pgmap.jsonc'), '{ "pgmaps": [] }\n');
    workbench = await openWorkbench({ folder });
    await workbench.open('first.pgmap.jsonc');
    await workbench.command('vmemmap Lens: Open Diagram to the Side');
    await workbench.panelFrame().locator('#panel').waitFor();
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const drawn = (name: string) => workbench.panelFrame().locator('#panel', { hasText: name }).waitFor();
  /** As the browser would: the real events, with a real DataTransfer, on the page of the panel. */
  const transfer = (type: 'drop' | 'paste', text: string, fileName?: string) =>
    workbench
      .panelFrame()
      .locator('#panel')
      .evaluate(
        (panel, [kind, content, file]) => {
          const data = new DataTransfer();
          if (file) data.items.add(new File([content!], file));
          else data.setData('text/plain', content!);
          const init = { bubbles: true, cancelable: true };
          if (kind === 'paste')
            panel.dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: data }));
          else panel.dispatchEvent(new DragEvent('drop', { ...init, dataTransfer: data }));
        },
        [type, text, fileName],
      );

  it('has a lens that opens it as a diagram', async () => {
    await workbench.open('iomem.txt');
    await workbench.page
      .locator('.codelens-decoration a', { hasText: 'Open as vmemmap diagram (/proc/iomem)' })
      .click();
    await drawn('dax0.0');
    await workbench.page.locator('.tab', { hasText: 'machine.pgmap.jsonc' }).first().waitFor();
  });

  it('let fall on the diagram as a file, it is drawn', async () => {
    await transfer('drop', DAXCTL, 'daxctl.json');
    await drawn('dax7.0');
  });

  it('pasted into the diagram as text, it is drawn, beside its config', async () => {
    await transfer('paste', IOMEM.replace('dax0.0', 'dax3.0'));
    await drawn('dax3.0');
    assert.ok(await workbench.panelFrame().locator('#panel').isVisible());
  });

  it('that is none leaves the picture, and says what was looked for', async () => {
    await transfer('drop', 'Dear list, this is a mail.');
    await drawn('No machine output is in it');
    await drawn('dax3.0');
  });

  it('a file of the explorer, let fall with Shift held, is drawn', async () => {
    const { page } = workbench;
    const row = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'other-iomem.txt' });
    const [from, to] = await Promise.all([
      row.boundingBox(),
      page.locator('iframe.webview.ready').boundingBox(),
    ]);
    await page.mouse.move(from!.x + 40, from!.y + 8);
    await page.mouse.down();
    await page.mouse.move(from!.x + 60, from!.y + 12, { steps: 4 });
    // Without it the editor group takes the file and opens it as a tab.
    await page.keyboard.down('Shift');
    await page.mouse.move(to!.x + to!.width / 2, to!.y + 200, { steps: 12 });
    await workbench.panelFrame().locator('#panel.dropping').waitFor();
    await workbench.screenshot('dropping');
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await drawn('dax9.0');
    assert.deepEqual(workbench.panelErrors, []);
  });
});

describe('machine output where there is no config', () => {
  it('has the lens by the name of its file, in the language “Machine Output”', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'machine-output-'));
    writeFileSync(join(folder, 'box7-iomem.txt'), IOMEM);
    const workbench = await openWorkbench({ file: join(folder, 'box7-iomem.txt') });
    try {
      const { page } = workbench;
      await page.locator('.codelens-decoration a', { hasText: 'Open as vmemmap diagram' }).waitFor();
      await page.locator('.statusbar-item', { hasText: 'Machine Output' }).waitFor();
    } finally {
      await workbench.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
