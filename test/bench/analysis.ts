/** Text → everything the editor says about it, against reading the same text as JSON and nothing else. */
import { parseTree } from 'jsonc-parser';
import { analyse, analysing, type Analysis } from '../../src/config/analyse';
import { finish } from '../../src/engine/steps';
import { fixAll } from '../../src/report/fixes/fixAll';
import { badConfig, config, TYPED_AT } from './configs';
import { fastest } from './figures';
import type { Row, Section } from './table';

/** What all of it may take, in times of parseTree() alone, by the number of pgmaps: the layout also compares neighbours. */
const TIMES_PARSING: Readonly<Record<number, number>> = { 100: 12, 1000: 23 };
/** Time of a pgmap among many, against that among a tenth of them: 10 were quadratic; larger heaps cost some. */
const LINEAR = 3;

/** Of what lays all of it out, what an edit of one pgmap of 100 or more may take. */
const AFTER_EDIT = 0.6;
/** What is said of a layout that goes wrong, against one of as many pgmaps on which nothing does. */
const BAD = 3;
const FIX_ALL = { devices: 150, budgetMs: 1000 };

export const analysis = (): Section[] => [whole(), afterEdits(), badLayouts()];

function whole(): Section {
  const rows: Row[] = [];
  let before = NaN;
  for (const n of [10, 100, 1000, 10_000]) {
    const text = config(n);
    const forMs = n >= 1000 ? 3000 : 1000;
    const ours = fastest(() => analyse(text), forMs);
    const tree = fastest(() => parseTree(text), 600);
    const plain = fastest(() => JSON.parse(text), 300);
    const name = `${n.toLocaleString('en')} pgmaps`;
    const times = TIMES_PARSING[n];
    const figure = { figure: ours, unit: 'ms' };
    rows.push({
      what: `${name}, ${Math.round(text.length / 1024).toLocaleString('en')} KiB`,
      ...figure,
      floor: { of: 'parseTree() alone', figure: tree },
      ...(times && { budget: times * tree, budgetWords: `${times} × parseTree()` }),
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
  return { title: 'Text → model → population → findings', rows };
}

/** A digit of a size and its removal by turns, each text read after the one before it. */
function afterEdits(): Section {
  const rows = [100, 1000, 10_000].map((n): Row => {
    const text = config(n);
    const texts = [text, text.replace(TYPED_AT, `${TYPED_AT}1`)];
    const forMs = n >= 1000 ? 3000 : 1000;
    let last: Analysis = analyse(text);
    let i = 0;
    const figure = fastest(() => (last = finish(analysing(texts[++i % 2]!, undefined, last))), forMs);
    const all = fastest(() => analyse(text), forMs);
    return {
      what: `one of ${n.toLocaleString('en')} pgmaps edited`,
      figure,
      unit: 'ms',
      floor: { of: 'all of them anew', figure: all },
      budget: AFTER_EDIT * all,
    };
  });
  return { title: 'The same after an edit', rows };
}

function badLayouts(): Section {
  const rows = [100, 1000].map((n): Row => {
    const [bad, good] = [badConfig(n, true), badConfig(n, false)];
    const figure = fastest(() => analyse(bad), 1500);
    const sound = fastest(() => analyse(good), 1500);
    return {
      what: `${n.toLocaleString('en')} pgmaps with heads on shared pages`,
      figure,
      unit: 'ms',
      floor: { of: 'on whole sections', figure: sound },
      budget: BAD * sound,
    };
  });
  const bad = badConfig(FIX_ALL.devices, true);
  const found = analyse(bad);
  if (!fixAll(bad, found)) throw new Error('There is nothing to fix.');
  rows.push({
    what: `“Fix all” of ${FIX_ALL.devices} such pgmaps`,
    figure: fastest(() => fixAll(bad, found), 1500),
    unit: 'ms',
    budget: FIX_ALL.budgetMs,
  });
  return { title: 'Layouts that go wrong', rows };
}
