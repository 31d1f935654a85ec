/** Memory of extension host and panel over many edits, against the floor's over the same edits. */
import { config } from './configs';
import { median } from './figures';
import { openSides, type Side } from './sides';
import type { Row, Section } from './table';

const PGMAPS = 100;
const WARM_UP = 200;
/** Edits between two looks at the heap. */
const STEP = 125;
const STEPS = 8;
/**
 * Bytes an edit may leave behind beyond what the floor's does. A picture of 100 pgmaps has some 100 KB, the text 10 KB; what
 * a heap is off after a collection, over 500 edits, is less than this.
 */
const BUDGET = 4096;

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
    await side.workbench.page.waitForTimeout(1500);
    await look(side, heaps);
  }
  return heaps;
}

/** What an edit leaves behind: from the looks of the first half to those of the second, of each the median. */
function growth(list: readonly number[]): number {
  const half = STEPS / 2;
  return (median(list.slice(1 + half)) - median(list.slice(1, 1 + half))) / (half * STEP);
}

function rowsOf(what: string, ours: readonly number[], floor: readonly number[]): Row[] {
  const mebibytes = (list: readonly number[]): number => list.at(-1)! / 2 ** 20;
  const most = Math.max(0, growth(floor)) + BUDGET;
  return [
    {
      what: `${what}, in use at the end`,
      figure: mebibytes(ours),
      unit: 'MiB',
      floor: { of: 'floor', figure: mebibytes(floor) },
    },
    {
      what: `${what}, left behind by an edit`,
      figure: growth(ours),
      unit: 'B',
      floor: { of: 'floor', figure: growth(floor) },
      budget: most,
      budgetWords: `floor + ${BUDGET} B`,
    },
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
