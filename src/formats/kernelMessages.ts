/** The kernel's own messages on memmaps, pgmaps, nvdimm namespaces and HugeTLB pages. */
import { readQuantity } from './quantity';
import type { Format } from './format';
import type { Page } from './page';
import type { Line } from './text';

const TOOL = 'dmesg';

type Read = (page: Page, line: Line, m: RegExpExecArray) => void;

/** What the kernel refused or warned of, with the function that says it. Told as it stands. */
const TOLD: readonly (readonly [RegExp, string])[] = [
  [/could not reserve (?:range|metadata|region)/, 'dev_dax_probe(), the range is taken already'],
  [/rejecting DAX region/, 'dev_dax_kmem_probe()'],
  [/Misaligned (?:__\w+|\w+_pages) start:/, 'check_pfn_span(), EINVAL'],
  [/memory add fail, invalid altmap/, '__add_pages(), EINVAL'],
  [/altmap not supported for multiple ranges/, 'pagemap_range(), EINVAL'],
  [/Conflicting mapping in same section/, 'pagemap_range(), ENOMEM'],
  [
    /devm_memremap_pages attempted on|memremap_pages attempted on|attempted on (?:mixed|ram) region/,
    'pagemap_range(), ENXIO',
  ],
  [/exceeds maximum addressable range/, 'mhp_range_allowed(), EINVAL'],
  [/misaligned, unable to map|start \S+ misaligned to/, 'nd_pfn_init(), EINVAL'],
  [/unable to satisfy requested alignment/, 'nd_pfn_init(), ENXIO'],
  [
    /init failed, (?:page size|struct page size|alignment|settings) mismatch/,
    'nd_pfn_validate(), EOPNOTSUPP',
  ],
  [
    /bad offset: |pfn array size exceeds capacity|resource (?:start|end) misaligned/,
    'nd_pfn_validate(), EOPNOTSUPP',
  ],
  [/number of pfns truncated from/, '__nvdimm_setup_pfn()'],
  [
    /dynamic-dax with pre-populated page map|static pgmap \/ multi-range device conflict/,
    'dev_dax_probe(), EINVAL',
  ],
  [/requested folio size unsupported|nr_range must be specified/, 'memremap_pages(), EINVAL'],
  [/vmemmap alloc failure: order:/, 'vmemmap_alloc_block(), out of memory'],
  [/potential offnode page_structs/, 'vmemmap_verify()'],
  [/section already deactivated/, 'section_deactivate()'],
  [/failed to free all reserved pages/, 'memunmap_pages()'],
  [/no cpu support for altmap allocations/, 'vmemmap_populate()'],
  [/dax_region resource conflict for/, 'alloc_dax_region()'],
  [/Memory debug options prevent using pmem for the page map/, 'nd_pfn_init(), EINVAL'],
];

/** Messages with a value in them. */
const READ: readonly (readonly [RegExp, Read])[] = [
  [/\bdax(\d+\.\d+): mapping\d+: (0x[0-9a-f]{1,16})-(0x[0-9a-f]{1,16}) could not reserve/, mapping],
  [/memmap_init_zone_device initialised (\d{1,18}) pages in \d+ms/, initialised],
  [/Memory block size: (\d{1,6}\s?[KMGT]B)/, blockSize],
  [/HugeTLB:? registered (\d+(?:\.\d+)? ?[KMGT]i?B) page size, pre-allocated (\d{1,9}) pages/, pool],
  [/^\s*(radix|hash)-mmu: /, mmu],
  // /proc/cpuinfo of powerpc.
  [/^\s*MMU\s*: (Radix|Hash)\s*$/, mmu],
];

/** Ours, without a value that is looked for. */
const KNOWN =
  /\] PMD -> \[|KiB vmemmap can be freed|^\s*(?:nd_pmem|nd_region|dax_pmem|device_dax|dax|kmem|hmem|nvdimm|cxl\w*|nd_e820|pmem\d*)[ :]|\baltmap|vmemmap|\bpmem\d+: /;

export const kernelMessages: Format = {
  name: 'dmesg (vmemmap, nvdimm, dax, HugeTLB)',
  read(page) {
    for (const line of page.free()) {
      const text = line.body.slice(0, 500);
      const told = TOLD.find(([pattern]) => pattern.test(text));
      let taken = told !== undefined;
      if (told)
        page.say(
          'kernel-message',
          'information',
          page.ofLine(TOOL, line),
          `The kernel said "${text.trim().slice(0, 160)}": ${told[1]}.`,
        );
      for (const [pattern, read] of READ) {
        const m = pattern.exec(text);
        if (!m) continue;
        read(page, line, m);
        taken = true;
      }
      // Any line with a time stamp is the log's; of the others only what names our parts.
      if (taken || line.offset > line.from || KNOWN.test(text)) page.take(line);
      if (taken) page.tools.add(TOOL);
    }
  },
};

function mapping(page: Page, line: Line, m: RegExpExecArray): void {
  const source = page.ofLine(TOOL, line);
  const range = { start: BigInt(m[2]!), end: BigInt(m[3]!) };
  if (range.end <= range.start) return;
  page.add(
    { kind: 'extent', of: 'device', name: `dax${m[1]}`, range, source, kmem: false, node: undefined },
    TOOL,
  );
}

function initialised(page: Page, line: Line, m: RegExpExecArray): void {
  page.add(
    { kind: 'counter', name: 'initialised', value: BigInt(m[1]!), source: page.ofLine(TOOL, line) },
    TOOL,
  );
}

/** The kernel's MB are powers of 1024. */
function blockSize(page: Page, line: Line, m: RegExpExecArray): void {
  const size = readQuantity(m[1]!.replace(/B$/, ''));
  if (size) page.add({ kind: 'block-size', bytes: size.low, source: page.ofLine(TOOL, line) }, TOOL);
}

function pool(page: Page, line: Line, m: RegExpExecArray): void {
  const size = readQuantity(m[1]!.replace(/\.00/, '').replace(/i?B$/, ''));
  const count = Number(m[2]);
  if (size && count > 0)
    page.add(
      {
        kind: 'pool',
        pageSize: size.low,
        count,
        node: undefined,
        when: 'boot',
        source: page.ofLine(TOOL, line),
      },
      TOOL,
    );
}

function mmu(page: Page, line: Line, m: RegExpExecArray): void {
  const source = page.ofLine(TOOL, line);
  page.add({ kind: 'machine', key: 'mmu', value: m[1]!.toLowerCase(), rank: 3, source }, TOOL);
}
