/** The panel under axe-core, in the real workbench: every theme, every state; then narrow, enlarged, and without motion. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstExample, openWorkbench, root, type Frame, type Workbench } from './harness';

/** What axe.run() answers, as far as it is told. */
interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}
interface Axe {
  run(context: unknown, options: unknown): Promise<{ violations: Violation[]; passes: unknown[] }>;
}

// As a function into the frame: its CSP takes no script tag.
const axe = new Function(
  readFileSync(join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'),
) as () => void;

const ONE =
  '{ "pgmaps": [{ "name": "dax0.0", "align": "1GiB", "ranges": [{ "start": "0x4080000000", "size": "256GiB" }] }] }';
const BOX = readFileSync(join(root, 'examples', '04-cxl-box.pgmap.jsonc'), 'utf8');
const ALIAS = readFileSync(join(root, 'examples', '06-head-aliasing.pgmap.jsonc'), 'utf8');
/** VS Code types a text letter by letter: the machine is last, so that a header with `kernel` is of the whole text. */
const big = (kernel: string): string =>
  JSON.stringify({
    pgmaps: Array.from({ length: 52 }, (_, i) => ({
      name: `dax${i}.0`,
      align: '2MiB',
      ranges: [{ start: `0x${(2 ** 40 + i * 2 ** 32).toString(16)}`, size: i === 3 ? '5MiB' : '2GiB' }],
    })),
    hugetlb: [{ page_size: '1GiB', count: 1 }],
    machine: { paging_levels: 5, ram: [{ start: '0x0', end: '0x7fffffff', node: 0 }], kernel },
  });

async function panelDocument(workbench: Workbench): Promise<Frame> {
  await workbench.panelFrame().locator('#panel > *').first().waitFor({ state: 'attached' });
  for (const frame of workbench.page.frames()) {
    const found = await frame.evaluate(() => document.getElementById('panel') !== null).catch(() => false);
    if (found) return frame;
  }
  throw new Error('The panel has no frame.');
}

async function violations(workbench: Workbench): Promise<string[]> {
  const frame = await panelDocument(workbench);
  await frame.evaluate(axe);
  const found = await frame.evaluate(() =>
    (globalThis as unknown as { axe: Axe }).axe.run(document, { resultTypes: ['violations'] }),
  );
  assert.ok(found.passes.length > 10, `axe ran ${found.passes.length} rules`);
  return found.violations.map(
    (v) =>
      `${v.id}: ${v.help}\n${v.nodes
        .slice(0, 5)
        .map((n) => `  ${String(n.target)}: ${n.failureSummary ?? ''}`)
        .join('\n')}`,
  );
}

async function withPanel(theme: string, viewport?: { width: number; height: number }): Promise<Workbench> {
  const workbench = await openWorkbench({ file: firstExample, theme, ...(viewport ? { viewport } : {}) });
  await workbench.command('vmemmap Lens: Open Diagram to the Side');
  await workbench.panelFrame().locator('.costs').first().waitFor();
  await workbench.panelFrame().locator('vscode-button').first().waitFor({ timeout: 60_000 });
  return workbench;
}

/** Each state by its text, and by what shows that it is there. */
const STATES: readonly (readonly [string, (workbench: Workbench) => Promise<void>])[] = [
  [
    'one device',
    async (w) => {
      await w.replaceText(ONE);
      await w.panelFrame().locator('.figures h1', { hasText: '4,086 MiB saved' }).waitFor();
    },
  ],
  [
    'nodes and HugeTLB',
    async (w) => {
      await w.replaceText(BOX);
      await w.panelFrame().locator('.pool').waitFor();
    },
  ],
  [
    'heads that land on a shared page',
    async (w) => {
      await w.replaceText(ALIAS);
      await w.panelFrame().locator('.figures.error').waitFor();
    },
  ],
  [
    'all devices',
    async (w) => {
      const panel = w.panelFrame();
      const header = panel.locator('header');
      // Another release than the one that is shown: the picture of before must not pass for this one.
      const kernel = (await header.textContent())?.includes('Linux 6.11') ? '6.12' : '6.11';
      await w.replaceText(big(kernel));
      await header.filter({ hasText: `Linux ${kernel}` }).waitFor();
      const title = panel.locator('#devices-title');
      // It is still there where the diagram has not followed the caret to a device on its way.
      if (!(await title.isVisible())) await panel.getByRole('button', { name: 'All devices' }).click();
      await title.waitFor();
    },
  ],
  [
    'broken text',
    async (w) => {
      await w.replaceText(`${ONE} {`);
      await w.panelFrame().locator('.picture.old').waitFor();
    },
  ],
  [
    'nothing in it yet',
    async (w) => {
      await w.replaceText('{ "pgmaps": [] }');
      await w.panelFrame().locator('.empty').waitFor();
    },
  ],
];

describe('accessibility', () => {
  for (const theme of ['Dark Modern', 'Light Modern', 'Default High Contrast', 'Default High Contrast Light'])
    describe(theme, () => {
      let workbench: Workbench;
      before(async () => {
        workbench = await withPanel(theme);
      });
      after(() => workbench?.close());

      for (const [name, reach] of STATES)
        it(`axe finds nothing: ${name}`, async () => {
          await reach(workbench);
          assert.deepEqual(await violations(workbench), [], `${theme}, ${name}`);
        });
    });
});

describe('a panel that is narrow, enlarged or still', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await withPanel('Dark Modern', { width: 1500, height: 900 });
  });
  after(() => workbench?.close());

  /** Pixels by which the page is wider than its window, at a width and an enlargement. */
  const overflow = async (width: number, zoom: number): Promise<number> => {
    const frame = await panelDocument(workbench);
    return frame.evaluate(
      async ([wide, factor]) => {
        const page = document.documentElement;
        // The frame cannot be sized from within; its page can, and the panel measures itself by that.
        page.style.width = `${wide / factor}px`;
        page.style.setProperty('zoom', String(factor));
        const frame = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(done));
        const beyond = (): number => document.body.scrollWidth - document.body.clientWidth;
        // Three frames to hear of the size; a busy machine may take longer to lay the picture out for it.
        for (let i = 0; i < 3; i++) await frame();
        const end = performance.now() + 3000;
        while (beyond() !== 0 && performance.now() < end) await frame();
        const over = beyond();
        page.style.removeProperty('width');
        page.style.removeProperty('zoom');
        return over;
      },
      [width, zoom] as const,
    );
  };

  for (const [name, reach] of STATES) {
    it(`nothing is cut off at 280 pixels: ${name}`, async () => {
      await reach(workbench);
      assert.equal(await overflow(280, 1), 0);
    });
    it(`nor at 200 %: ${name}`, async () => {
      await reach(workbench);
      assert.equal(await overflow(600, 2), 0);
    });
  }

  it('moves nothing where motion is to be reduced', async () => {
    await workbench.page.emulateMedia({ reducedMotion: 'reduce' });
    await workbench.replaceText(BOX);
    await workbench.panelFrame().locator('.pool').waitFor();
    const frame = await panelDocument(workbench);
    const moving = await frame.evaluate(
      () =>
        [...document.querySelectorAll('#panel *')]
          .map((e) => getComputedStyle(e))
          .filter((s) => Number.parseFloat(s.transitionDuration) > 0 || s.animationName !== 'none').length,
    );
    assert.equal(moving, 0);
  });
});
