/** Strips (b) and (c): the vmemmap pages of the focused unit, and arrows to the page frames behind them. */
import { at, walks } from '../src/engine/runs';
import type { Run } from '../src/engine/types';
import { grouped } from '../src/engine/units';
import type { MachineFacts } from '../src/protocol';
import { cardOf, missingHead, type Card } from './cards';
import { columnsFor, GAP, middle, TOP, type Columns, type Placed } from './columns';
import { compoundBox } from './compoundBox';
import { isAliased } from './frames';
import { looksOf } from './looks';
import { placed, rowId, rowMarks } from './mappingRows';
import { arrow, CHAR, fit, fitting, MONO, path, rect, text, type Mark, type Size, type Strip } from './marks';
import type { Model } from './model';
import { rowsOf, type Row } from './rows';
import type { Unit } from './unit';
import { runsOfUnit } from './unitRuns';
import type { Focus } from './view';
import { plural, whereOf } from './words';

const CARD_GAP = 14;
/** Arrows into one card end this far apart, or nearer where there are many. */
const SPREAD = 5;

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly y: number;
  readonly looks: string;
}

/** What the rows lead to: cards in order of appearance, with the heights they are reached from, and the arrows. */
function backing(model: Model, focus: Focus, unit: Unit, rows: readonly Placed<Row>[], alias: boolean) {
  const cards = new Map<string, { card: Card; ys: number[] }>();
  const arrows: Arrow[] = [];
  if (alias) cards.set(missingHead.id, { card: missingHead, ys: [TOP] });
  let previous: string | undefined;
  for (const p of rows) {
    const { what } = p;
    const from = rowId(unit, what);
    const y = middle(p);
    if (what.kind === 'fold' && previous !== undefined && cards.get(previous)?.card.class.includes('shared'))
      // Folded tail pages go where the one before them goes.
      arrows.push({ from, to: previous, y, looks: 'folded' });
    if (what.kind !== 'page') continue;
    const card = cardOf(model, focus, unit, what.run, what.page);
    previous = card?.id;
    if (!card) continue;
    const known = cards.get(card.id);
    if (known) known.ys.push(y);
    else cards.set(card.id, { card, ys: [y] });
    const { word } = looksOf(what, alias && what.page === unit.firstPage);
    arrows.push({ from, to: card.id, y, looks: what.page === focus.page ? `${word} selected` : word });
  }
  return { cards: [...cards.values()], arrows };
}

/** Cards beside the rows that lead to them, in order and never over one another. */
function arranged(wanted: readonly { card: Card; ys: number[] }[]): Placed<Card>[] {
  let free = TOP;
  return wanted.map(({ card, ys }) => {
    const mean = ys.reduce((sum, y) => sum + y, 0) / Math.max(1, ys.length);
    const y = Math.round(Math.max(free, mean - card.height / 2));
    free = y + card.height + (card.class.includes('small') ? GAP + 2 : CARD_GAP);
    return { what: card, y, height: card.height };
  });
}

function arrowMarks(arrows: readonly Arrow[], cards: readonly Placed<Card>[], c: Columns): Mark[] {
  const rank = (a: Arrow): number =>
    a.looks.includes('selected') ? 2 : /shared|folded/.test(a.looks) ? 0 : 1;
  const into = new Map(
    cards.map((card) => [card.what.id, { card, arrows: arrows.filter((a) => a.to === card.what.id) }]),
  );
  // Thick and selected ones lie on top.
  return [...arrows]
    .sort((a, b) => rank(a) - rank(b))
    .map((a) => {
      const { card, arrows: all } = into.get(a.to)!;
      const apart = Math.min(SPREAD, (card.height - 18) / all.length);
      const end = middle(card) + (all.indexOf(a) - (all.length - 1) / 2) * apart;
      const d = arrow(c.pagesX + c.pages + 3, a.y, c.framesX - 2, end);
      return path(`arrow ${a.looks}`, d, { from: a.from, to: a.to });
    });
}

function cardMarks({ what: card, y }: Placed<Card>, c: Columns): Mark[] {
  const x = c.framesX;
  const width = c.frames - 1;
  const edge = card.pattern ? 14 : 0;
  const marks: Mark[] = [
    rect(card.class, x, y, width, card.height, {
      id: card.id,
      radius: 4,
      label: card.lines.map((l) => l.text).join(', '),
    }),
  ];
  // Patterned along the edge, so that the words stay on plain ground.
  if (card.pattern)
    marks.push(rect('hatch', x + width - edge - 1, y + 1, edge, card.height - 2, { pattern: card.pattern }));
  const first = card.lines.length === 1 ? 16 : 20;
  card.lines.forEach(({ text: words, short = words, class: looks }, i) => {
    const char = looks.includes('mono') ? MONO : looks.includes('title') ? CHAR * 1.12 : CHAR;
    marks.push(text(looks, x + 10, y + first + i * 17, fitting(width - edge - 14, char, words, short)));
  });
  return marks;
}

/** `2 frames instead of 4,096`, where pages share frames, and the same in short. */
function summary(unit: Unit, dedup: boolean): { long: string; short: string } | undefined {
  const { runs, complete } = runsOfUnit(unit, 512);
  if (!dedup || !complete) return undefined;
  const own = runs.filter((r) => r.kind === 'own' || r.kind === 'huge');
  const isOwn = (f: number): boolean => own.some((r) => f >= r.frame! && f < r.frame! + r.count);
  const borrowed = runs.filter((r) => r.kind === 'shared' && !isOwn(r.frame!));
  const one = new Set(borrowed.flatMap((r) => (walks(r) ? [] : [r.frame])));
  const many = borrowed.filter(walks);
  const frames = [...own, ...many].reduce((sum, r) => sum + r.count, 0) + one.size;
  const pages = unit.endPage - unit.firstPage;
  if (frames === 0 || frames >= pages) return undefined;
  const [some, all] = [grouped(frames), grouped(pages)];
  return { long: `${plural(frames, 'frame')} instead of ${all}`, short: `${some} of ${all} frames` };
}

/** `+ 8 PTE tables`: the tables under which the unit's pages are mapped; where it takes only part of one, whose it is too. */
function tablesLine(m: MachineFacts, unit: Unit, run: Run | undefined): string {
  if (!run || run.kind === 'huge' || run.kind === 'none') return '';
  const perTable = 2 ** (m.pmdShift - m.pageShift);
  const base = unit.range.firstVmemmapPage;
  const first = Math.floor((base + unit.firstPage) / perTable);
  const last = Math.floor((base + unit.endPage - 1) / perTable);
  const pages = unit.endPage - unit.firstPage;
  if (last > first || pages >= perTable) return `+ ${plural(last - first + 1, 'PTE table')}`;
  return `in a PTE table of ${grouped(perTable)} pages`;
}

function titles(unit: Unit, c: Columns, width: number): Mark[] {
  const title = (x: number, words: string, room: number): Mark =>
    text('column', x, 14, fit(words, room, 6.1));
  const marks = [
    title(c.pagesX, c.pages > 150 ? 'vmemmap pages (virtual)' : 'vmemmap pages', c.framesX - c.pagesX),
    title(c.framesX, 'page frames', width - c.framesX),
  ];
  return c.compound
    ? [title(0, unit.kind === 'compound' ? 'compound page' : 'section', c.compound), ...marks]
    : marks;
}

export function mappingStrip(model: Model, focus: Focus, { width }: Size): Strip | undefined {
  const { unit, page } = focus;
  if (!unit || unit.endPage <= unit.firstPage) return undefined;
  const { machine: m } = model;
  const pgmap = focus.device.population;
  const alias = isAliased(pgmap, unit);
  const c = columnsFor(width);
  const rows = placed(rowsOf(m, unit, page, focus.opened));
  if (rows.length === 0) return undefined;
  const bottom = Math.max(TOP, ...rows.map((p) => p.y + p.height));
  const selected = rows.find((p) => p.what.kind === 'page' && p.what.page === page);
  const { cards: wanted, arrows } = backing(model, focus, unit, rows, alias);
  const cards = arranged(wanted);
  const lowest = Math.max(TOP, ...cards.map((p) => p.y + p.height));
  const sum = alias ? undefined : summary(unit, pgmap.dedup);
  const marks: Mark[] = [
    ...titles(unit, c, width),
    ...compoundBox(model, focus, unit, c, bottom, selected, alias),
    ...arrowMarks(arrows, cards, c),
    ...rows.flatMap((p) => rowMarks(model, focus, unit, p, c, alias)),
    ...cards.flatMap((p) => cardMarks(p, c)),
  ];
  if (sum) marks.push(text('summary', c.framesX, lowest + 20, fitting(c.frames, CHAR, sum.long, sum.short)));
  const tables = tablesLine(m, unit, at(unit.range.runs, unit.firstPage));
  const below = lowest + (sum ? 38 : 20);
  if (tables !== '') marks.push(text('card-line', c.framesX, below, fit(tables, c.frames)));
  const taken = tables !== '' ? below + 14 : lowest + (sum ? 34 : CARD_GAP);
  return {
    id: 'mapping',
    title: `${unit.kind === 'compound' ? 'Compound' : 'Section'} ${grouped(unit.index + 1)} of ${grouped(unit.of)}${alias ? ' ▲' : ''}`,
    note: `${whereOf(m, unit)} · ${plural(unit.endPage - unit.firstPage, 'vmemmap page')}`,
    width,
    height: Math.max(bottom, lowest, sum || tables !== '' ? taken - 8 : 0) + 6,
    marks,
    free: { x: c.framesX, y: taken, width: c.frames, height: Math.max(0, bottom - taken) },
  };
}
