/** Frames while the picture is panned and zoomed, in a real workbench. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examples, openWorkbench, type Workbench } from '../e2e/harness';
import { config } from './configs';
import { percentile } from './figures';
import { panelOf } from './sides';
import type { Row, Section } from './table';

/** There and back, in turn with standing still, so that what else the machine does falls on both. */
const FRAMES = 60;
const ROUNDS = 4;
/** Of the 16.7 ms of a frame: the rest is the browser's. */
const WORK_MS = 8;

interface Frames {
  /** Milliseconds of our code in each frame. */
  readonly work: number[];
  /** Milliseconds from frame to frame. */
  readonly apart: number[];
}

interface Wheel {
  readonly deltaX?: number;
  readonly deltaY?: number;
}

const STILL: Wheel = {};
const MOVES: Readonly<Record<string, Wheel>> = { panning: { deltaX: 24 }, zooming: { deltaY: -24 } };

/** In the page: a wheel event a frame there and back, or none for the floor. */
async function frame({ count, wheel }: { count: number; wheel: Wheel }): Promise<Frames> {
  const work: number[] = [];
  const apart: number[] = [];
  let spent = 0;
  // What is drawn in a callback of the frame is counted where it runs.
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (then) =>
    request((now) => {
      const start = performance.now();
      then(now);
      spent += performance.now() - start;
    });
  let last = performance.now();
  for (let i = 0; i < count; i++) {
    await new Promise(request);
    const now = performance.now();
    apart.push(now - last);
    last = now;
    work.push(spent);
    const svg = document.querySelector('svg[data-strip="physical"]')!;
    const there = i % 60 < 30 ? 1 : -1;
    const { deltaX = 0, deltaY = 0 } = wheel;
    if (deltaX !== 0 || deltaY !== 0)
      svg.dispatchEvent(
        new WheelEvent('wheel', {
          deltaX: there * deltaX,
          deltaY: there * deltaY,
          clientX: 300,
          clientY: 100,
          bubbles: true,
          cancelable: true,
        }),
      );
    spent = performance.now() - now;
  }
  window.requestAnimationFrame = request;
  return { work, apart };
}

async function moved(workbench: Workbench, where: string): Promise<Row[]> {
  const panel = panelOf(workbench);
  await panel.evaluate(frame, { count: 20, wheel: MOVES.panning! });
  const rows: Row[] = [];
  for (const [how, wheel] of Object.entries(MOVES)) {
    const [floor, work, apart]: [number[], number[], number[]] = [[], [], []];
    for (let i = 0; i < ROUNDS; i++) {
      floor.push(...(await panel.evaluate(frame, { count: FRAMES, wheel: STILL })).apart);
      const moving = await panel.evaluate(frame, { count: FRAMES, wheel });
      work.push(...moving.work);
      apart.push(...moving.apart);
    }
    const still = percentile(floor, 0.95);
    rows.push(
      {
        what: `${how} ${where}, our share of a frame, p95`,
        figure: percentile(work, 0.95),
        unit: 'ms',
        budget: WORK_MS,
      },
      {
        what: `${how} ${where}, frame to frame, p95`,
        figure: percentile(apart, 0.95),
        unit: 'ms',
        floor: { of: 'standing still', figure: still },
        budget: still + WORK_MS,
        budgetWords: `floor + ${WORK_MS} ms`,
      },
    );
  }
  return rows;
}

const CONFIGS: Readonly<Record<string, string>> = {
  '64 TiB':
    '{ "machine": { "paging_levels": 5 }, "pgmaps": [{ "name": "big", "align": "2MiB", "ranges": [{ "start": "0x100000000000", "size": "64TiB" }] }] }',
  '1,000 pgmaps': config(1000),
};

export async function frames(): Promise<Section[]> {
  const workbench = await openWorkbench({ folder: examples });
  const rows: Row[] = [];
  try {
    for (const [what, text] of Object.entries(CONFIGS)) {
      const name = `${what.replace(/\W/g, '')}.pgmap.json`;
      writeFileSync(join(workbench.folder, name), text);
      await workbench.open(name);
      if (what === '64 TiB') await workbench.command('vmemmap Lens: Open Diagram to the Side');
      const strip = workbench.panelFrame().locator('svg[data-strip="physical"]');
      await workbench.page.locator('.tab', { hasText: `vmemmap: ${name}` }).waitFor();
      await workbench.panelFrame().locator('table').first().waitFor();
      await strip.hover({ position: { x: 150, y: 50 } });
      await workbench.page.mouse.wheel(0, -600);
      rows.push(...(await moved(workbench, what)));
      for (let i = 0; i < 20; i++) await workbench.page.mouse.wheel(0, -600);
      rows.push(...(await moved(workbench, `${what}, from near by`)));
    }
  } finally {
    await workbench.close();
  }
  return [{ title: 'Frames while panning and zooming', rows }];
}
