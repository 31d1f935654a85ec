/** Two real workbenches on the same text, side by side: one with our extension, one with the floor in its place. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { openWorkbench, root, type Frame, type Workbench } from '../e2e/harness';
import { floorFolder } from './floor';
import { probeFolder, probeOf, type Probe } from './probe';

export interface Side {
  readonly workbench: Workbench;
  readonly probe: Probe;
  /** The panel's document. */
  readonly panel: Frame;
}

export interface Sides {
  readonly ours: Side;
  readonly floor: Side;
  close(): Promise<void>;
}

export const panelOf = ({ page }: Workbench): Frame =>
  page.frames().find((f) => f.parentFrame() && /fake\.html/.test(f.url()))!;

/** `extension`: the folder of another than ours. */
async function open(file: string, extension?: string): Promise<Side> {
  const workbench = await openWorkbench({
    folder: dirname(file),
    ...(extension !== undefined && { extension }),
    installedItself: true,
    installed: [probeFolder(root)],
    // As on the desktop: in a browser a pause would save the file, and be no pause.
    settings: { 'files.autoSave': 'off' },
  });
  const probe = probeOf(workbench);
  // The probe is there before the file, and so hears of a change before the extension that the file starts.
  await probe.active();
  await workbench.open(basename(file));
  for (const limit = Date.now() + 30_000; !(await probe.active());) {
    if (Date.now() > limit) throw new Error(`${extension ?? 'Our extension'} was not activated by ${file}.`);
    await workbench.page.waitForTimeout(100);
  }
  await workbench.command('vmemmap Lens: Open Diagram to the Side');
  const picture = workbench.panelFrame().locator('svg[data-strip="physical"], #version').first();
  await picture.waitFor({ state: 'attached' });
  await probe.attach();
  return { workbench, probe, panel: panelOf(workbench) };
}

export async function openSides(text: string): Promise<Sides> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const file = join(folder, 'typed.pgmap.json');
  writeFileSync(file, text);
  const floor = floorFolder();
  const opened: Side[] = [];
  const close = async (): Promise<void> => {
    for (const { workbench } of opened) await workbench.close();
    for (const made of [folder, floor]) rmSync(made, { recursive: true, force: true });
  };
  try {
    for (const extension of [undefined, floor]) opened.push(await open(file, extension));
    return { ours: opened[0]!, floor: opened[1]!, close };
  } catch (error) {
    await close();
    throw error;
  }
}
