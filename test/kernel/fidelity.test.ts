import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fidelity } from './fidelity';

const PAGE = join(__dirname, '..', '..', 'docs', 'fidelity.md');

describe('docs/fidelity.md', () => {
  it('says what the recorded cases say today (npm run docs writes it)', () => {
    if (process.env['VMEMMAP_LENS_WRITE_DOCS']) writeFileSync(PAGE, fidelity());
    assert.equal(readFileSync(PAGE, 'utf8'), fidelity());
  });

  it('knows of no disagreement', () => {
    assert.doesNotMatch(fidelity(), /DISAGREES/);
  });
});
