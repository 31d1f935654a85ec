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
});
