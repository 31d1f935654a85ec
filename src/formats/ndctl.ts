/** `ndctl list` with any of its flags (util_namespace_to_json(), ndctl/json.c; region_to_json(), ndctl/list.c). */
import { Members, shown } from './jsonValues';
import type { PgmapMode } from '../engine/types';
import type { NvdimmRegion, Sourced } from './facts';
import type { Format } from './format';
import type { JsonObject } from './json';
import type { Page, Placed } from './page';

const TOOL = 'ndctl list';

const NAMESPACE_KEYS = new Set([
  ...['dev', 'mode', 'map', 'size', 'uuid', 'raw_uuid', 'daxregion', 'chardev', 'sector_size', 'align'],
  ...['blockdev', 'state', 'name', 'numa_node', 'target_node', 'badblock_count', 'badblocks', 'volatile'],
]);
const REGION_KEYS = new Set([
  ...['dev', 'size', 'align', 'available_size', 'max_available_extent', 'type', 'numa_node', 'target_node'],
  ...['iset_id', 'mappings', 'state', 'badblock_count', 'badblocks', 'capabilities', 'persistence_domain'],
  ...['namespaces', 'dimms', 'resource', 'read_only'],
]);

/** Names of ndctl before version 60 beside those of today. */
const MODES: Readonly<Record<string, PgmapMode | null>> = {
  devdax: 'devdax',
  dax: 'devdax',
  fsdax: 'fsdax',
  memory: 'fsdax',
  raw: null,
  sector: null,
  safe: null,
};

export const ndctl: Format = {
  name: 'ndctl list',
  read(page) {
    const regions = new Map<JsonObject, NvdimmRegion>();
    for (const placed of page.objects) {
      const dev = placed.object.members.get('dev');
      const name = dev?.type === 'string' ? dev.text : '';
      if (!/^(?:namespace\d+\.\d+|region\d+|ndbus\d+|nmem\d+)$/.test(name)) continue;
      page.know(placed);
      page.tools.add(TOOL);
      const outer = placed.parent && regions.get(placed.parent.object);
      if (name.startsWith('namespace')) readNamespace(page, placed, name, outer);
      if (!name.startsWith('region')) continue;
      const region = readRegion(new Members(page, TOOL, placed), name);
      regions.set(placed.object, region);
      page.add({ kind: 'nvdimm-region', region }, TOOL);
    }
  },
};

function readNamespace(page: Page, placed: Placed, name: string, region: NvdimmRegion | undefined): void {
  const members = new Members(page, TOOL, placed);
  members.unknownKeys(NAMESPACE_KEYS);
  const word = members.word('mode');
  if (word && !Object.hasOwn(MODES, word.value)) {
    page.say(
      'assumed-value',
      'hint',
      word.source,
      `Mode ${shown(word.value)} is not known here; devdax is assumed.`,
    );
  }
  const mode = word && Object.hasOwn(MODES, word.value) ? MODES[word.value]! : 'devdax';
  if (members.text('state') === 'disabled' && members.size('size')?.value.high === 0n) return;
  page.add(
    {
      kind: 'namespace',
      name,
      source: members.source,
      mode: word ? { value: mode, source: word.source } : undefined,
      map: mapOf(members),
      size: members.size('size'),
      align: members.bytes('align'),
      chardev: members.text('chardev') ?? chardevIn(placed),
      numaNode: members.node('numa_node'),
      targetNode: members.node('target_node'),
      native: mode === 'fsdax' && !members.value('align') && !members.value('uuid'),
      region,
    },
    TOOL,
  );
}

/** With -X the device is listed inside. */
function chardevIn({ object }: Placed): string | undefined {
  const region = object.members.get('daxregion');
  const devices = region?.type === 'object' ? region.members.get('devices') : undefined;
  const first = devices?.type === 'array' ? devices.items[0] : undefined;
  const name = first?.type === 'object' ? first.members.get('chardev') : undefined;
  return name?.type === 'string' ? name.text : undefined;
}

/** `none` and words of other versions are said and left to be assumed. */
function mapOf(members: Members): Sourced<'mem' | 'dev'> | undefined {
  const word = members.word('map');
  if (!word) return undefined;
  if (word.value === 'mem' || word.value === 'dev') return { value: word.value, source: word.source };
  members.page.say(
    'assumed-value',
    'hint',
    word.source,
    `Map ${shown(word.value)} is neither "mem" nor "dev"; "mem", the memmap in RAM, is assumed.`,
  );
  return undefined;
}

function readRegion(members: Members, name: string): NvdimmRegion {
  members.unknownKeys(REGION_KEYS);
  return {
    name,
    source: members.source,
    size: members.size('size'),
    align: members.bytes('align'),
    available: members.size('available_size'),
    namespaces: members.array('namespaces')?.items.length ?? 0,
    targetNode: members.node('target_node'),
  };
}
