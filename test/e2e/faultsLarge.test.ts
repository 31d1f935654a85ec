/** Files larger than any config: the editor goes on, what they are is said in one sentence, and the next file is drawn as ever. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkbench, type FrameLocator, type Workbench } from './harness';

const pgmap = (i: number): string => {
  const start = 2 ** 40 + i * 2 ** 31;
  return `{"name":"dax${i}.0","align":"2MiB","ranges":["0x${start.toString(16)}-0x${(start + 2 ** 31 - 1).toString(16)}"]}`;
};
const pgmaps = (count: number, between: string): string =>
  `{"pgmaps":[${Array.from({ length: count }, (_, i) => pgmap(i)).join(between)}]}`;
const SMALL =
  '{ "pgmaps": [{ "name": "dax0.0", "align": "2MiB", "ranges": [{ "start": "0x10000000000", "size": "256GiB" }] }] }\n';

const FILES: Readonly<Record<string, () => string>> = {
  'small.pgmap.json': () => SMALL,
  '20-mb.pgmap.json': () => pgmaps(245_000, ',\n'),
  'line-of-10-mb.pgmap.json': () => pgmaps(125_000, ','),
  '300000-lines.pgmap.json': () => `${'\n'.repeat(299_999)}${SMALL}`,
};

describe('large files', () => {
  let folder: string;
  let workbench: Workbench;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'large-'));
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text());
    // A browser's VS Code asks before it opens more than 10 MB.
    workbench = await openWorkbench({
      folder,
      settings: { 'workbench.editorLargeFileConfirmation': 100, 'files.autoSave': 'off' },
    });
    await workbench.open('small.pgmap.json');
    await workbench.command('vmemmap Lens: Open Diagram to the Side');
    await drawn();
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const panel = (): FrameLocator => workbench.panelFrame();
  const drawn = (): Promise<void> => panel().locator('.figures h1', { hasText: '3,064 MiB saved' }).waitFor();

  for (const [name, megabytes] of [
    ['20-mb.pgmap.json', /^line 1: At (19|20)\.\d MiB this file is too large to follow/],
    ['line-of-10-mb.pgmap.json', /^line 1: At (9|10)\.\d MiB this file is too large to follow/],
  ] as const)
    it(`${name}: one sentence; what is typed is taken, and undone`, async () => {
      await workbench.open(name);
      await panel().locator('.stale', { hasText: megabytes }).waitFor();
      await workbench.typeInEditor('  ');
      const dirty = workbench.page.locator('.tab.dirty.active');
      await dirty.waitFor();
      await panel().locator('.stale', { hasText: megabytes }).waitFor();
      await workbench.page.keyboard.press('Control+Z');
      await dirty.waitFor({ state: 'detached' });
      await workbench.open('small.pgmap.json');
      await drawn();
    });

  it('300,000 lines are drawn, and the typing is followed', async () => {
    await workbench.open('300000-lines.pgmap.json');
    await workbench.page.locator('.tab', { hasText: 'vmemmap: 300000' }).waitFor();
    await drawn();
    await workbench.typeInEditor('{');
    await panel().locator('.picture.old').waitFor();
    await workbench.page.keyboard.press('Control+Z');
    await panel().locator('.picture:not(.old)').waitFor();
  });

  /** As the browser would: the real event, with a real DataTransfer. */
  const drop = (length: number, rest: string, name: string): Promise<unknown> =>
    panel()
      .locator('#panel')
      .evaluate(
        (element, [before, after, file]) => {
          const data = new DataTransfer();
          data.items.add(new File(['a'.repeat(before as number), after as string], file as string));
          element.dispatchEvent(
            new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }),
          );
        },
        [length, rest, name] as const,
      );

  it('20 MB let fall on the diagram: it says that this is too much, and keeps the picture', async () => {
    await drop(20e6, '', 'dmesg.txt');
    await panel().getByText('dmesg.txt is longer than 16 MiB; drop the part that a tool printed.').waitFor();
    await drawn();
  });

  it('a line of 10 MB let fall on the diagram is passed over, and the output after it drawn', async () => {
    await drop(10e6, '\n4080000000-807fffffff : dax7.0\n', 'iomem.txt');
    await panel().locator('#panel', { hasText: 'dax7.0' }).waitFor();
    assert.deepEqual(workbench.panelErrors, []);
  });
});
