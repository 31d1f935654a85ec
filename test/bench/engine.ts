/** The engine alone: against the capacity of the device, and against the page-by-page model of the kernel's loops. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { populate } from '../../src/engine/population';
import { pageSize } from '../../src/engine/arch';
import { modelMachine } from '../kernel/layouts';
import { KernelModel } from '../model/kernelModel';
import { device, machine } from './configs';
import { fastest } from './figures';
import type { Pgmap } from '../../src/engine/types';
import type { Row, Section } from './table';

const BUDGET_US = 100;
/** Time and memory at any capacity, against those at 2 MiB. */
const FLAT = 2;

const micros = (run: () => unknown): number => fastest(run) * 1000;

const CAPACITIES: readonly (readonly [string, bigint])[] = [
  ['2 MiB', 1n << 21n],
  ['1 GiB', 1n << 30n],
  ['1 TiB', 1n << 40n],
  ['64 TiB', 1n << 46n],
];

/** Bytes of heap that the result of a population holds. */
function heldBy(pgmap: Pgmap): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const many = 2000;
  const kept: unknown[] = new Array(many).fill(null);
  populate(machine, [pgmap], []);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < many; i++) kept[i] = populate(machine, [pgmap], []);
  collect();
  const bytes = process.memoryUsage().heapUsed - before;
  return bytes / kept.length;
}

function capacity(): Row[] {
  const small = device(CAPACITIES[0]![1]);
  const [time, bytes] = [micros(() => populate(machine, [small], [])), heldBy(small)];
  const rows = CAPACITIES.flatMap(([name, size], i): Row[] => {
    const one = device(size);
    const took = i === 0 ? time : micros(() => populate(machine, [one], []));
    const what = `figures and mapping of ${name} at 2 MiB`;
    if (i === 0) return [{ what, figure: took, unit: 'µs', budget: BUDGET_US }];
    const floor = { of: 'for 2 MiB', figure: time };
    return [{ what, figure: took, unit: 'µs', floor, budget: Math.min(BUDGET_US, FLAT * time) }];
  });
  const held = heldBy(device(CAPACITIES.at(-1)![1]));
  rows.push({
    what: 'memory of the result for 64 TiB',
    figure: held / 1024,
    unit: 'KiB',
    floor: { of: 'for 2 MiB', figure: bytes / 1024 },
    budget: (FLAT * bytes) / 1024,
  });
  return rows;
}

/** The same device laid out page by page, as the kernel does it. */
function pageByPage(): Row[] {
  return [
    ['128 MiB', 1n << 27n],
    ['1 GiB', 1n << 30n],
    ['16 GiB', 1n << 34n],
  ].map(([name, size]): Row => {
    const pgmap = device(size as bigint);
    const page = BigInt(pageSize(machine.arch));
    const { start, end } = pgmap.ranges[0]!;
    const pfns = [Number(start / page), Number((end + 1n) / page)] as const;
    const loops = modelMachine({ machine, pgmaps: [pgmap], pfns: [[pfns]], earlySections: [] });
    const model = micros(() => new KernelModel(loops).addPages(...pfns, 2 ** pgmap.vmemmapShift, true));
    const ours = micros(() => populate(machine, [pgmap], []));
    return {
      what: `${name} at 2 MiB`,
      figure: ours,
      unit: 'µs',
      floor: { of: 'page by page', figure: model },
    };
  });
}

export const engine = (): Section[] => [
  { title: 'Engine: the capacity of the device does not matter', rows: capacity() },
  { title: 'Engine: against the kernel’s loops, page by page', rows: pageByPage() },
];
