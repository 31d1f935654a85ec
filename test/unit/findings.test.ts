import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from '../../src/config/analyse';
import { CODES } from '../../src/engine/codes';
import type { Finding } from '../../src/config/model';
import { convert, isConfig } from '../../src/formats/convert';

const root = join(__dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'findings.md'), 'utf8');
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);
const { REFUSED, CORRUPTING, COSTLY, ...others } = CODES;
const ofKernel = [...REFUSED, ...CORRUPTING, ...COSTLY];
const all = [...ofKernel, ...Object.values(others).flat()];

describe('docs/findings.md', () => {
  it('has one section for each code, and none for what is no code', () => {
    assert.deepEqual([...sections.keys()].sort(), [...all].sort());
    assert.equal(page.match(/^### /gm)?.length, all.length);
  });

  for (const code of all)
    it(`says of ${code} what it is, with a drawing, why, for which releases, and the way out`, () => {
      const section = sections.get(code)!;
      assert.match(section, /^_(error|warning|information|hint)_ · ./m);
      assert.match(section, /^```text\n[^`]+\n```$/m);
      for (const part of ['Why', 'Holds for', 'Way out'])
        assert.match(section, new RegExp(`^\\*\\*${part}\\.\\*\\* .`, 'm'));
      const widest = Math.max(
        .../```text\n([^`]+)\n```/
          .exec(section)![1]!
          .split('\n')
          .map((line) => line.length),
      );
      assert.ok(widest <= 100, `${widest} columns`);
    });

  it('names the severity that findings have', () => {
    const folders = ['examples', 'test/fixtures/machine-output'].map((name) => join(root, name));
    const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
    const found = files.flatMap((file): readonly Pick<Finding, 'code' | 'severity'>[] => {
      const text = readFileSync(file, 'utf8');
      return isConfig(text) ? analyse(text).findings : convert([{ name: '', text }]).problems;
    });
    assert.ok(new Set(found.map(({ code }) => code)).size > 15);
    for (const { code, severity } of found)
      assert.ok(sections.get(code)!.includes(`_${severity}_`), `${code} is ${severity}`);
  });

  it('names the kernel’s function where the kernel is the reason', () => {
    for (const code of ofKernel.filter((c) => c !== 'refused'))
      assert.match(
        /\*\*Why\.\*\*[^\n]*(?:\n[^\n*]+)*/.exec(sections.get(code)!)![0],
        /`\w+\(?|BUILD_BUG_ON/,
        code,
      );
  });
});
