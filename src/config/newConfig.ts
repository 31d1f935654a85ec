/** A config from a few answers. */
import { archAt, archOf } from '../engine/arch';
import { parseKernel } from '../engine/kernel';
import { hex } from '../engine/units';
import { alignsOf } from './aligns';
import { nextAddress } from './nextAddress';
import type { ArchName } from '../engine/archNames';

/** `raw`: a devdax namespace given by its raw extent. */
export type NewMode = 'devdax' | 'fsdax' | 'system-ram' | 'raw';

export interface Answers {
  readonly arch: ArchName;
  readonly kernel: string;
  readonly mode: NewMode;
  /** As it is written: `128GiB`. */
  readonly capacity: string;
  /** As it is written: `2MiB`; of no meaning to fsdax and system-ram. */
  readonly align: string;
}

/** Whether a device of this mode has an align to choose. */
export const hasAlign = (mode: NewMode): boolean => mode === 'devdax' || mode === 'raw';

/** The aligns to choose from on an architecture's usual pages under a kernel, as they are written. */
export function alignsFor({ arch, kernel }: Pick<Answers, 'arch' | 'kernel'>): string[] {
  const usual = archOf(arch)!;
  const parsed = parseKernel(kernel, usual)!;
  return alignsOf({ arch: archAt(usual, parsed.behaviour), kernel: parsed });
}

/** The text of a config, with comments that say what to write instead of what was assumed. */
export function newConfig({ arch, kernel, mode, capacity, align }: Answers): string {
  const start = hex(nextAddress({ machine: { ram: null }, pgmaps: [] }, 2 ** 30));
  const place = JSON.stringify({ start, size: capacity }, null, 1).replace(/\n */g, ' ');
  const namespace = mode === 'fsdax' || mode === 'raw';
  const lines = [
    `"name": "${namespace ? 'namespace0.0' : 'dax0.0'}"`,
    `"mode": "${mode === 'raw' ? 'devdax' : mode}"`,
    ...(hasAlign(mode) ? [`"align": "${align}"`] : []),
    ...(namespace ? ['"map": "mem"'] : []),
    namespace ? `"raw": ${place}` : `"ranges": [${place}]`,
  ];
  return `{
  "machine": { "arch": "${arch}", "kernel": "${kernel}" },
  "pgmaps": [
    {
      // The start is assumed: write that of /proc/iomem or of "daxctl list -DM".
      ${lines.join(',\n      ')}
    }
  ]
}
`;
}
