/** Reading `machine`: what the pgmaps are made on. */
import { archAt, ARCHES, archOf, hashMmu, pageSize } from '../engine/arch';
import { ARCH_NAMES } from '../engine/archNames';
import { newest, parseKernel } from '../engine/kernel';
import { formatBytes } from '../engine/units';
import { FLAG_KEYS } from '../engine/behaviourKeys';
import { MACHINE_KEYS } from './keys';
import { readRamRange } from './ranges';
import { Reader, spanOfNode } from './reader';
import type { Node } from 'jsonc-parser';
import type { Arch } from '../engine/arch';
import type { ArchName } from '../engine/archNames';
import type { Machine, RamRange } from '../engine/types';
import type { Behaviour } from '../engine/releases';
import type { Kernel } from '../engine/kernel';
import type { Members } from './reader';

export interface MachineRead {
  readonly machine: Machine;
  readonly members: Members;
  /** The nodes of machine.ram, by their index in the model. */
  readonly ram: readonly Node[];
}

export function readMachine(reader: Reader, node: Node | undefined): MachineRead {
  const object = reader.object(node, '"machine", an object { "arch", "kernel", … },');
  const members: Members = object ? reader.members(object, MACHINE_KEYS) : new Map();
  const value = (key: string): Node | undefined => members.get(key)?.value;
  const arch = readArch(reader, value);
  const ramNodes: Node[] = [];
  const ram: RamRange[] = [];
  for (const item of reader.array(value('ram'), 'a list of System RAM ranges')) {
    const range = readRamRange(reader, item);
    if (!range) continue;
    ramNodes.push(item);
    ram.push(range);
  }
  const kernel = overridden(reader, readKernel(reader, value('kernel'), arch), value('behaviour'));
  return {
    machine: {
      arch: archAt(arch, kernel.behaviour),
      structPageSize: readStructPageSize(reader, value('struct_page_size')),
      kernel,
      pagingLevels: reader.integer(value('paging_levels'), 4, 5, 'number of page-table levels') === 5 ? 5 : 4,
      hugetlbFreeVmemmap: readBoolean(reader, value('hugetlb_free_vmemmap')) ?? false,
      ram: value('ram')?.type === 'array' ? ram : null,
    },
    members,
    ram: ramNodes,
  };
}

/** A machine that is written as it was: its nodes are looked up when they are asked for, as most are not. */
export class MachineAsBefore implements MachineRead {
  #read: MachineRead | undefined;

  constructor(
    private readonly text: string,
    private readonly node: Node | undefined,
    readonly machine: Machine,
  ) {}

  get members(): Members {
    return this.#nodes.members;
  }
  get ram(): readonly Node[] {
    return this.#nodes.ram;
  }

  get #nodes(): MachineRead {
    return (this.#read ??= readMachine(new Reader(this.text), this.node));
  }
}

/** Other names of the same architectures, as packages and `uname -m` have them. */
export const ARCH_ALIASES: Readonly<Record<string, ArchName>> = {
  amd64: 'x86_64',
  'x86-64': 'x86_64',
  aarch64: 'arm64',
  ppc64el: 'ppc64le',
  powerpc64le: 'ppc64le',
  riscv: 'riscv64',
  loongarch: 'loongarch64',
  s390: 's390x',
};

function readArchName(reader: Reader, node: Node | undefined): ArchName {
  const text: unknown = node?.value;
  const alias =
    typeof text === 'string' && Object.hasOwn(ARCH_ALIASES, text) ? ARCH_ALIASES[text] : undefined;
  return alias ?? reader.word(node, ARCH_NAMES, 'architecture known here') ?? 'x86_64';
}

/** The architecture, with the page size and MMU it is given: what it cannot have is reported, and its usual taken. */
function readArch(reader: Reader, value: (key: string) => Node | undefined): Arch {
  const name = readArchName(reader, value('arch'));
  const usual = archOf(name)!;
  const node = value('page_size');
  const size = reader.size(node);
  const arch = size === undefined ? usual : archOf(name, Number(size));
  if (!arch) {
    const sizes = ARCHES.filter((a) => a.name === name).map((a) => formatBytes(pageSize(a)));
    reader.error('bad-value', node!, `${name} is known here with pages of ${sizes.join(', ')} only.`);
  }
  const mmu = reader.word(value('mmu'), ['radix', 'hash'], 'MMU');
  if (mmu && name !== 'ppc64le')
    reader.add(
      'ineffective-value',
      'hint',
      spanOfNode(value('mmu')!),
      `Only ppc64le has a choice of MMU; on ${name} "mmu" has no effect.`,
    );
  return mmu === 'hash' && name === 'ppc64le' ? hashMmu(arch ?? usual) : (arch ?? usual);
}

/** mm.h refuses to build with a struct page outside 56 … 96 bytes or of no whole number of words. */
function readStructPageSize(reader: Reader, node: Node | undefined): number {
  const size = reader.integer(node, 8, 4096, 'sizeof(struct page) in bytes');
  if (size === undefined) return 64;
  if (size % 8 !== 0) {
    reader.error('bad-value', node!, `sizeof(struct page) is a multiple of 8; 64 is usual.`);
    return 64;
  }
  if (size < 56 || size > 96)
    reader.add(
      'struct-page-size',
      'warning',
      spanOfNode(node!),
      `No kernel builds with a struct page of ${size} bytes (BUILD_BUG_ON in include/linux/mm.h: 56 to 96); it is laid out all the same.`,
    );
  return size;
}

function readKernel(reader: Reader, node: Node | undefined, arch: Arch): Kernel {
  if (!node) return newest(arch);
  const kernel = node.type === 'string' ? parseKernel(String(node.value), arch) : undefined;
  if (!kernel) {
    reader.error(
      'bad-value',
      node,
      `${reader.source(node).slice(0, 60)} is no kernel release; write "6.12", "6.1.192" or what uname -r prints, in quotes.`,
      node.type === 'number' && parseKernel(reader.source(node), arch)
        ? [reader.quoted(node, reader.source(node))]
        : [],
    );
    return newest(arch);
  }
  if (kernel.assumed) reader.add('assumed-value', 'hint', spanOfNode(node), kernel.assumed);
  if (kernel.arch && kernel.arch !== arch.name)
    reader.add(
      'assumed-value',
      'hint',
      spanOfNode(node),
      `This kernel is named as one of ${kernel.arch}, but figures are those of ${arch.name}; set "arch" in machine.`,
    );
  return kernel;
}

/** Flags of `machine.behaviour` in place of the release's: for kernels with back-ports. */
function overridden(reader: Reader, kernel: Kernel, node: Node | undefined): Kernel {
  const object = reader.object(node, 'an object of behaviour flags');
  if (!object) return kernel;
  const keys = FLAG_KEYS.map(({ key }) => key);
  const members = reader.members(object, keys);
  const flags = FLAG_KEYS.flatMap(({ flag, key, values }) => {
    const at = members.get(key)?.value;
    const value = values ? reader.word(at, values, 'behaviour') : readBoolean(reader, at);
    return value === undefined ? [] : [[flag, value] as const];
  });
  return {
    ...kernel,
    behaviour: { ...kernel.behaviour, ...(Object.fromEntries(flags) as Partial<Behaviour>) },
  };
}

function readBoolean(reader: Reader, node: Node | undefined): boolean | undefined {
  if (!node || node.type === 'boolean') return node?.value as boolean | undefined;
  reader.wrongType(node, 'true or false');
  return undefined;
}
