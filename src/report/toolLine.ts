/** The ndctl and daxctl lines that make a pgmap so: to be copied, never run. */
import { formatBytes } from '../engine/units';
import { printable } from './words';
import type { Pgmap } from '../engine/types';

/** A size as ndctl and daxctl read it (util/size.c): the largest unit of 1024 that says it exactly, and none above T. */
export function sizeArgument(bytes: bigint): string {
  const units = ['T', 'G', 'M', 'K'] as const;
  for (const [i, unit] of units.entries()) {
    const one = 1n << BigInt(40 - 10 * i);
    if (bytes >= one && bytes % one === 0n) return `${bytes / one}${unit}`;
  }
  return String(bytes);
}

/** Either a line to copy, or a sentence that says why there is none. */
export type CommandLine =
  | { readonly line: string; /** What one should know before it is run. */ readonly caution?: string }
  | { readonly none: string };

/** For a device that would stand elsewhere: no line above makes it so. */
export const NO_START: CommandLine = {
  none: 'No option says where a device starts: daxctl create-device takes its ranges from a JSON file alone (--input).',
};

/**
 * A name as the shell takes it: what ndctl and daxctl give needs no quotes. A terminal acts on control characters before
 * the shell sees any quotes, and a name with `-` in front is an option in quotes too: these are left to be filled in.
 */
const word = (name: string): string =>
  /^[\w.:][\w.:-]*$/.test(name)
    ? name
    : name === printable(name) && !name.startsWith('-')
      ? `'${name.replace(/'/g, "'\\''")}'`
      : '<device>';

/** ndctl create-namespace(1): `-e` writes an existing namespace's info block anew; what was in it is lost. */
function ndctl(pgmap: Pgmap): CommandLine {
  const mode = pgmap.mode === 'fsdax' ? 'fsdax' : 'devdax';
  const align = pgmap.mode === 'fsdax' ? '' : ` --align=${sizeArgument(BigInt(pgmap.align))}`;
  const name = /^namespace\d+\.\d+$/.test(pgmap.name) ? pgmap.name : '<namespace>';
  return {
    line: `ndctl create-namespace -f -e ${name} --mode=${mode} --map=${pgmap.map}${align}`,
    caution: 'It makes the namespace anew, and what is stored there is lost.',
  };
}

/** daxctl create-device(1): a device's align is chosen when it is made. */
function daxctl(pgmap: Pgmap): CommandLine {
  if (pgmap.map === 'dev')
    return { none: 'A dax bus device keeps its memmap in RAM: only an nvdimm namespace takes map=dev.' };
  const region = /^dax(\d+)\.\d+$/.exec(pgmap.name)?.[1] ?? '<region>';
  const size = pgmap.size ?? pgmap.ranges.reduce((sum, r) => sum + r.end - r.start + 1n, 0n);
  return {
    line: `daxctl create-device -r ${region} -s ${sizeArgument(size)} -a ${sizeArgument(BigInt(pgmap.align))}`,
  };
}

export function commandLine(pgmap: Pgmap): CommandLine {
  if (pgmap.mode === 'generic')
    return {
      none: `A driver calls memremap_pages() with order ${pgmap.vmemmapShift} (${formatBytes(pgmap.align)}): there is no command for it.`,
    };
  if (pgmap.mode === 'system-ram')
    return { line: `daxctl reconfigure-device --mode=system-ram ${word(pgmap.name)}` };
  const namespace = pgmap.raw !== null || pgmap.mode === 'fsdax' || pgmap.name.startsWith('namespace');
  return namespace ? ndctl(pgmap) : daxctl(pgmap);
}
