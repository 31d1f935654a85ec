/** `cxl list` with any of its flags (util_cxl_region_to_json() and its neighbours, cxl/json.c). */
import { Members, shown } from './jsonValues';
import { isExact, multiples } from './quantity';
import type { Source } from './facts';
import type { Format } from './format';
import type { Page, Placed } from './page';
import type { Quantity } from './quantity';

const TOOL = 'cxl list';

/** What shows which object it is, and the names that such objects have: other JSON has such keys too. */
const OBJECTS = {
  region: /^region\d+$/,
  memdev: /^mem\d+$/,
  decoder: /^decoder\d+\.\d+$/,
  bus: /^root\d+$/,
  port: /^port\d+$/,
  endpoint: /^endpoint\d+$/,
} as const;
const KINDS = Object.keys(OBJECTS) as (keyof typeof OBJECTS)[];

const REGION_KEYS = new Set([
  ...[
    'region',
    'resource',
    'size',
    'type',
    'interleave_ways',
    'interleave_granularity',
    'decode_state',
    'state',
  ],
  ...[
    'media_errors',
    'mappings',
    'daxregion',
    'qos_class_mismatch',
    'uuid',
    'id',
    'locked',
    'extended_linear_cache_size',
  ],
]);

export const cxl: Format = {
  name: 'cxl list',
  read(page) {
    for (const placed of page.objects) {
      const { members } = placed.object;
      const what = KINDS.find((key) => {
        const name = members.get(key);
        return name?.type === 'string' && OBJECTS[key].test(name.text);
      });
      if (!what) continue;
      page.know(placed);
      page.tools.add(TOOL);
      if (members.has('decoder')) readDecoder(page, placed);
      else if (what === 'region') readRegion(page, placed);
      else if (what === 'memdev' && !members.has('position')) readMemdev(page, placed);
    }
  },
};

function readRegion(page: Page, placed: Placed): void {
  const members = new Members(page, TOOL, placed);
  members.unknownKeys(REGION_KEYS);
  const name = members.text('region')!;
  const [resource, size] = [members.bytes('resource'), members.size('size')];
  for (const mapping of members.array('mappings')?.items ?? [])
    if (mapping.type === 'object') page.know({ object: mapping, parent: placed, key: 'mappings' });
  if (members.array('mappings'))
    page.say(
      'passed-over',
      'hint',
      page.source(TOOL, members.value('mappings')!),
      `The "mappings" of ${name} are its interleave positions, not address ranges; its range is "resource" and "size".`,
    );
  if (size === undefined) return;
  if (resource === undefined)
    return page.add(
      { kind: 'unplaced', name, size, source: members.source, what: 'CXL region without an address' },
      TOOL,
    );
  const bytes = onlySize(size.value, page, size.source, name);
  if (bytes === 0n) return;
  page.add(
    {
      kind: 'extent',
      of: 'cxl-region',
      name,
      range: { start: resource.value, end: resource.value + bytes - 1n },
      source: members.source,
      kmem: false,
      node: undefined,
    },
    TOOL,
  );
}

/** CXL regions are multiples of 256 MiB (SZ_256M in drivers/cxl/core/region.c), which undoes most rounding. */
const REGION_UNIT = 256n << 20n;

/** The size of a region, which -u rounds. */
function onlySize(size: Quantity, page: Page, source: Source, name: string): bigint {
  if (isExact(size)) return size.low;
  const fitting = multiples(size, REGION_UNIT);
  if (fitting.length === 1) {
    page.say(
      'approximate-size',
      'hint',
      source,
      `${name}: ${shown(size.text)} is rounded; ${fitting[0]} bytes is the only multiple of 256 MiB that prints like this.`,
    );
    return fitting[0]!;
  }
  const guess = multiples(size, 2n << 20n)[0] ?? size.low;
  page.say(
    'approximate-size',
    'hint',
    source,
    `${name}: ${shown(size.text)} is rounded; ${guess} bytes is taken, the smallest multiple of 2 MiB that prints like this. cxl list without -u is exact.`,
  );
  return guess;
}

/** A root decoder is a CXL window; those below it repeat its regions. */
function readDecoder(page: Page, placed: Placed): void {
  const members = new Members(page, TOOL, placed);
  const [resource, size] = [members.bytes('resource'), members.size('size')];
  if (!resource || !size || !isExact(size.value) || size.value.low === 0n) return;
  page.add(
    {
      kind: 'extent',
      of: 'cxl-window',
      name: members.text('decoder')!,
      range: { start: resource.value, end: resource.value + size.value.low - 1n },
      source: members.source,
      kmem: false,
      node: undefined,
    },
    TOOL,
  );
}

/** Capacity that no region decodes yet has no address. */
function readMemdev(page: Page, placed: Placed): void {
  const members = new Members(page, TOOL, placed);
  for (const key of ['ram_size', 'pmem_size'] as const) {
    const size = members.size(key);
    if (!size || size.value.high === 0n) continue;
    page.add(
      {
        kind: 'unplaced',
        name: members.text('memdev')!,
        size,
        source: members.source,
        what: 'CXL memdev',
      },
      TOOL,
    );
  }
}
