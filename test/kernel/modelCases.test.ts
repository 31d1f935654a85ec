import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KernelModel } from '../model/kernelModel';
import type { ModelAltmap, ModelMachine, ModelRow } from '../model/kernelModel';

interface TextRange {
  readonly start: string;
  readonly end: string;
}

interface Recorded {
  readonly id: string;
  readonly release: string;
  readonly arch: 'arm64' | 'ppc64el';
  readonly pageSize: number;
  readonly structPageSize: number;
  readonly sectionSizeBits: number;
  readonly setup: readonly string[];
  readonly pgmap: {
    readonly ranges: readonly TextRange[];
    readonly align: number;
    readonly altmap: boolean;
    readonly altmapDetail?: {
      readonly basePfn: string;
      readonly reservePages: number;
      readonly freePages: number;
      readonly alignPages: number;
      readonly allocPages: number;
    } | null;
  };
  /** Where the memmap of the first range lies. */
  readonly vmemmap?: TextRange;
  readonly ranges: readonly { readonly mapping: readonly ModelRow[] }[];
  readonly stats: {
    readonly tablePagesByLevel?: Readonly<Record<string, number>>;
    readonly tablePagesByLevelBefore?: Readonly<Record<string, number>> | null;
  };
  readonly daxctl?:
    | readonly {
        readonly devices?: readonly {
          readonly align: number;
          readonly mappings?: readonly { readonly start: number; readonly size: number }[];
        }[];
      }[]
    | null;
  /** Pages around the first range, in the same PMDs: first page, pages, how they are mapped. */
  readonly neighbours?: Readonly<Record<'beforeRange' | 'afterRange', readonly [number, number, string][]>>;
}

interface Device {
  readonly align: number;
  readonly ranges: readonly (readonly [number, number])[];
}

const FOLDER = join(__dirname, '..', '..', 'test', 'fixtures', 'kernel-cases');
const recorded = readdirSync(FOLDER)
  .filter((f) => /^(arm64|ppc64el)-/.test(f))
  .sort()
  .map((f) => JSON.parse(readFileSync(join(FOLDER, f), 'utf8')) as Recorded)
  // What tools or drivers refused has no ranges.
  .filter((c) => (c.pgmap as Recorded['pgmap'] | undefined)?.ranges.length);

const GIB = 2 ** 30;

const pfnsOf = (c: Recorded, { start, end }: TextRange): [number, number] => [
  Number(start) / c.pageSize,
  (Number(end) + 1) / c.pageSize,
];

/** The guests: arm64 has RAM from 1 to 5 GiB, powerpc from 0 to 4 GiB (mem=4G). */
function machineOf(c: Recorded): ModelMachine {
  const sectionSize = 2 ** c.sectionSizeBits;
  const powerpc = c.arch === 'ppc64el';
  const before72 = c.release.startsWith('6.');
  const ram = powerpc ? 0 : GIB;
  const firstPfn = pfnsOf(c, c.pgmap.ranges[0]!)[0];
  const memmap = c.vmemmap ? BigInt(c.vmemmap.start) - BigInt(firstPfn * c.structPageSize) : 0n;
  const entries = powerpc ? 512 : c.pageSize / 8;
  return {
    pageSize: c.pageSize,
    structPageSize: c.structPageSize,
    sectionPages: sectionSize / c.pageSize,
    subsectionPages: 2 ** 21 / c.pageSize,
    ptesPerPmd: powerpc ? 2 ** 21 / c.pageSize : c.pageSize / 8,
    populate: powerpc
      ? before72
        ? 'radix'
        : 'radix-rounds-down'
      : c.pageSize === 4096
        ? 'arm64-4k-partial-base'
        : 'base-pages',
    compound: !powerpc ? 'generic' : before72 ? 'radix-addr-pfn-bug' : 'radix',
    earlySections: new Set(Array.from({ length: (4 * GIB) / sectionSize }, (_, i) => ram / sectionSize + i)),
    vmemmapStart: Number(BigInt.asUintN(46, memmap)),
    upperTables: [entries],
    anyPmdWillDo: !powerpc && c.release.startsWith('6.12.'),
  };
}

/** vmemmap_can_optimize() of the recording kernel. */
function optimizes(c: Recorded, nr: number): boolean {
  if (c.pgmap.altmap) return false;
  if (c.arch === 'arm64') return c.release.startsWith('6.1.') && nr > 1;
  return (nr * c.structPageSize) / c.pageSize > 2;
}

/** In order of creation: those cut from a dax region as daxctl lists them, else the one device as the kernel has it. */
function devicesOf(c: Recorded): Device[] {
  const cut = c.setup.some((command) => command.startsWith('daxctl create-device'));
  const regions = cut ? (c.daxctl ?? []) : [];
  const listed = regions.flatMap((region) => region.devices ?? []).filter((d) => d.mappings);
  if (listed.length === 0) return [{ align: c.pgmap.align, ranges: c.pgmap.ranges.map((r) => pfnsOf(c, r)) }];
  return listed
    .map(({ align, mappings }) => ({
      align,
      ranges: mappings!.map(({ start, size }): [number, number] => [
        start / c.pageSize,
        (start + size) / c.pageSize,
      ]),
    }))
    .sort((a, b) => a.ranges[0]![0] - b.ranges[0]![0]);
}

function altmapOf(c: Recorded): ModelAltmap | null {
  const detail = c.pgmap.altmapDetail;
  if (!c.pgmap.altmap || !detail) return null;
  return {
    basePfn: Number(detail.basePfn),
    reserve: detail.reservePages,
    free: detail.freePages,
    align: 0,
    alloc: 0,
    endPfn: pfnsOf(c, c.pgmap.ranges[0]!)[1] - 1,
  };
}

function replay(c: Recorded): { model: KernelModel; altmap: ModelAltmap | null; newPteTables: number } {
  const model = new KernelModel(machineOf(c));
  const altmap = altmapOf(c);
  for (const { align, ranges } of devicesOf(c)) {
    const nr = align / c.pageSize;
    for (const [from, to] of ranges) assert.equal(model.addPages(from, to, nr, optimizes(c, nr), altmap), 0);
  }
  return { model, altmap, newPteTables: model.newPteTables };
}

const rangesOf = (c: Recorded): [number, number][] => c.pgmap.ranges.map((r) => pfnsOf(c, r));

describe('the page-by-page model against recorded arm64 and powerpc kernels', () => {
  for (const c of recorded.filter((r) => r.ranges.length > 0)) {
    it(c.id, () => {
      const { model, altmap, newPteTables } = replay(c);
      const mapping = c.ranges.map((r) =>
        r.mapping.map((row) => [...row.slice(0, 3), row[3] === -1 ? null : row[3]]),
      );
      assert.deepEqual(model.mapping(rangesOf(c)), mapping);

      const { tablePagesByLevel: after, tablePagesByLevelBefore: before } = c.stats;
      if (after && before) {
        const lowest = Object.keys(after).sort().at(-1)!;
        assert.equal(newPteTables, after[lowest]! - before[lowest]!);
      }
      const detail = c.pgmap.altmapDetail;
      if (altmap && detail) {
        assert.equal(altmap.alloc, detail.allocPages);
        assert.equal(altmap.align, detail.alignPages);
      }
      const first = model.pageIndex(model.pfnToPage(rangesOf(c)[0]![0]));
      for (const [page, count, kind] of [
        ...(c.neighbours?.beforeRange ?? []),
        ...(c.neighbours?.afterRange ?? []),
      ])
        for (let p = first + page; p < first + page + count; p++) {
          const leaf = model.leaves.has(Math.floor(p / model.machine.ptesPerPmd));
          assert.equal(kind === 'huge' ? leaf : model.pte.has(p), true, `page ${p - first}`);
        }
    });
  }

  it('arm64 16K: the page that memmap_init_zone_device() oopsed on is not mapped', () => {
    const c = recorded.find((r) => r.id.endsWith('fsdax-halfpage-range'))!;
    const { model } = replay(c);
    assert.deepEqual(model.mapping(rangesOf(c)), [
      [
        [0, 16, 'own', 0],
        [16, 1, 'none', null],
      ],
    ]);
  });

  it('powerpc 64K, 7.2: a 1 GiB device beside a 2 MiB one is deduplicated only past their common PMD leaf', () => {
    const c = recorded.find((r) => r.id.endsWith('dax-2m-then-1g'))!;
    const { model } = replay(c);
    const [, second] = devicesOf(c);
    assert.deepEqual(model.mapping(second!.ranges), [
      [
        [0, 12, 'huge', 0],
        [12, 2, 'own', 12],
        [14, 2, 'shared', 13],
      ],
    ]);
  });
});
