/** Of a file with very many pgmaps, those that one of them can notice: a row of the what-if table then costs what a small file costs. */
import { pageSize } from '../../engine/arch';
import type { Analysis } from '../../config/analyse';
import type { Machine, Pgmap, Place } from '../../engine/types';

/** Up to so many pgmaps all are kept, and of more no more that are in reach. */
const MOST = 200;
/** Earlier pgmaps kept for each page table they share: more than one, as another kernel may refuse the first. */
const PER_TABLE = 2;

/** A text with one pgmap of the file and those that matter to it. */
export interface Nearby {
  readonly text: string;
  /** The pgmap's index in it. */
  readonly index: number;
  /** How many pgmaps of the file are not in it. */
  readonly leftOut: number;
  /** What is added to an offset in the pgmap's object to have it in this text. */
  readonly shift: number;
}

/** Bytes of vmemmap from 0, the end exclusive. */
type Extent = readonly [from: number, to: number];

function extentsOf({ arch, structPageSize }: Machine, { raw, ranges }: Pgmap): Extent[] {
  const memmap = (physical: bigint): number => (Number(physical) / pageSize(arch)) * structPageSize;
  if (raw) return [[memmap(raw.start), memmap(raw.start + raw.size)]];
  return ranges.map((r) => [memmap(r.start), memmap(r.end + 1n)]);
}

/** How far off, in bytes of vmemmap, a neighbour can share a section or a huge leaf, here or one align further up. */
function reachOf({ arch, structPageSize }: Machine, { align }: Pgmap): number {
  const memmap = (bytes: number): number => (bytes / pageSize(arch)) * structPageSize;
  return 2 * Math.max(memmap(2 ** arch.sectionShift), 2 ** arch.pmdShift) + memmap(align);
}

/** The page tables of every level under which the ends of the extents lie; those between are nobody else's. */
function tablesAtEnds({ arch }: Machine, extents: readonly Extent[]): Extent[] {
  const spans = [arch.pmdShift, arch.pudShift, arch.p4dShift].map((shift) => 2 ** shift);
  const tables = new Map<string, Extent>();
  for (const span of spans)
    for (const [from, to] of extents)
      for (const table of [Math.floor(from / span), Math.ceil(to / span) - 1])
        tables.set(`${span} ${table}`, [table * span, (table + 1) * span]);
  return [...tables.values()];
}

/** Bytes between two extents; negative where they overlap. */
const between = (a: Extent, b: Extent): number => Math.max(a[0] - b[1], b[0] - a[1]);

/** Ascending. Of those in reach the nearest; and earlier ones that made a page table this one finds there. */
function keptOf({ config, population }: Analysis, wanted: number, most: number): number[] {
  const { machine, pgmaps } = config;
  const all = pgmaps.map((p) => extentsOf(machine, p));
  const mine = all[wanted]!;
  const distance = (i: number): number =>
    all[i]!.reduce((least, a) => mine.reduce((m, b) => Math.min(m, between(a, b)), least), Infinity);
  const reach = reachOf(machine, pgmaps[wanted]!);
  const near = all
    .map((_, i) => ({ i, far: i === wanted ? -Infinity : distance(i) }))
    .filter(({ far }) => far <= reach)
    .sort((a, b) => a.far - b.far)
    .slice(0, most)
    .map(({ i }) => i);
  const kept = new Set([wanted, ...near]);
  for (const table of tablesAtEnds(machine, mine)) {
    let found = 0;
    for (let i = 0; i < wanted && found < PER_TABLE; i++) {
      if (!population.pgmaps[i]!.outcome.ok || !all[i]!.some((e) => between(e, table) < 0)) continue;
      kept.add(i);
      found++;
    }
  }
  return [...kept].sort((a, b) => a - b);
}

/** The text itself, or, of a file with more than `most` pgmaps, one with those that matter alone. */
export function nearby(text: string, whole: Analysis, wanted: number, most = MOST): Nearby {
  const { pgmaps, places } = whole.config;
  if (pgmaps.length <= most) return { text, index: wanted, leftOut: 0, shift: 0 };
  const nodeText = (place: Place): string => {
    const node = places.objectOf(place);
    return node ? text.slice(node.offset, node.offset + node.length) : '{}';
  };
  const kept = keptOf(whole, wanted, most);
  const index = kept.indexOf(wanted);
  const machine = places.objectOf({ pgmap: null }) ? `"machine": ${nodeText({ pgmap: null })}, ` : '';
  const lead = `{ ${machine}"pgmaps": [ `;
  const parts = kept.map((pgmap) => nodeText({ pgmap }));
  const before = parts.slice(0, index).reduce((length, part) => length + part.length + 2, lead.length);
  return {
    text: `${lead}${parts.join(', ')} ] }`,
    index,
    leftOut: pgmaps.length - kept.length,
    shift: before - (places.objectOf({ pgmap: wanted })?.offset ?? 0),
  };
}
