import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deltaOf, same, spliced, spliceOf, updated } from '../../src/protocol/delta';
import type { PanelFinding, ShowMessage, UpdateMessage } from '../../src/protocol';
import { isHostToPanel } from '../../src/protocol/toPanel';
import { Incoming } from '../../webview/incoming';
import { Views } from '../../webview/views';
import { START } from '../../webview/view';
import { oneGiB, show, twoMiB } from './sceneFixtures';

const overTheWire = <T>(message: T): T => JSON.parse(JSON.stringify(message)) as T;

/** A file of many devices, `kinds` of them by a digit each; its findings lie 100 characters apart. */
const file = (version: number, kinds: readonly number[], offset = 0): ShowMessage => ({
  ...show(
    kinds.map((k, i) => (k % 2 ? oneGiB : twoMiB)(`dax${k}`, 0x4080000 + i * 0x400000, k + 1)),
    kinds.map((k, i): PanelFinding => ({
      code: 'larger-align',
      severity: 'hint',
      message: `m${k}`,
      place: { pgmap: i },
      offset: offset + 100 * i,
    })),
  ),
  version,
});

describe('what changed from one picture to the next', () => {
  it('put to the picture before gives the picture after, whatever was edited', () => {
    const kinds = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 12 });
    fc.assert(
      fc.property(kinds, kinds, fc.integer({ min: 0, max: 9 }), (a, b, offset) => {
        const [before, after] = [file(1, a), file(2, b, offset)];
        const delta = deltaOf(before, after);
        if (!delta) return;
        assert.ok(isHostToPanel(overTheWire(delta)));
        assert.deepEqual(overTheWire(updated(overTheWire(before), overTheWire(delta))), overTheWire(after));
      }),
    );
  });

  it('is one pgmap where one of many was edited, and what lies behind it has only moved', () => {
    const many = Array.from({ length: 100 }, (_, i) => i % 5);
    const before = file(1, many);
    const edited = {
      ...before,
      version: 2,
      findings: before.findings.map((f, i) => (i > 40 ? { ...f, offset: f.offset + 7 } : f)),
    };
    const pgmaps = [...before.population.pgmaps];
    pgmaps[40] = { ...pgmaps[40]!, name: 'other' };
    const delta = deltaOf(before, { ...edited, population: { ...before.population, pgmaps } })!;
    assert.equal(delta.pgmaps.insert.length, 1);
    assert.equal(delta.findings.insert.length, 0);
    assert.ok(JSON.stringify(delta).length < JSON.stringify(before).length / 10);
  });

  it('is nothing where most has changed, or where it is another file', () => {
    const before = file(1, [1, 2, 3, 4]);
    assert.equal(deltaOf(before, file(2, [5, 5, 5, 5])), undefined);
    assert.equal(deltaOf(before, { ...before, uri: 'another' }), undefined);
  });

  it('splices lists, and tells plain data apart', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3)), fc.array(fc.nat(3)), (a, b) => {
        assert.deepEqual(spliced(a, spliceOf(a, b)), b);
      }),
    );
    assert.equal(same({}, []), false);
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        assert.equal(same(a, b), JSON.stringify(a) === JSON.stringify(b) || sameByDeepEqual(a, b));
      }),
    );
  });
});

function sameByDeepEqual(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

describe('pictures as they come in', () => {
  const whole = file(3, [1, 2, 3, 4, 5]);
  const { pgmaps } = whole.population;
  const part = (n: number, from: number, to: number) =>
    ({
      type: 'part',
      uri: whole.uri,
      version: 3,
      part: n,
      pgmaps: pgmaps.slice(from, to),
      findings: whole.findings.slice(from, to),
    }) as const;
  const rest = { ...whole, parts: 2, findings: [], population: { ...whole.population, pgmaps: [] } };

  it('are put together from their parts', () => {
    const incoming = new Incoming();
    assert.equal(incoming.take(part(0, 0, 3)), undefined);
    assert.equal(incoming.take(part(1, 3, 5)), undefined);
    const got = incoming.take(rest) as ShowMessage;
    assert.deepEqual(got.population, whole.population);
    assert.deepEqual(got.findings, whole.findings);
  });

  it('are asked for again where a part is missing, or an update is of another picture', () => {
    const incoming = new Incoming();
    incoming.take(part(1, 3, 5));
    assert.equal(incoming.take(rest), 'again');
    const update = deltaOf(whole, { ...whole, version: 4 }) as UpdateMessage;
    assert.equal(incoming.take(update), 'again');
    incoming.take({ ...whole, version: 9 });
    assert.equal(incoming.take(update), 'again');
  });

  it('begin afresh when sending was left off half-way', () => {
    const incoming = new Incoming();
    incoming.take(part(0, 0, 3));
    incoming.take(part(0, 0, 3));
    incoming.take(part(1, 3, 5));
    assert.equal((incoming.take(rest) as ShowMessage).population.pgmaps.length, 5);
  });
});

describe('views by file', () => {
  it('are kept for each, go along with a new name, and survive what VS Code keeps', () => {
    const views = new Views();
    views.keep('a', { ...START, device: 'x' });
    views.keep('b', { ...START, device: null });
    views.renamed('a', 'c');
    const again = new Views();
    again.restore(JSON.parse(JSON.stringify(views.state)));
    assert.equal(again.of('c').device, 'x');
    assert.equal(again.of('b').device, null);
    assert.deepEqual(again.of('a'), START);
    for (const garbage of [null, {}, 'x', [1], [['a']], [['a', 3]]]) new Views().restore(garbage);
  });

  it('remember the last twenty', () => {
    const views = new Views();
    for (let i = 0; i < 30; i++) views.keep(`f${i}`, { ...START, device: 'd' });
    assert.equal(views.state.length, 20);
    assert.equal(views.of('f29').device, 'd');
    assert.deepEqual(views.of('f9'), START);
  });
});
