import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from '../../src/config/analyse';
import { diagram } from '../../src/report/diagram/diagram';
import { layoutText } from '../../src/report/layoutText';
import { reportText } from '../../src/report/report';

/** Errors and warnings that each example is there to show, and nothing else. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  '01-cxl-1gib': [],
  '02-daxctl-list': ['section-shared'],
  '03-pmem-6tib': ['larger-align'],
  '04-cxl-box': ['dedup-off-mode', 'memory-block-loss'],
  '05-altmap-or-dedup': ['dedup-off-altmap'],
  '06-head-aliasing': ['compound-misaligned', 'head-aliasing', 'partial-compound'],
  '07-misaligned': ['ram-collision', 'range-overlap', 'size-not-multiple-of-align', 'subsection-misaligned'],
  '08-one-tib': ['dedup-off-small-compound', 'larger-align'],
  '09-arm64': ['dedup-off-arch'],
  '10-powerpc': ['compound-misaligned', 'head-aliasing'],
};

const SUFFIX = '.pgmap.jsonc';
const names = readdirSync('examples')
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length));

describe('the examples', () => {
  it('are all known here', () => {
    assert.deepEqual(names.sort(), Object.keys(CODES).sort());
  });

  for (const name of names) {
    const text = readFileSync(join('examples', name + SUFFIX), 'utf8');
    const comment = text.slice(0, text.indexOf('\n{'));

    it(`${name} opens with what to look at and raises what it is there to show`, () => {
      assert.match(comment, /^\/\/ .*\n\/\/\n\/\/ Look at /);
      const { findings } = analyse(text);
      const codes = [...new Set(findings.map((f) => f.code))].sort();
      assert.deepEqual(codes, CODES[name]);
      for (const [, code] of comment.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g))
        assert.ok((codes as string[]).includes(code!), code);
    });

    it(`${name} quotes only figures that are printed`, () => {
      const { config, population, findings } = analyse(text);
      const printed = [
        ...reportText(config.machine, config.pgmaps, population),
        ...layoutText(config.machine, config.pgmaps, population, false),
        ...population.pgmaps.map((made, i) => diagram(config.machine, config.pgmaps[i]!, made)),
        ...findings.map((f) => f.message),
      ].join('');
      const figures = comment.match(/\d[\d,.]* (?:KiB|MiB|GiB|TiB|vmemmap pages|page frames)/g) ?? [];
      assert.ok(figures.length > 0);
      for (const figure of figures) assert.ok(printed.includes(figure), figure);
    });
  }
});
