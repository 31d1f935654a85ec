/** A kernel's .config: /boot/config-*, /proc/config.gz unpacked. */
import type { BehaviourKey, MachineFact } from './facts';
import type { Format } from './format';
import type { Page } from './page';
import type { Line } from './text';

const TOOL = 'kernel .config';

const SET = /^\s*(CONFIG_[A-Z0-9_]{1,100})=(.*)$/;
const UNSET = /^\s*# (CONFIG_[A-Z0-9_]{1,100}) is not set\s*$/;
/** `# Linux/x86 6.12.107 Kernel Configuration`. */
const TITLE = /^\s*# Linux\/(\w+) (\d{1,2}\.\d{1,3}\.\d{1,4}\S{0,60}) Kernel Configuration/;

type Meaning = readonly [MachineFact['key'], string | number | boolean];

/** What an option that is set says of the machine. */
const OPTIONS: Readonly<Record<string, Meaning>> = {
  CONFIG_X86_64: ['arch', 'x86_64'],
  CONFIG_ARM64: ['arch', 'arm64'],
  CONFIG_PPC64: ['arch', 'ppc64le'],
  CONFIG_ARCH_RV64I: ['arch', 'riscv64'],
  CONFIG_LOONGARCH: ['arch', 'loongarch64'],
  CONFIG_S390: ['arch', 's390x'],
  CONFIG_ARM64_4K_PAGES: ['page_size', 4096],
  CONFIG_ARM64_16K_PAGES: ['page_size', 16384],
  CONFIG_ARM64_64K_PAGES: ['page_size', 65536],
  CONFIG_PPC_4K_PAGES: ['page_size', 4096],
  CONFIG_PPC_64K_PAGES: ['page_size', 65536],
  CONFIG_PAGE_SIZE_4KB: ['page_size', 4096],
  CONFIG_PAGE_SIZE_16KB: ['page_size', 16384],
  CONFIG_PAGE_SIZE_64KB: ['page_size', 65536],
  CONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP_DEFAULT_ON: ['hugetlb_free_vmemmap', true],
  CONFIG_HUGETLB_PAGE_FREE_VMEMMAP_DEFAULT_ON: ['hugetlb_free_vmemmap', true],
};

/** Without these the kernel can do none of it. */
const NEEDED: Readonly<Record<string, string>> = {
  CONFIG_ZONE_DEVICE: 'no device memory has struct pages',
  CONFIG_MEMORY_HOTPLUG: 'no memory can be added',
  CONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP: 'HugeTLB pages keep all their struct pages',
  CONFIG_DEV_DAX: 'there is no device-dax',
  CONFIG_SPARSEMEM_VMEMMAP: 'there is no vmemmap',
};

/** Of these, what the engine knows a switch for. */
const FLAGS: Readonly<Record<string, BehaviourKey>> = {
  CONFIG_ZONE_DEVICE: 'zone_device',
  CONFIG_MEMORY_HOTPLUG: 'memory_hotplug',
  CONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP: 'hvo_selected',
};

export const kernelConfig: Format = {
  name: 'kernel .config',
  read(page) {
    for (const line of page.free()) {
      const title = TITLE.exec(line.body);
      const set = SET.exec(line.body.slice(0, 4000));
      const unset = UNSET.exec(line.body)?.[1];
      if (!title && !set && !unset) continue;
      page.take(line);
      page.tools.add(TOOL);
      if (title) add(page, line, 'kernel', title[2]!, 1);
      if (unset && Object.hasOwn(NEEDED, unset))
        page.say(
          'kernel-config',
          'information',
          page.ofLine(TOOL, line),
          `${unset} is not set: ${NEEDED[unset]}.`,
        );
      const flag = unset === undefined ? undefined : FLAGS[unset];
      if (flag) add(page, line, flag, false, 2);
      if (!set || (set[2]!.trim() !== 'y' && set[2]!.trim() !== 'm') || !Object.hasOwn(OPTIONS, set[1]!))
        continue;
      const [key, value] = OPTIONS[set[1]!]!;
      add(page, line, key, value, 2);
    }
  },
};

const add = (page: Page, line: Line, key: Meaning[0], value: Meaning[1], rank: number): void =>
  page.add({ kind: 'machine', key, value, rank, source: page.ofLine(TOOL, line) }, TOOL);
