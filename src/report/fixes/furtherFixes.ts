/** More ways out than a finding brings along: candidates by code, of which those are offered that lead out. */
import { alignDown, alignUp } from '../../engine/align';
import { daxAligns } from '../../engine/dax';
import { moveEnd, moveRange, moveStart, roundFixes, useAlign } from '../../engine/fixes';
import { addressLimit } from '../../engine/memremap';
import { memoryBlockSize } from '../../engine/ranges';
import { hex } from '../../engine/units';
import { SPLIT } from './splitFix';
import type { Code } from '../../engine/codes';
import type { Fix, Machine, Pgmap, PhysRange } from '../../engine/types';

/** A range of a pgmap that has a finding. */
export interface Subject {
  readonly machine: Machine;
  readonly pgmaps: readonly Pgmap[];
  /** Index of the pgmap, and of the range in it. */
  readonly i: number;
  readonly r: number;
}

type Further = (s: Subject, range: PhysRange) => Fix[];

const alignOf = ({ pgmaps, i }: Subject): bigint => BigInt(pgmaps[i]!.align);
const sectionOf = ({ machine }: Subject): bigint => 1n << BigInt(machine.arch.sectionShift);

const startTo = ({ i, r }: Subject, { start, end }: PhysRange, unit: bigint): Fix[] => {
  const [up, down] = [alignUp(start, unit), alignDown(start, unit)];
  return up === start
    ? []
    : [...(up < end ? [moveStart(i, r, up, 'up')] : []), moveStart(i, r, down, 'down')];
};

/** Compounds count from the range's start. */
const endTo = ({ i, r }: Subject, { start, end }: PhysRange, unit: bigint): Fix[] => {
  const size = end - start + 1n;
  const down = alignDown(size, unit);
  return [
    ...(down > 0n ? [moveEnd(i, r, start + down, 'down')] : []),
    moveEnd(i, r, start + alignUp(size, unit), 'up'),
  ];
};

/** Out of the sections that it has in part: its start up, its end down. */
const outOfSections: Further = (s, { start, end }) => {
  const [from, until] = [alignUp(start, sectionOf(s)), alignDown(end + 1n, sectionOf(s))];
  if (from >= until) return [];
  return [
    ...(from > start ? [moveStart(s.i, s.r, from, 'up')] : []),
    ...(until <= end ? [moveEnd(s.i, s.r, until, 'down')] : []),
  ];
};

/** The range as it is, at the next place from its start on where no section of it is RAM's or another device's. */
const elsewhere: Further = (s, { start, end }) => {
  const section = sectionOf(s);
  const unit = alignOf(s) > section ? alignOf(s) : section;
  const taken = [
    ...(s.machine.ram ?? []),
    ...s.pgmaps.flatMap(({ raw, ranges }, i) =>
      raw
        ? [{ start: raw.start, end: raw.start + raw.size - 1n }]
        : ranges.filter((_, r) => i !== s.i || r !== s.r),
    ),
  ].sort((a, b) => (a.start < b.start ? -1 : 1));
  const size = end - start + 1n;
  let to = alignUp(start, unit);
  for (const other of taken) {
    const until = alignUp(other.end + 1n, section);
    if (to < until && alignDown(other.start, section) < to + size) to = alignUp(until, unit);
  }
  return to === start || to + size > addressLimit(s.machine) ? [] : [moveRange(s.i, s.r, to, to + size)];
};

/** In two at the first boundary of a section inside it: what shares its section goes its own way. */
const split: Further = (s, { start, end }) => {
  const at = alignUp(start, sectionOf(s));
  if (at === start || at > end) return [];
  return [
    {
      title: `Split the range at ${hex(at)}`,
      edits: [{ place: { pgmap: s.i, range: s.r, key: SPLIT }, value: `"${hex(at)}"` }],
    },
  ];
};

const mapMem: Further = ({ i }) => [
  {
    title: 'Keep the memmap in RAM (map "mem")',
    edits: [{ place: { pgmap: i, key: 'map' }, value: '"mem"' }],
  },
];

const largerAligns: Further = (s) =>
  daxAligns(s.machine)
    .filter((align) => BigInt(align) > alignOf(s))
    .reverse()
    .map((align) => useAlign(s.i, align));

const toCompounds: Further = (s, { start, end }) => roundFixes(s.i, s.r, start, end + 1n, alignOf(s));

const all =
  (...ways: readonly Further[]): Further =>
  (s, range) =>
    ways.flatMap((way) => way(s, range));

const apart = all(outOfSections, elsewhere, split);

const FURTHER: Readonly<Partial<Record<Code, Further>>> = {
  'beyond-addressable': ({ machine, i, r }) => [moveEnd(i, r, addressLimit(machine), 'down')],
  'boot-memmap': apart,
  'compound-misaligned': (s, range) => startTo(s, range, alignOf(s)),
  'compound-overrun': (s, range) => endTo(s, range, alignOf(s)),
  'dedup-off-altmap': mapMem,
  'dedup-off-small-compound': largerAligns,
  'head-aliasing': all(elsewhere, split),
  'leaf-in-the-way': apart,
  'leaf-taken-for-table': apart,
  'memory-block-loss': (s, { start, end }) =>
    roundFixes(s.i, s.r, start, end + 1n, memoryBlockSize(s.machine)),
  'partial-compound': (s, range) => endTo(s, range, alignOf(s)),
  'ram-collision': elsewhere,
  'range-overlap': elsewhere,
  'removal-hazard': apart,
  'stray-tail-page': all(elsewhere, split),
  'struct-pages-unmapped': all(elsewhere, split),
  'subsection-misaligned': toCompounds,
  'uninitialized-struct-pages': all(elsewhere, split),
};

/** Candidates for a finding of that code; namespaces by raw extent have none but `map`. */
export function furtherFixes(code: Code, subject: Subject): Fix[] {
  const pgmap = subject.pgmaps[subject.i]!;
  const range = pgmap.ranges[subject.r];
  const way = FURTHER[code];
  if (way === mapMem) return way(subject, range ?? { start: 0n, end: 0n });
  return way && range ? way(subject, range) : [];
}
