import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Pauses } from '../../webview/pauses';

describe('what stands below the picture', () => {
  /** When it was followed, in ms from the beginning. */
  let times: number[];
  let pauses: Pauses;
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    times = [];
    pauses = new Pauses(() => times.push(Date.now()));
  });
  afterEach(() => mock.timers.reset());

  /** Bit by bit: this clock runs its timers when it has arrived. */
  function pass(ms: number): void {
    for (let i = 0; i < ms; i += 10) mock.timers.tick(10);
  }

  /** Keys that are as far apart as a slow typist's. */
  function type(keys: number): void {
    for (let i = 0; i < keys; i++) {
      pauses.changed(true);
      pass(200);
    }
  }

  it('follows a pause in the typing, once', () => {
    type(4);
    assert.deepEqual(times, [], 'while somebody types');
    pass(5000);
    assert.deepEqual(times, [850]);
  });

  it('follows what the reader does a moment later', () => {
    pauses.changed(false);
    pass(40);
    // The next frame of the same movement.
    pauses.changed(false);
    pass(5000);
    assert.deepEqual(times, [60]);
  });

  it('does so in the midst of the typing too', () => {
    pauses.changed(true);
    pass(100);
    pauses.changed(false);
    pass(10);
    pauses.changed(true);
    pass(5000);
    assert.deepEqual(times, [160]);
  });

  it('is not kept waiting for ever by somebody who never pauses', () => {
    type(20);
    assert.deepEqual(times, [1500, 3100]);
  });

  it('does not follow once it is gone', () => {
    pauses.changed(false);
    pauses.stop();
    pass(5000);
    assert.deepEqual(times, []);
  });
});
