import assert from 'node:assert/strict';
import { join } from 'node:path';
import { examples, openWorkbench, root, type Workbench } from './harness';
import { difference } from './pictures';

/** Of the points: fonts are drawn a little differently from machine to machine. */
const TOLERANCE = 0.01;

const THEMES = [
  ['Dark Modern', 'dark'],
  ['Light Modern', 'light'],
  ['Default High Contrast', 'hc'],
  ['Default High Contrast Light', 'hc-light'],
] as const;

describe('the picture of each level, in four themes', () => {
  for (const [theme, slug] of THEMES)
    describe(theme, () => {
      let workbench: Workbench;
      before(async () => {
        workbench = await openWorkbench({
          file: join(examples, '03-pmem-6tib.pgmap.jsonc'),
          theme,
          viewport: { width: 1500, height: 1100 },
          settings: { 'workbench.reduceMotion': 'on', 'editor.cursorBlinking': 'solid' },
        });
        await workbench.command('vmemmap Lens: Open Diagram to the Side');
        await panel().locator('table').first().waitFor();
        await panel().locator('vscode-button').first().waitFor();
      });
      after(() => workbench?.close());

      const panel = (): ReturnType<Workbench['panelFrame']> => workbench.panelFrame();
      const go = async (where: string): Promise<void> => {
        await panel().locator('#goto').fill(where);
        await panel().locator('#goto').press('Enter');
      };
      const level = (n: number): Promise<void> => panel().locator('nav li').nth(n).click();

      async function looksAsKept(name: string): Promise<void> {
        await workbench.page.mouse.move(2, 2);
        const path = join(root, 'out', 'screenshots', `${slug}-${name}.png`);
        await workbench.page.locator('iframe.webview.ready').screenshot({ path });
        const share = difference(path, `${slug}-${name}`);
        assert.ok(
          share <= TOLERANCE,
          `${(share * 100).toFixed(1)} % of ${path} differ from the kept picture`,
        );
      }

      it('all devices, one device, one compound, one page, one struct page', async () => {
        await level(0);
        await panel().locator('nav li').nth(1).waitFor({ state: 'detached' });
        await looksAsKept('all');
        await panel()
          .locator('svg[data-strip="devices"] [aria-label^="namespace1.0"]')
          .click({ force: true });
        await panel().locator('[aria-current="location"]', { hasText: 'namespace1.0' }).waitFor();
        await looksAsKept('device');
        await level(2);
        await panel()
          .locator('[aria-current="location"]', { hasText: /^(compound|section) / })
          .waitFor();
        await looksAsKept('unit');
        await level(3);
        await looksAsKept('page');
        await level(4);
        await panel().locator('[aria-current="location"]', { hasText: 'pfn' }).waitFor();
        await looksAsKept('struct');
      });

      it('heads that alias', async () => {
        // From the editor's group: else it would open over the diagram.
        await workbench.page.locator('.monaco-editor .view-lines').first().click();
        await workbench.open('06-head-aliasing.pgmap.jsonc');
        await panel().locator('h1', { hasText: '3 of 4 heads' }).waitFor();
        await go('#3');
        await panel().locator('header', { hasText: 'compound 3 of 4' }).waitFor();
        await looksAsKept('alias');
      });
    });
});
