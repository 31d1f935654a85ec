import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HostToPanel, PanelToHost } from '../../src/protocol';
import { cut } from '../../src/protocol/picture';
import { isPanelToHost } from '../../src/protocol/toHost';
import { isHostToPanel } from '../../src/protocol/toPanel';
import { RULE_NAMES } from '../../src/engine/ruleNames';
import { SEVERITIES, type Rule } from '../../src/engine/types';
import { keyOf } from '../../src/protocol/guards';
import { aliased, hugeBlocks, oneGiB, pgmap, range, run, show, twoMiB } from './sceneFixtures';

const overTheWire = (message: unknown): unknown => JSON.parse(JSON.stringify(message));

const PICTURE = show(
  [
    oneGiB('a', 0x4080000, 256),
    twoMiB('b', 0x9080000, 64),
    aliased(),
    hugeBlocks('altmap'),
    pgmap('refused', [], {
      outcome: { ok: false, errno: 'EINVAL', function: 'check_pfn_span', message: 'no' },
    }),
  ],
  [
    {
      code: 'head-aliasing',
      severity: 'error',
      message: 'm',
      place: { pgmap: 2, range: 0, key: 'start' },
      offset: 7,
      fixes: ['Move start up to 0x448000000'],
    },
    { code: 'unknown-key', severity: 'hint', message: 'm', place: null, offset: 0 },
  ],
  { ram: [{ startPfn: 0, endPfn: 0x80000, node: 0 }] },
);

const FROM_HOST: readonly HostToPanel[] = [
  PICTURE,
  { type: 'stale', uri: 'u', version: 2, fileName: 'f', message: 'm', line: 1, offset: 0 },
  { type: 'select', place: { pgmap: null, key: 'kernel' } },
  { type: 'select', place: { pgmap: 3, range: 1 } },
  { type: 'select', place: { pgmap: 3 }, part: 'whatIf' },
  { ...PICTURE, parts: 2 },
  {
    type: 'part',
    uri: 'u',
    version: 2,
    part: 0,
    pgmaps: PICTURE.population.pgmaps,
    findings: PICTURE.findings,
  },
  {
    type: 'update',
    base: 1,
    uri: 'u',
    version: 2,
    fileName: 'f',
    machine: PICTURE.machine,
    ram: PICTURE.ram,
    costs: PICTURE.costs,
    totals: PICTURE.population.totals,
    hugetlb: [],
    pgmaps: { keep: 1, remove: 0, insert: PICTURE.population.pgmaps.slice(0, 1) },
    findings: { keep: 0, remove: 1, insert: PICTURE.findings, shift: -4, more: 1 },
  },
  { type: 'about', uri: null, locked: false },
  { type: 'about', uri: 'u', locked: true, was: 'v' },
  { type: 'gone', uri: 'u', message: 'm' },
  { type: 'busy', uri: 'u', state: 'working', pgmaps: null },
  { type: 'busy', uri: 'u', state: 'cancelled', pgmaps: 10_000 },
  { type: 'note', text: 'm' },
  { type: 'compared', uri: 'u', with: { kernel: '6.1' }, problem: 'p', show: null },
  { type: 'compared', uri: 'u', with: { arch: 'arm64', pageSize: 65536 }, problem: null, show: PICTURE },
  {
    type: 'whatIfRows',
    uri: 'u',
    version: 2,
    pgmap: 0,
    kernel: null,
    kernels: ['7.3'],
    leftOut: 0,
    rows: [
      {
        ...{ align: '2 MiB', map: 'mem', moved: null, present: true, verdict: 'safe', note: '' },
        ...{ ram: 1, tables: 1, device: 0, saved: -1, command: 'daxctl', copyable: true },
      },
    ],
  },
];
const FROM_PANEL: readonly PanelToHost[] = [
  { type: 'ready' },
  { type: 'compare', uri: 'u', with: { uri: 'v' } },
  { type: 'compare', uri: 'u', with: null },
  { type: 'whatIf', version: 2, pgmap: 0, kernel: null },
  { type: 'apply', version: 2, pgmap: 0, kernel: '6.12', row: 3 },
  { type: 'copy', version: 2, pgmap: 0, kernel: null, row: 0 },
  { type: 'painted', version: 4, ms: 3.25 },
  { type: 'reveal', place: { pgmap: 0 } },
  { type: 'reveal', offset: 12 },
  { type: 'reveal', place: { pgmap: 0, key: 'align' }, how: 'follow' },
  { type: 'fix', version: 3, code: 'head-aliasing', offset: 40, fix: 0 },
  { type: 'cancel' },
  { type: 'resume' },
  { type: 'again' },
  { type: 'start', what: 'example' },
  { type: 'dropped', texts: [{ name: 'a', text: 't' }], uris: ['file:///a'] },
  { type: 'failed', message: 'Error: x' },
];

/** `message` with one value in it, anywhere, replaced. */
function* broken(message: unknown, by: unknown): Generator<[unknown, string]> {
  const walk = function* (
    value: unknown,
    path: readonly (string | number)[],
  ): Generator<readonly (string | number)[]> {
    if (typeof value !== 'object' || value === null) return yield path;
    for (const [key, inner] of Object.entries(value)) yield* walk(inner, [...path, key]);
  };
  for (const path of walk(message, [])) {
    const copy = overTheWire(message) as Record<string | number, unknown>;
    let at = copy;
    for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
    at[path.at(-1)!] = by;
    yield [copy, path.join('.')];
  }
}

describe('what a user wrote, on its way to the panel', () => {
  it('shows what would turn the writing around, and is cut to what can be shown', () => {
    assert.equal(cut('dax\u202e0.1xad', 200), 'dax\\u202e0.1xad');
    assert.equal(cut('x'.repeat(300), 200).length, 200);
  });
});

describe('protocol guards', () => {
  it('know every member of a union: the compiler finds one that is missing', () => {
    // @ts-expect-error 'foreign' and the others are missing
    const some = keyOf<Rule>({ head: true });
    assert.ok(some('head') && !some('foreign') && !some('toString') && !some(1));
    for (const rule of Object.keys(RULE_NAMES) as Rule[]) {
      const made = pgmap('a', [range(0, 512, [run(0, 8, 'own', 0, rule)])]);
      assert.ok(isHostToPanel(overTheWire(show([made]))), rule);
    }
    for (const severity of SEVERITIES)
      assert.ok(isHostToPanel({ ...PICTURE, findings: [{ ...PICTURE.findings[0], severity }] }), severity);
  });

  it('take every message that is sent, after a round trip through JSON', () => {
    for (const message of FROM_HOST) assert.ok(isHostToPanel(overTheWire(message)), message.type);
    for (const message of FROM_PANEL) assert.ok(isPanelToHost(overTheWire(message)), message.type);
  });

  it('do not take one direction’s messages for the other’s', () => {
    for (const message of FROM_HOST) assert.ok(!isPanelToHost(message));
    for (const message of FROM_PANEL) assert.ok(!isHostToPanel(message));
  });

  it('drop a message with any one value of the wrong type', () => {
    for (const wrong of [{}, [1], Symbol.iterator, () => 0])
      for (const message of FROM_HOST)
        for (const [bad, path] of broken(message, wrong)) assert.ok(!isHostToPanel(bad), path);
    for (const message of FROM_PANEL)
      for (const [bad, path] of broken(message, {})) assert.ok(!isPanelToHost(bad), path);
  });

  it('drop numbers out of range: negative, fractional, not exact, not finite', () => {
    for (const n of [-1, 0.5, 2 ** 53, Infinity, NaN]) {
      assert.ok(!isHostToPanel({ ...PICTURE, version: n }));
      assert.ok(!isPanelToHost({ type: 'reveal', offset: n }));
      assert.ok(!isPanelToHost({ type: 'reveal', place: { pgmap: n } }));
      assert.ok(!isPanelToHost({ type: 'painted', version: n, ms: 1 }));
    }
    assert.ok(!isPanelToHost({ type: 'painted', version: 1, ms: -1 }));
    assert.ok(!isPanelToHost({ type: 'failed', message: 'x'.repeat(20_001) }));
    assert.ok(!isPanelToHost({ type: 'reveal', place: { pgmap: 0 }, offset: 1 }));
  });

  it('drop a mapped page without a frame, and an empty block', () => {
    const withRuns = (runs: unknown): unknown => {
      const copy = overTheWire(PICTURE) as { population: { pgmaps: { ranges: { runs: unknown }[] }[] } };
      copy.population.pgmaps[0]!.ranges[0]!.runs = runs;
      return copy;
    };
    assert.ok(isHostToPanel(withRuns([{ first: 0, count: 1, kind: 'none', frame: null, rule: 'unmapped' }])));
    assert.ok(!isHostToPanel(withRuns([{ first: 0, count: 1, kind: 'own', frame: null, rule: 'head' }])));
    assert.ok(!isHostToPanel(withRuns([{ repeat: 2, pages: 8, frames: 2, runs: [] }])));
  });

  it('drop garbage, whatever it is, and never throw', () => {
    const types = fc.constantFrom(
      'ready',
      'painted',
      'reveal',
      'failed',
      'show',
      'stale',
      'select',
      'update',
      'part',
      'busy',
      'fix',
      'start',
      'cancel',
      'resume',
      'again',
      '__proto__',
      'constructor',
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.record({ type: types, place: fc.anything(), population: fc.anything() })),
        (x) => {
          isHostToPanel(x);
          const taken = isPanelToHost(x);
          return !taken || ['ready', 'reveal', 'cancel', 'resume', 'again'].includes(x.type);
        },
      ),
    );
  });
});
