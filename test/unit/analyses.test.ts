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

  it('is asked for once a document, and again once the settings have changed', () => {
    let asked: object = { arch: 'arm64' };
    let times = 0;
    const own = new Analyses(() => {
      times++;
      return asked;
    });
    let text = '{ "pgmaps": [] }';
    const document = { version: 1, uri: {}, getText: () => text };
    const typed = (): string => {
      document.version++;
      text = `${text} `;
      return own.of(document as never).config.machine.arch.name;
    };
    assert.deepEqual([typed(), typed(), times], ['arm64', 'arm64', 1]);
    asked = { arch: 'riscv64' };
    assert.deepEqual([typed(), times], ['arm64', 1]);
    own.forget();
    assert.deepEqual([typed(), times], ['riscv64', 2]);
  });
});
