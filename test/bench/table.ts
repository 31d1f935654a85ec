/** What was measured: rows of one shape, printed as a table, as Markdown or as JSON. */

/** What a figure is held against: the same thing done by the least that could do it, in the same run. */
export interface Floor {
  readonly of: string;
  readonly figure: number;
}

export interface Row {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  readonly floor?: Floor | undefined;
  /** The most that `figure` may be, in its unit. */
  readonly budget?: number | undefined;
  /** The budget in words where it is not a number alone: `floor + 10 ms`. */
  readonly budgetWords?: string | undefined;
}

export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

export const isBroken = ({ figure, budget }: Row): boolean =>
  // A figure that could not be had keeps no budget.
  budget !== undefined && !(figure <= budget);

export const brokenRows = (sections: readonly Section[]): Row[] =>
  sections.flatMap(({ rows }) => rows.filter(isBroken));

const DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const number = (n: number): string => (Math.abs(n) < 100 ? DIGITS : WHOLE).format(n);
const quantity = (n: number, unit: string): string => `${number(n)} ${unit}`.trim();

const ratioOf = ({ figure, floor }: Row): number | undefined =>
  floor && floor.figure > 0 ? figure / floor.figure : undefined;

const HEAD = ['', 'measured', 'against', 'ratio', 'budget', ''];

function cells(row: Row): string[] {
  const { what, figure, unit, floor, budget, budgetWords } = row;
  const ratio = ratioOf(row);
  const allowed = budget === undefined ? '' : `≤ ${quantity(budget, unit)}`;
  return [
    what,
    quantity(figure, unit),
    floor ? `${quantity(floor.figure, unit)} ${floor.of}` : '',
    ratio === undefined ? '' : `${number(ratio)} ×`,
    budgetWords ? `${allowed} (${budgetWords})` : allowed,
    budget === undefined ? '' : isBroken(row) ? 'BROKEN' : 'ok',
  ];
}

/** Figures stand to the right. */
const RIGHT = [false, true, false, true, false, false];

function padded(lines: readonly string[][]): string[][] {
  const widths = HEAD.map((_, c) => Math.max(3, ...lines.map((line) => line[c]!.length)));
  return lines.map((line) =>
    line.map((cell, c) => (RIGHT[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!))),
  );
}

export function asText({ title, rows }: Section): string {
  const lines = padded([HEAD, ...rows.map(cells)]);
  return [`\n${title}`, ...lines.map((line) => `  ${line.join('  ').trimEnd()}`)].join('\n');
}

export function asMarkdown({ title, rows }: Section): string {
  // As prettier leaves it.
  const [head, ...body] = padded([HEAD, ...rows.map((row) => cells(row).map((cell) => cell.trim()))]);
  const rule = head!.map((cell, c) =>
    RIGHT[c] ? `${'-'.repeat(cell.length - 1)}:` : '-'.repeat(cell.length),
  );
  return [`### ${title}`, '', ...[head!, rule, ...body].map((line) => `| ${line.join(' | ')} |`)].join('\n');
}

/** Plain data for another program. */
export const asJson = (sections: readonly Section[]): object[] =>
  sections.map(({ title, rows }) => ({
    title,
    rows: rows.map((row) => ({
      ...row,
      ...(row.floor && { ratio: ratioOf(row) }),
      ...(row.budget !== undefined && { kept: !isBroken(row) }),
    })),
  }));
