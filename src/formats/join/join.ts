/** Everything that was found as one config, and what was assumed on the way. */
import { parseConfig } from '../../config/parse';
import { memoryBlockSize } from '../../engine/ranges';
import { formatBytes } from '../../engine/units';
import { member, Says } from './draft';
import { joinMachine } from './machine';
import { joinPgmaps } from './pgmaps';
import { joinPools } from './pools';
import { joinRam } from './ram';
import type { Machine } from '../../engine/types';
import type { Fact, Problem } from '../facts';
import type { Draft, Member } from './draft';

export interface Joined {
  readonly draft: Draft;
  readonly problems: readonly Problem[];
}

/** `given`: members of `machine` that the user sets whatever was found. */
export function join(facts: readonly Fact[], given: readonly Member[] = []): Joined {
  const says = new Says();
  const keys = new Set(given.map((m) => m.key));
  const found = joinMachine(facts, says).filter((m) => !keys.has(m.key));
  const members = [...given, ...found];
  const machine = machineOf(members);
  const pgmaps = joinPgmaps(machine, facts, says);
  const online = pgmaps.filter((p) => p.kmem).flatMap((p) => p.ranges);
  const ram = keys.has('ram') ? [] : joinRam(facts, online, says);
  members.push(...levels(machine, keys, pgmaps, facts, says));
  if (ram.length > 0) members.push({ key: 'ram', value: ram });
  const draft = { machine: members, pgmaps, hugetlb: joinPools(machine.arch, facts, says) };
  checkBlocks(machineOf(members), pgmaps, facts, says);
  sayKernel(machine, members, draft, says);
  return { draft, problems: says.problems };
}

const machineOf = (members: readonly Member[]): Machine => {
  const text = members
    .map(
      ({ key, value }) =>
        `${JSON.stringify(key)}: ${'json' in value ? value.json : `[${value.map((i) => i.json).join(', ')}]`}`,
    )
    .join(', ');
  return parseConfig(`{ "machine": { ${text} }, "pgmaps": [] }`).machine;
};

/** Physical addresses of four levels of page tables end here on x86-64. */
const FOUR_LEVELS = 1n << 46n;

function levels(
  machine: Machine,
  keys: ReadonlySet<string>,
  pgmaps: Draft['pgmaps'],
  facts: readonly Fact[],
  says: Says,
): Member[] {
  if (machine.arch.name !== 'x86_64' || keys.has('paging_levels')) return [];
  const high = facts.find((f) => f.kind === 'ram' && f.range.end >= FOUR_LEVELS);
  const device = pgmaps.find((p) => p.ranges.some((r) => r.end >= FOUR_LEVELS));
  const source = high?.kind === 'ram' ? high.source : device?.source;
  if (!source) return [];
  says.assumed(
    source,
    'Memory above 64 TiB needs five levels of page tables on x86-64: paging_levels 5 is assumed.',
  );
  return [member('paging_levels', '5', source, 'assumed')];
}

/** The release decides everything, so that its absence is worth a word. */
function sayKernel(
  { kernel, arch }: Machine,
  members: readonly Member[],
  { pgmaps, hugetlb }: Draft,
  says: Says,
): void {
  const source = pgmaps[0]?.source ?? hugetlb[0]?.source;
  if (!source || members.some((m) => m.key === 'kernel')) return;
  says.assumed(
    source,
    `No kernel release is in it: figures are those of Linux ${kernel.release} on ${arch.name}; "uname -a" beside it says which.`,
  );
}

/** system-ram is onlined in memory blocks, whose size the engine takes from the architecture and the RAM. */
function checkBlocks(machine: Machine, pgmaps: Draft['pgmaps'], facts: readonly Fact[], says: Says): void {
  const printed = facts.find((f) => f.kind === 'block-size');
  const assumed = memoryBlockSize(machine);
  if (printed && printed.bytes !== assumed && pgmaps.some((p) => p.kmem))
    says.conflict(
      printed.source,
      `Memory blocks have ${formatBytes(printed.bytes)} here, but the figures of system-ram count on ${formatBytes(assumed)} (memory_block_size_bytes()).`,
    );
}
