/** Strip (c): the page frames behind the rows, as cards: one for a frame, or for a huge block, or for a frame that is not there. */
import { at } from '../src/engine/runs';
import type { Run } from '../src/engine/types';
import { mappedBy } from '../src/engine/refcounts';
import { walks } from '../src/engine/runs';
import { formatBytes, grouped } from '../src/engine/units';
import { headsOn, isAliased, ownerOf } from './frames';
import type { Pattern } from './marks';
import type { Model } from './model';
import { pfnsOfPage, unitOfPfn, type Unit } from './unit';
import type { Focus } from './view';
import { plural, whereIs } from './words';

/** `short`: where there is no room for the whole. */
export interface CardLine {
  readonly text: string;
  readonly short?: string;
  readonly class: string;
}

export interface Card {
  readonly id: string;
  /** Words for the style sheet. */
  readonly class: string;
  readonly pattern?: Pattern;
  /** Title first; the others below it. */
  readonly lines: readonly CardLine[];
  readonly height: number;
}

const TITLE = { class: 'card-title' };
const LINE = { class: 'card-line' };
const CODE = { class: 'card-line mono' };
const ALARM = { class: 'card-line alarm' };
/** Room for the title and `n` lines. */
const heightOf = (n: number): number => (n === 0 ? 24 : 28 + n * 17);

/** The kernel took a reference for each mapping of these; huge blocks, boot memmap and altmap are counted otherwise. */
const COUNTED: readonly Run['rule'][] = ['head', 'first-tail', 'tail-reuse', 'section-reuse', 'stray-reuse'];

export const frameOf = (run: Run, page: number): number | null =>
  run.frame === null || !walks(run) ? run.frame : run.frame + page - run.first;

function blockCard(model: Model, unit: Unit, run: Run, page: number): Card {
  const { machine: m } = model;
  const perBlock = 2 ** (m.pmdShift - m.pageShift);
  const absolute = unit.range.firstVmemmapPage + page;
  const block = Math.floor(absolute / perBlock);
  const first = Math.max(0, block * perBlock - unit.range.firstVmemmapPage);
  const last = Math.min(unit.range.vmemmapPages, (block + 1) * perBlock - unit.range.firstVmemmapPage) - 1;
  const start = at(unit.range.runs, first);
  const base = start?.kind === 'huge' && start.frame !== null ? start.frame : (frameOf(run, page) ?? 0);
  const device = run.rule === 'altmap';
  const boot = run.rule === 'boot-memmap';
  const size = formatBytes(2 ** m.pmdShift);
  const title = device ? `${size} on the device` : boot ? `${size} boot memmap` : `${size} block`;
  const lines = [
    { text: title, ...TITLE },
    { text: `frames ${grouped(base)}–${grouped(base + last - first)}`, ...CODE },
    { text: plural(last - first + 1, 'vmemmap page'), ...LINE },
    { text: device ? 'one PMD, no RAM' : boot ? 'nothing new' : 'one PMD, not shared', ...LINE },
  ];
  return {
    id: `block-${block}`,
    class: `card block ${device ? 'device' : boot ? 'boot' : 'full'}`,
    pattern: device ? 'device' : boot ? 'boot' : 'block',
    lines,
    height: heightOf(3),
  };
}

function sharedCard(model: Model, focus: Focus, unit: Unit, run: Run, frame: number, alias: boolean): Card {
  const { machine: m } = model;
  const pgmap = focus.device.population;
  const owner = ownerOf(pgmap, frame);
  const home = owner ? unitOfPfn(m, pgmap, pfnsOfPage(m, owner.range, owner.page)[0]) : undefined;
  const elsewhere = home !== undefined && home !== unit.index;
  const mappings = mappedBy(pgmap.ranges, frame);
  const title =
    run.rule === 'foreign'
      ? `frame ${grouped(frame)} · foreign`
      : elsewhere
        ? `frame ${grouped(frame)} · shared tail`
        : mappings > 1
          ? `frame ${grouped(frame)} · tail, shared`
          : `frame ${grouped(frame)} · tail`;
  const lines: CardLine[] = [{ text: title, short: `frame ${grouped(frame)}`, ...TITLE }];
  if (elsewhere)
    lines.push({
      text: `first tail of ${unit.kind} ${grouped(home + 1)}`,
      short: `tail of ${grouped(home + 1)}`,
      ...LINE,
    });
  lines.push({ text: `mapped by ${plural(mappings, 'page')}`, short: plural(mappings, 'page'), ...LINE });
  if (COUNTED.includes(run.rule)) lines.push({ text: `_refcount ${grouped(mappings)}`, ...CODE });
  const heads = alias ? headsOn(m, pgmap, frame) : { count: 0, which: null };
  if (heads.count > 0) {
    const one = heads.count === 1;
    lines.push({ text: `▲ ${plural(heads.count, 'head')} land${one ? 's' : ''} here`, ...ALARM });
    if (heads.which !== null)
      lines.push({
        text: `those of compound${one ? '' : 's'} ${heads.which}`,
        short: heads.which,
        ...ALARM,
      });
  }
  return {
    id: `frame-${frame}`,
    class: `card tail shared${alias ? ' alias' : ''}`,
    lines,
    height: heightOf(lines.length - 1),
  };
}

/** The card of the frame behind a row; undefined where nothing is mapped. */
export function cardOf(model: Model, focus: Focus, unit: Unit, run: Run, page: number): Card | undefined {
  const frame = frameOf(run, page);
  if (frame === null) return undefined;
  const pgmap = focus.device.population;
  if (run.kind === 'huge') return blockCard(model, unit, run, page);
  const alias = isAliased(pgmap, unit);
  if (run.kind === 'shared' || run.rule === 'first-tail')
    return sharedCard(model, focus, unit, run, frame, alias);
  if (run.rule === 'head') {
    const lines = [
      { text: `frame ${grouped(frame)} · head`, ...TITLE },
      { text: `mapped by ${plural(mappedBy(pgmap.ranges, frame), 'page')}`, ...LINE },
      { text: `_refcount ${grouped(mappedBy(pgmap.ranges, frame))}`, ...CODE },
    ];
    return { id: `frame-${frame}`, class: 'card head', lines, height: heightOf(2) };
  }
  const device = run.rule === 'altmap';
  const boot = run.rule === 'boot-memmap';
  return {
    id: `frame-${frame}`,
    class: `card small ${device ? 'device' : boot ? 'boot' : 'full'}`,
    ...(device ? { pattern: 'device' as const } : boot ? { pattern: 'boot' as const } : {}),
    lines: [
      { text: `frame ${grouped(frame)}${device || boot ? ` ${whereIs(run)}` : ''}`, class: 'card-line mono' },
    ],
    height: heightOf(0),
  };
}

/** In place of the head's own frame, where the kernel gave it none. */
export const missingHead: Card = {
  id: 'no-frame',
  class: 'card missing',
  lines: [
    { text: '✗ no frame for this head', short: '✗ no frame', class: 'card-title alarm' },
    { text: 'one of its own was expected', short: 'of its own', class: 'card-line' },
  ],
  height: heightOf(1),
};
