/** Keystroke → painted picture in the real workbench, in turn with the floor, and our shares of it. */
import { config, TYPED_AT } from './configs';
import { median, percentile, stretch } from './figures';
import { lastKey, nextPainted, watchKeys, watchPictures } from './inPage';
import { openSides, type Side } from './sides';
import type { Row, Section } from './table';

/** Each side types so many, then the other: what else the machine does falls on both, our work behind a key on us. */
const BLOCK = 20;
const WARM_UP = 2 * BLOCK;
/** What follows typing (problems, lenses, the status bar) is over before the other side types. */
const SETTLE_MS = 700;

interface Limit {
  readonly pgmaps: number;
  /** On each side. Of 200 only ten lie above p95, and as many or none are slow by a great collection of the page's garbage. */
  readonly keys: number;
  /** ms over the floor. */
  readonly over: number;
  readonly shares: boolean;
}
const LIMITS: readonly Limit[] = [
  { pgmaps: 100, keys: 600, over: 10, shares: true },
  { pgmaps: 1000, keys: 200, over: 50, shares: false },
];
const POSTED_MS = 2;
const PANEL_MS = 8;

interface Measured {
  readonly total: number[];
  readonly work: number[];
  readonly posted: number[];
  readonly painted: number[];
}

/** Puts the caret behind the first size's `2`, where a digit or its removal is another picture. */
async function prepare({ workbench: { page }, panel }: Side): Promise<void> {
  await page.keyboard.press('Control+1');
  await page.keyboard.press('Control+Home');
  const [before] = config(1).split(TYPED_AT) as [string];
  const lines = before.split('\n');
  for (let i = 1; i < lines.length; i++) await page.keyboard.press('ArrowDown');
  for (let i = 0; i < lines.at(-1)!.length + TYPED_AT.length; i++) await page.keyboard.press('ArrowRight');
  await page.evaluate(watchKeys);
  await panel.evaluate(watchPictures);
}

/** A person's rhythm, 80 to 230 ms from key to key: what runs behind a key meets the next at every phase. */
const pause = (i: number): number => 80 + ((i * 67) % 151);

async function block(side: Side, measured: Measured): Promise<void> {
  const { page } = side.workbench;
  for (let i = 0; i < BLOCK; i++) {
    const painted = side.panel.evaluate(nextPainted);
    const began = Date.now();
    await page.keyboard.press(i % 2 === 0 ? String((i / 2) % 10) : 'Backspace');
    const { at, work, changed } = await painted;
    if (!changed) throw new Error('A key changed nothing in the picture.');
    measured.total.push(at - (await page.evaluate(lastKey)));
    measured.work.push(work);
    await page.waitForTimeout(Math.max(0, began + pause(i) - Date.now()));
  }
  await page.waitForTimeout(SETTLE_MS);
}

interface Typed {
  readonly ours: Measured;
  readonly floor: Measured;
  /** How much the machine was wanted by others meanwhile. */
  readonly stretched: number[];
}

async function type({ pgmaps, keys }: Limit): Promise<Typed> {
  const sides = await openSides(config(pgmaps));
  const fresh = (): Measured => ({ total: [], work: [], posted: [], painted: [] });
  const run = async (n: number): Promise<Typed> => {
    const [ours, floor] = [fresh(), fresh()];
    const stretched: number[] = [];
    for (let i = 0; i < n; i += BLOCK) {
      await block(sides.ours, ours);
      await block(sides.floor, floor);
      stretched.push(stretch());
    }
    for (const [side, measured] of [
      [sides.ours, ours],
      [sides.floor, floor],
    ] as const) {
      const { posted, painted } = await side.probe.take();
      measured.posted.push(...posted);
      measured.painted.push(...painted);
    }
    return { ours, floor, stretched };
  };
  try {
    await prepare(sides.ours);
    await prepare(sides.floor);
    await run(WARM_UP);
    return await run(keys);
  } finally {
    await sides.close();
  }
}

const atP = (p: number, ours: readonly number[], floor: readonly number[]) => ({
  figure: percentile(ours, p),
  unit: 'ms',
  floor: { of: 'floor', figure: percentile(floor, p) },
});

/** What is held to the floor and so much more. */
const over = (row: ReturnType<typeof atP>, ms: number) => ({
  ...row,
  budget: row.floor.figure + ms,
  budgetWords: `floor + ${ms} ms`,
});

export async function typing(): Promise<Section[]> {
  const rows: Row[] = [];
  const shared: Row[] = [];
  for (const limit of LIMITS) {
    const { ours, floor, stretched } = await type(limit);
    const name = `${limit.pgmaps.toLocaleString('en')} pgmaps`;
    const total = (p: number) => atP(p, ours.total, floor.total);
    rows.push(
      { what: `${name}, p50 of ${limit.keys} keys`, ...total(0.5) },
      { what: `${name}, p95`, ...over(total(0.95), limit.over) },
      { what: `${name}, p99`, ...total(0.99) },
      { what: '  meanwhile 1 ms of work took this machine', figure: median(stretched), unit: 'ms' },
    );
    // The floor has some of each, and what is over that is ours.
    const share = (what: string, of: 'posted' | 'work' | 'painted', ps: readonly number[]): void => {
      for (const p of ps) {
        const row = atP(p, ours[of], floor[of]);
        const held = over(row, of === 'posted' ? POSTED_MS : PANEL_MS);
        const isHeld = limit.shares && p === 0.95;
        shared.push({ what: `${name}, ${what}, p${p * 100}`, ...(isHeld ? held : row) });
      }
    };
    share('change event → message posted, processor time', 'posted', [0.5, 0.95]);
    share('message → picture written and laid out', 'work', [0.5, 0.95]);
    share('message → frame on the screen', 'painted', [0.95]);
  }
  return [
    { title: 'Keystroke → painted picture, each side in turn', rows },
    { title: 'Our shares of a keystroke', rows: shared },
  ];
}
