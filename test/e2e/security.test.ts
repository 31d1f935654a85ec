import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkbench, type Workbench } from './harness';

const HOSTILE = [
  '</script><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>',
  '[click me](command:workbench.action.quit)',
  '<a href="command:workbench.action.quit">quit</a>',
  'dax\u202e0.1xad',
  '${window.pwned=1} `x` | **bold** \n# heading',
];

describe('hostile names', () => {
  let folder: string;
  let workbench: Workbench;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hostile-'));
    const pgmaps = HOSTILE.map((name, i) => ({
      name,
      align: i % 2 ? '1GiB' : '3MiB',
      mode: i === 3 ? HOSTILE[0] : 'devdax',
      ranges: [{ start: `0x${(2 ** 40 + i * 2 ** 34).toString(16)}`, size: '3GiB' }],
    }));
    const config = { machine: { kernel: '7.3' }, pgmaps, [HOSTILE[0]!]: HOSTILE[1] };
    writeFileSync(join(folder, 'hostile.pgmap.json'), JSON.stringify(config, null, 2));
    workbench = await openWorkbench({ file: join(folder, 'hostile.pgmap.json') });
    await workbench.command('vmemmap Lens: Open Diagram to the Side');
    await workbench.panelFrame().locator('#panel table').first().waitFor();
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are text and nothing else in the panel', async () => {
    const found = await workbench
      .panelFrame()
      .locator('#panel')
      .evaluate(() => ({
        elements: document.querySelectorAll('#panel :is(img, script, iframe, a[href^="command"])').length,
        pwned: 'pwned' in window,
        turned: /[\u202a-\u202e]/.test(document.body.textContent!),
        shown: document.body.innerText.includes('</script><img src=x'),
      }));
    assert.deepEqual(found, {
      elements: 0,
      pwned: false,
      turned: false,
      shown: true,
    });
    assert.deepEqual(workbench.panelErrors, []);
  });

  it('are no link, no command and no markup in hover and problems', async () => {
    const { page } = workbench;
    await page.locator('.codelens-decoration a', { hasText: 'why' }).nth(1).click();
    const hover = page.locator('.monaco-hover', { hasText: 'click me' }).first();
    await hover.waitFor();
    const links = await hover.evaluate((element) =>
      [...element.querySelectorAll('a, img')].map((a) => a.getAttribute('data-href') ?? a.outerHTML),
    );
    assert.deepEqual(
      links.filter((link) => /command:|workbench/.test(link)),
      [],
    );
    await page.keyboard.press('Escape');
  });

  it('messages that nobody of ours sent are dropped: the picture stays', async () => {
    const panel = workbench.panelFrame().locator('#panel h1').first();
    await panel.waitFor();
    const before = await panel.innerText();
    await panel.evaluate(async () => {
      const messages: unknown[] = [
        null,
        'show',
        { type: 'show' },
        { type: 'eval', code: 'window.pwned=1' },
        { type: '__proto__' },
        { type: 'show', uri: 'x', version: 1e9, population: { pgmaps: [{}] } },
      ];
      for (const message of messages) window.postMessage(message, '*');
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    assert.equal(await panel.innerText(), before);
  });
});
