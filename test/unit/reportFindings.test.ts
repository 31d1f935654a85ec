import assert from 'node:assert/strict';
import { findingsGithub, findingsJson, findingsText, located } from '../../src/report/findings';
import { positions } from '../../src/config/position';
import type { Finding } from '../../src/config/model';

const TEXT = '{\n  "pgmaps": 1\r\n}\r?';

const finding = (more: Partial<Finding>): Finding => ({
  code: 'head-aliasing',
  severity: 'error',
  message: 'Bad.',
  offset: 4,
  length: 8,
  related: [],
  fixes: [],
  ...more,
});

describe('findings in text, JSON and GitHub’s form', () => {
  it('counts lines and columns from 1, whatever ends the lines', () => {
    const at = positions(TEXT);
    assert.deepEqual(at(0), { line: 1, column: 1 });
    assert.deepEqual(at(4), { line: 2, column: 3 });
    assert.deepEqual(at(TEXT.indexOf('}')), { line: 3, column: 1 });
    assert.deepEqual(at(TEXT.indexOf('?')), { line: 4, column: 1 });
    assert.deepEqual(at(9999), { line: 4, column: 2 });
  });

  it('has a line for each finding, its fixes below', () => {
    const all = located('a.pgmap.json', TEXT, [finding({ fixes: [{ title: 'Move it', edits: [] }] })]);
    assert.equal(
      [...findingsText(all)].join(''),
      'a.pgmap.json:2:3: error: Bad. [head-aliasing]\n    fix: Move it\n',
    );
  });

  it('leaves out of the JSON what is not there', () => {
    const all = located('f', TEXT, [
      finding({ errno: 'EINVAL', kernelFunction: 'check_pfn_span', fixes: [{ title: 'T', edits: [] }] }),
      finding({ severity: 'hint' }),
    ]);
    const place = { file: 'f', line: 2, column: 3, endLine: 2, endColumn: 11 };
    const what = { code: 'head-aliasing', message: 'Bad.' };
    assert.equal(
      JSON.stringify(JSON.parse([...findingsJson(all)].join(''))),
      JSON.stringify([
        {
          ...place,
          severity: 'error',
          ...what,
          errno: 'EINVAL',
          kernelFunction: 'check_pfn_span',
          fixes: [{ title: 'T' }],
        },
        { ...place, severity: 'hint', ...what, fixes: [] },
      ]),
    );
    assert.equal([...findingsJson([])].join(''), '[]\n');
  });

  it('escapes what would end a workflow command', () => {
    const all = located('a,b:c%.json', TEXT, [
      finding({ message: '100 %: a,\nb\r', severity: 'information' }),
    ]);
    assert.equal(
      [...findingsGithub(all)].join(''),
      '::notice file=a%2Cb%3Ac%25.json,line=2,col=3,endLine=2,endColumn=11,title=head-aliasing::100 %25: a,\\u000ab\\u000d\n',
    );
  });
});
