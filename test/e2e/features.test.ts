import assert from 'node:assert/strict';
import { firstExample, openWorkbench, type Workbench } from './harness';

describe('on top of the text', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ file: firstExample });
  });
  after(() => workbench?.close());
  const lens = (name: string) => workbench.page.locator('.codelens-decoration a', { hasText: name });

  it('a lens says what the pgmap saves, and the status bar what the file does', async () => {
    await lens('saves 4,086 MiB of 4 GiB').waitFor();
    await workbench.page
      .locator('.statusbar-item', { hasText: 'vmemmap saves 4,086 MiB of 4 GiB' })
      .waitFor();
  });

  it('comments, keys and values have each the colour that VS Code gives them in JSON', async () => {
    /** Of each sample; grammars come a moment after the text. */
    const colours = (): Promise<(string | undefined)[]> =>
      workbench.page.evaluate(
        (samples) => {
          const spans = [...document.querySelectorAll('.monaco-editor .view-lines span')];
          return samples.map((sample) => {
            const is = (s: Element): boolean =>
              s.childElementCount === 0 && s.textContent!.trim().startsWith(sample);
            const span = spans.find(is);
            return span && getComputedStyle(span).color;
          });
        },
        ['//', '"name"', '"dax1.0"', ':'],
      );
    let seen = await colours();
    for (
      const limit = Date.now() + 20_000;
      new Set(seen).size < 4 && Date.now() < limit;
      seen = await colours()
    )
      await workbench.page.waitForTimeout(100);
    assert.ok(seen.every(Boolean), JSON.stringify(seen));
    assert.equal(new Set(seen).size, 4, JSON.stringify(seen));
  });

  it('“why” shows the figures where the pgmap stands, each said once', async () => {
    await lens('why').click();
    const hover = workbench.page.locator('.monaco-hover', { hasText: 'saved, net' });
    await hover.waitFor();
    const text = await hover.innerText();
    assert.equal(text.split('Name of the pgmap').length, 2);
    assert.equal(text.split('4,284,481,536 B').length, 2);
    await workbench.page.keyboard.press('Escape');
  });

  it('“what-if” opens the diagram at the table of that pgmap', async () => {
    await lens('what-if').click();
    const table = workbench.panelFrame().locator('.what-if table');
    await table.waitFor();
    const seen = await workbench
      .panelFrame()
      .locator('.what-if')
      .evaluate(async (element) => {
        for (let i = 0; i < 200; i++) {
          const { top } = element.getBoundingClientRect();
          if (top > -4 && top < innerHeight / 2) return 'in view';
          await new Promise((done) => requestAnimationFrame(done));
        }
        return `at ${element.getBoundingClientRect().top} of ${innerHeight}`;
      });
    assert.equal(seen, 'in view');
  });

  it('nothing that stands on the text goes away while it is typed, at any rhythm', async () => {
    const { page } = workbench;
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('End');
    /** How many lenses, hints and literals in a weight of their own are seen. */
    const seen = (): Promise<Record<string, number>> =>
      page.evaluate(() => {
        const lines = '.monaco-editor .view-lines';
        const hint = [...document.querySelectorAll(`${lines} span span`)].filter((span) =>
          /^256\sGiB$/.test(span.textContent!.trim()),
        );
        return {
          lenses: document.querySelectorAll('.codelens-decoration a').length,
          hints: hint.length,
          literals: document.querySelectorAll(`${lines} .mtkb`).length,
        };
      });
    await workbench.screenshot('typing-before');
    const before = await seen();
    for (const [what, many] of Object.entries(before)) assert.ok(many > 0, `no ${what}`);
    for (const gap of [60, 140, 180, 230]) {
      for (let i = 0; i < 12; i++) {
        await page.keyboard.press(i % 2 === 0 ? 'x' : 'Backspace');
        const next = Date.now() + gap;
        do assert.deepEqual(await seen(), before, `after a key of every ${gap} ms`);
        while (Date.now() < next);
      }
      await page.waitForTimeout(600);
      assert.deepEqual(await seen(), before);
    }
  });
});
