import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examples, firstExample, openWorkbench, type Workbench } from './harness';

const GOOD = (align: string): string =>
  `{ "pgmaps": [{ "name": "dax0.0", "align": "${align}", "ranges": [{ "start": "0x4080000000", "size": "256GiB" }] }] }`;

/** The panel, opened beside the file. */
async function withPanel(file: string, theme?: string): Promise<Workbench> {
  const workbench = await openWorkbench({ file, ...(theme ? { theme } : {}) });
  await workbench.command('vmemmap Lens: Open Diagram to the Side');
  await workbench.panelFrame().locator('svg[data-strip]').first().waitFor();
  return workbench;
}

const headline = (workbench: Workbench, text: string | RegExp): Promise<void> =>
  workbench.panelFrame().locator('.figures h1', { hasText: text }).waitFor();

describe('the panel', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await withPanel(firstExample);
  });
  after(() => workbench?.close());

  const panel = (): ReturnType<Workbench['panelFrame']> => workbench.panelFrame();

  it('shows what is saved, and the first compound’s pages converging on two frames', async () => {
    await headline(workbench, '4,086 MiB saved');
    await panel().locator('#mark-page-0').waitFor();
    const arrows = await panel()
      .locator('[data-to]')
      .evaluateAll((all) => all.map((a) => a.getAttribute('data-to')));
    assert.deepEqual([...new Set(arrows)].sort(), ['frame-0', 'frame-1']);
    assert.ok(arrows.filter((to) => to === 'frame-1').length > 4, String(arrows));
  });

  it('follows the typing: figures and marks change with the align', async () => {
    await workbench.replaceText(GOOD('2MiB'));
    await headline(workbench, '3,064 MiB saved');
    await panel().locator('#mark-page-7').waitFor();
    await workbench.replaceText(GOOD('1GiB'));
    await headline(workbench, '4,086 MiB saved');
  });

  it('keeps the last picture, dimmed, with the line at fault, while the text is broken', async () => {
    await workbench.replaceText(`${GOOD('1GiB')} {`);
    await panel().locator('.picture.old').waitFor();
    assert.match(await panel().locator('.stale').innerText(), /^line 1: /);
    await headline(workbench, '4,086 MiB saved');
    await workbench.replaceText(GOOD('1GiB'));
    await panel().locator('.picture:not(.old)').waitFor();
  });

  it('steps through compounds, and keeps its place over an edit', async () => {
    await panel().locator('#mark-page-0').waitFor();
    await panel()
      .getByRole('button', { name: /^Next compound/ })
      .click();
    await panel().locator('header', { hasText: 'compound 2 of 256' }).waitFor();
    await workbench.replaceText(
      GOOD('1GiB').replace('"pgmaps"', '"machine": { "kernel": "6.12" }, "pgmaps"'),
    );
    await panel().locator('header', { hasText: 'Linux 6.12' }).waitFor();
    await panel().locator('header', { hasText: 'compound 2 of 256' }).waitFor();
  });

  it('letters mean the same with Shift, and rows of the mapping table are chosen by keyboard', async () => {
    await panel().locator('svg[data-strip="mapping"] [tabindex="0"]').press('Shift+G');
    await panel().locator('#goto:focus').waitFor();
    const second = panel().locator('[aria-label="The mapping as a table"] tbody tr:nth-child(2)');
    await second.locator('.link').press('Enter');
    await panel().locator('[aria-label="The mapping as a table"] tbody tr:nth-child(2).current').waitFor();
  });

  it('a finding leads to its place in the text', async () => {
    await workbench.replaceText(
      '{ "pgmaps": [{ "name": "ns", "align": "1GiB", "ranges": [{ "start": "0x440200000", "end": "0x53fffffff" }] }] }',
    );
    await headline(workbench, '3 of 4 heads land on a shared tail page');
    await panel()
      .getByRole('button', { name: /compound-misaligned/ })
      .dblclick();
    // The text has the keyboard and is the active editor: one without the other lasts where VS Code hears of a click late.
    await workbench.page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
    await workbench.page.locator('.statusbar-item', { hasText: /13 selected/ }).waitFor();
  });

  it('asks no other machine for anything, and logs no error', () => {
    assert.deepEqual(workbench.requests, []);
    assert.deepEqual(workbench.panelErrors, []);
  });
});

describe('the panel after a window reload', () => {
  it('comes back with its file and its place', async () => {
    // A page that names a file to open restores no editors: here the file is opened by hand.
    const workbench = await openWorkbench({ folder: examples });
    try {
      await workbench.open('01-cxl-1gib.pgmap.jsonc');
      await workbench.command('vmemmap Lens: Open Diagram to the Side');
      const panel = workbench.panelFrame();
      await headline(workbench, '4,086 MiB saved');
      await panel.getByRole('button', { name: /^Last compound/ }).click();
      await panel.locator('header', { hasText: 'compound 256 of 256' }).waitFor();
      // A browser may not write while it unloads: the workbench keeps its state every five seconds.
      await workbench.page.waitForTimeout(8000);
      await workbench.page.reload();
      await headline(workbench, '4,086 MiB saved');
      await panel.locator('header', { hasText: 'compound 256 of 256' }).waitFor();
    } finally {
      await workbench.close();
    }
  });
});

describe('the panel in every theme', () => {
  for (const [theme, slug] of [
    ['Dark Modern', 'dark'],
    ['Light Modern', 'light'],
    ['Default High Contrast', 'hc'],
    ['Default High Contrast Light', 'hc-light'],
  ] as const)
    it(`${theme}: every example draws, screenshots are taken, nothing is logged`, async () => {
      const workbench = await withPanel(firstExample, theme);
      try {
        await headline(workbench, '4,086 MiB saved');
        await workbench.screenshot(`${slug}-01-one-gib`);
        for (const [file, text] of [
          ['03-pmem-6tib.pgmap.jsonc', /saved/],
          ['05-altmap-or-dedup.pgmap.jsonc', /./],
          ['06-head-aliasing.pgmap.jsonc', /3 of 4 heads/],
          ['07-misaligned.pgmap.jsonc', /./],
        ] as const) {
          await workbench.open(file);
          await workbench.page.locator('.tab', { hasText: `vmemmap: ${file}` }).waitFor();
          await headline(workbench, text);
          await workbench.screenshot(`${slug}-${file.slice(0, 2)}`);
        }
        assert.deepEqual(workbench.requests, []);
        assert.deepEqual(workbench.panelErrors, []);
      } finally {
        await workbench.close();
      }
    });

  it('5,000 pgmaps are shown, and the text can still be typed in', async () => {
    const workbench = await withPanel(join(examples, '01-cxl-1gib.pgmap.jsonc'));
    try {
      const pgmaps = Array.from(
        { length: 5000 },
        (_, i) =>
          `{"name":"dax${i}.0","ranges":["0x${(2 ** 40 + i * 2 ** 31).toString(16)}-0x${(2 ** 40 + (i + 1) * 2 ** 31 - 1).toString(16)}"]}`,
      );
      const text = `{"machine":{"paging_levels":5},"pgmaps":[\n${pgmaps.join(',\n')}\n]}`;
      writeFileSync(join(workbench.folder, 'huge.pgmap.json'), text);
      await workbench.open('huge.pgmap.json');
      await workbench.page.locator('.tab', { hasText: 'vmemmap: huge' }).waitFor();
      await workbench.panelFrame().getByText('5,000').first().waitFor();
      await workbench.screenshot('dark-5000');
      await workbench.replaceText(GOOD('1GiB'));
      await headline(workbench, '4,086 MiB saved');
    } finally {
      await workbench.close();
    }
  });
});
