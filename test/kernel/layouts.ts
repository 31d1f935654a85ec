/** Random machines and layouts, for the engine and for the page-by-page model alike. */
import fc from 'fast-check';
import { ARCHES, pagesPerSection, pagesPerSubsection, pageSize } from '../../src/engine/arch';
import { parseKernel } from '../../src/engine/kernel';
import type { Arch } from '../../src/engine/arch';
import type { PopulateCode } from '../../src/engine/releases';
import type { Machine, Pgmap } from '../../src/engine/types';
import type { ModelMachine } from '../model/kernelModel';

/** Releases between which something differs somewhere. */
const RELEASES = [
  '5.17',
  '5.19',
  '6.1.100',
  '6.1.192',
  '6.4',
  '6.5',
  '6.6',
  '6.12.50',
  '6.12',
  '6.14',
  '7.1',
  '7.3',
];

export interface Layout {
  readonly machine: Machine;
  readonly pgmaps: readonly Pgmap[];
  /** Per pgmap, per range: [from, to) in pfns. */
  readonly pfns: readonly (readonly (readonly [number, number])[])[];
  readonly earlySections: readonly number[];
}

interface Drawn {
  readonly arch: Arch;
  readonly release: string;
  readonly structPageSize: number;
  readonly early: readonly number[];
  readonly shifts: readonly number[];
  /** Per pgmap, per range: gap before it and length, in subsections. */
  readonly spans: readonly (readonly (readonly [number, number])[])[];
}

const drawn = (arches: readonly Arch[], longest: number): fc.Arbitrary<Drawn> =>
  fc.record({
    arch: fc.constantFrom(...arches),
    release: fc.constantFrom(...RELEASES),
    structPageSize: fc.constantFrom(64, 64, 64, 56, 72, 80, 96),
    early: fc.uniqueArray(fc.nat({ max: 12 }), { maxLength: 3 }),
    shifts: fc.array(fc.constantFrom(0, 1, 3, 6, 7, 8, 9, 9, 10, 12, 14, 15, 16, 18, 18, 20), {
      minLength: 1,
      maxLength: 3,
    }),
    spans: fc.array(
      fc.array(
        fc.tuple(fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 130 })), fc.integer({ min: 1, max: longest })),
        { minLength: 1, maxLength: 3 },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  });

/** Ascending ranges over the pgmaps, starting two sections up; ranges that cover a whole early section are pushed past it. */
function place({ arch, early, spans }: Drawn): [number, number][][] {
  const [section, subsection] = [pagesPerSection(arch), pagesPerSubsection(arch)];
  let next = 2 * section;
  const taken = new Set(early);
  const coversEarly = (from: number, to: number): boolean => {
    for (let s = Math.ceil(from / section); (s + 1) * section <= to; s++) if (taken.has(s)) return true;
    return false;
  };
  return spans.map((ranges) =>
    ranges.map(([gap, length]): [number, number] => {
      let from = next + gap * subsection;
      const size = length * subsection;
      while (coversEarly(from, from + size)) from += section;
      next = from + size;
      return [from, next];
    }),
  );
}

function layoutOf(d: Drawn): Layout | undefined {
  const { arch } = d;
  const pfns = place(d);
  const bytes = BigInt(pageSize(arch));
  const [section, subsection] = [pagesPerSection(arch), pagesPerSubsection(arch)];
  const free = (pfn: number): boolean => !pfns.flat().some(([from, to]) => from <= pfn && pfn < to);
  // Each early section holds one page of RAM, where no range lies: ranges may lie beside it.
  const ram = d.early.map((s) => {
    for (let pfn = s * section; pfn < (s + 1) * section; pfn += subsection)
      if (free(pfn)) return { start: BigInt(pfn) * bytes, end: BigInt(pfn + 1) * bytes - 1n, node: 0 };
    return null;
  });
  if (ram.includes(null)) return undefined;
  // Below the first RAM, rounded down, arm64 and riscv64 have no direct map.
  const low = Math.min(...pfns.flat(2));
  const unit = 2 ** ((arch.directMapShift ?? 0) - arch.pageShift);
  const lowest = Math.min(...ram.map((r) => Math.floor(Number(r!.start / bytes) / unit) * unit));
  if (arch.directMapShift !== undefined && low < lowest) return undefined;
  const pgmaps = pfns.map((ranges, i): Pgmap => {
    const vmemmapShift = d.shifts[i % d.shifts.length]!;
    return {
      name: `p${i}`,
      mode: 'generic',
      map: 'mem',
      align: 2 ** (vmemmapShift + arch.pageShift),
      vmemmapShift,
      ranges: ranges.map(([from, to]) => ({ start: BigInt(from) * bytes, end: BigInt(to) * bytes - 1n })),
      altmap: null,
      memmapOnMemory: false,
      raw: null,
      size: null,
    };
  });
  const kernel = parseKernel(d.release, arch)!;
  const machine: Machine = {
    arch,
    structPageSize: d.structPageSize,
    // Which releases have ZONE_DEVICE is another matter than what they would do.
    kernel: { ...kernel, behaviour: { ...kernel.behaviour, zoneDevice: true, maxFolioOrderCheck: false } },
    pagingLevels: 4,
    hugetlbFreeVmemmap: false,
    ram: ram.filter((r) => r !== null),
  };
  return { machine, pgmaps, pfns, earlySections: d.early };
}

/** Layouts on some architectures, with ranges of up to `longest` subsections. */
export const layouts = (
  longest: number,
  arches: readonly Arch[] = ARCHES.filter((a) => a.mmu !== 'hash'),
): fc.Arbitrary<Layout> =>
  drawn(arches, longest)
    .map(layoutOf)
    .filter((l) => l !== undefined);

const POPULATE: Readonly<Record<PopulateCode, ModelMachine['populate'] | null>> = {
  'hugepages-of-sections': 'x86',
  'hugepages-of-sections-altmap-pages': 'arm64-4k-partial-base',
  hugepages: 'huge',
  'hugepages-of-ram': 'huge-ram',
  basepages: 'base-pages',
  'basepages-of-ram': 'base-pages-ram',
  radix: 'radix',
  'radix-rounds-down': 'radix-rounds-down',
  hash: null,
};

/** The model's machine for the engine's. */
export function modelMachine({ machine, earlySections }: Layout): ModelMachine {
  const { arch, kernel, structPageSize, ram } = machine;
  const populate = kernel.behaviour.populate;
  const first = ram?.length ? Math.min(...ram.map((r) => Number(r.start))) : 0;
  const memstart =
    arch.memstartShift === null ? 0 : Math.floor(first / 2 ** arch.memstartShift) * 2 ** arch.memstartShift;
  return {
    pageSize: pageSize(arch),
    structPageSize,
    sectionPages: pagesPerSection(arch),
    subsectionPages: pagesPerSubsection(arch),
    ptesPerPmd: 2 ** (arch.pmdShift - arch.pageShift),
    populate: arch.name === 'arm64' && populate === 'hugepages' ? 'arm64-4k' : POPULATE[populate]!,
    compound: kernel.behaviour.compound === 'addr-pfn-bug' ? 'radix-addr-pfn-bug' : kernel.behaviour.compound,
    earlySections: new Set(earlySections),
    vmemmapStart: -(memstart / pageSize(arch)) * structPageSize,
    anyPmdWillDo: kernel.behaviour.anyPmdWillDo,
    upperTables: [2 ** (arch.pudShift - arch.pmdShift), 2 ** (arch.p4dShift - arch.pudShift)],
  };
}

const described = ({ machine, pgmaps, pfns, earlySections }: Layout): string => {
  const ranges = pgmaps.map((p, i) => `${p.vmemmapShift}: ${pfns[i]!.map((r) => r.join('-')).join(' ')}`);
  return `${machine.arch.name} ${pageSize(machine.arch)} ${machine.kernel.release} S=${machine.structPageSize} early ${earlySections.join()}; ${ranges.join('; ')}`;
};

/** `check` with the layout named in what it throws. */
export const telling =
  <T extends unknown[]>(check: (l: Layout, ...more: T) => void) =>
  (l: Layout, ...more: T): void => {
    try {
      check(l, ...more);
    } catch (e) {
      throw new Error(`${described(l)} ${more.join()}`, { cause: e });
    }
  };
