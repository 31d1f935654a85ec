/** What the extension costs before it is used, and when it is: VS Code's own figures, of "Running Extensions". */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkbench, root } from '../e2e/harness';
import { config } from './configs';
import { median } from './figures';
import { floorFolder } from './floor';
import { probeFolder, probeOf } from './probe';
import type { Row, Section } from './table';

/** Windows, each with an extension host of its own, in turn with the floor. */
const ROUNDS = 5;
const BUDGET_MS = 50;

interface Activation {
  /** ms for loading the module and for activate(), as VS Code takes them. */
  readonly ms: number;
  /** Whether anything ran while no pgmap file had been opened. */
  readonly early: boolean;
}

async function activated(folder: string, extension: string, id: RegExp): Promise<Activation> {
  const workbench = await openWorkbench({
    file: join(folder, 'notes.txt'),
    extension,
    installed: [probeFolder(root)],
    // The list of running extensions draws only the rows that are seen.
    viewport: { width: 1440, height: 2400 },
  });
  try {
    const { page } = workbench;
    const probe = probeOf(workbench);
    // Long after the extensions that start with the window.
    await page.waitForTimeout(2000);
    const early = await probe.active();
    await workbench.open('one.pgmap.json');
    for (const limit = Date.now() + 30_000; !(await probe.active());) {
      if (Date.now() > limit) throw new Error(`${extension} was not activated.`);
      await page.waitForTimeout(100);
    }
    await workbench.command('Developer: Show Running Extensions');
    const row = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: id });
    const told = row.locator('.activation-time', { hasText: /\d+ ?ms/ }).first();
    await told.waitFor();
    return { ms: Number(/(\d+) ?ms/.exec(await told.innerText())![1]), early };
  } finally {
    await workbench.close();
  }
}

export async function activation(): Promise<Section[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  writeFileSync(join(folder, 'notes.txt'), 'no pgmap\n');
  writeFileSync(join(folder, 'one.pgmap.json'), config(10));
  const floorExtension = floorFolder();
  const [ours, floor]: [Activation[], Activation[]] = [[], []];
  try {
    for (let i = 0; i < ROUNDS; i++) {
      ours.push(await activated(folder, root, /vmemmap-lens\.vmemmap-lens\s*\d/));
      floor.push(await activated(folder, floorExtension, /vmemmap-lens\.vmemmap-lens-floor/));
    }
  } finally {
    for (const made of [folder, floorExtension]) rmSync(made, { recursive: true, force: true });
  }
  const times = (list: readonly Activation[]): number[] => list.map(({ ms }) => ms);
  const rows: Row[] = [
    {
      what: `module load and activate(), fastest of ${ROUNDS} windows`,
      figure: Math.min(...times(ours)),
      unit: 'ms',
      floor: { of: 'floor', figure: Math.min(...times(floor)) },
      budget: BUDGET_MS,
    },
    {
      what: '  their median',
      figure: median(times(ours)),
      unit: 'ms',
      floor: { of: 'floor', figure: median(times(floor)) },
    },
    {
      what: 'windows in which anything ran before a pgmap file was opened',
      figure: ours.filter(({ early }) => early).length,
      unit: '',
      budget: 0,
    },
  ];
  return [{ title: 'Activation', rows }];
}
