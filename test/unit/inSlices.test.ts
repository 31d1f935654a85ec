import assert from 'node:assert/strict';
import { inSlices } from '../../src/editor/inSlices';

/** Steps of 5 ms each, which count themselves. */
function* work(done: number[]): Generator<void, string> {
  for (let i = 0; i < 20; i++) {
    for (const end = performance.now() + 5; performance.now() < end;);
    done.push(i);
    yield;
  }
  return 'all';
}

describe('long work in the extension host', () => {
  it('lets others run before it is done, and comes to its end', async () => {
    const done: number[] = [];
    let others = 0;
    const timer = setInterval(() => others++, 0);
    assert.equal(await inSlices(work(done), () => true), 'all');
    clearInterval(timer);
    assert.equal(done.length, 20);
    assert.ok(others > 2, `others ran ${others} times`);
  });

  it('is left off once nobody wants it', async () => {
    const done: number[] = [];
    let wanted = true;
    setTimeout(() => (wanted = false));
    assert.equal(await inSlices(work(done), () => wanted), undefined);
    assert.ok(done.length < 20);
    assert.equal(await inSlices(work(done), () => false), undefined);
  });
});
