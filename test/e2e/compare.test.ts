import assert from 'node:assert/strict';
import { examples, firstExample, openWorkbench, type Workbench } from './harness';

/** The row of the list that the command offers. */
async function pick(
  workbench: Workbench,
  command: string,
  filter: string,
  row: string | RegExp,
): Promise<void> {
  await workbench.command(command);
  const input = workbench.page.locator('.quick-input-widget input.input');
  await input.fill(filter);
  await workbench.page
    .locator('.quick-input-widget .quick-input-list .monaco-list-row', { hasText: row })
    .first()
    .click();
}

const RELEASE = 'vmemmap Lens: Compare with Another Kernel Release…';

describe('comparing in the panel', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ file: firstExample, viewport: { width: 2700, height: 1400 } });
    await pick(workbench, RELEASE, 'Linux 5.10', 'Linux 5.10');
  });
  after(() => workbench?.close());

  const panel = (): ReturnType<Workbench['panelFrame']> => workbench.panelFrame();

  it('shows both sides in two columns, and counts what differs', async () => {
    await panel()
      .locator('.comparison h2', { hasText: /^Linux .* ⇄ Linux 5\.10$/ })
      .waitFor();
    await panel().locator('.sides.beside svg[data-strip="mapping"]').nth(1).waitFor();
    // 256 compounds, 4,094 pages of each.
    await panel().getByText('1,048,064 of 1,048,576 vmemmap pages map another way').waitFor();
    await panel().getByText('1,048,064 shared frame → huge block').waitFor();
    assert.ok((await panel().locator('.sides .differs').count()) > 4);
    assert.ok((await panel().locator('.sides text.differs-sign', { hasText: '≠' }).count()) > 4);
    await panel().locator('.comparison-table').getByText('−4,086 MiB').first().waitFor();
    await workbench.screenshot('compare-dark-wide');
  });

  it('the first difference leads there', async () => {
    await panel()
      .getByRole('button', { name: /^Last compound/ })
      .click();
    await panel().locator('header', { hasText: 'compound 256 of 256' }).waitFor();
    await panel().locator('.comparison-count .link').click();
    await panel().locator('header', { hasText: 'compound 1 of 256' }).waitFor();
    await panel().locator('#mark-page-2[aria-current="true"]').waitFor();
  });

  it('follows the typing on both sides', async () => {
    await workbench.replaceText(
      '{ "pgmaps": [{ "name": "a", "align": "1GiB", "ranges": [{ "start": "0x4080000000", "size": "1GiB" }] }] }',
    );
    await panel().getByText('4,094 of 4,096 vmemmap pages map another way').waitFor();
  });

  it('Escape leaves it', async () => {
    await panel().locator('svg[data-strip="physical"] [tabindex="0"]').focus();
    await workbench.page.keyboard.press('Escape');
    await panel().locator('.comparison').waitFor({ state: 'detached' });
    await panel().locator('svg[data-strip="structs"]').waitFor();
  });

  it('with another page size it compares by memory, and says so', async () => {
    await workbench.page.keyboard.press('Control+1');
    await workbench.page.locator('.monaco-editor.focused').first().waitFor();
    await pick(workbench, 'vmemmap Lens: Compare with Another Architecture…', 'arm64', /arm64.*64 KiB/);
    await panel().getByText('x86_64, 4 KiB pages ⇄ arm64, 64 KiB pages').waitFor();
    await panel().getByText('they are compared by the memory').waitFor();
    await panel().getByText('1 GiB of 1 GiB have struct pages').waitFor();
    await panel().locator('.comparison-problem', { hasText: 'EINVAL' }).waitFor();
    await workbench.screenshot('compare-arch');
  });

  it('asks no other machine for anything, and logs no error', () => {
    assert.deepEqual(workbench.requests, []);
    assert.deepEqual(workbench.panelErrors, []);
  });
});

describe('the comparison in other themes and widths', () => {
  for (const [theme, slug, width] of [
    ['Light Modern', 'light', 1200],
    ['Default High Contrast', 'hc', 1200],
  ] as const)
    it(`${theme}: the sides below one another, nothing is logged`, async () => {
      const workbench = await openWorkbench({ file: firstExample, theme, viewport: { width, height: 1600 } });
      try {
        await pick(workbench, RELEASE, 'Linux 5.10', 'Linux 5.10');
        await workbench
          .panelFrame()
          .locator('.sides:not(.beside) svg[data-strip="mapping"]')
          .nth(1)
          .waitFor();
        await workbench.screenshot(`compare-${slug}-narrow`);
        assert.deepEqual(workbench.panelErrors, []);
      } finally {
        await workbench.close();
      }
    });
});

describe('a comparison after a window reload', () => {
  it('is there again', async () => {
    // A page that names a file to open restores no editors: here the file is opened by hand.
    const workbench = await openWorkbench({ folder: examples });
    try {
      await workbench.open('01-cxl-1gib.pgmap.jsonc');
      await pick(workbench, RELEASE, 'Linux 5.10', 'Linux 5.10');
      const compared = workbench.panelFrame().locator('.comparison h2', { hasText: /⇄ Linux 5\.10$/ });
      await compared.waitFor();
      // The workbench keeps its state every five seconds.
      await workbench.page.waitForTimeout(8000);
      await workbench.page.reload();
      await compared.waitFor();
    } finally {
      await workbench.close();
    }
  });
});
