/** Files change under what is open: on disk, by another window, by a branch that is checked out. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkbench, type FrameLocator, type Workbench } from './harness';

const config = (gib: number): string =>
  `{ "pgmaps": [{ "name": "dax0.0", "align": "2MiB", "ranges": [{ "start": "0x10000000000", "size": "${gib}GiB" }] }] }\n`;
/** What 2 MiB compounds save of so many GiB. */
const OF: Readonly<Record<number, string>> = { 64: '766 MiB', 128: '1,532 MiB', 256: '3,064 MiB' };

const headline = (panel: FrameLocator, gib: number): Promise<void> =>
  panel.locator('.figures h1', { hasText: `${OF[gib]!} saved` }).waitFor();
const nthPanel = ({ page }: Workbench, n: number): FrameLocator =>
  page.locator('iframe.webview.ready').nth(n).contentFrame().frameLocator('iframe#active-frame');

describe('files that change under what is open', () => {
  let folder: string;
  let workbench: Workbench;
  const write = (name: string, gib: number): void => writeFileSync(join(workbench.folder, name), config(gib));
  const read = (name: string): string => readFileSync(join(workbench.folder, name), 'utf8');
  const panel = (): FrameLocator => workbench.panelFrame();

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'faults-'));
    for (let i = 0; i < 40; i++) writeFileSync(join(folder, `box${i}.pgmap.json`), config(64));
    writeFileSync(join(folder, 'notes.txt'), 'Keeps the column when a config is closed.\n');
    workbench = await openWorkbench({
      folder,
      viewport: { width: 1600, height: 900 },
      settings: { 'files.autoSave': 'off' },
    });
    await workbench.open('box0.pgmap.json');
    await workbench.command('vmemmap Lens: Open Diagram to the Side');
    await headline(panel(), 64);
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('written by another program, with nothing unsaved: the panel follows', async () => {
    write('box0.pgmap.json', 128);
    await headline(panel(), 128);
  });

  it('written by another program, with unsaved edits: these are kept and shown', async () => {
    await workbench.replaceText(config(256));
    await headline(panel(), 256);
    write('box0.pgmap.json', 64);
    await workbench.page.waitForTimeout(1500);
    await headline(panel(), 256);
    await workbench.page.locator('.tab.dirty', { hasText: 'box0' }).waitFor();
    await workbench.command('File: Revert File');
    await headline(panel(), 64);
  });

  it('deleted, and back: the panel says so and is of what is there', async () => {
    const path = join(workbench.folder, 'box0.pgmap.json');
    await workbench.open('notes.txt');
    // Of a tab that is not in front the cross takes no click.
    const tab = workbench.page.locator('.tab', { hasText: /^box0/ });
    await tab.click();
    renameSync(path, join(folder, 'away'));
    await tab.locator('.tab-actions .action-label').click();
    await panel().locator('.banner.gone').waitFor();
    await headline(panel(), 64);
    write('box0.pgmap.json', 128);
    await headline(panel(), 128);
    await workbench.open('box0.pgmap.json');
  });

  it('a branch is checked out and back: every panel shows what its file says then', async () => {
    const git = (...args: string[]): unknown =>
      execFileSync(
        'git',
        ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'core.hooksPath=/dev/null', ...args],
        {
          cwd: workbench.folder,
          stdio: 'pipe',
        },
      );
    git('init', '-q', '-b', 'one');
    for (let i = 0; i < 40; i++) write(`box${i}.pgmap.json`, 64);
    git('add', '.');
    git('commit', '-qm', 'one');
    git('checkout', '-qb', 'two');
    for (let i = 0; i < 40; i++) write(`box${i}.pgmap.json`, 256);
    git('rm', '-qf', 'box1.pgmap.json');
    git('commit', '-qam', 'two');
    git('checkout', '-q', 'one');
    await headline(panel(), 64);
    await workbench.open('box1.pgmap.json');
    await workbench.command('vmemmap Lens: Open Locked Diagram');
    await workbench.page.locator('.tab', { hasText: '[vmemmap: box1' }).waitFor();
    await workbench.open('box2.pgmap.json');
    await headline(nthPanel(workbench, 0), 64);
    git('checkout', '-q', 'two');
    await workbench.page
      .locator('.statusbar-item', { hasText: `saves ${OF[256]!}` })
      .first()
      .waitFor();
    await workbench.page.locator('.tab', { hasText: /^vmemmap: box2/ }).click();
    await headline(panel(), 256);
    git('checkout', '-q', 'one');
    await headline(panel(), 64);
    await workbench.page.locator('.tab', { hasText: '[vmemmap: box1' }).click();
    await headline(panel(), 64);
    assert.equal(read('box1.pgmap.json'), config(64));
  });

  it('a second window on the folder: what one saves the other shows, what is unsaved stays its own', async () => {
    const other = await workbench.secondWindow();
    await other.open('box3.pgmap.json');
    await other.command('vmemmap Lens: Open Diagram to the Side');
    await headline(other.panelFrame(), 64);
    // Beside the diagram, and not in front of it.
    await workbench.page.locator('.monaco-editor .view-lines').first().click();
    await workbench.open('box3.pgmap.json');
    await workbench.page.locator('.tab', { hasText: /^vmemmap: box3/ }).click();
    // A page that is loaded takes the focus that its tab was given: what is typed before would go there.
    await headline(panel(), 64);
    await workbench.replaceText(config(128));
    await headline(panel(), 128);
    await headline(other.panelFrame(), 64);
    await workbench.page.keyboard.press('Control+S');
    await headline(other.panelFrame(), 128);
    await other.replaceText(config(256));
    await headline(other.panelFrame(), 256);
    await headline(panel(), 128);
    assert.equal(read('box3.pgmap.json'), config(128));
    assert.deepEqual([...workbench.panelErrors, ...other.panelErrors], []);
    await other.close();
  });
});
