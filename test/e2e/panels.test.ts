import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examples, firstExample, openWorkbench, type FrameLocator, type Workbench } from './harness';

const SIDE = 'vmemmap Lens: Open Diagram to the Side';
const LOCKED = 'vmemmap Lens: Open Locked Diagram';

const headline = (panel: FrameLocator, text: string | RegExp): Promise<void> =>
  panel.locator('.figures h1', { hasText: text }).waitFor();

/** The panel of a webview by its place among those that are there. */
const nthPanel = ({ page }: Workbench, n: number): FrameLocator =>
  page.locator('iframe.webview.ready').nth(n).contentFrame().frameLocator('iframe#active-frame');

describe('fixes in the panel', () => {
  let workbench: Workbench;
  let panel: FrameLocator;
  before(async () => {
    workbench = await openWorkbench({
      file: join(examples, '06-head-aliasing.pgmap.jsonc'),
      viewport: { width: 2000, height: 1000 },
    });
    await workbench.command(SIDE);
    panel = workbench.panelFrame();
    await headline(panel, /3 of 4 heads/);
  });
  after(() => workbench?.close());

  it('a button changes the text, and undo restores it', async () => {
    const fix = panel.locator('.figures .primary');
    await fix.waitFor();
    await workbench.screenshot('fix-dark');
    await fix.click();
    await headline(panel, /saved/);
    await workbench.page.keyboard.press('Control+1');
    await workbench.page.locator('.monaco-editor.focused').first().waitFor();
    await workbench.page.keyboard.press('Control+Z');
    await headline(panel, /3 of 4 heads/);
  });

  it('every finding is listed with its ways out', async () => {
    await panel.locator('.findings .fixes .button').first().waitFor();
    await panel
      .locator('.findings')
      .first()
      .evaluate((e) => e.scrollIntoView());
    await workbench.screenshot('findings-dark');
  });

  it('a click on the compound selects the align in the text and keeps the focus', async () => {
    await panel.locator('rect.compound').click({ position: { x: 20, y: 20 } });
    await workbench.page.locator('.monaco-editor .selected-text').first().waitFor({ state: 'attached' });
    assert.ok(await panel.locator('body').evaluate(() => document.hasFocus()));
  });

  it('asks no other machine for anything, and logs no error', () => {
    assert.deepEqual(workbench.requests, []);
    assert.deepEqual(workbench.panelErrors, []);
  });
});

describe('the place in the picture', () => {
  let workbench: Workbench;
  let panel: FrameLocator;
  before(async () => {
    workbench = await openWorkbench({ file: firstExample });
    await workbench.command(SIDE);
    panel = workbench.panelFrame();
    await headline(panel, '4,086 MiB saved');
    await panel.getByRole('button', { name: /^Last compound/ }).click();
    await there();
  });
  after(() => workbench?.close());
  const there = (): Promise<void> => panel.locator('header', { hasText: 'compound 256 of 256' }).waitFor();

  it('is kept while one types', async () => {
    const text = readFileSync(firstExample, 'utf8');
    for (const typed of ['// a comment\n', '// {\n', '\n\n']) {
      await workbench.replaceText(typed + text);
      await there();
    }
    await workbench.replaceText('{');
    await panel.locator('.picture.old').waitFor();
    await there();
    await workbench.replaceText(text);
    await panel.locator('.picture:not(.old)').waitFor();
    await there();
  });

  it('is kept over a change of theme', async () => {
    await workbench.setTheme('Light Modern');
    await panel.locator('body.vscode-light').waitFor();
    await there();
    await workbench.screenshot('theme-toggled');
    await workbench.setTheme('Dark Modern');
    await panel.locator('body.vscode-dark').waitFor();
    await there();
  });

  it('is kept for each file', async () => {
    await workbench.open('03-pmem-6tib.pgmap.jsonc');
    await workbench.page.locator('.tab', { hasText: 'vmemmap: 03' }).waitFor();
    await panel.locator('header', { hasText: ' 1 of ' }).waitFor();
    await workbench.open('01-cxl-1gib.pgmap.jsonc');
    await there();
  });

  it('logs no error', () => assert.deepEqual(workbench.panelErrors, []));
});

describe('a page that comes back with its tab', () => {
  it('is scrolled to where it was, with the order of the devices and the kernel of what-if', async () => {
    const workbench = await openWorkbench({ file: join(examples, '04-cxl-box.pgmap.jsonc') });
    try {
      const { page } = workbench;
      const panel = workbench.panelFrame();
      const order = panel.locator('select', { hasText: 'dearest first' });
      const kernel = panel.locator('.kernel-choice select');
      const all = panel.locator('header').getByRole('button', { name: /All devices/i });
      const scrolled = (): Promise<number> => panel.locator('html').evaluate(() => scrollY);
      await workbench.command(SIDE);
      await all.click();
      await order.selectOption('cost');
      await panel.locator('.costs tbody tr .link').first().click();
      await panel.locator('.what-if table').waitFor();
      const other = await kernel.locator('option').nth(2).innerText();
      await kernel.selectOption(other);
      await panel.locator('.what-if:not(.waiting)').waitFor();
      await panel.locator('html').evaluate(() => scrollTo(0, 400));
      // Another tab of its group hides it, and VS Code throws the page away.
      await page.locator('.tab', { hasText: 'vmemmap: 04' }).click();
      await workbench.command('File: New Untitled Text File');
      await page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
      await page.waitForTimeout(1000);
      await page.locator('.tab', { hasText: 'vmemmap: 04' }).click();
      await panel.locator('.what-if table').waitFor();
      for (const limit = Date.now() + 15_000; Math.abs((await scrolled()) - 400) > 2;) {
        assert.ok(Date.now() < limit, `scrolled to ${await scrolled()}`);
        await page.waitForTimeout(100);
      }
      assert.equal(await kernel.inputValue(), other);
      await all.click();
      assert.equal(await order.inputValue(), 'cost');
      assert.deepEqual(workbench.panelErrors, []);
    } finally {
      await workbench.close();
    }
  });
});

describe('two panels after a window reload', () => {
  it('come back, each with its file and its lock', async () => {
    const workbench = await openWorkbench({ folder: examples, viewport: { width: 1600, height: 900 } });
    try {
      await workbench.open('01-cxl-1gib.pgmap.jsonc');
      await workbench.command(SIDE);
      await headline(nthPanel(workbench, 0), '4,086 MiB saved');
      await workbench.command(LOCKED);
      await workbench.page.locator('.tab', { hasText: '[vmemmap: 01' }).waitFor();
      await workbench.page.keyboard.press('Control+1');
      await workbench.open('03-pmem-6tib.pgmap.jsonc');
      const tabs = async (): Promise<void> => {
        await workbench.page.locator('.tab', { hasText: '[vmemmap: 01' }).waitFor();
        await workbench.page.locator('.tab', { hasText: /^vmemmap: 03/ }).waitFor();
      };
      await tabs();
      await workbench.screenshot('two-panels');
      // A browser may not write while it unloads: the workbench keeps its state every five seconds.
      await workbench.page.waitForTimeout(8000);
      await workbench.page.reload();
      await tabs();
      await headline(nthPanel(workbench, 0), /saved/);
    } finally {
      await workbench.close();
    }
  });
});

describe('a panel with nothing to draw', () => {
  it('says what to do, and its button opens an example', async () => {
    const workbench = await openWorkbench({ folder: examples });
    try {
      await workbench.command(SIDE);
      const panel = workbench.panelFrame();
      await panel.locator('.empty h1', { hasText: 'No pgmap config is open' }).waitFor();
      await workbench.screenshot('first-run-dark');
      await panel.getByRole('button', { name: 'Open an example' }).click();
      await headline(panel, '4,086 MiB saved');
      assert.deepEqual(workbench.panelErrors, []);
    } finally {
      await workbench.close();
    }
  });
});

describe('10,000 pgmaps', () => {
  it('are drawn, may be cancelled, and the last picture stays', async () => {
    const workbench = await openWorkbench({ file: firstExample });
    try {
      const pgmaps = Array.from({ length: 10_000 }, (_, i) => {
        const start = 2 ** 40 + i * 2 ** 31;
        return `{"name":"dax${i}.0","align":"2MiB","ranges":["0x${start.toString(16)}-0x${(start + 2 ** 31 - 1).toString(16)}"]}`;
      });
      writeFileSync(
        join(workbench.folder, 'huge.pgmap.json'),
        `{"machine":{"paging_levels":5},"pgmaps":[\n${pgmaps.join(',\n')}\n]}`,
      );
      await workbench.open('huge.pgmap.json');
      await workbench.command(SIDE);
      const panel = workbench.panelFrame();
      await panel.getByText('10,000').first().waitFor();
      await panel.locator('.picture').waitFor();
      // It is over before a hand could cancel it, and nearly before a request could: this one is as quick.
      await panel.locator('body').evaluate((body) => {
        const observer = new MutationObserver(() => {
          const cancel = body.querySelector<HTMLElement>('.banner.busy.working .button');
          if (!cancel) return;
          observer.disconnect();
          cancel.click();
        });
        observer.observe(body, { childList: true, subtree: true });
      });
      await workbench.typeInEditor(' ');
      await panel.getByRole('button', { name: 'Lay the file out' }).waitFor();
      await panel.locator('.picture').waitFor();
      await workbench.screenshot('huge-cancelled');
      await panel.getByRole('button', { name: 'Lay the file out' }).click();
      await panel.locator('.banner.busy').waitFor({ state: 'detached' });
      await panel.locator('.picture').waitFor();
      assert.deepEqual(workbench.panelErrors, []);
    } finally {
      await workbench.close();
    }
  });
});
