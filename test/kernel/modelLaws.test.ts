import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KernelModel } from '../model/kernelModel';
import type { ModelAltmap, ModelMachine } from '../model/kernelModel';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

const machine = (
  pageSize: number,
  sectionSize: number,
  ptesPerPmd: number,
  populate: ModelMachine['populate'],
  more: Partial<ModelMachine> = {},
): ModelMachine => ({
  pageSize,
  structPageSize: 64,
  sectionPages: sectionSize / pageSize,
  subsectionPages: (2 * MIB) / pageSize,
  ptesPerPmd,
  populate,
  compound: 'generic',
  earlySections: new Set(),
  upperTables: [512],
  ...more,
});

const MACHINES: Readonly<Record<string, ModelMachine>> = {
  'x86-64': machine(4 * KIB, 128 * MIB, 512, 'x86'),
  'x86-64, struct page of 80 bytes': machine(4 * KIB, 128 * MIB, 512, 'x86', { structPageSize: 80 }),
  'arm64 4K to 6.13': machine(4 * KIB, 128 * MIB, 512, 'arm64-4k', { anyPmdWillDo: true }),
  'arm64 4K': machine(4 * KIB, 128 * MIB, 512, 'arm64-4k-partial-base'),
  'arm64 16K': machine(16 * KIB, 128 * MIB, 2048, 'base-pages', { vmemmapStart: 12 * MIB }),
  'arm64 64K': machine(64 * KIB, 512 * MIB, 8192, 'base-pages'),
  'powerpc 4K, 6.12': machine(4 * KIB, 16 * MIB, 512, 'radix', { compound: 'radix-addr-pfn-bug' }),
  'powerpc 4K, 7.2': machine(4 * KIB, 16 * MIB, 512, 'radix-rounds-down', { compound: 'radix' }),
  'powerpc 64K, 6.12': machine(64 * KIB, 16 * MIB, 32, 'radix', { compound: 'radix-addr-pfn-bug' }),
  'powerpc 64K, 7.2': machine(64 * KIB, 16 * MIB, 32, 'radix-rounds-down', { compound: 'radix' }),
  'riscv 6.12': machine(4 * KIB, 128 * MIB, 512, 'huge', { anyPmdWillDo: true }),
  'riscv 7.2': machine(4 * KIB, 128 * MIB, 512, 'huge'),
  loongarch: machine(16 * KIB, 512 * MIB, 2048, 'huge-ram'),
};
/** Those on which a leaf that two devices share goes with the first, or nothing ever goes. */
const GIVES_BACK_EXACTLY = Object.keys(MACHINES).filter((name) => !/to 6\.13|riscv|loongarch/.test(name));
const RADIX = Object.keys(MACHINES).filter((name) => name.startsWith('powerpc'));

interface Device {
  readonly from: number;
  readonly to: number;
  readonly nr: number;
  readonly optimize: boolean;
}

/** vmemmap_can_optimize() from 6.6 on, were it not for the architecture. */
const optimizes = (m: ModelMachine, nr: number): boolean =>
  m.populate !== 'huge-ram' && m.structPageSize === 64 && (nr * m.structPageSize) / m.pageSize > 2;

interface Layout {
  readonly m: ModelMachine;
  readonly devices: readonly Device[];
}

/** Devices side by side in steps of so many bytes, from 4 GiB on, some early sections below and between. */
const layoutsOf = (names: readonly string[], step: (m: ModelMachine) => number): fc.Arbitrary<Layout> =>
  fc
    .record({
      name: fc.constantFrom(...names),
      early: fc.uniqueArray(fc.nat({ max: 20 }), { maxLength: 2 }),
      devices: fc.array(
        fc.record({
          gap: fc.nat({ max: 3 }),
          steps: fc.integer({ min: 1, max: 12 }),
          shift: fc.constantFrom(0, 9, 10, 12, 14, 15, 18),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    })
    .map(({ name, early, devices }) => {
      const bare = MACHINES[name]!;
      const first = (4 * GIB) / bare.pageSize;
      const sections = early.map((s) => first / bare.sectionPages - 4 + s);
      const m = { ...bare, earlySections: new Set(sections) };
      let next = first;
      return {
        m,
        devices: devices.map(({ gap, steps, shift }): Device => {
          const pages = step(m) / m.pageSize;
          const from = next + gap * pages;
          next = from + steps * pages;
          const nr = 2 ** shift;
          return { from, to: next, nr, optimize: optimizes(m, nr) };
        }),
      };
    });

const anyLayout = layoutsOf(Object.keys(MACHINES), () => 2 * MIB);
const run = <T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void): void =>
  fc.assert(fc.property(arbitrary, check), { numRuns: 200 });

/** The same devices, in compounds that they are made of and that they start at a multiple of. */
const wholeCompounds = ({ m, devices }: Layout): Device[] =>
  devices.map((d) => {
    let { nr } = d;
    while (d.from % nr !== 0 || d.to % nr !== 0) nr /= 2;
    return { ...d, nr, optimize: optimizes(m, nr) };
  });

const add = (model: KernelModel, d: Device): 0 | 'ENOMEM' | 'EEXIST' =>
  model.addPages(d.from, d.to, d.nr, d.optimize, null);

/** All that must be as before when devices are gone: what is mapped, how, by which tables, and what it costs. */
const stateOf = (k: KernelModel): unknown => ({
  pte: [...k.pte].sort(([a], [b]) => a - b),
  leaves: [...k.leaves].sort(([a], [b]) => a - b),
  pteTables: [...k.pteTables].sort((a, b) => a - b),
  upper: k.upper.map((tables) => [...tables].sort((a, b) => a - b)),
  references: [...k.refcount].filter(([, n]) => n !== 0).sort(([a], [b]) => a - b),
  subsections: [...k.subsections].sort((a, b) => a - b),
  live: [k.liveRamFrames, k.liveAltmapFrames, k.rawMemmapPages],
});

describe('laws of the page-by-page model', () => {
  it('every frame has as many references as entries map it; new frames and reuses are the mapped entries', () => {
    run(anyLayout, ({ m, devices }) => {
      const model = new KernelModel(m);
      for (const d of devices) add(model, d);
      const mapped = new Map<number, number>();
      for (const frame of model.pte.values()) mapped.set(frame, (mapped.get(frame) ?? 0) + 1);
      const byFrame = (a: [number, number], b: [number, number]): number => a[0] - b[0];
      assert.deepEqual([...mapped].sort(byFrame), [...model.refcount].sort(byFrame));
      const reuses = [...model.refcount.values()].reduce((sum, n) => sum + n - 1, 0);
      assert.equal(model.refcount.size + reuses, model.pte.size);
      const entries = [...mapped.keys()].filter((f) => model.origin.get(f) === 'ram').length;
      const blocks = [...model.leaves.values()].filter((f) => model.origin.get(f) === 'ram').length;
      assert.equal(model.ramFrames, entries + blocks * m.ptesPerPmd);
      assert.equal(model.liveRamFrames, model.ramFrames);
    });
  });

  it('an entry has its PTE table, no PMD is both a leaf and a table, and every table is used', () => {
    run(anyLayout, ({ m, devices }) => {
      const model = new KernelModel(m);
      for (const d of devices) add(model, d);
      const pmds = new Set([...model.pte.keys()].map((page) => Math.floor(page / m.ptesPerPmd)));
      assert.deepEqual([...model.pteTables].sort(), [...pmds].sort());
      for (const pmd of model.leaves.keys()) assert.equal(model.pteTables.has(pmd), false);
      assert.equal(
        [...model.pteTables, ...model.leaves.keys()].every((p) => model.upper[0]!.has(Math.floor(p / 512))),
        true,
      );
    });
  });

  it('what is added once more is refused and changes nothing', () => {
    run(anyLayout, ({ m, devices }) => {
      const model = new KernelModel(m);
      for (const d of devices) add(model, d);
      const before = stateOf(model);
      for (const d of devices) {
        assert.equal(add(model, d), 'EEXIST');
        assert.deepEqual(stateOf(model), before);
      }
    });
  });

  const exact = GIVES_BACK_EXACTLY.filter(
    (name) => name !== 'powerpc 4K, 7.2' && name !== 'powerpc 64K, 7.2',
  );
  const smallest = (m: ModelMachine): number =>
    m.populate === 'base-pages' ? m.sectionPages * m.pageSize : 2 * MIB;
  for (const [devices, layouts] of [
    ['of 2 MiB and up', layoutsOf(exact, smallest)],
    ['of large compounds', layoutsOf(GIVES_BACK_EXACTLY, (m) => (m.pageSize === 4096 ? 128 : 1024) * MIB)],
  ] as const)
    it(`removal of devices ${devices} gives back every reference, frame and table, whichever goes first`, () => {
      run(fc.tuple(layouts, fc.boolean()), ([layout, lastFirst]) => {
        const model = new KernelModel(layout.m);
        const before = stateOf(model);
        const added = wholeCompounds(layout).filter((d) => add(model, d) === 0);
        fc.pre(added.length === layout.devices.length);
        for (const d of lastFirst ? added.reverse() : added) model.removePages(d.from, d.to);
        assert.deepEqual(stateOf(model), before);
      });
    }).timeout(20000);

  it('a failed allocation undoes the slice in progress alone; a second try finds the earlier ones', () => {
    const names = GIVES_BACK_EXACTLY.filter((name) => !RADIX.includes(name));
    const layouts = layoutsOf([...names, 'riscv 7.2'], (m) => m.sectionPages * m.pageSize);
    run(fc.tuple(layouts, fc.integer({ min: 1, max: 40 })), ([{ m, devices }, failAt]) => {
      const bare = { ...m, earlySections: new Set<number>() };
      const [model, control] = [new KernelModel(bare), new KernelModel(bare)];
      const { from, to, nr, optimize } = devices[0]!;
      const result = model.addPages(from, to, nr, optimize, null, failAt);
      if (result === 0) return;
      assert.equal(result, 'ENOMEM');
      const reached = from + model.subsections.size * m.subsectionPages;
      assert.equal((reached - from) % m.sectionPages, 0);
      if (reached > from) control.addPages(from, reached, nr, optimize, null);
      const same = (k: KernelModel): unknown => [
        k.mapping([[from, to]]),
        k.pteTables,
        k.upper,
        k.liveRamFrames,
      ];
      assert.deepEqual(same(model), same(control));
      assert.equal(model.addPages(from, to, nr, optimize, null), reached > from ? 'EEXIST' : 0);
    });
  });

  it('an altmap gives what the memmap takes from it and gets all of it back', () => {
    run(
      fc.tuple(fc.constantFrom(...Object.keys(MACHINES)), fc.integer({ min: 1, max: 8 })),
      ([name, sections]) => {
        const m = MACHINES[name]!;
        const from = (4 * GIB) / m.pageSize;
        const to = from + sections * m.sectionPages * Math.ceil((128 * MIB) / (m.sectionPages * m.pageSize));
        const pages = Math.ceil(((to - from) * m.structPageSize) / m.pageSize);
        const altmap: ModelAltmap = {
          basePfn: from,
          reserve: 2,
          free: 2 * pages + 2 * m.ptesPerPmd,
          align: 0,
          alloc: 0,
          endPfn: to - 1,
        };
        const model = new KernelModel(m);
        assert.equal(model.addPages(from, to, 1, false, altmap), 0);
        assert.equal(model.altmapFrames, altmap.alloc);
        assert.equal(model.frames([[from, to]], 'altmap') + model.frames([[from, to]], 'ram'), pages);
        model.removePages(from, to, altmap);
        if (m.populate === 'huge-ram') return;
        assert.deepEqual(
          [altmap.alloc, model.liveAltmapFrames, model.liveRamFrames, model.pte.size],
          [0, 0, 0, 0],
        );
      },
    );
  });
});

describe('what the page-by-page model does that nobody would expect of a kernel', () => {
  const named = (name: string, more: Partial<ModelMachine> = {}): KernelModel =>
    new KernelModel({ ...MACHINES[name]!, ...more });
  const pfn = (model: KernelModel, address: number): number => address / model.machine.pageSize;

  it('riscv 6.12: a device that is not deduplicated stays unmapped beside one that is, in the same section', () => {
    for (const [name, kind] of [
      ['riscv 6.12', 'none'],
      ['riscv 7.2', 'own'],
    ] as const) {
      const model = named(name);
      const [a, b] = [pfn(model, 4 * GIB), pfn(model, 4 * GIB + 2 * MIB)];
      assert.equal(model.addPages(a, b, 512, true), 0);
      assert.equal(model.addPages(b, 2 * b - a, 1, false), 0);
      assert.deepEqual(model.mapping([[b, 2 * b - a]]), [[[0, 8, kind, kind === 'own' ? 0 : null]]]);
    }
  });

  it('arm64 4K to 6.13 and riscv: the first device to go takes the section memmap of the second with it', () => {
    for (const [name, left] of [
      ['arm64 4K to 6.13', 'none'],
      ['riscv 7.2', 'none'],
      ['arm64 4K', 'own'],
    ] as const) {
      const model = named(name);
      const [a, b] = [pfn(model, 4 * GIB), pfn(model, 4 * GIB + 2 * MIB)];
      model.addPages(a, b, 1, false);
      model.addPages(b, 2 * b - a, 1, false);
      model.removePages(a, b);
      assert.deepEqual(model.mapping([[b, 2 * b - a]]), [[[0, 8, left, left === 'own' ? 0 : null]]]);
    }
  });

  it('arm64 16K: a device takes the vmemmap page it shares with its neighbour when it goes', () => {
    const model = named('arm64 16K');
    const [a, b, c] = [4 * GIB, 4 * GIB + 2 * MIB, 4 * GIB + 4 * MIB].map((at) => pfn(model, at)) as [
      number,
      number,
      number,
    ];
    model.addPages(a, b, 1, false);
    model.addPages(b, c, 1, false);
    assert.deepEqual(model.mapping([[a, c]]), [[[0, 1, 'own', 0]]]);
    model.removePages(a, b);
    assert.deepEqual(model.mapping([[b, c]]), [[[0, 1, 'none', null]]]);
  });

  it('arm64 16K and 64K: a slice that ends no further into a vmemmap page than it starts leaves that page out', () => {
    const spans = fc.record({
      name: fc.constantFrom('arm64 16K', 'arm64 64K'),
      start: fc.nat({ max: 30 }),
      length: fc.integer({ min: 1, max: 33 }),
    });
    run(spans, ({ name, start, length }) => {
      const model = named(name);
      const from = pfn(model, 4 * GIB + start * 2 * MIB);
      const to = from + pfn(model, length * 2 * MIB);
      model.addPages(from, to, 1, false);
      const into = (at: number): number => model.pfnToPage(at) % model.pageSize;
      const row = model.mapping([[from, to]])[0]!.at(-1)!;
      assert.equal(row[2] === 'none', into(to) > 0 && into(to) <= into(from));
    });
  });

  it('powerpc: a device in the middle of a compound populates the compound and leaves that behind', () => {
    const model = named('powerpc 4K, 7.2');
    const [from, to] = [pfn(model, 4 * GIB + 256 * MIB), pfn(model, 4 * GIB + 512 * MIB)];
    assert.equal(model.addPages(from, to, pfn(model, GIB), true), 0);
    assert.deepEqual(model.mapping([[from, to]]), [
      [
        [0, 1, 'own', 0],
        [1, 1023, 'shared', 0],
      ],
    ]);
    assert.equal(model.liveRamFrames, 2);
    model.removePages(from, to);
    assert.deepEqual([model.pte.size, model.liveRamFrames, model.pteTables.size], [2, 2, 1]);
  });

  it('powerpc 7.2: beside a deduplicated device base pages begin at the PMD, and those in the gap are left behind', () => {
    const model = named('powerpc 4K, 7.2');
    const [a, b, c] = [0, 2, 4].map((mib) => pfn(model, 4 * GIB + mib * MIB)) as [number, number, number];
    model.addPages(a, b, 512, true);
    model.addPages(c, c + 512, 1, false);
    assert.deepEqual(model.mapping([[a, c + 512]]), [
      [
        [0, 2, 'own', 0],
        [2, 6, 'shared', 1],
        [8, 16, 'own', 2],
      ],
    ]);
    model.addPages(b, c, 512, true);
    assert.deepEqual(model.mapping([[b, c]]), [[[0, 8, 'own', 0]]]);
    for (const from of [b, c]) model.removePages(from, from + 512);
    model.addPages(c, c + 512, 1, false);
    for (const from of [a, c]) model.removePages(from, from + 512);
    assert.deepEqual([model.subsections.size, model.pte.size, model.pteTables.size], [0, 8, 1]);
  });

  it('powerpc: where the page for the tails cannot be had, nobody notices, and the next page makes good', () => {
    const model = named('powerpc 4K, 7.2', { upperTables: [] });
    const [from, to] = [pfn(model, 4 * GIB), pfn(model, 4 * GIB + 2 * MIB)];
    assert.equal(model.addPages(from, to, 512, true, null, 3), 0);
    assert.deepEqual(model.mapping([[from, to]]), [
      [
        [0, 2, 'own', 0],
        [2, 6, 'shared', 1],
      ],
    ]);
  });

  it('loongarch: vmemmap_free() is empty, the memmap stays and is found again', () => {
    const model = named('loongarch');
    const [from, to] = [pfn(model, 4 * GIB), pfn(model, 5 * GIB)];
    model.addPages(from, to, 1, false);
    const taken = model.liveRamFrames;
    model.removePages(from, to);
    assert.equal(model.liveRamFrames, taken);
    assert.equal(model.addPages(from, to, 1, false), 0);
    assert.equal(model.ramFrames, taken);
  });

  const altmapFor = (from: number, to: number, reserve: number): ModelAltmap => ({
    basePfn: from,
    reserve,
    free: to - from - reserve,
    align: 0,
    alloc: 0,
    endPfn: to - 1,
  });

  it('x86: a partial section has its memmap in RAM, altmap or not; a whole one in a naturally aligned block', () => {
    const model = named('x86-64');
    const [from, to] = [pfn(model, 4 * GIB - 2 * MIB), pfn(model, 4 * GIB + 128 * MIB)];
    const altmap = altmapFor(from, to, 2);
    assert.equal(model.addPages(from, to, 512, false, altmap), 0);
    assert.deepEqual([model.ramFrames, altmap.alloc, altmap.align], [8, 512, 510]);
  });

  it('powerpc: a PMD block that reaches past the device is not taken from its altmap, nor made in front of it', () => {
    for (const name of ['powerpc 4K, 6.12', 'powerpc 4K, 7.2'])
      for (const start of [4 * GIB, 4 * GIB + 64 * MIB]) {
        const model = named(name);
        const [from, to] = [pfn(model, start), pfn(model, start + 64 * MIB)];
        assert.equal(model.addPages(from, to, 1, false, altmapFor(from, to, 0)), 0);
        assert.deepEqual(model.mapping([[from, to]]), [[[0, 256, 'own', 0]]]);
        assert.deepEqual([model.pte.size, model.altmapFrames, model.ramFrames], [256, 256, 0]);
      }
  });

  it('powerpc: of a compound whose second page is under a PMD leaf every other page has a frame of its own', () => {
    const model = named('powerpc 4K, 7.2');
    const at = (mib: number): number => pfn(model, 4 * GIB + mib * MIB);
    model.addPages(at(0), at(2), 1, false);
    model.addPages(at(128), at(1152), at(1024) - at(0), true);
    assert.deepEqual(model.mapping([[at(128), at(1152)]]), [
      [
        [0, 3586, 'own', 0],
        [3586, 510, 'shared', 3585],
      ],
    ]);
  });

  it('powerpc 64K: a vmemmap page stays until the last subsection in it goes', () => {
    const model = named('powerpc 64K, 6.12');
    const [a, b, c] = [0, 2, 4].map((mib) => pfn(model, 4 * GIB + mib * MIB)) as [number, number, number];
    model.addPages(a, b, 1, false);
    model.addPages(b, c, 1, false);
    model.removePages(a, b);
    assert.deepEqual(model.mapping([[b, c]]), [[[0, 1, 'huge', 0]]]);
    model.removePages(b, c);
    assert.deepEqual(model.mapping([[a, c]]), [[[0, 1, 'none', null]]]);
    const [d, e, f] = [80, 82, 84].map((mib) => pfn(model, 4 * GIB + mib * MIB)) as [number, number, number];
    model.addPages(d, e, 1, false);
    model.addPages(e, f, 1, false);
    model.removePages(e, f);
    assert.deepEqual(model.mapping([[d, e]]), [[[0, 1, 'own', 0]]]);
  });

  it('a section present at boot takes a device beside its RAM, on the boot memmap, but never one over all of it', () => {
    const section = (4 * GIB) / (128 * MIB);
    const model = named('x86-64', { earlySections: new Set([section]) });
    const from = pfn(model, 4 * GIB);
    assert.equal(model.addPages(from, from + 32768, 1, false), 'EEXIST');
    assert.equal(model.addPages(from + 512, from + 32768, 512, true), 0);
    assert.deepEqual(model.mapping([[from + 512, from + 32768]]), [[[0, 504, 'huge', 0]]]);
    assert.deepEqual([model.ramFrames, model.newPteTables, model.rawMemmapPages], [0, 0, 0]);
    assert.equal(model.frames([[from + 512, from + 32768]], 'boot'), 504);
    model.removePages(from + 512, from + 32768);
    assert.equal(model.leaves.size, 1);
  });

  it('powerpc: a 1 GiB device 256 MiB into a compound takes 127 frames with 4K pages on 6.12, 3 on 7.2, 3 with 64K pages', () => {
    for (const [name, frames] of [
      ['powerpc 4K, 6.12', 127],
      ['powerpc 4K, 7.2', 3],
      ['powerpc 64K, 6.12', 3],
      ['powerpc 64K, 7.2', 3],
    ] as const) {
      const model = named(name);
      const [from, to] = [pfn(model, 5 * GIB + 256 * MIB), pfn(model, 6 * GIB + 256 * MIB)];
      model.addPages(from, to, pfn(model, GIB), true);
      assert.equal(model.frames([[from, to]], 'ram'), frames, name);
    }
  });

  it('x86: a PMD leaf that two devices share stays until both are gone', () => {
    const model = named('x86-64, struct page of 80 bytes');
    const [a, b, c] = [0, 128, 256].map((mib) => pfn(model, 4 * GIB + mib * MIB)) as [number, number, number];
    model.addPages(a, b, 1, false);
    model.addPages(b, c, 1, false);
    assert.deepEqual([model.leaves.size, model.ramFrames], [3, 1536]);
    model.removePages(a, b);
    assert.deepEqual(model.mapping([[b, c]]), [[[0, 640, 'huge', 0]]]);
    model.removePages(b, c);
    assert.deepEqual([model.leaves.size, model.liveRamFrames], [0, 0]);
  });
});
