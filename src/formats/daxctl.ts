/** `daxctl list` with any of its flags, and what its other commands print (util_daxctl_dev_to_json(), daxctl/json.c). */
import { Members, shown } from './jsonValues';
import type { PgmapMode } from '../engine/types';
import type { Mapping, Sourced } from './facts';
import type { Format } from './format';
import type { JsonObject } from './json';
import type { Page, Placed } from './page';

const TOOL = 'daxctl list';

const DEVICE_KEYS = new Set([
  'chardev',
  'size',
  'target_node',
  'align',
  'mode',
  'online_memblocks',
  'total_memblocks',
  'movable',
  'state',
  'mappings',
]);
const REGION_KEYS = new Set(['path', 'id', 'size', 'available_size', 'align', 'devices']);

export const daxctl: Format = {
  name: 'daxctl list',
  read(page) {
    for (const placed of page.objects) {
      if (isDevice(placed.object)) readDevice(page, placed);
      else if (isRegion(placed.object)) {
        page.know(placed);
        if (placed.key !== 'daxregion') page.tools.add(TOOL);
        new Members(page, TOOL, placed).unknownKeys(REGION_KEYS);
      }
    }
  },
};

const isDevice = ({ members }: JsonObject): boolean => {
  const name = members.get('chardev');
  return name?.type === 'string' && /^dax\d+\.\d+$/.test(name.text) && !members.has('dev');
};

/** By its devices, or by its path without them. */
function isRegion({ members }: JsonObject): boolean {
  const [id, devices, path] = ['id', 'devices', 'path'].map((key) => members.get(key));
  if (id?.type !== 'number' || members.has('dev')) return false;
  if (devices?.type === 'array') return devices.items.some((d) => d.type === 'object' && isDevice(d));
  return path?.type === 'string' && path.text.startsWith('/') && members.has('size');
}

function readDevice(page: Page, placed: Placed): void {
  const region = regionOf(placed);
  const within = region?.parent?.object.members;
  const tool = within?.has('region') ? 'cxl list' : within?.has('dev') ? 'ndctl list' : TOOL;
  const members = new Members(page, tool, placed);
  page.know(placed);
  members.unknownKeys(DEVICE_KEYS);
  const name = members.text('chardev')!;
  const size = members.size('size');
  const mappings = mappingsOf(members);
  if (size?.value.high === 0n && mappings.length === 0) {
    page.say('passed-over', 'hint', members.source, `${name} has no size yet: there is nothing to map.`);
    page.tools.add(tool);
    return;
  }
  if (members.text('state') === 'disabled')
    page.say(
      'assumed-value',
      'hint',
      members.source,
      `${name} is disabled; it is shown as if it were enabled.`,
    );
  page.add(
    {
      kind: 'device',
      name,
      source: members.source,
      size,
      align: members.bytes('align') ?? (region ? new Members(page, tool, region).bytes('align') : undefined),
      mode: modeOf(members),
      targetNode: members.node('target_node'),
      mappings,
      path: pathOf(region),
      alone: region !== undefined && devicesIn(region) === 1,
    },
    tool,
  );
}

/** The dax region that a device is listed in. */
const regionOf = ({ parent, key }: Placed): Placed | undefined => (key === 'devices' ? parent : undefined);

const devicesIn = ({ object }: Placed): number => {
  const devices = object.members.get('devices');
  return devices?.type === 'array' ? devices.items.length : 0;
};

/** Names on the sysfs path of a region, and of the CXL region that it is listed in. */
function pathOf(region: Placed | undefined): string[] {
  const path = region?.object.members.get('path');
  const outer = region?.parent?.object.members.get('region');
  return [
    ...(path?.type === 'string' ? path.text.split('/').filter((part) => part !== '') : []),
    ...(outer?.type === 'string' ? [outer.text] : []),
  ];
}

const MODES: readonly PgmapMode[] = ['devdax', 'system-ram', 'fsdax'];

function modeOf(members: Members): Sourced<PgmapMode> | undefined {
  const word = members.word('mode');
  const mode = MODES.find((m) => m === word?.value);
  if (word && !mode)
    members.page.say(
      'assumed-value',
      'hint',
      word.source,
      `Mode ${shown(word.value)} is not known here; devdax is assumed.`,
    );
  return word && mode ? { value: mode, source: word.source } : undefined;
}

/** Address ranges; the `mappings` of cxl list, interleave positions, have no start and are none. */
function mappingsOf(members: Members): Sourced<Mapping>[] {
  return (members.array('mappings')?.items ?? []).flatMap((item) => {
    if (item.type !== 'object') return [];
    const placed = { object: item, parent: members.placed, key: 'mappings' };
    members.page.know(placed);
    const one = new Members(members.page, members.tool, placed);
    const [start, end] = [one.bytes('start')?.value, one.bytes('end')?.value];
    const size = one.size('size')?.value;
    const last = end ?? (start !== undefined && size ? start + size.low - 1n : undefined);
    if (start === undefined || last === undefined || last < start || last === 0n) {
      members.page.say(
        'bad-value',
        'warning',
        one.source,
        `${members.text('chardev')!}: this mapping has no start and end that make a range; it is left out.`,
      );
      return [];
    }
    return [{ value: { start, end: last, order: one.bytes('page_offset')?.value }, source: one.source }];
  });
}
