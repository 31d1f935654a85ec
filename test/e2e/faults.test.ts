/** The extension host or the panel dies, edits come in storms: nothing typed is lost, and what is shown is of the last. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examples, openWorkbench, type FrameLocator, type Workbench } from './harness';

const SIDE = 'vmemmap Lens: Open Diagram to the Side';
const LOCKED = 'vmemmap Lens: Open Locked Diagram';
const FIRST = '01-cxl-1gib.pgmap.jsonc';

/** 16 MiB of struct pages for each GiB, of which 2 MiB compounds save 12,256 KiB. */
const config = (align: string, gib: number): string =>
  `{ "pgmaps": [{ "name": "dax0.0", "align": "${align}", "ranges": [{ "start": "0x10000000000", "size": "${gib}GiB" }] }] }`;
const SAVED = '3,064 MiB';

const headline = (panel: FrameLocator, text: string | RegExp): Promise<void> =>
  panel.locator('.figures h1', { hasText: text }).waitFor();
const nthPanel = ({ page }: Workbench, n: number): FrameLocator =>
  page.locator('iframe.webview.ready').nth(n).contentFrame().frameLocator('iframe#active-frame');

/** Panel, lens, status bar and problems are of 256 GiB at 2 MiB. */
async function allOf256GiB(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await headline(workbench.panelFrame(), `${SAVED} saved`);
  await page
    .locator('.codelens-decoration', { hasText: `saves ${SAVED} of 4 GiB` })
    .first()
    .waitFor();
  await page
    .locator('.statusbar-item', { hasText: `saves ${SAVED}` })
    .first()
    .waitFor();
}

/** The text of the editor, through the status bar's count of what is selected. */
async function hasLength(workbench: Workbench, length: number): Promise<void> {
  await workbench.page.keyboard.press('Control+1');
  await workbench.page.keyboard.press('Control+A');
  await workbench.page.locator('.statusbar-item', { hasText: `${length} selected` }).waitFor();
  await workbench.page.keyboard.press('Control+End');
}

describe('the extension host dies', () => {
  it('in the middle of typing: nothing typed is lost, and panel, lens and status bar come back with it', async () => {
    const workbench = await openWorkbench({ folder: examples, installedItself: true });
    try {
      await workbench.open(FIRST);
      await workbench.command(SIDE);
      await headline(workbench.panelFrame(), '4,086 MiB saved');
      const text = config('2MiB', 256);
      await workbench.replaceText(text.slice(0, 40));
      await workbench.typeInEditor(text.slice(40, 60));
      workbench.killExtensionHosts();
      await workbench.typeInEditor(text.slice(60));
      await hasLength(workbench, text.length);
      await allOf256GiB(workbench);
      await workbench.replaceText(config('1GiB', 256));
      await headline(workbench.panelFrame(), '4,086 MiB saved');
    } finally {
      await workbench.close();
    }
  });
});

describe('the panel dies', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ folder: examples, viewport: { width: 1600, height: 900 } });
    writeFileSync(join(workbench.folder, 'notes.txt'), 'In front of the diagram.\n');
    await workbench.open(FIRST);
    await workbench.command(SIDE);
    await workbench.replaceText(config('1GiB', 256));
    await headline(workbench.panelFrame(), '4,086 MiB saved');
    await workbench.panelFrame().locator('header', { hasText: 'dax0.0' }).waitFor();
  });
  after(() => workbench?.close());
  const panel = (): FrameLocator => workbench.panelFrame();
  const away = (): Promise<void> =>
    panel()
      .locator('body')
      .evaluate(() => void (location.href = 'about:blank'));
  const goneBlank = (): Promise<void> => panel().locator('.figures').waitFor({ state: 'detached' });

  /** Another editor in front of it: its page is torn down. */
  async function hide(): Promise<void> {
    const { page } = workbench;
    await page.locator('.tab', { hasText: 'vmemmap: ' }).click();
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'notes.txt' }).dblclick();
    await page.locator('.tab.active', { hasText: 'notes.txt' }).waitFor();
    await page.locator('iframe.webview.ready').waitFor({ state: 'detached' });
  }
  const show = (): Promise<void> => workbench.page.locator('.tab', { hasText: 'vmemmap: ' }).click();

  it('its page goes away while one types: shown again, it is of the last text, at the place where it was', async () => {
    await panel()
      .getByRole('button', { name: /^Last compound/ })
      .click();
    await panel().locator('header', { hasText: 'compound 256 of 256' }).waitFor();
    await away();
    await goneBlank();
    // What has the focus is no page that would hand keys on.
    await workbench.page.locator('.monaco-editor .view-lines').first().click();
    await workbench.replaceText(config('1GiB', 256).replace('{', '{ "machine": { "kernel": "6.12" },'));
    await hide();
    await show();
    await headline(panel(), '4,086 MiB saved');
    await panel().locator('header', { hasText: 'Linux 6.12' }).waitFor();
    await panel().locator('header', { hasText: 'compound 256 of 256' }).waitFor();
  });

  it('all panels are loaded anew while one types', async () => {
    await workbench.replaceText(config('1GiB', 256));
    await workbench.command('Developer: Reload Webviews');
    await workbench.replaceText(config('2MiB', 256));
    await allOf256GiB(workbench);
  });

  it('it is hidden while the text is edited and broken: shown again, it has the last picture and says so', async () => {
    await hide();
    await workbench.replaceText(`${config('1GiB', 64)} {`);
    await show();
    await panel().locator('.picture.old').waitFor();
    await headline(panel(), SAVED);
    await workbench.replaceText(config('2MiB', 256));
    await panel().locator('.picture:not(.old)').waitFor();
    await allOf256GiB(workbench);
  });

  it('one of two on the same text is closed: the other goes on', async () => {
    await workbench.page.keyboard.press('Control+1');
    await workbench.command(LOCKED);
    await workbench.page.locator('.tab', { hasText: '[vmemmap: 01' }).waitFor();
    const following = workbench.page.locator('.tab', { hasText: /^vmemmap: 01/ });
    await following.click();
    await following.locator('.tab-actions .action-label').click();
    await workbench.replaceText(config('1GiB', 256));
    await headline(nthPanel(workbench, 0), '4,086 MiB saved');
    await workbench.replaceText(config('2MiB', 256));
    await allOf256GiB(workbench);
  });

  it('its clock jumps: newer pictures are told by their version', async () => {
    await panel()
      .locator('body')
      .evaluate(() => {
        const { now } = Date;
        let calls = 0;
        Date.now = () => now() + (calls++ % 2 ? -1e12 : 1e12);
      });
    for (const align of ['1GiB', '2MiB', '4KiB', '1GiB', '2MiB'])
      await workbench.replaceText(config(align, 256));
    await allOf256GiB(workbench);
  });

  it('1,000 keystrokes without a pause: nothing is lost, and all that is shown is of the last', async () => {
    const text = config('1GiB', 256);
    await workbench.replaceText(text);
    const typed = `\n// ${'0123456789'.repeat(99)}`;
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type(typed);
    const home = text.indexOf('1GiB');
    await workbench.page.keyboard.press('Control+Home');
    for (let i = 0; i < home; i++) await workbench.page.keyboard.press('ArrowRight');
    for (let i = 0; i < 4; i++) await workbench.page.keyboard.press('Delete');
    await workbench.page.keyboard.type('2MiB');
    await allOf256GiB(workbench);
    await hasLength(workbench, text.length + typed.length);
  });

  it('undo and redo held down: the end is what the text says', async () => {
    const { page } = workbench;
    for (let i = 0; i < 40; i++) await page.keyboard.press('Control+Z');
    for (let i = 0; i < 60; i++) await page.keyboard.press('Control+Shift+Z');
    await allOf256GiB(workbench);
    assert.deepEqual(workbench.panelErrors, []);
  });
});
