/** The rows of the mapping strip: vmemmap pages, folds and section boundaries. */
import { RULE_NAMES } from '../src/engine/ruleNames';
import { grouped } from '../src/engine/units';
import { GAP, middle, TOP, type Columns, type Placed } from './columns';
import { CHAR, fitting, MONO, path, px, rect, text, type Mark } from './marks';
import { looksOf, type PageRow } from './looks';
import type { Model } from './model';
import type { Row } from './rows';
import type { Unit } from './unit';
import type { Focus } from './view';
import { address, contentsOf, pageSentence, plural } from './words';

const ROW = 26;
const BOUNDARY = 20;
/** Width of a row's number. */
const NUMBER = { wide: 46, narrow: 36 };
/** A column narrower than this has no room to spare. */
const NARROW = 160;
/** The rule's name is set smaller. */
const RULE_CHAR = 6.1;

export function placed(rows: readonly Row[]): Placed<Row>[] {
  let y = TOP;
  return rows.map((what) => {
    const height = what.kind === 'boundary' ? BOUNDARY : ROW;
    const at = { what, y, height };
    y += height + GAP;
    return at;
  });
}

export const rowId = (unit: Unit, row: Row): string =>
  row.kind === 'fold'
    ? `fold-${row.from - unit.firstPage}`
    : row.kind === 'page'
      ? `page-${row.page - unit.firstPage}`
      : '';

function pageRow(
  model: Model,
  focus: Focus,
  unit: Unit,
  p: Placed<PageRow>,
  c: Columns,
  alias: boolean,
): Mark[] {
  const { what: row, y, height } = p;
  const { machine: m } = model;
  const pgmap = focus.device.population;
  const { word, pattern } = looksOf(row, alias);
  const current = row.page === focus.page;
  const x = c.pagesX;
  const words = contentsOf(m, pgmap, unit, row.page);
  const rule = RULE_NAMES[row.run.rule];
  const number = c.pages < NARROW ? NUMBER.narrow : NUMBER.wide;
  const room = c.pages - number - 12;
  const marks: Mark[] = [
    rect(`page ${word}`, x, y, c.pages, height, {
      id: rowId(unit, row),
      radius: 3,
      label: pageSentence(m, pgmap, unit, row.run, row.page, alias),
      action: { do: 'page', page: row.page },
      current,
    }),
    rect(`number ${word}`, x + 1, y + 1, number - 1, height - 2, { radius: 2 }),
  ];
  if (pattern)
    marks.push(rect(`hatch ${word}`, x + number, y + 1, c.pages - number - 1, height - 2, { pattern }));
  const name = alias ? words.replace('head', 'HEAD') : words;
  marks.push(
    text('page-number mono', x + number / 2, y + 17, grouped(row.page - unit.firstPage), {
      anchor: 'middle',
    }),
    text(
      `page-name ${word}`,
      x + number + 8,
      y + 17,
      fitting(room, CHAR, name, name.split(',')[0]!, name.replace(/^\D+ /, '')),
    ),
  );
  if (words.length * CHAR + rule.length * RULE_CHAR + 8 <= room)
    marks.push(text('rule', x + c.pages - 7, y + 17, rule, { anchor: 'end' }));
  // A ring around it, so that the row keeps the colour that says what it is.
  if (current) marks.push(rect('ring', x - 3, y - 3, c.pages + 6, height + 6, { radius: 5 }));
  return marks;
}

function foldRow(unit: Unit, p: Placed<Row & { kind: 'fold' }>, c: Columns): Mark[] {
  const { from, to, boundaries } = p.what;
  const count = to - from;
  const crossed = boundaries > 0 ? plural(boundaries, 'section boundary', 'section boundaries') : '';
  const span = `${grouped(from - unit.firstPage)} to ${grouped(to - 1 - unit.firstPage)}`;
  const more = `… ${grouped(count)} more …`;
  return [
    rect('fold', c.pagesX, p.y, c.pages, p.height, {
      id: rowId(unit, p.what),
      radius: 3,
      label: `${plural(count, 'more vmemmap page')}, ${span}${crossed && `, across ${crossed}`}: unfold`,
      action: { do: 'open', from },
    }),
    text(
      'fold-name',
      c.pagesX + c.pages / 2,
      p.y + 17,
      fitting(c.pages - 8, CHAR, `${more} ${crossed}`.trim(), more),
      { anchor: 'middle' },
    ),
  ];
}

function boundaryRow(model: Model, p: Placed<unknown>, pfn: number, c: Columns): Mark[] {
  const y = Math.round(middle(p)) + 0.5;
  const at = address(model.machine, pfn);
  const words = fitting(c.pages - 12, MONO, `section boundary ${at}`, `section ${at}`, at);
  return [
    path('boundary', `M${c.compound ? c.compound + 4 : 0},${y}H${c.pagesX + c.pages + 24}`),
    rect('boundary-back', c.pagesX + 6, p.y + 2, words.length * MONO + 8, p.height - 4),
    text('boundary-name mono', c.pagesX + 10, px(p.y) + 14, words, { label: `A section begins at ${at}.` }),
  ];
}

/** `alias`: the unit's head has no frame of its own. */
export function rowMarks(
  model: Model,
  focus: Focus,
  unit: Unit,
  p: Placed<Row>,
  c: Columns,
  alias: boolean,
): Mark[] {
  const { what } = p;
  if (what.kind === 'boundary') return boundaryRow(model, p, what.pfn, c);
  if (what.kind === 'fold') return foldRow(unit, { ...p, what }, c);
  return pageRow(model, focus, unit, { ...p, what }, c, alias && what.page === unit.firstPage);
}
