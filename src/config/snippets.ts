/** Whole machines and pgmaps to write from, as VS Code snippets. */
import { NEWEST_RELEASE } from '../engine/releases';

export interface Snippet {
  readonly label: string;
  readonly detail: string;
  /** Snippet syntax; `START` stands for the address that follows what is there. */
  readonly body: string;
}

export const MACHINES: readonly Snippet[] = [
  {
    label: 'x86_64 machine',
    detail: '4 KiB pages, RAM below and above the PCI hole',
    body: `{
  "arch": "x86_64",
  "kernel": "\${1:${NEWEST_RELEASE}}",
  "ram": [
    { "start": "0x100000", "end": "0x7fffffff" },
    { "start": "0x100000000", "end": "\${2:0x207fffffff}" }
  ]
}`,
  },
  {
    label: 'arm64 machine',
    detail: '4, 16 or 64 KiB pages; RAM from 1 GiB',
    body: `{
  "arch": "arm64",
  "page_size": "\${1|4KiB,16KiB,64KiB|}",
  "kernel": "\${2:${NEWEST_RELEASE}}",
  "ram": [{ "start": "0x40000000", "end": "\${3:0x103fffffff}" }]
}`,
  },
  {
    label: 'ppc64le machine',
    detail: '64 KiB pages, radix or hash MMU',
    body: `{
  "arch": "ppc64le",
  "mmu": "\${1|radix,hash|}",
  "kernel": "\${2:${NEWEST_RELEASE}}",
  "ram": [{ "start": "0x0", "end": "\${3:0xfffffffff}" }]
}`,
  },
  {
    label: 'riscv64 machine',
    detail: '4 KiB pages, RAM from 2 GiB',
    body: `{
  "arch": "riscv64",
  "kernel": "\${1:${NEWEST_RELEASE}}",
  "ram": [{ "start": "0x80000000", "end": "\${2:0x107fffffff}" }]
}`,
  },
];

export const PGMAPS: readonly Snippet[] = [
  {
    label: 'devdax pgmap',
    detail: 'A character device: daxctl create-device, or ndctl create-namespace -m devdax',
    body: `{
  "name": "\${1:dax0.0}",
  "align": "\${2|2MiB,1GiB,4KiB|}",
  "ranges": [{ "start": "\${3:START}", "size": "\${4:128GiB}" }]
}`,
  },
  {
    label: 'fsdax pgmap',
    detail: 'A block device with DAX; its memmap in RAM or on the device',
    body: `{
  "name": "\${1:namespace0.0}",
  "mode": "fsdax",
  "map": "\${2|dev,mem|}",
  "raw": { "start": "\${3:START}", "size": "\${4:128GiB}" }
}`,
  },
  {
    label: 'system-ram pgmap',
    detail: 'Onlined by kmem as memory of its own node',
    body: `{
  "name": "\${1:dax0.0}",
  "mode": "system-ram",
  "target_node": \${2:1},
  "ranges": [{ "start": "\${3:START}", "size": "\${4:128GiB}" }]
}`,
  },
  {
    label: 'raw namespace pgmap',
    detail: 'The raw extent of a devdax namespace: its info block gives range and altmap',
    body: `{
  "name": "\${1:namespace0.0}",
  "mode": "devdax",
  "align": "\${2|2MiB,1GiB|}",
  "map": "\${3|dev,mem|}",
  "raw": { "start": "\${4:START}", "size": "\${5:128GiB}" }
}`,
  },
];
