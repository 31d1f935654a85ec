/** The other side of a comparison: the same place in it, and what is the same and what is not. Pure. */
import { at } from '../src/engine/runs';
import { formatBytes, grouped } from '../src/engine/units';
import { whyNoDedup } from '../src/engine/whyNoDedup';
import {
  mappingDifference,
  pairs,
  samePages,
  type MappingDifference,
  type Side,
} from '../src/report/compare';
import { onlyResized, wayOf, type Way } from '../src/report/ways';
import type { CompareWith, MachineFacts } from '../src/protocol';
import type { PgmapPopulation } from '../src/engine/types';
import { rect, text, type Mark, type Rect, type Strip } from './marks';
import type { Device, Model } from './model';
import { pageOfPfn, pfnsOfPage, unitOfPfn } from './unit';
import { focusOf, type Action, type Focus } from './view';
import { address, plural } from './words';

export interface Compared {
  readonly with: CompareWith;
  /** The other side as it was last sent; undefined while there is none. */
  readonly model: Model | undefined;
  readonly problem: string | null;
}

const sideOf = ({ machine, devices, totals }: Model): Side => ({
  pageShift: machine.pageShift,
  structPageSize: machine.structPageSize,
  population: { pgmaps: devices.map((d) => d.population), hugetlb: [], totals },
});

export interface DevicePair {
  readonly mine: Device | undefined;
  readonly theirs: Device | undefined;
  /** Undefined where one side is missing, or the mappings cannot be held against each other. */
  readonly difference: MappingDifference | undefined;
}

export interface Comparison {
  readonly pairs: readonly DevicePair[];
  readonly samePages: boolean;
}

let last: { a: Model; b: Model; made: Comparison } | undefined;

/** Made once for two models: what is looked at changes more often than they do. */
export function comparisonOf(a: Model, b: Model): Comparison {
  if (last?.a === a && last.b === b) return last.made;
  const sides = [sideOf(a), sideOf(b)] as const;
  const found = pairs(sides[0].population.pgmaps, sides[1].population.pgmaps).map((pair): DevicePair => {
    const mine = pair.a === null ? undefined : a.devices[pair.a];
    const theirs = pair.b === null ? undefined : b.devices[pair.b];
    const difference = mine && theirs && mappingDifference(sides, mine.population, theirs.population);
    return { mine, theirs, difference };
  });
  last = { a, b, made: { pairs: found, samePages: samePages(sides[0], sides[1]) } };
  return last.made;
}

/** Of one machine only what tells it from the other. */
export function sideNames(a: Model, b: Model, chosen: CompareWith): readonly [string, string] {
  if ('uri' in chosen) return [a.fileName, b.fileName];
  if ('kernel' in chosen) return [`Linux ${a.machine.kernel}`, `Linux ${b.machine.kernel}`];
  const name = ({ machine: m }: Model): string => `${m.arch}, ${formatBytes(2 ** m.pageShift)} pages`;
  return [name(a), name(b)];
}

const WORDS: Readonly<Record<Way, string>> = {
  own: 'own frame',
  block: 'huge block',
  shared: 'shared frame',
  device: 'on the device',
  boot: 'boot memmap',
  none: 'not mapped',
};

/** `4,094 of 4,096 vmemmap pages map another way`, and by which ways. */
export function sentencesOf(d: MappingDifference): { readonly headline: string; readonly parts: string[] } {
  const amount = (n: number): string => (d.unit === 'pages' ? grouped(n) : formatBytes(n));
  const what =
    d.unit === 'pages'
      ? `of ${plural(d.of, 'vmemmap page')} map another way`
      : `of ${formatBytes(d.of)} have struct pages that are mapped another way`;
  const parts = d.changes.map((c) => `${amount(c.count)} ${WORDS[c.from]} → ${WORDS[c.to]}`);
  if (d.resized > 0) parts.push(`${amount(d.resized)} keep a frame of their own, in entries of another size`);
  return {
    headline: d.differ === 0 ? `No difference: ${amount(0)} ${what}` : `${amount(d.differ)} ${what}`,
    parts,
  };
}

/** Whether a side is deduplicated, and why not. */
export const dedupOf = (p: PgmapPopulation, { mmu }: MachineFacts): string =>
  !p.outcome.ok ? '—' : p.dedup ? 'yes' : p.dedupOff ? `no: ${whyNoDedup(p.dedupOff, mmu)}` : 'no';

/** Where struct page `pfn` of one side stands on the other: at its address, or as far into a range that was moved. */
function pfnThere(a: Model, b: Model, theirs: Device, focus: Focus, pfn: number): number {
  const scale = 2 ** (a.machine.pageShift - b.machine.pageShift);
  const there = Math.floor(pfn * scale);
  if (unitOfPfn(b.machine, theirs.population, there) !== undefined) return there;
  const mine = focus.device.population.ranges[focus.unit?.rangeIndex ?? 0];
  const range = theirs.population.ranges[focus.unit?.rangeIndex ?? 0];
  if (!mine || !range) return there;
  return Math.min(range.startPfn + Math.floor((pfn - mine.startPfn) * scale), range.endPfn - 1);
}

/** The same place on the other side. */
export function otherFocus(a: Model, b: Model, theirs: Device, focus: Focus): Focus | undefined {
  const { unit } = focus;
  if (!unit) return undefined;
  const start = pfnThere(a, b, theirs, focus, unit.startPfn);
  const index = unitOfPfn(b.machine, theirs.population, start) ?? 0;
  const selected = pfnsOfPage(a.machine, unit.range, focus.page)[0];
  const pfn = pfnThere(a, b, theirs, focus, Math.max(selected, unit.startPfn));
  const fresh = { unit: index, page: 0, opened: null, pfn: null };
  const found = focusOf(b, { device: theirs.key, devices: { [theirs.key]: fresh }, window: null });
  if (!found?.unit) return found;
  const { firstPage, endPage, range } = found.unit;
  const page = Math.min(Math.max(firstPage, pageOfPfn(b.machine, range, pfn)), endPage - 1);
  const opened = focus.opened === null ? null : firstPage + focus.opened - unit.firstPage;
  return { ...found, page, opened: opened !== null && opened < endPage ? opened : null };
}

/** What is done to the other side is done to ours, at the same place. */
export function translated(
  a: Model,
  b: Model,
  mine: Focus,
  theirs: Focus,
  action: Action,
): Action | undefined {
  if (!mine.unit || !theirs.unit) return undefined;
  if (action.do === 'open')
    return { do: 'open', from: mine.unit.firstPage + action.from - theirs.unit.firstPage };
  if (action.do === 'fold') return action;
  if (action.do !== 'page') return undefined;
  const pfn = Math.max(theirs.unit.startPfn, pfnsOfPage(b.machine, theirs.unit.range, action.page)[0]);
  const there = pfnThere(b, a, mine.device, theirs, pfn);
  return { do: 'at', device: mine.device.key, pfn: there, level: 'page' };
}

/** How the page of the other side that has the first struct page of this one is mapped; undefined where there is none. */
function wayThere(a: Model, b: Model, mine: Focus, theirs: Focus, page: number): Way | undefined {
  const [from, to] = [mine.unit!.range, theirs.unit!.range];
  const same =
    a.machine.pageShift === b.machine.pageShift && a.machine.structPageSize === b.machine.structPageSize;
  const there = same
    ? page
    : pageOfPfn(
        b.machine,
        to,
        pfnThere(a, b, theirs.device, mine, Math.max(from.startPfn, pfnsOfPage(a.machine, from, page)[0])),
      );
  const run = at(to.runs, there);
  return run && wayOf(run);
}

const sign = ({ x, y, width, height }: Rect, words: string): Mark =>
  text('differs-sign', x + width + 9, y + height / 2 + 5, words, { anchor: 'middle' });

/** The rows of a strip that are mapped another way on the other side, marked by a sign and an outline. */
export function marked(strip: Strip, a: Model, b: Model, mine: Focus, theirs: Focus, prefix: string): Strip {
  const id = (name: string | undefined): string | undefined => name && `${prefix}${name}`;
  const marks = strip.marks.flatMap((mark): Mark[] => {
    const own: Mark =
      mark.kind === 'path'
        ? {
            ...mark,
            id: id(mark.id),
            ...(mark.from ? { from: id(mark.from)! } : {}),
            ...(mark.to ? { to: id(mark.to)! } : {}),
          }
        : { ...mark, id: id(mark.id) };
    if (mark.kind !== 'rect' || mark.action?.do !== 'page') return [own];
    const { page } = mark.action;
    const run = at(mine.unit!.range.runs, page);
    const here = run ? wayOf(run) : 'none';
    const there = wayThere(a, b, mine, theirs, page) ?? 'none';
    if (here === there) return [own];
    const { x, y, width, height } = mark;
    const label = `${mark.label ?? ''}. Differs: ${WORDS[here]} here, ${WORDS[there]} on the other side`;
    // Not counted as mapped another way: a sign of its own, and no outline.
    if (onlyResized(here, there)) return [{ ...own, label }, sign(mark, '≈')];
    return [
      { ...own, label },
      rect('differs', x - 1.5, y - 1.5, width + 3, height + 3, { radius: 4 }),
      sign(mark, '≠'),
    ];
  });
  return { ...strip, marks };
}

/** Where the first difference is, in words, and the way to it. */
export function firstOf(
  model: Model,
  device: Device,
  difference: MappingDifference,
): { readonly words: string; readonly action: Action } | undefined {
  const { first } = difference;
  if (!first) return undefined;
  const unit = unitOfPfn(model.machine, device.population, first.pfn);
  const range = device.population.ranges[first.range];
  if (unit === undefined || !range) return undefined;
  const focus = focusOf(model, {
    device: device.key,
    devices: { [device.key]: { unit, page: 0, opened: null, pfn: null } },
    window: null,
  });
  if (!focus?.unit) return undefined;
  const page = pageOfPfn(model.machine, range, first.pfn) - focus.unit.firstPage;
  return {
    words: `${focus.unit.kind} ${grouped(unit + 1)}, vmemmap page ${grouped(page)} (${address(model.machine, first.pfn)})`,
    action: { do: 'at', device: device.key, pfn: first.pfn, level: 'page' },
  };
}
