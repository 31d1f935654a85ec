/** Address ranges of which only the kind is known, and where devices without an address may lie. */
import { usualAlign } from '../../engine/arch';
import { hex } from '../../engine/units';
import { isExact } from '../quantity';
import { member, sizeOf, unitsJson, within } from './draft';
import { rangeItem } from './members';
import { exactSize, sizeJson } from './sizes';
import { Covered, Spans } from './spans';
import type { Machine, PhysRange } from '../../engine/types';
import type { ExtentFact, ExtentKind, Fact, Source } from '../facts';
import type { Device, Namespace } from './devices';
import type { DraftPgmap, Says } from './draft';
import type { Quantity } from '../quantity';

/** Kinds that become pgmaps where nobody else has their addresses; the surest first. */
const KINDS: readonly ExtentKind[] = ['cxl-region', 'hmem', 'soft-reserved', 'persistent'];

/** Of as many free ranges of one size it cannot be said which is whose. */
const MOST_ALIKE = 64;

/** What is taken, and what there is to take. */
export class Places {
  readonly #taken = new Covered();
  /** The surest kind first. */
  readonly extents: readonly ExtentFact[];
  readonly #byName = new Map<string, ExtentFact[]>();
  readonly #bySize: readonly ExtentFact[];
  /** What namespaces lie in. */
  readonly #holders: Spans<PhysRange>;
  readonly #heads: Spans<PhysRange & { readonly namespace: Namespace }>;
  /** Kinds of which a device has no address: the extents may be its own. */
  readonly #missing = new Set<ExtentKind>();

  constructor(facts: readonly Fact[], namespaces: readonly Namespace[]) {
    const all = facts.filter((f) => f.kind === 'extent');
    this.extents = KINDS.flatMap((kind) => all.filter((e) => e.of === kind));
    for (const extent of this.extents) {
      const named = this.#byName.get(extent.name);
      if (named) named.push(extent);
      else this.#byName.set(extent.name, [extent]);
    }
    this.#bySize = this.extents
      .filter((e) => e.of !== 'persistent')
      .sort((a, b) => Number(sizeOf(a.range) - sizeOf(b.range)));
    this.#holders = new Spans(
      this.extents.filter((e) => e.of === 'persistent' || e.of === 'cxl-region').map((e) => e.range),
    );
    this.#heads = new Spans(
      namespaces.flatMap((namespace) => (namespace.extent ? [{ ...namespace.extent.range, namespace }] : [])),
    );
  }

  take({ ranges }: DraftPgmap): void {
    for (const range of ranges) this.takeRange(range);
  }

  takeRange(range: PhysRange): void {
    this.#taken.cover(range);
  }

  isTaken = (range: PhysRange): boolean => this.#taken.overlaps(range);
  isMissing = (kind: ExtentKind): boolean => this.#missing.has(kind);

  around(range: PhysRange): PhysRange | undefined {
    const around = this.#holders.at(range.start);
    return around && within(range, around) ? around : undefined;
  }

  /** The namespace whose head, as /proc/iomem has it, lies before the device in the same persistent memory. */
  headOf(device: Device): Namespace | undefined {
    const first = device.ranges[0]?.value;
    const around = first && this.around(first);
    const head = around && this.#heads.before(first.start);
    return head && head.end < first.start && within(head, around) ? head.namespace : undefined;
  }

  /** Where a device of known size and unknown address lies, if one extent only can be its own. */
  find(
    { name, size, path }: Device,
    says: Says,
  ): { range: PhysRange; source: Source; remark: string } | undefined {
    // An nvdimm region of that name is none of CXL.
    if (!size || path.some((part) => part.startsWith('ndbus'))) return undefined;
    const fits = ({ range }: ExtentFact): boolean =>
      sizeOf(range) >= size.value.low && sizeOf(range) <= size.value.high && !this.isTaken(range);
    const own = path.flatMap((part) => this.#byName.get(part.replace(/^dax_/, '')) ?? []).filter(fits);
    const candidates = own.length > 0 ? own : this.#ofSize(size.value).filter(fits);
    const places = new Map(candidates.map((e) => [e.range.start, e]));
    const [found] = places.values();
    if (!found || places.size > 1) {
      for (const kind of KINDS) if (kind !== 'persistent') this.#missing.add(kind);
      return undefined;
    }
    if (own.length === 0)
      says.assumed(
        size.source,
        `${name} is taken to lie at ${hex(found.range.start)}: ${found.name} (${found.source.tool}) is the only range of its size.`,
      );
    return { range: found.range, source: found.source, remark: found.name };
  }

  #ofSize({ low, high }: Quantity): ExtentFact[] {
    let [from, to] = [0, this.#bySize.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (sizeOf(this.#bySize[middle]!.range) < low) from = middle + 1;
      else to = middle;
    }
    const found = this.#bySize.slice(from, from + MOST_ALIKE);
    return found.filter((e) => sizeOf(e.range) <= high);
  }
}

/** Ranges that nothing that was found lies in: what a driver would make of them whole. */
export function extentPgmaps(
  machine: Machine,
  facts: readonly Fact[],
  places: Places,
  says: Says,
): DraftPgmap[] {
  const unplaced = namespacesUnplaced(facts);
  const optioned = new Covered();
  const seen = new Set<string>();
  const drafts: DraftPgmap[] = [];
  for (const extent of places.extents) {
    const { of, range, source } = extent;
    if (places.isMissing(of) || (of === 'persistent' && unplaced)) continue;
    const option = source.tool === 'kernel command line';
    // The log prints the command line twice, and /proc/cmdline once more.
    const key = `${of} ${range.start} ${range.end}`;
    if (option && seen.has(key)) continue;
    seen.add(key);
    const clash = option && optioned.overlaps(range);
    if (places.isTaken(range) && !clash) continue;
    if (clash)
      says.conflict(
        source,
        `${extent.name} ${hex(range.start)}-${hex(range.end)} overlaps what another option of the command line makes; both are shown.`,
      );
    if (option) optioned.cover(range);
    places.takeRange(range);
    drafts.push(extentPgmap(machine, extent, says, source));
  }
  return drafts;
}

/** Whether namespaces are listed without an address, so that a free range may be theirs. */
const namespacesUnplaced = (facts: readonly Fact[]): boolean =>
  facts.some((f) => f.kind === 'namespace') &&
  !facts.some((f) => f.kind === 'extent' && f.of === 'namespace');

function extentPgmap(
  machine: Machine,
  { of, name, range, kmem, node }: ExtentFact,
  says: Says,
  source: Source,
): DraftPgmap {
  const persistent = of === 'persistent';
  const called = /\d/.test(name) ? name : `${name} ${hex(range.start)}`;
  const mode = persistent ? 'fsdax' : kmem ? 'system-ram' : 'devdax';
  says.assumed(
    source,
    persistent
      ? `No namespace is listed in ${called}; it is shown as if all of it were mapped (fsdax without an info block).`
      : `No device is listed in ${called}; it is shown as one device-dax of mode ${mode} over all of it, at the usual align.`,
  );
  const align = unitsJson(BigInt(usualAlign(machine.arch)));
  return {
    name: called,
    source,
    members: [
      member('name', JSON.stringify(called), source),
      member('mode', JSON.stringify(mode), source, 'assumed'),
      ...(persistent ? [] : [member('align', align, source, 'assumed')]),
      ...(node === undefined ? [] : [member('target_node', String(node), source)]),
      { key: 'ranges', value: [rangeItem(range, source)] },
    ],
    ranges: [range],
    kmem,
  };
}

/** Where there is nothing else: capacity that could become a device. */
export function unplacedPgmaps(machine: Machine, facts: readonly Fact[], says: Says): DraftPgmap[] {
  const align = unitsJson(BigInt(usualAlign(machine.arch)));
  const unused = facts.flatMap((f) => {
    if (f.kind === 'unplaced') return [{ name: f.name, size: f.size, source: f.source, what: f.what }];
    if (f.kind !== 'nvdimm-region' || !f.region.size) return [];
    return [{ name: f.region.name, size: f.region.size, source: f.region.source, what: 'nvdimm region' }];
  });
  return unused.map(({ name, size, source, what }) => {
    says.assumed(
      size.source,
      `${name} (${what}) has no device and no address here; it is shown as one devdax over all of it, map mem and the usual align, at an aligned base.`,
    );
    const bytes = exactSize(name, size, 2n << 20n, says);
    const json = sizeJson(size.value, bytes);
    return {
      name,
      source,
      members: [
        member('name', JSON.stringify(name), source),
        member('mode', '"devdax"', source, 'assumed'),
        member('align', align, source, 'assumed'),
        member('size', json, size.source, isExact(size.value) ? undefined : 'rounded'),
      ],
      ranges: [],
      kmem: false,
    };
  });
}
