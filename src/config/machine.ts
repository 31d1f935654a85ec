/** Reading `machine`: what the pgmaps are made on. */
import { ARCHES, pageSize, X86_64 } from '../engine/arch';
import { NEWEST, parseKernel } from '../engine/releases';
import { formatBytes } from '../engine/units';
import { MACHINE_KEYS } from './keys';
import { readRamRange } from './ranges';
import { spanOfNode } from './reader';
import type { Node } from 'jsonc-parser';
import type { Arch, ArchName } from '../engine/arch';
import type { Machine, RamRange } from '../engine/types';
import type { Kernel } from '../engine/releases';
import type { Members, Reader } from './reader';

const ARCH_NAMES: readonly ArchName[] = ['x86_64', 'arm64', 'ppc64le', 'riscv64', 'loongarch64', 's390x'];

export interface MachineRead {
  readonly machine: Machine;
  readonly members: Members;
  /** The nodes of machine.ram, by their index in the model. */
  readonly ram: readonly Node[];
  /** False for an architecture that this version cannot lay out: its pgmaps would get another one's figures. */
  readonly known: boolean;
}

export function readMachine(reader: Reader, node: Node | undefined): MachineRead {
  const object = reader.object(node, '"machine", an object { "arch", "kernel", … },');
  const members: Members = object ? reader.members(object, MACHINE_KEYS) : new Map();
  const value = (key: string): Node | undefined => members.get(key)?.value;
  const arch = readArch(reader, value('arch'));
  checkPageSize(reader, value('page_size'), arch);
  reader.word(value('mmu'), ['radix', 'hash'], 'MMU');
  const ramNodes: Node[] = [];
  const ram: RamRange[] = [];
  for (const item of reader.array(value('ram'), 'a list of System RAM ranges')) {
    const range = readRamRange(reader, item);
    if (!range) continue;
    ramNodes.push(item);
    ram.push(range);
  }
  return {
    machine: {
      arch: arch ?? X86_64,
      structPageSize: readStructPageSize(reader, value('struct_page_size')),
      kernel: readKernel(reader, value('kernel')),
      pagingLevels: reader.integer(value('paging_levels'), 4, 5, 'number of page-table levels') === 5 ? 5 : 4,
      hugetlbFreeVmemmap: readBoolean(reader, value('hugetlb_free_vmemmap')) ?? false,
      ram: value('ram')?.type === 'array' ? ram : null,
    },
    members,
    ram: ramNodes,
    known: arch !== undefined,
  };
}

/** Undefined for an architecture that cannot be laid out. */
function readArch(reader: Reader, node: Node | undefined): Arch | undefined {
  const name = reader.word(node, ARCH_NAMES, 'architecture known here') ?? 'x86_64';
  const arch = ARCHES.find((a) => a.name === name);
  if (!arch)
    reader.error(
      'arch-unsupported',
      node!,
      `${name} cannot be laid out by this version; only ${ARCHES.map((a) => a.name).join(', ')} can, and no other's figures are shown in its place.`,
    );
  return arch;
}

/** Of an architecture that cannot be laid out no page size is judged. */
function checkPageSize(reader: Reader, node: Node | undefined, arch: Arch | undefined): void {
  const size = reader.size(node);
  if (arch && size !== undefined && size !== BigInt(pageSize(arch)))
    reader.error('bad-value', node!, `${arch.name} has pages of ${formatBytes(pageSize(arch))} only.`);
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

function readKernel(reader: Reader, node: Node | undefined): Kernel {
  if (!node) return NEWEST;
  const kernel = node.type === 'string' ? parseKernel(String(node.value)) : undefined;
  if (!kernel) {
    reader.error(
      'bad-value',
      node,
      `${reader.source(node).slice(0, 60)} is no kernel release; write "6.12", "6.1.192" or what uname -r prints, in quotes.`,
      node.type === 'number' && parseKernel(reader.source(node))
        ? [reader.quoted(node, reader.source(node))]
        : [],
    );
    return NEWEST;
  }
  if (kernel.assumed) reader.add('assumed-value', 'hint', spanOfNode(node), kernel.assumed);
  return kernel;
}

function readBoolean(reader: Reader, node: Node | undefined): boolean | undefined {
  if (!node || node.type === 'boolean') return node?.value as boolean | undefined;
  reader.wrongType(node, 'true or false');
  return undefined;
}
