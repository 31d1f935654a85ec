import assert from 'node:assert/strict';
import { firstExample, openWorkbench, type Workbench } from './harness';

describe('zooming in the panel', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ file: firstExample, settings: { 'workbench.reduceMotion': 'on' } });
    await workbench.command('vmemmap Lens: Open Diagram to the Side');
    await strip().waitFor();
    // Wheel and keys come with the second chunk.
    await panel().locator('table').first().waitFor();
  });
  after(() => workbench?.close());

  const panel = (): ReturnType<Workbench['panelFrame']> => workbench.panelFrame();
  const strip = () => panel().locator('svg[data-strip="physical"]');
  const location = (text: string | RegExp) => panel().locator('[aria-current="location"]', { hasText: text });

  /** Turns of the wheel are worked off when the page comes to it: one too many would meet what is done next. */
  const still = async (): Promise<void> => {
    for (let last = ''; ;) {
      const now = await strip().evaluate((svg) => svg.outerHTML);
      if (now === last) return;
      last = now;
      await workbench.page.waitForTimeout(300);
    }
  };

  it('goes to a given struct page: its role, compound_head() and the frame behind it', async () => {
    await panel().locator('#goto').fill('pfn 0x44c0041');
    await panel().locator('#goto').press('Enter');
    await location('pfn 0x44c0041').waitFor();
    await panel().locator('header', { hasText: 'compound 18 of 256' }).waitFor();
    const line = panel().locator('.struct-line');
    await line.getByText('compound_head() gives pfn 0x44c0000').waitFor();
    await strip().locator('.struct.selected').waitFor();
    assert.match(
      (await strip().locator('.struct.selected').getAttribute('aria-label')) ?? '',
      /pfn 0x44c0041, 0x44c0041000: tail/,
    );
    await panel().locator('svg[data-strip="mapping"]', { hasText: '_refcount 4,095' }).waitFor();
  });

  it('by the wheel: out to the whole device, and in again about the pointer', async () => {
    const turn = async (by: number): Promise<void> => {
      await strip().hover({ position: { x: 200, y: 50 } });
      await workbench.page.mouse.wheel(0, by);
    };
    for (let i = 0; i < 40 && !(await location('dax1.0').isVisible()); i++) await turn(600);
    await location(/^dax1\.0$/).waitFor();
    assert.equal(await strip().locator('.struct').count(), 0);
    for (let i = 0; i < 60 && (await strip().locator('.struct').count()) === 0; i++) await turn(-600);
    assert.ok((await strip().locator('.struct').count()) > 3);
    await location(/^pfn 0x/).waitFor();
    await still();
  });

  it('by the keys and the breadcrumb', async () => {
    await panel().locator('nav button', { hasText: 'compound' }).click();
    await location(/^compound \d+ of 256$/).waitFor();
    await strip().locator('[tabindex="0"]').focus();
    for (let i = 0; i < 8; i++) await workbench.page.keyboard.press('-');
    await location(/^dax1\.0$/).waitFor();
    await workbench.page.keyboard.press('End');
    await panel().locator('header', { hasText: 'compound 256 of 256' }).waitFor();
  });

  it('keeps window and selection over an edit, a save and a change of theme', async () => {
    await panel().locator('#goto').fill('0x5080041000');
    await panel().locator('#goto').press('Enter');
    await location('pfn 0x5080041').waitFor();
    const seen = (): Promise<string | null> => strip().getAttribute('aria-label');
    const before = await seen();
    await workbench.typeInEditor(' ');
    await workbench.page.keyboard.press('Control+S');
    await workbench.page.locator('.tab.active:not(.dirty)').first().waitFor();
    await workbench.setTheme('Light Modern');
    await workbench.page.locator('.monaco-workbench.vs').waitFor();
    await location('pfn 0x5080041').waitFor();
    assert.equal(await seen(), before);
  });

  it('asks no other machine for anything, and logs no error', () => {
    assert.deepEqual(workbench.requests, []);
    assert.deepEqual(workbench.panelErrors, []);
  });
});
