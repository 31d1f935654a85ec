/** The two minutes of the README, step by step, and its pictures: VMEMMAP_LENS_TAKE_PICTURES=1 takes them anew. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examples, firstExample, openWorkbench, root, type Locator, type Workbench } from './harness';

const CALM = {
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'editor.wordWrap': 'on',
  'editor.scrollbar.vertical': 'hidden',
  'editor.renderLineHighlight': 'none',
  'breadcrumbs.enabled': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
};

async function open(file: string, viewport: { width: number; height: number }): Promise<Workbench> {
  const scale = process.env['VMEMMAP_LENS_TAKE_PICTURES'] ? 1.5 : 1;
  const workbench = await openWorkbench({ file, theme: 'Light Modern', settings: CALM, viewport, scale });
  // The explorer, which is open in a new window.
  await workbench.command('View: Close Primary Side Bar');
  return workbench;
}

/** What lies between the upper edge of one part and the lower edge of another, as docs/NAME.png. */
async function picture(workbench: Workbench, name: string, from?: Locator, to = from): Promise<void> {
  if (!process.env['VMEMMAP_LENS_TAKE_PICTURES']) return;
  const { page } = workbench;
  // Neither a focus ring, nor what is shown under the pointer: that rests on the tabs.
  await workbench
    .panelFrame()
    .locator('#goto')
    .evaluate((input) => (input as HTMLElement).blur());
  await page.mouse.move(300, 4);
  await page.waitForTimeout(500);
  const path = join(root, 'docs', `${name}.png`);
  if (!from || !to) return void (await page.screenshot({ path }));
  const [first, last] = [(await from.boundingBox())!, (await to.boundingBox())!];
  const [beside, above] = [12, 4];
  const clip = {
    x: first.x - beside,
    y: first.y - above,
    width: first.width + 2 * beside,
    height: last.y + last.height - first.y + 2 * above,
  };
  await page.screenshot({ path, clip });
}

describe('the two minutes of the README', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await open(firstExample, { width: 1500, height: 985 });
    await workbench.command('vmemmap Lens: Open Diagram to the Side');
    await panel().locator('vscode-button').first().waitFor();
    // The text needs less room than the diagram.
    const { mouse } = workbench.page;
    const { x } = (await workbench.page.locator('iframe.webview.ready').boundingBox())!;
    await mouse.move(x, 300);
    await mouse.down();
    await mouse.move(x - 170, 300, { steps: 8 });
    await mouse.up();
  });
  after(() => workbench?.close());

  const panel = (): ReturnType<Workbench['panelFrame']> => workbench.panelFrame();
  const headline = (text: string): Promise<void> =>
    panel().locator('.figures h1', { hasText: text }).waitFor();
  const undo = async (): Promise<void> => {
    await workbench.page.keyboard.press('Control+1');
    await workbench.page.locator('.monaco-editor.focused').first().waitFor();
    await workbench.page.keyboard.press('Control+Z');
  };

  const caret = async (line: number, column: number): Promise<void> => {
    const { page } = workbench;
    await page.keyboard.press('Control+1');
    await page.locator('.monaco-editor.focused').first().waitFor();
    await page.keyboard.press('Control+G');
    await page.locator('.quick-input-widget input.input').fill(`:${line}:${column}`);
    await page.keyboard.press('Enter');
    await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
  };

  it('look: 4,086 MiB saved, 4,096 vmemmap pages, two page frames', async () => {
    await headline('4,086 MiB saved');
    await panel().locator('.figures', { hasText: 'RAM after: 10 MiB' }).waitFor();
    await panel().locator('.strip-section.mapping', { hasText: '4,096 vmemmap pages' }).waitFor();
    await panel().locator('.strip-section.mapping', { hasText: '2 frames instead of 4,096' }).waitFor();
    await picture(workbench, 'lens');
  });

  it('type: at 2 MiB 3,064 MiB are saved; one undo takes it back', async () => {
    const { page } = workbench;
    const before = readFileSync(firstExample, 'utf8').split('"1GiB"')[0]!.split('\n');
    await caret(before.length, before.at(-1)!.length + 2);
    for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.type('2MiB');
    await headline('3,064 MiB saved');
    await panel().locator('.strip-section.mapping', { hasText: '2 frames instead of 8' }).waitFor();
    await undo();
    await headline('4,086 MiB saved');
  });

  it('zoom: pfn 0x44c0041 is a tail of compound 18, on a frame that 4,095 pages map', async () => {
    await panel().locator('#goto').fill('pfn 0x44c0041');
    await panel().locator('#goto').press('Enter');
    await panel().locator('[aria-current="location"]', { hasText: 'pfn 0x44c0041' }).waitFor();
    await panel().locator('.strip-section.mapping', { hasText: 'Compound 18 of 256' }).waitFor();
    const line = await panel().locator('.struct-line').innerText();
    assert.match(line, /tail[^]*compound_head\(\) gives pfn 0x44c0000[^]*4,095/);
  });

  it('what if: on 5.15 no row saves anything', async () => {
    await panel().locator('.kernel-choice select').selectOption('5.15');
    const rows = panel().locator('.what-if tbody tr');
    await rows.first().locator('.note').waitFor();
    for (const row of await rows.allInnerTexts()) assert.doesNotMatch(row, /saves|[1-9][\d,.]* [GM]iB saved/);
    await panel()
      .locator('.what-if tbody tr', { hasText: /^1 GiB\s*mem\s*4 GiB/ })
      .waitFor();
  });

  it('break it: 3 of 4 heads on a shared tail page; the first fix moves the start', async () => {
    const { page } = workbench;
    await page.keyboard.press('Control+1');
    await workbench.open('06-head-aliasing.pgmap.jsonc');
    await headline('3 of 4 heads land on a shared tail page');
    await caret(13, 32);
    await workbench.applyFix('Move start up to 0x448000000, the next 128 MiB boundary');
    await page.locator('.view-line', { hasText: '"0x448000000"' }).waitFor();
    await headline('saved');
    await undo();
  });

  it('yours: what daxctl printed, out of the clipboard', async () => {
    const { page } = workbench;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const printed = readFileSync(
      join(root, 'test', 'fixtures', 'machine-output', 'daxctl-08-qemu-cxl-DRM-mappings.json'),
      'utf8',
    );
    await page.evaluate((text) => navigator.clipboard.writeText(text), printed);
    await workbench.command('vmemmap Lens: Open Machine Output as Diagram');
    await page.locator('.tab.active[data-resource-name="machine.pgmap.jsonc"]').waitFor();
    await panel().locator('#panel', { hasText: 'dax0.0' }).waitFor();
    assert.deepEqual(workbench.panelErrors, []);
  });
});

describe('the levels of the README', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await open(join(examples, '03-pmem-6tib.pgmap.jsonc'), { width: 1000, height: 1400 });
    await show();
  });
  after(() => workbench?.close());

  const show = async (): Promise<void> => {
    await workbench.command('vmemmap Lens: Open Diagram');
    await panel().locator('vscode-button').first().waitFor();
  };
  const panel = (): ReturnType<Workbench['panelFrame']> => workbench.panelFrame();
  const part = (name: string): Locator => panel().locator(name);
  const go = async (where: string): Promise<void> => {
    await part('#goto').fill(where);
    await part('#goto').press('Enter');
  };
  const level = (n: number): Promise<void> => part('nav li').nth(n).click();
  const at = (text: string | RegExp): Promise<void> =>
    part('[aria-current="location"]').filter({ hasText: text }).waitFor();

  it('device', async () => {
    await go('0x40000000000');
    await level(1);
    await at('namespace1.0');
    await picture(workbench, 'level-device', part('header'), part('.strip-section.physical'));
  });

  it('section and compound', async () => {
    await go('#2');
    await level(2);
    await at('compound 2 of 3,072');
    await picture(
      workbench,
      'level-section',
      part('.strip-section.devices'),
      part('.strip-section.physical'),
    );
    await picture(workbench, 'level-compound', part('.strip-section.mapping'));
  });

  it('vmemmap page', async () => {
    await go('0x10000000000');
    await level(3);
    await at('page 0');
    // A little out, so that all eight pages are in sight.
    await part('svg[data-strip="physical"]').hover({ position: { x: 2, y: 40 } });
    await workbench.page.mouse.wheel(0, 110);
    await picture(workbench, 'level-page', part('.strip-section.physical'), part('.strip-section.mapping'));
  });

  it('struct page', async () => {
    await workbench.open('01-cxl-1gib.pgmap.jsonc');
    await show();
    await go('pfn 0x44c0041');
    await at('pfn 0x44c0041');
    await picture(workbench, 'level-struct', part('aside.why'), part('.struct-line'));
  });

  it('where kernels go wrong', async () => {
    await workbench.open('06-head-aliasing.pgmap.jsonc');
    await show();
    await part('.figures h1').filter({ hasText: '3 of 4 heads' }).waitFor();
    await go('#3');
    await part('header').filter({ hasText: 'compound 3 of 4' }).waitFor();
    await picture(
      workbench,
      'head-aliasing',
      part('.strip-section.physical'),
      part('.strip-section.mapping'),
    );
    assert.deepEqual(workbench.panelErrors, []);
  });
});
