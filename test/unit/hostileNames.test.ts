import assert from 'node:assert/strict';
import { analyse } from '../../src/config/analyse';
import { populate } from '../../src/engine/population';
import { pictureOf } from '../../src/protocol/picture';
import { against, againstJson, againstMarkdown, againstText } from '../../src/report/against';
import { reportCsv } from '../../src/report/csv';
import { quoted } from '../../src/editor/quoted';
import { commandLine } from '../../src/report/toolLine';
import { diagram } from '../../src/report/diagram/diagram';
import { findingsGithub, findingsText, located } from '../../src/report/findings';
import { layoutJson } from '../../src/report/layoutJson';
import { layoutText } from '../../src/report/layoutText';
import { lifecycleText } from '../../src/report/lifecycle';
import { escaped } from '../../src/report/markdown';
import { reportMarkdown, reportText } from '../../src/report/report';
import { releasesReportMarkdown, releasesReportText } from '../../src/report/whatChanged';
import { whatIf, type WhatIf } from '../../src/report/whatIf';
import { GiB, machine, MiB, pgmap } from './helpers';

const NAME = 'x [click](command:evil) <b>| \u001b[31m\u202e\u2028';
/** The driver refuses it in words that hold its name. */
const TEXT = JSON.stringify({
  pgmaps: [{ name: NAME, mode: 'devdax', raw: { start: '0x100100000', size: '64MiB' } }],
});

const RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

describe('a hostile name that the kernel repeats', () => {
  const analysis = analyse(TEXT);
  const { machine: m, pgmaps } = analysis.config;
  const { population, findings } = analysis;
  const made = population.pgmaps[0]!;
  const found = located('f', TEXT, findings);

  const forms: Record<string, () => Iterable<string>> = {
    report: () => reportText(m, pgmaps, population),
    'report, Markdown': () => reportMarkdown(m, pgmaps, population),
    'report, CSV': () => reportCsv(pgmaps, population),
    layout: () => layoutText(m, pgmaps, population, false),
    diagram: () => diagram(m, pgmaps[0]!, made),
    lifecycle: () => lifecycleText(m, pgmaps),
    'lifecycle --fail': () => lifecycleText(m, pgmaps, 1),
    releases: () => releasesReportText(m, pgmaps, []),
    'releases, Markdown': () => releasesReportMarkdown(m, pgmaps, []),
    check: () => findingsText(found),
    'check, GitHub': () => findingsGithub(found),
    'the what-if table': () => (whatIf(TEXT, 0, null) as WhatIf).rows.map(({ note }) => note),
    'the picture': () => {
      const { outcome, name } = pictureOf(analysis, { uri: '', version: 1, fileName: '' }).population
        .pgmaps[0]!;
      return [name, outcome.ok ? '' : outcome.message];
    },
  };

  for (const [form, of] of Object.entries(forms))
    it(`moves no cursor and turns no writing around in ${form}`, () => {
      const text = [...of()].join('');
      assert.doesNotMatch(text, RAW);
      if (form.endsWith('Markdown')) {
        assert.match(text, /misaligned to 0x200000/);
        assert.doesNotMatch(text, /(?<!\\)\[click|(?<!\\)<b/);
      }
    });

  it('is exact in JSON', () => {
    const { pgmaps: out } = JSON.parse([...layoutJson(m, population, false)].join('')) as {
      pgmaps: { name: string; outcome: { message: string } }[];
    };
    assert.equal(out[0]!.name, NAME);
    assert.ok(out[0]!.outcome.message.startsWith(`${NAME}: start`));
  });

  it('is clean where the machine is held against it', () => {
    const at = { machine: machine({ release: '7.2' }), hugetlb: [] };
    const there = pgmap(2 * MiB, [[64 * GiB, 16 * GiB]]);
    const both = [there, { ...pgmap(2 * MiB, [[128 * GiB, GiB]]), name: NAME }];
    const subject = { ...at, pgmaps: both, population: populate(at.machine, both, []) };
    const without = BigInt(populate(at.machine, [there], []).totals.nrMemmapPages!);
    const rows = against(subject, [{ name: 'nr_memmap_pages', before: 0n, after: without }]);
    assert.ok(JSON.stringify(againstJson(rows)).includes(JSON.stringify(NAME).slice(1, -1)));
    for (const text of [againstText, againstMarkdown].map((of) => [...of(at.machine, rows)].join(''))) {
      assert.match(text, /It is what is left without x/);
      assert.doesNotMatch(text, RAW);
    }
    assert.doesNotMatch([...againstMarkdown(at.machine, rows)].join(''), /(?<!\\)\[click/);
  });
});

describe('a user’s text in VS Code', () => {
  it('is short and printable in a message, and no link that a notification would follow', () => {
    assert.equal(quoted('[a](command:b)'), '[a] (command:b)');
    assert.doesNotMatch(quoted(NAME), RAW);
    assert.equal(quoted('x'.repeat(100)).length, 60);
  });

  it('is in no line to copy where a terminal would act on it', () => {
    const line = (name: string): unknown => commandLine({ ...pgmap(2 * MiB, []), mode: 'system-ram', name });
    const reconfigure = 'daxctl reconfigure-device --mode=system-ram ';
    assert.deepEqual(line("it's"), { line: `${reconfigure}'it'\\''s'` });
    assert.deepEqual(line('x\u0015id\r'), { line: `${reconfigure}<device>` });
    assert.deepEqual(line('--force'), { line: `${reconfigure}<device>` });
    assert.deepEqual(line('a\u200eb'), { line: `${reconfigure}<device>` });
  });
});

describe('a user’s text as Markdown', () => {
  it('is escaped where something in it has a meaning, and nowhere else', () => {
    assert.equal(escaped('dax0.0 at 1.5-2 (#3)'), 'dax0.0 at 1.5-2 (#3)');
    assert.equal(escaped('1. x'), '1\\. x');
    assert.equal(escaped('5.10–6.4: no'), '5.10–6.4: no');
    assert.equal(escaped('- [a](b:c)'), '\\- \\[a\\](b:c)');
    assert.equal(escaped('www.1 x@y http://z a.com'), 'www\\.1 x\\@y http:\\//z a\\.com');
    assert.equal(escaped('a_b*c`d`<e>|~$&!\\'), 'a\\_b\\*c\\`d\\`\\<e\\>\\|\\~\\$\\&\\!\\\\');
  });
});
