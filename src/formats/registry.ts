/** Every format there is. JSON comes first; of the others the stricter before the looser. */
import { commandLine } from './commandLine';
import { free, meminfo, vmstat } from './counters';
import { cxl } from './cxl';
import { daxctl } from './daxctl';
import { devicetree } from './devicetree';
import { firmwareMap } from './firmwareMap';
import { iomem } from './iomem';
import { kernelConfig } from './kernelConfig';
import { kernelMessages } from './kernelMessages';
import { lsmem } from './lsmem';
import { ndctl } from './ndctl';
import { pahole } from './pahole';
import { qemu } from './qemu';
import { uname } from './uname';
import type { Format } from './format';

export const FORMATS: readonly Format[] = [
  daxctl,
  ndctl,
  cxl,
  iomem,
  lsmem,
  firmwareMap,
  commandLine,
  meminfo,
  vmstat,
  free,
  uname,
  pahole,
  kernelConfig,
  qemu,
  devicetree,
  kernelMessages,
];

/** What was looked for, in a list for people. */
export const lookedFor = (): string => {
  const names = FORMATS.map(({ name }) => name);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
};
