import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { configIn } from '../../src/report/svgConfig';
import { firstExample, openWorkbench, type Workbench } from './harness';

describe('exports from the panel', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ file: firstExample, settings: { 'files.simpleDialog.enable': true } });
    await workbench.command('vmemmap Lens: Open Diagram to the Side');
    await panel().locator('.what-if table').waitFor();
  });
  after(() => workbench?.close());

  const panel = (): ReturnType<Workbench['panelFrame']> => workbench.panelFrame();
  const menu = () => panel().getByRole('dialog', { name: 'Export what is seen' });

  /** Saves by the menu, under the name that is offered, and returns where. */
  async function saved(format: string, theme: string | null, name: string): Promise<string> {
    await panel()
      .getByRole('button', { name: /^Export what is seen/ })
      .click();
    await menu().locator('select').first().selectOption(format);
    if (theme) await menu().locator('select').nth(1).selectOption(theme);
    await menu().getByRole('button', { name: /^Save/ }).click();
    const input = workbench.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await workbench.page.keyboard.press('Enter');
    await panel().getByText(`Saved ${name}.`).waitFor();
    const path = join(workbench.folder, name);
    assert.ok(existsSync(path));
    return path;
  }

  it('an SVG that opens by itself, with the config in it', async () => {
    const path = await saved('svg', 'light', '01-cxl-1gib-dax1.0.svg');
    const svg = readFileSync(path, 'utf8');
    assert.equal(configIn(svg), readFileSync(firstExample, 'utf8'));
    await menu().waitFor({ state: 'detached' });
    const found = await workbench.page.evaluate((text) => {
      const doc = new DOMParser().parseFromString(text, 'image/svg+xml');
      return [
        doc.documentElement.nodeName,
        doc.querySelectorAll('rect').length,
        doc.querySelector('parsererror'),
      ];
    }, svg);
    assert.equal(found[0], 'svg');
    assert.ok((found[1] as number) > 50);
    assert.equal(found[2], null);
  });

  it('a PNG of twice the size', async () => {
    const png = PNG.sync.read(readFileSync(await saved('png', 'dark', '01-cxl-1gib-dax1.0.png')));
    assert.ok(png.width > 1000 && png.height > 1000, `${png.width} × ${png.height}`);
    const colours = new Set<number>();
    for (let at = 0; at < png.data.length; at += 4 * 97) colours.add(png.data.readUInt32BE(at));
    assert.ok(colours.size > 20, 'more than a blank sheet');
  });

  it('the runs as CSV', async () => {
    const csv = readFileSync(await saved('csv', null, '01-cxl-1gib-dax1.0.csv'), 'utf8');
    assert.match(csv, /^range,firstPage,count,kind,frame,rule/);
    assert.match(csv, /\n0,0,1,own,0,head,0,256,4096,2\n/);
  });

  it('a PNG into the clipboard', async () => {
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await panel()
      .getByRole('button', { name: /^Export what is seen/ })
      .click();
    await menu().locator('select').first().selectOption('png');
    await menu().getByRole('button', { name: /^Copy/ }).click();
    await panel().getByText('Copied as PNG.').waitFor();
    const types = await workbench.page.evaluate(async () =>
      (await navigator.clipboard.read()).flatMap((item) => item.types),
    );
    assert.deepEqual(types, ['image/png']);
  });

  it('keys in the menu stay in the menu', async () => {
    const trail = panel().getByRole('navigation');
    const before = await trail.innerText();
    await panel()
      .getByRole('button', { name: /^Export what is seen/ })
      .click();
    const choice = menu().locator('select').first();
    for (const key of ['g', 'u', 'ArrowDown', '+', ']']) await choice.press(key);
    await menu().waitFor();
    assert.equal(await trail.innerText(), before);
    await menu()
      .getByRole('button', { name: /^Close/ })
      .focus();
    await workbench.page.keyboard.press('Escape');
    await menu().waitFor({ state: 'detached' });
  });

  it('by the palette; Escape closes the menu', async () => {
    await workbench.command('vmemmap Lens: Export Diagram…');
    await menu().waitFor();
    await menu().locator('select').first().press('Escape');
    await menu().waitFor({ state: 'detached' });
    assert.deepEqual(workbench.requests, []);
    assert.deepEqual(workbench.panelErrors, []);
  });
});
