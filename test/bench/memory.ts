/** Memory of extension host and panel over many edits, against the floor's over the same edits. */
import { config } from './configs';
import { openSides, type Side } from './sides';
import type { Row, Section } from './table';

const PGMAPS = 100;
const WARM_UP = 200;
/** Edits between two looks at the heap. */
const STEP = 250;
const STEPS = 4;
/**
 * Bytes an edit may leave behind beyond what the floor's does. A picture of 100 pgmaps has some 100 KB, the text 10 KB: one kept
 * for each edit, or one listener, is far above this; what a heap is off after a collection, over 500 edits, is below.
 */
const BUDGET = 2048;

interface Heaps {
  /** Bytes in use after each step, garbage collected. */
  readonly host: number[];
  readonly page: number[];
  readonly nodes: number[];
}

async function look({ workbench, probe }: Side, heaps: Heaps): Promise<void> {
  heaps.host.push(await probe.heap());
  // The panel's frame shares the page's heap.
  const session = await workbench.page.context().newCDPSession(workbench.page);
  for (let i = 0; i < 2; i++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number };
  const { nodes } = (await session.send('Memory.getDOMCounters')) as { nodes: number };
  await session.detach();
  heaps.page.push(usedSize);
  heaps.nodes.push(nodes);
}

async function edited(side: Side): Promise<Heaps> {
  const heaps: Heaps = { host: [], page: [], nodes: [] };
  await side.probe.edits(WARM_UP);
  await side.workbench.page.waitForTimeout(2000);
  await look(side, heaps);
  for (let i = 0; i < STEPS; i++) {
    await side.probe.edits(STEP);
    // What follows an edit (problems, lenses, the JSON service) is done.
    await side.workbench.page.waitForTimeout(2000);
    await look(side, heaps);
  }
  return heaps;
}

/** Growth of one edit between two looks. */
const slope = (list: readonly number[], from: number, to: number): number =>
  (list[to]! - list[from]!) / ((to - from) * STEP);

function rowsOf(what: string, ours: readonly number[], floor: readonly number[]): Row[] {
  const row = (part: string, from: number, to: number): Row => ({
    what: `${what}, ${part}`,
    figure: slope(ours, from, to),
    unit: 'B an edit',
    floor: { of: 'floor', figure: slope(floor, from, to) },
  });
  const half = STEPS / 2;
  const second = row('second half', half, STEPS);
  const first = row('first half', 0, half);
  return [
    {
      what: `${what}, in use at the end`,
      figure: ours.at(-1)! / 2 ** 20,
      unit: 'MiB',
      floor: { of: 'floor', figure: floor.at(-1)! / 2 ** 20 },
    },
    first,
    { ...second, budget: Math.max(0, second.floor!.figure) + BUDGET, budgetWords: `floor + ${BUDGET} B` },
  ];
}

export async function memory(): Promise<Section[]> {
  const sides = await openSides(config(PGMAPS));
  try {
    const [ours, floor] = await Promise.all([edited(sides.ours), edited(sides.floor)]);
    const nodes: Row = {
      what: 'DOM nodes of the page after all edits',
      figure: ours.nodes.at(-1)!,
      unit: '',
      floor: { of: 'before them', figure: ours.nodes[0]! },
      budget: ours.nodes[0]! * 1.2,
      budgetWords: 'before + 20 %',
    };
    return [
      {
        title: `Memory over ${STEP * STEPS} edits of ${PGMAPS} pgmaps`,
        rows: [
          ...rowsOf('extension host', ours.host, floor.host),
          ...rowsOf('workbench page with the panel', ours.page, floor.page),
          nodes,
        ],
      },
    ];
  } finally {
    await sides.close();
  }
}
