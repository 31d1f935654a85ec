/** Every key a config may have, by where it stands. The JSON schema explains the same ones. */

/** Aliases by the name the model uses. */
export const PGMAP_ALIASES: Readonly<Record<string, readonly string[]>> = {
  name: ['name', 'chardev', 'dev', 'namespace'],
  ranges: ['ranges', 'mappings'],
};

/** A key and the aliases it may be written by, the first to count first. */
export const namesOf = (key: string): readonly string[] => PGMAP_ALIASES[key] ?? [key];

export const ROOT_KEYS = ['$schema', 'machine', 'pgmaps', 'hugetlb'] as const;

export const MACHINE_KEYS = [
  'arch',
  'page_size',
  'struct_page_size',
  'kernel',
  'mmu',
  'paging_levels',
  'hugetlb_free_vmemmap',
  'ram',
  'behaviour',
] as const;

export const RAM_KEYS = ['start', 'end', 'size', 'node'] as const;

export const PGMAP_KEYS = [
  ...PGMAP_ALIASES.name!,
  ...PGMAP_ALIASES.ranges!,
  'mode',
  'map',
  'align',
  'vmemmap_shift',
  'target_node',
  'numa_node',
  'raw',
  'size',
  'altmap',
  'memmap_on_memory',
] as const;

/** What daxctl and ndctl print beside: known, and without effect here. */
export const PRINTED_KEYS = [
  'id',
  'path',
  'state',
  'uuid',
  'raw_uuid',
  'blockdev',
  'sector_size',
  'daxregion',
  'available_size',
  'max_available_extent',
  'online_memblocks',
  'total_memblocks',
  'movable',
  'badblock_count',
] as const;

export const RANGE_KEYS = ['start', 'end', 'size'] as const;
export const PRINTED_RANGE_KEYS = ['page_offset'] as const;

export const RAW_KEYS = ['start', 'size'] as const;
export const ALTMAP_KEYS = ['reserve', 'free'] as const;

export const HUGETLB_KEYS = ['page_size', 'count', 'node', 'when'] as const;

/** The model's name of a key that may be an alias. */
export const canonical = (key: string): string =>
  Object.entries(PGMAP_ALIASES).find(([, aliases]) => aliases.includes(key))?.[0] ?? key;

/** The known key nearest to a mistyped one, or undefined where none is near. */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_\s]/g, '');
  const wanted = plain(key.slice(0, 80));
  const near = known
    .filter((k) => Math.abs(k.length - wanted.length) <= 4)
    .map((k) => ({ k, d: distance(wanted, plain(k)) }))
    .filter(({ k, d }) => d <= (k.length > 3 ? 2 : 1))
    .sort((a, b) => a.d - b.d);
  return near[0]?.k;
}

/** Levenshtein distance, of words cut to 40 letters. */
function distance(a: string, b: string): number {
  const [s, t] = [a.slice(0, 40), b.slice(0, 40)];
  let row = Array.from({ length: t.length + 1 }, (_, j) => j);
  for (let i = 1; i <= s.length; i++) {
    const next = [i];
    for (let j = 1; j <= t.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (s[i - 1] === t[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[t.length]!;
}
