/** Strips (b) and (c): the vmemmap pages of the focused unit, and arrows to the page frames behind them. */
import { formatBytes, grouped } from '../src/engine/units';
import { cardOf, missingHead, type Card } from './cards';
import { isAliased } from './frames';
import { arrow, CHAR, fit, fitting, MONO, px, type Mark, type Pattern, type Size, type Strip } from './marks';
import type { Model } from './model';
import { rowsOf, type Row } from './rows';
import { pagesPerSection, pfnsOfPage, pageBytes, type Unit } from './unit';
import { runsOfUnit } from './unitRuns';
import type { Focus } from './view';
import { address, contentsOf, pageSentence, plural, RULES, unitSize } from './words';

const TOP = 28;
const ROW = 26;
const GAP = 4;
const CARD_GAP = 14;
const NUMBER = 46;

interface Columns {
  /** 0 where there is no room for it. */
  readonly compound: number;
  readonly pagesX: number;
  readonly pages: number;
  readonly framesX: number;
  readonly frames: number;
}

function columnsFor(width: number): Columns {
  const compound = width >= 620 ? 138 : 0;
  const pagesX = compound ? compound + 58 : 0;
  const frames = Math.round(Math.min(250, Math.max(146, width * 0.26)));
  const pages = Math.round(Math.min(300, Math.max(120, (width - pagesX) * 0.36)));
  return { compound, pagesX, pages, frames, framesX: width - frames };
}

interface Placed {
  readonly row: Row;
  readonly y: number;
  readonly height: number;
}

function place(rows: readonly Row[]): { placed: Placed[]; bottom: number } {
  let y = TOP;
  const placed = rows.map((row): Placed => {
    const height = row.kind === 'boundary' ? 20 : ROW;
    const at = { row, y, height };
    y += height + GAP;
    return at;
  });
  return { placed, bottom: y - GAP };
}

const middle = (p: { y: number; height: number }): number => p.y + p.height / 2;

/** Looks of a row: a word for the style sheet and a pattern. */
function looks(row: Row & { kind: 'page' }, alias: boolean): { class: string; pattern?: Pattern } {
  const { run } = row;
  if (alias) return { class: 'alias', pattern: 'alias' };
  if (run.kind === 'none') return { class: 'none' };
  if (run.rule === 'altmap') return { class: 'device', pattern: 'device' };
  if (run.rule === 'boot-memmap') return { class: 'boot', pattern: 'boot' };
  if (run.kind === 'huge') return { class: 'full', pattern: 'block' };
  if (run.kind === 'shared') return { class: 'shared', pattern: 'shared' };
  return { class: run.rule === 'head' ? 'head' : run.rule === 'first-tail' ? 'tail' : 'full' };
}

function pageRow(
  model: Model,
  focus: Focus,
  unit: Unit,
  p: Placed & { row: Row & { kind: 'page' } },
  c: Columns,
  alias: boolean,
): Mark[] {
  const { row, y, height } = p;
  const { machine: m } = model;
  const pgmap = focus.device.population;
  const { class: kind, pattern } = looks(row, alias);
  const selected = row.page === focus.page;
  const id = `page-${row.page - unit.firstPage}`;
  const x = c.pagesX;
  const words = contentsOf(m, pgmap, unit, row.page);
  const rule = RULES[row.run.rule];
  const room = c.pages - NUMBER - 16;
  const both = (words.length + rule.length + 3) * CHAR <= room;
  const text = alias ? words.replace('head', 'HEAD') : words;
  const marks: Mark[] = [
    {
      kind: 'rect',
      id,
      class: `page ${kind}${selected ? ' selected' : ''}`,
      x,
      y,
      width: c.pages,
      height,
      radius: 3,
      label: pageSentence(m, pgmap, unit, row.run, row.page, alias),
      action: { do: 'page', page: row.page },
      current: selected,
    },
  ];
  if (pattern)
    marks.push({
      kind: 'rect',
      class: `hatch ${kind}`,
      x: x + NUMBER,
      y: y + 1,
      width: c.pages - NUMBER - 1,
      height: height - 2,
      pattern,
    });
  marks.push(
    {
      kind: 'rect',
      class: `number ${kind}`,
      x: x + 1,
      y: y + 1,
      width: NUMBER - 1,
      height: height - 2,
      radius: 2,
    },
    {
      kind: 'text',
      class: 'page-number mono',
      x: x + NUMBER / 2,
      y: y + 17,
      text: grouped(row.page - unit.firstPage),
      anchor: 'middle',
    },
    {
      kind: 'text',
      class: `page-name ${kind}`,
      x: x + NUMBER + 8,
      y: y + 17,
      text: fitting(room, CHAR, text, text.split(',')[0]!),
    },
  );
  if (both)
    marks.push({ kind: 'text', class: 'rule', x: x + c.pages - 7, y: y + 17, text: rule, anchor: 'end' });
  return marks;
}

function foldRow(unit: Unit, p: Placed & { row: Row & { kind: 'fold' } }, c: Columns): Mark[] {
  const { from, to, boundaries } = p.row;
  const count = to - from;
  const crossed = boundaries > 0 ? `, ${plural(boundaries, 'section boundary', 'section boundaries')}` : '';
  const label = `${plural(count, 'more vmemmap page')} (${grouped(from - unit.firstPage)} to ${grouped(to - 1 - unit.firstPage)})${crossed}: unfold`;
  const text = fitting(
    c.pages - 8,
    CHAR,
    `… ${grouped(count)} more …${boundaries > 0 ? `  ${plural(boundaries, 'section boundary', 'section boundaries')}` : ''}`,
    `… ${grouped(count)} more …`,
  );
  return [
    {
      kind: 'rect',
      id: `fold-${from - unit.firstPage}`,
      class: 'fold',
      x: c.pagesX,
      y: p.y,
      width: c.pages,
      height: p.height,
      radius: 3,
      label,
      action: { do: 'open', from },
    },
    { kind: 'text', class: 'fold-name', x: c.pagesX + c.pages / 2, y: p.y + 17, text, anchor: 'middle' },
  ];
}

function boundaryRow(model: Model, p: Placed, pfn: number, c: Columns): Mark[] {
  const y = px(middle(p)) + 0.5;
  const left = c.compound ? c.compound + 4 : 0;
  const right = c.pagesX + c.pages + 24;
  const text = fitting(
    c.pages,
    MONO,
    `section boundary ${address(model.machine, pfn)}`,
    address(model.machine, pfn),
  );
  return [
    { kind: 'path', class: 'boundary', d: `M${left},${y}H${right}` },
    {
      kind: 'rect',
      class: 'boundary-back',
      x: c.pagesX + 6,
      y: p.y + 2,
      width: px(text.length * MONO) + 8,
      height: p.height - 4,
    },
    {
      kind: 'text',
      class: 'boundary-name mono',
      x: c.pagesX + 10,
      y: p.y + 14,
      text,
      label: `a section begins at ${address(model.machine, pfn)}`,
    },
  ];
}

/** The compound as memory: its size, where it is, and which part of it the selected vmemmap page describes. */
function compoundBox(
  model: Model,
  focus: Focus,
  unit: Unit,
  c: Columns,
  bottom: number,
  selected: Placed | undefined,
  alias: boolean,
): Mark[] {
  if (!c.compound) return [];
  const { machine: m } = model;
  const height = bottom - TOP;
  const total = unit.endPfn - unit.startPfn;
  const mid = TOP + height / 2;
  const y = (pfn: number): number =>
    TOP + (Math.min(Math.max(0, pfn - unit.startPfn), total) / Math.max(1, total)) * height;
  const [from, to] = pfnsOfPage(m, unit.range, focus.page);
  const band = {
    top: Math.min(y(from), bottom - 3),
    bottom: Math.max(y(to), Math.min(y(from), bottom - 3) + 3),
  };
  const marks: Mark[] = [
    {
      kind: 'rect',
      class: `compound${alias ? ' alias' : ''}`,
      x: 0.5,
      y: TOP,
      width: c.compound,
      height,
      radius: 4,
    },
  ];
  const step = pagesPerSection(m);
  const first = (Math.floor(unit.startPfn / step) + 1) * step;
  if ((step / Math.max(1, total)) * height >= 6) {
    let d = '';
    for (let pfn = first; pfn < unit.endPfn; pfn += step)
      d += `M0.5,${px(y(pfn))}h10M${c.compound - 9.5},${px(y(pfn))}h10`;
    if (d) marks.push({ kind: 'path', class: 'section-tick', d });
  }
  if (selected) {
    const x = c.compound + 0.5;
    marks.push(
      {
        kind: 'rect',
        class: 'band',
        x: 1,
        y: px(band.top),
        width: c.compound - 1,
        height: px(band.bottom - band.top),
      },
      {
        kind: 'path',
        class: 'describes',
        d: `M${x},${px(band.top)}L${c.pagesX},${selected.y + 3}V${selected.y + selected.height - 3}L${x},${px(band.bottom)}Z`,
      },
    );
  }
  const partial = unit.partial
    ? [{ text: `cut to ${formatBytes(total * pageBytes(m))}`, class: 'compound-line alarm' }]
    : [];
  const lines = [
    { text: unitSize(m, focus.device.population, unit), class: 'compound-size' },
    { text: unit.kind, class: 'compound-line' },
    ...partial,
    { text: plural(total, 'struct page'), class: 'compound-line' },
    { text: `pfn 0x${unit.startPfn.toString(16)}`, class: 'compound-line mono' },
  ];
  const pitch = 18;
  const start = mid - ((lines.length - 1) * pitch) / 2;
  const back = { x: 12, y: px(start - 20), width: c.compound - 24, height: lines.length * pitch + 12 };
  if (height > back.height + 8) marks.push({ kind: 'rect', class: 'compound-back', ...back, radius: 4 });
  for (const [i, line] of lines.entries())
    marks.push({
      kind: 'text',
      ...line,
      text: fit(line.text, c.compound - 12),
      x: c.compound / 2,
      y: px(start + i * pitch + 4),
      anchor: 'middle',
    });
  return marks;
}

function cardMarks(card: Card, x: number, y: number, width: number): Mark[] {
  const base = { x, y: px(y), width, height: card.height, radius: 4 };
  const marks: Mark[] = [
    {
      kind: 'rect',
      id: card.id,
      class: card.class,
      ...base,
      label: card.lines.map((l) => l.text).join(', '),
    },
  ];
  // Patterned from the edge inwards, so that the words stay on plain ground.
  if (card.pattern)
    marks.push({
      kind: 'rect',
      class: `hatch ${card.class}`,
      x: x + width - 15,
      y: px(y) + 1,
      width: 14,
      height: card.height - 2,
      pattern: card.pattern,
    });
  const room = width - 14 - (card.pattern ? 14 : 0);
  card.lines.forEach(({ text, class: c }, i) => {
    const first = card.lines.length === 1 ? 16 : 20;
    marks.push({
      kind: 'text',
      class: c,
      x: x + 10,
      y: px(y + first + i * 17),
      text: fit(text, room, c.includes('mono') ? MONO : c.includes('title') ? CHAR * 1.08 : CHAR),
    });
  });
  return marks;
}

/** Cards beside the rows that lead to them, in order and never over one another. */
function arrange(wanted: readonly { card: Card; ys: number[] }[]): { card: Card; y: number; ys: number[] }[] {
  let free = TOP;
  return wanted.map(({ card, ys }) => {
    const mean = ys.reduce((sum, y) => sum + y, 0) / Math.max(1, ys.length);
    const y = Math.max(free, mean - card.height / 2);
    free = y + card.height + (card.class.includes('small') ? GAP + 2 : CARD_GAP);
    return { card, y, ys };
  });
}

export function mappingStrip(model: Model, focus: Focus, size: Size): Strip | undefined {
  const { unit } = focus;
  if (!unit || unit.endPage <= unit.firstPage) return undefined;
  const { machine: m } = model;
  const pgmap = focus.device.population;
  const alias = isAliased(pgmap, unit);
  const c = columnsFor(size.width);
  const { placed, bottom } = place(rowsOf(m, unit, focus.page, focus.opened));
  const rows: Mark[] = [];
  const wanted = new Map<string, { card: Card; ys: number[] }>();
  const arrows: { id: string; y: number; class: string; from: string }[] = [];
  if (alias) wanted.set(missingHead.id, { card: missingHead, ys: [TOP] });
  let previous: string | undefined;
  for (const p of placed) {
    const { row } = p;
    if (row.kind === 'boundary') rows.push(...boundaryRow(model, p, row.pfn, c));
    else if (row.kind === 'fold') {
      rows.push(...foldRow(unit, { ...p, row }, c));
      // The folded pages go where their neighbours go, if all of them do.
      const shared = previous !== undefined && wanted.get(previous)?.card.class.includes('shared');
      if (shared)
        arrows.push({
          id: previous!,
          y: middle(p),
          class: 'folded',
          from: `fold-${row.from - unit.firstPage}`,
        });
    } else {
      const head = alias && row.page === unit.firstPage;
      rows.push(...pageRow(model, focus, unit, { ...p, row }, c, head));
      const card = cardOf(model, focus, unit, row.run, row.page);
      previous = card?.id;
      if (!card) continue;
      const entry = wanted.get(card.id);
      if (entry) entry.ys.push(middle(p));
      else wanted.set(card.id, { card, ys: [middle(p)] });
      const selected = row.page === focus.page ? ' selected' : '';
      arrows.push({
        id: card.id,
        y: middle(p),
        class: `${looks(row, head).class}${selected}`,
        from: `page-${row.page - unit.firstPage}`,
      });
    }
  }
  const cards = arrange([...wanted.values()]);
  const marks: Mark[] = titles(unit, c, size.width);
  marks.push(
    ...compoundBox(
      model,
      focus,
      unit,
      c,
      bottom,
      placed.find((p) => p.row.kind === 'page' && p.row.page === focus.page),
      alias,
    ),
  );
  const lines = arrows.map((a): Mark & { order: number } => {
    const { card, y } = cards.find((x) => x.card.id === a.id)!;
    const all = arrows.filter((x) => x.id === a.id);
    const spread = Math.min(5, (card.height - 18) / all.length);
    const end = y + card.height / 2 + (all.indexOf(a) - (all.length - 1) / 2) * spread;
    const order = a.class.includes('selected') ? 2 : /shared|folded/.test(a.class) ? 0 : 1;
    return {
      kind: 'path',
      class: `arrow ${a.class}`,
      d: arrow(c.pagesX + c.pages + 1, a.y, c.framesX - 2, end),
      from: a.from,
      to: a.id,
      order,
    };
  });
  // Thick and selected ones lie on top.
  for (const { order: _, ...line } of lines.sort((a, b) => a.order - b.order)) marks.push(line);
  marks.push(...rows);
  for (const { card, y } of cards) marks.push(...cardMarks(card, c.framesX, y, c.frames - 1));
  const foot = Math.max(bottom, ...cards.map(({ card, y }) => y + card.height));
  const sum = summary(unit, pgmap.dedup);
  const lowest = Math.max(...cards.map(({ card, y }) => y + card.height), TOP);
  if (sum)
    marks.push({
      kind: 'text',
      class: 'summary',
      x: c.framesX,
      y: px(lowest + 20),
      text: fit(sum, c.frames),
    });
  return {
    id: 'mapping',
    title: `${unit.kind === 'compound' ? 'Compound' : 'Section'} ${grouped(unit.index + 1)} of ${grouped(unit.of)}`,
    note: `${address(m, unit.startPfn)} · ${plural(unit.endPage - unit.firstPage, 'vmemmap page')}`,
    width: size.width,
    height: Math.max(foot, sum ? lowest + 26 : 0) + 4,
    marks,
    free: { x: c.framesX, y: lowest + 34, width: c.frames, height: Math.max(0, bottom - lowest - 34) },
  };
}

/** `2 frames instead of 4,096`, where pages share frames. */
function summary(unit: Unit, dedup: boolean): string | undefined {
  const { runs, complete } = runsOfUnit(unit, 512);
  if (!dedup || !complete) return undefined;
  const own = runs.reduce((sum, run) => sum + (run.kind === 'own' || run.kind === 'huge' ? run.count : 0), 0);
  const isOwn = (frame: number): boolean =>
    runs.some(
      (r) => r.kind !== 'shared' && r.frame !== null && frame >= r.frame && frame < r.frame + r.count,
    );
  const borrowed = new Set(runs.flatMap((r) => (r.kind === 'shared' && !isOwn(r.frame!) ? [r.frame] : [])));
  const frames = own + borrowed.size;
  const pages = unit.endPage - unit.firstPage;
  return frames < pages ? `${plural(frames, 'frame')} instead of ${grouped(pages)}` : undefined;
}

function titles(unit: Unit, c: Columns, width: number): Mark[] {
  const title = (x: number, text: string, room: number): Mark => ({
    kind: 'text',
    class: 'column',
    x,
    y: 14,
    text: fit(text, room, CHAR * 1.05),
  });
  const marks = [
    title(c.pagesX, c.pages > 150 ? 'vmemmap pages (virtual)' : 'vmemmap pages', c.framesX - c.pagesX),
    title(c.framesX, 'page frames', width - c.framesX),
  ];
  if (c.compound) marks.unshift(title(0, unit.kind === 'compound' ? 'compound page' : 'section', c.compound));
  return marks;
}
