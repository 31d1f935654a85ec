/** Boot-time System RAM: from the surest map there is, with the nodes that the firmware names. */
import { hex } from '../../engine/units';
import { RAM_MAPS } from '../facts';
import { LAST_NODE } from '../jsonValues';
import { item } from './draft';
import { merged, NodeSpans, Spans } from './spans';
import type { PhysRange } from '../../engine/types';
import type { Fact, RamFact, RamMap } from '../facts';
import type { Item, Says } from './draft';

const WORDS = {
  memblock: 'the memory nodes in the log',
  iomem: '/proc/iomem',
  e820: 'the firmware map',
  lsmem: 'lsmem',
};

interface Piece extends PhysRange {
  readonly node: number | undefined;
  readonly fact: RamFact;
}

const knownNode = (node: number | undefined): number | undefined =>
  node !== undefined && node <= LAST_NODE ? node : undefined;

/** SRAT's, else those of lsmem's memory blocks. */
function nodesOf(facts: readonly Fact[], map: RamMap): NodeSpans {
  const srat = facts.filter((f) => f.kind === 'node').map(({ range, node }) => ({ ...range, node }));
  if (srat.length > 0 || map === 'lsmem') return new NodeSpans(srat);
  const blocks = facts.filter((f) => f.kind === 'ram').filter((f) => f.map === 'lsmem');
  return new NodeSpans(blocks.flatMap(({ range, node }) => (node === undefined ? [] : [{ ...range, node }])));
}

/** `online`: ranges of devices whose memory is onlined, which lsmem counts as RAM. */
export function joinRam(facts: readonly Fact[], online: readonly PhysRange[], says: Says): Item[] {
  const all = facts.filter((f) => f.kind === 'ram');
  const map = RAM_MAPS.find((m) => all.some((f) => f.map === m));
  if (!map) return [];
  const nodes = nodesOf(facts, map);
  const notRam = facts.filter((f) => f.kind === 'not-ram').map((f) => f.range);
  const taken = new Spans(merged(map === 'lsmem' ? online : map === 'e820' ? notRam : []));
  const pieces = all
    .filter((f) => f.map === map)
    .flatMap((fact) =>
      taken.without(fact.range).map(({ start, end }) => ({ start, end, node: knownNode(fact.node), fact })),
    );
  // Merged before, so that what is listed over and over is cut once.
  const ranges = merge(pieces).flatMap(({ fact, ...range }) =>
    range.node === undefined
      ? nodes.cut(range).map((piece) => ({ ...piece, node: knownNode(piece.node), fact }))
      : [{ ...range, fact }],
  );
  if (map === 'lsmem' && ranges[0])
    says.assumed(
      ranges[0].fact.source,
      'RAM is taken from lsmem, which knows whole memory blocks only; "sudo cat /proc/iomem" is exact.',
    );
  const others = RAM_MAPS.filter((m) => m !== map && all.some((f) => f.map === m));
  if (others.length > 0 && ranges[0])
    says.add(
      'assumed-value',
      'hint',
      ranges[0].fact.source,
      `RAM is taken from ${WORDS[map]}, not from ${others.map((m) => WORDS[m]).join(' or ')}.`,
    );
  return ranges.map(({ start, end, node, fact }) =>
    item(
      `{ "start": "${hex(start)}", "end": "${hex(end)}"${node === undefined ? '' : `, "node": ${node}`} }`,
      fact.source,
    ),
  );
}

/** Sorted; what overlaps or touches on one node becomes one. */
function merge(pieces: readonly Piece[]): Piece[] {
  const sorted = [...pieces].sort((a, b) => (a.start < b.start ? -1 : Number(a.start > b.start)));
  const merged: Piece[] = [];
  for (const piece of sorted) {
    const last = merged.at(-1);
    const touches =
      last && piece.start <= last.end + 1n && (piece.node === last.node || piece.start <= last.end);
    if (!touches) merged.push(piece);
    else if (piece.end > last.end) merged[merged.length - 1] = { ...last, end: piece.end };
  }
  return merged;
}
