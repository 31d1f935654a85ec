/** Text → everything the editor says about it, against reading the same text as JSON and nothing else. */
import { parseTree } from 'jsonc-parser';
import { analyse } from '../../src/config/analyse';
import { config } from './configs';
import { fastest } from './figures';
import type { Row, Section } from './table';

/** ms: the host's share of a keystroke, and nearly all of what 1,000 pgmaps may take. */
const BUDGETS: Readonly<Record<number, number>> = { 100: 2, 1000: 40 };
/** Time of a pgmap among many, against that among a tenth of them: 10 were quadratic; larger heaps cost some. */
const LINEAR = 3;

export function analysis(): Section[] {
  const rows: Row[] = [];
  let before = NaN;
  for (const n of [10, 100, 1000, 10_000]) {
    const text = config(n);
    const forMs = n >= 1000 ? 3000 : 1000;
    const ours = fastest(() => analyse(text), forMs);
    const tree = fastest(() => parseTree(text), 600);
    const plain = fastest(() => JSON.parse(text), 300);
    const name = `${n.toLocaleString('en')} pgmaps`;
    const figure = { figure: ours, unit: 'ms' };
    rows.push({
      what: `${name}, ${Math.round(text.length / 1024).toLocaleString('en')} KiB`,
      ...figure,
      floor: { of: 'parseTree() alone', figure: tree },
      budget: BUDGETS[n],
    });
    rows.push({ what: `  the same`, ...figure, floor: { of: 'JSON.parse() alone', figure: plain } });
    const each = (ours / n) * 1000;
    if (n > 10)
      rows.push({
        what: `  each of ${name}`,
        figure: each,
        unit: 'µs',
        floor: { of: 'with a tenth of them', figure: before },
        budget: LINEAR * before,
      });
    before = each;
  }
  return [{ title: 'Text → model → population → findings', rows }];
}
