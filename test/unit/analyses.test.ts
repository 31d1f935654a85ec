import assert from 'node:assert/strict';
import { Analyses } from '../../src/editor/analyses';

describe('the machine of files that name none', () => {
  // A place in the settings is all that a URI is here.
  const at = (machine: object) => machine as never;
  const analyses = new Analyses((uri) => uri as unknown as object);

  it('is read once for each text of the settings', () => {
    const first = analyses.machineOf(at({ arch: 'arm64', page_size: '64KiB' }));
    assert.equal(first?.arch.name, 'arm64');
    assert.equal(analyses.machineOf(at({ arch: 'arm64', page_size: '64KiB' })), first);
    assert.equal(analyses.machineOf(at({ arch: 'arm64' }))?.arch.pageShift, 12);
    assert.equal(analyses.machineOf(at({ arch: 'arm64', page_size: '64KiB' }))?.arch.pageShift, 16);
    assert.equal(analyses.machineOf(at({})), undefined);
  });
});
