/** Every layout on which a kernel was seen, or read, to go wrong is found before the machine finds it: docs/kernel-bugs.md. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { archOf, hashMmu } from '../../src/engine/arch';
import { findHazards } from '../../src/engine/findings';
import { parseKernel } from '../../src/engine/kernel';
import { populate } from '../../src/engine/population';
import { GiB, KiB, MiB, pgmap } from './helpers';
import type { Arch } from '../../src/engine/arch';
import type { ArchName } from '../../src/engine/archNames';
import type { Machine, Pgmap } from '../../src/engine/types';

const AT = 64 * GiB;
const RAM = [{ start: 0n, end: 0xffffffffn, node: 0 }];

const on = (name: ArchName, release: string, page = 4 * KiB, more: Partial<Machine> = {}): Machine => {
  const arch = archOf(name, page)!;
  return machineOn(arch, release, more);
};

const machineOn = (arch: Arch, release: string, more: Partial<Machine> = {}): Machine => ({
  arch,
  structPageSize: 64,
  kernel: parseKernel(release, arch)!,
  pagingLevels: 4,
  hugetlbFreeVmemmap: false,
  ram: arch.name === 'arm64' ? [{ start: 0x40000000n, end: 0x13fffffffn, node: 0 }] : RAM,
  ...more,
});

/** A devdax pgmap in the machine's pages. */
const device = (m: Machine, align: number, spans: [number, number][], more: Partial<Pgmap> = {}): Pgmap =>
  pgmap(align, spans, { vmemmapShift: Math.log2(align) - m.arch.pageShift, ...more });

const found = (m: Machine, pgmaps: Pgmap[]): Map<string, string> =>
  new Map(findHazards(m, pgmaps, populate(m, pgmaps, [])).map((f) => [f.code, `${f.severity}: ${f.what}`]));

interface Bug {
  readonly heading: string;
  readonly code: string;
  readonly machine: Machine;
  readonly pgmaps: (m: Machine) => Pgmap[];
  /** The same, with the layout or the release that mends it. */
  readonly mended: readonly [Machine, (m: Machine) => Pgmap[]];
}

const x86 = (release: string): Machine => on('x86_64', release);
const oddNamespace = (m: Machine): Pgmap[] => [
  device(m, GiB, [], { raw: { start: BigInt(AT + 2 * MiB), size: BigInt(4 * GiB) } }),
];
const halfPages = (m: Machine): Pgmap[] => [
  device(m, 16 * KiB, [[AT + 2 * MiB, 64 * MiB]], { mode: 'fsdax', vmemmapShift: 0 }),
];
const neighbours = (m: Machine): Pgmap[] => [
  device(m, 2 * MiB, [[AT, 2 * MiB]]),
  device(m, 4 * KiB, [[AT + 2 * MiB, 2 * MiB]], { name: 'dax0.1' }),
];

const BUGS: readonly Bug[] = [
  {
    heading: 'Heads of later compounds on one shared tail page',
    code: 'head-aliasing',
    machine: x86('7.3'),
    pgmaps: oddNamespace,
    mended: [x86('7.3'), (m) => [device(m, GiB, [], { raw: { start: BigInt(AT), size: BigInt(4 * GiB) } })]],
  },
  {
    heading: 'Heads of later compounds on one shared tail page',
    code: 'head-aliasing',
    machine: x86('6.1.192'),
    pgmaps: (m) => [device(m, 2 * MiB, [[AT, 6 * MiB]]), device(m, GiB, [[AT + 6 * MiB, 3 * GiB]])],
    mended: [
      x86('6.1.192'),
      (m) => [device(m, GiB, [[AT, 3 * GiB]]), device(m, 2 * MiB, [[AT + 3 * GiB, 6 * MiB]])],
    ],
  },
  {
    heading: 'powerpc aligns compounds from pfn 0',
    code: 'head-aliasing',
    machine: on('ppc64le', '7.2', 64 * KiB),
    pgmaps: (m) => [device(m, GiB, [[AT + 256 * MiB, GiB]])],
    mended: [on('ppc64le', '7.2', 64 * KiB), (m) => [device(m, GiB, [[AT, GiB]])]],
  },
  {
    heading: 'powerpc, 4 KiB pages: less is shared than could be',
    code: 'addr-pfn-bug',
    machine: on('ppc64le', '6.12.107'),
    pgmaps: (m) => [device(m, GiB, [[AT, GiB]])],
    mended: [on('ppc64le', '7.2.13'), (m) => [device(m, GiB, [[AT, GiB]])]],
  },
  {
    heading: 'powerpc: initialisation behind an altmap runs past the range',
    code: 'compound-overrun',
    machine: on('ppc64le', '6.12.107', 64 * KiB),
    pgmaps: (m) => [
      device(m, GiB, [[AT, 2 * GiB]], { map: 'dev', mode: 'generic', altmap: { reserve: 0, free: 512 } }),
    ],
    mended: [
      on('ppc64le', '6.12.107', 64 * KiB),
      (m) => [
        device(m, GiB, [[AT, 2 * GiB]], { map: 'dev', mode: 'generic', altmap: { reserve: 0, free: 16384 } }),
      ],
    ],
  },
  {
    heading: '16 KiB and 64 KiB pages: the last struct pages are not mapped',
    code: 'struct-pages-unmapped',
    machine: on('arm64', '7.3.4', 16 * KiB),
    pgmaps: halfPages,
    mended: [
      on('arm64', '7.3.4', 16 * KiB),
      (m) => [device(m, 16 * KiB, [[AT + 4 * MiB, 60 * MiB]], { mode: 'fsdax', vmemmapShift: 0 })],
    ],
  },
  {
    heading: 'Compounds smaller than two vmemmap pages',
    code: 'compound-overrun',
    machine: on('arm64', '6.1.176', 64 * KiB),
    pgmaps: (m) => [device(m, 2 * MiB, [[AT, 512 * MiB]], { mode: 'generic' })],
    mended: [
      on('arm64', '6.1.176', 64 * KiB),
      (m) => [device(m, 512 * MiB, [[AT, 512 * MiB]], { mode: 'generic' })],
    ],
  },
  {
    heading: 'Struct pages in boot sections stay uninitialised',
    code: 'uninitialized-struct-pages',
    machine: on('x86_64', '6.6.0', 4 * KiB, {
      ram: [{ start: 0n, end: BigInt(AT + 64 * MiB) - 1n, node: 0 }],
    }),
    pgmaps: (m) => [device(m, 2 * MiB, [[AT + 64 * MiB, 192 * MiB]])],
    mended: [
      on('x86_64', '7.2', 4 * KiB, { ram: [{ start: 0n, end: BigInt(AT + 64 * MiB) - 1n, node: 0 }] }),
      (m) => [device(m, 2 * MiB, [[AT + 64 * MiB, 192 * MiB]])],
    ],
  },
  {
    heading: 'riscv64: no struct pages beside a deduplicated device',
    code: 'struct-pages-unmapped',
    machine: on('riscv64', '6.12'),
    pgmaps: neighbours,
    mended: [on('riscv64', '7.2'), neighbours],
  },
  {
    heading: 'arm64 and riscv64: removal takes a neighbour’s struct pages',
    code: 'removal-hazard',
    machine: on('arm64', '6.10'),
    pgmaps: neighbours,
    mended: [on('arm64', '7.3'), neighbours],
  },
  {
    heading: 'powerpc hash: deduplication where nobody looks',
    code: 'struct-pages-unmapped',
    machine: machineOn(hashMmu(archOf('ppc64le', 64 * KiB)!), '6.3'),
    pgmaps: (m) => [device(m, 16 * MiB, [[AT, GiB]])],
    mended: [
      machineOn(hashMmu(archOf('ppc64le', 64 * KiB)!), '6.6'),
      (m) => [device(m, 16 * MiB, [[AT, GiB]])],
    ],
  },
  {
    heading: 'A RAM buffer in front of a soft-reserved device',
    code: 'ram-buffer',
    machine: on('x86_64', '7.3', 4 * KiB, { ram: [{ start: 0n, end: BigInt(AT + 2 * MiB) - 1n, node: 0 }] }),
    pgmaps: (m) => [device(m, 2 * MiB, [[AT + 2 * MiB, 258 * MiB]])],
    mended: [
      on('x86_64', '6.18', 4 * KiB, { ram: [{ start: 0n, end: BigInt(AT + 2 * MiB) - 1n, node: 0 }] }),
      (m) => [device(m, 2 * MiB, [[AT + 2 * MiB, 258 * MiB]])],
    ],
  },
  {
    heading: 'A tail page looked up under a PMD leaf',
    code: 'stray-tail-page',
    machine: on('x86_64', '7.3', 4 * KiB, { ram: [{ start: 0n, end: 0x100ffffffn, node: 0 }] }),
    pgmaps: (m) => [device(m, GiB, [[0x106000000, GiB]])],
    mended: [
      on('x86_64', '7.3', 4 * KiB, { ram: [{ start: 0n, end: 0x100ffffffn, node: 0 }] }),
      (m) => [device(m, GiB, [[0x108000000, GiB]])],
    ],
  },
  {
    heading: 'A neighbour’s PMD leaf taken for a page table',
    code: 'leaf-taken-for-table',
    machine: on('riscv64', '7.3'),
    pgmaps: (m) => [
      device(m, 4 * KiB, [[AT, 16 * MiB]], { name: 'f', mode: 'fsdax', vmemmapShift: 0 }),
      device(m, 2 * MiB, [[AT + 16 * MiB, GiB]]),
    ],
    mended: [
      on('riscv64', '7.3'),
      (m) => [
        device(m, 4 * KiB, [[AT, 16 * MiB]], { name: 'f', mode: 'fsdax', vmemmapShift: 0 }),
        device(m, 2 * MiB, [[AT + 128 * MiB, GiB]]),
      ],
    ],
  },
  {
    heading: 'A neighbour’s PMD leaf taken for a page table',
    code: 'leaf-taken-for-table',
    machine: on('ppc64le', '6.1.100', 64 * KiB, {
      ram: [{ start: 0n, end: BigInt(AT + GiB) - 1n, node: 0 }],
    }),
    pgmaps: (m) => [device(m, GiB, [[AT + GiB, 2 * GiB]], { mode: 'generic' })],
    mended: [
      on('ppc64le', '6.1.100', 64 * KiB, { ram: [{ start: 0n, end: BigInt(AT + GiB) - 1n, node: 0 }] }),
      (m) => [device(m, GiB, [[AT + 2 * GiB, 2 * GiB]], { mode: 'generic' })],
    ],
  },
  {
    heading: 'Heads of later compounds on one shared tail page',
    code: 'head-aliasing',
    machine: on('ppc64le', '6.1.100', 64 * KiB),
    pgmaps: (m) => [device(m, GiB, [[AT + 16 * MiB, 2 * GiB]], { mode: 'generic' })],
    mended: [
      on('ppc64le', '6.1.100', 64 * KiB),
      (m) => [device(m, GiB, [[AT + 64 * MiB, 2 * GiB]], { mode: 'generic' })],
    ],
  },
];

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'kernel-bugs.md'), 'utf8');

describe('kernels that go wrong', () => {
  for (const { heading, code, machine, pgmaps, mended } of BUGS)
    it(`${machine.arch.name} ${machine.kernel.release}: ${heading}`, () => {
      const bad = found(machine, pgmaps(machine));
      assert.ok(bad.has(code), `${code} not in ${[...bad].join('\n')}`);
      const [m, better] = mended;
      assert.ok(!found(m, better(m)).has(code), 'the mended layout is found as well');
      assert.ok(PAGE.includes(`## ${heading}\n`), 'docs/kernel-bugs.md has no such heading');
      assert.ok(PAGE.includes(`\`${code}\``), `docs/kernel-bugs.md does not name ${code}`);
    });
});
