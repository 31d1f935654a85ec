import { sample, table } from './formatsHelpers';

const STRUCT = `struct page {
	long unsigned int          flags;                /*     0     8 */
	union {
		struct {
			struct list_head lru;            /*     8    16 */
		};                                       /*     8    40 */
	};                                               /*     8    40 */
	atomic_t                   _refcount;            /*    52     4 */

	/* size: 80, cachelines: 2, members: 5 */
	/* last cacheline: 16 bytes */
};
`;

describe('pahole -C page', () => {
  table([
    ['the struct', STRUCT, ['machine struct_page_size=80'], []],
    [
      'the struct with other structs written out in it',
      STRUCT.replace('/*     8    16 */', '\n\t\t\t\t/* size: 16, cachelines: 1 */'),
      ['machine struct_page_size=80'],
    ],
    ['--sizes and crash', 'page\t64\t0\n', ['machine struct_page_size=64'], []],
    [
      'another struct',
      STRUCT.replace('struct page {', 'struct folio {').replace('size: 80', 'size: 192'),
      [],
    ],
  ]);
});

describe('a kernel’s .config', () => {
  table([
    [
      'what the machine is',
      '# Linux/arm64 6.12.107 Kernel Configuration\nCONFIG_ARM64=y\n# CONFIG_ARM64_4K_PAGES is not set\nCONFIG_ARM64_64K_PAGES=y\nCONFIG_CMDLINE=""\nCONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP_DEFAULT_ON=y',
      [
        'machine kernel=6.12.107',
        'machine arch=arm64',
        'machine page_size=65536',
        'machine hugetlb_free_vmemmap=true',
      ],
      [],
    ],
    [
      'what it cannot do',
      'CONFIG_X86_64=y\n# CONFIG_ZONE_DEVICE is not set\n# CONFIG_DEV_DAX is not set',
      ['machine arch=x86_64', 'machine zone_device=false'],
      ['kernel-config', 'kernel-config'],
    ],
  ]);
});

describe('QEMU arguments', () => {
  table([
    [
      'nvdimm: the label area is no data',
      sample('qemu-01-nvdimm-argv.txt'),
      ['unplaced nv1 18251513856', 'unplaced nv2 18251513856'],
      ['assumed-value', 'assumed-value'],
    ],
    [
      'CXL type 3, volatile and persistent, on one line',
      'qemu-system-x86_64 -M q35,cxl=on -object memory-backend-ram,id=v,size=256M -object memory-backend-file,id=p,mem-path=/tmp/p,size=1G -device cxl-type3,bus=rp0,volatile-memdev=v,persistent-memdev=p,id=c0',
      ['unplaced c0 268435456', 'unplaced c0 1073741824'],
      [],
    ],
    [
      'a label that leaves no whole subsection',
      '-object memory-backend-file,id=m,size=4G,align=2M -device nvdimm,id=n,memdev=m,label-size=128K',
      ['unplaced n 4292870144'],
      ['assumed-value'],
    ],
    [
      'a backend that is not there is said',
      '-device nvdimm,memdev=m9,id=nv9 \\\n-device pc-dimm,memdev=m1',
      [],
      ['missing-value'],
    ],
  ]);
});

describe('devicetree pmem-region', () => {
  table([
    [
      'as in the binding: one cell each, two ranges',
      sample('dts-01-pmem-region.dts'),
      [
        'persistent pmem@5000 0x5000-0x5fff',
        'persistent pmem@6000[0] 0x6000-0x6fff',
        'persistent pmem@6000[1] 0x8000-0x8fff',
      ],
      ['assumed-value', 'assumed-value'],
    ],
    [
      'cells as the parent says',
      '/ {\n#address-cells = <2>;\n#size-cells = <1>;\np: pmem@140000000 {\ncompatible = "pmem-region";\nreg = <0x1 0x40000000 0x20000000>;\n};\n};',
      ['persistent pmem@140000000 0x140000000-0x15fffffff'],
      [],
    ],
    [
      'no cells said: as fits the name',
      'pmem@140000000 { compatible = "vendor,x", "pmem-region"; reg = <0x1 0x40000000 0x0 0x20000000>; };',
      ['persistent pmem@140000000 0x140000000-0x15fffffff'],
      ['assumed-value'],
    ],
    ['no numbers', 'pmem@0 { compatible = "pmem-region"; reg = <BASE SIZE>; };', [], ['bad-value']],
  ]);
});

describe('the kernel’s own messages', () => {
  table([
    [
      'a range that a driver could not have',
      '[    2.0] dax dax1.0: mapping0: 0x900000000-0x9ffffffff could not reserve range',
      ['device dax1.0 0x900000000-0x9ffffffff'],
      ['kernel-message'],
    ],
    [
      'refusals with their functions',
      '[ 1.0] Misaligned __add_pages start: 0x144020 end: 0x15401f\n[ 1.0] nd_pmem namespace0.0: start 0x101000 misaligned to 0x200000',
      [],
      ['kernel-message', 'kernel-message'],
    ],
    [
      'memory blocks, pools, MMU, pages initialised',
      '[    0.0] x86/mm: Memory block size: 2048MB\n[    0.1] HugeTLB: registered 1.00 GiB page size, pre-allocated 4 pages\n[    0.1] HugeTLB registered 2.00 MiB page size, pre-allocated 0 pages\n[    0.0] radix-mmu: Page sizes from device-tree:\n[    1.6] memmap_init_zone_device initialised 2097152 pages in 20ms',
      [
        'block-size 2147483648',
        'pool 1073741824 x 4 boot',
        'machine mmu=radix',
        'counter initialised=2097152',
      ],
      [],
    ],
    ['the MMU in /proc/cpuinfo', 'MMU\t\t: Radix', ['machine mmu=radix']],
    ['the rest of a log', '[    3.141592] usb 1-1: new high-speed USB device number 2\n', [], []],
  ]);
});
