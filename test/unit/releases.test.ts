import assert from 'node:assert/strict';
import { ARCHES, hashMmu } from '../../src/engine/arch';
import { sourceOf, SOURCES } from '../../src/engine/releaseSources';
import {
  behaviourOf,
  compareSeries,
  parseVersion,
  SERIES,
  switchesOf,
  TABLE,
} from '../../src/engine/releases';
import { releasesWith, releasesWithDedup } from '../../src/engine/spans';
import type { Behaviour, On, Switch } from '../../src/engine/releases';

const FLAGS = Object.keys(TABLE) as (keyof Behaviour)[];
const ALL = FLAGS.flatMap((flag) =>
  (TABLE[flag].slice(1) as Switch<unknown>[]).map((s) => ({ flag, ...s, ...sourceOf(flag, s) })),
);
const MACHINES: readonly On[] = [
  ...ARCHES,
  ...ARCHES.filter((a) => a.name === 'ppc64le').map((radix) => hashMmu(radix)),
];
const OLDEST = parseVersion('5.10');
const named = (v: On): string => `${v.name} ${2 ** v.pageShift} ${v.mmu ?? ''}`;

describe('the table of releases', () => {
  it('names every release in full, and each at or after 5.10 is a known series', () => {
    for (const { flag, since, stable = [] } of ALL) {
      assert.match(since, /^\d+\.\d+$/, flag);
      if (compareSeries(parseVersion(since), OLDEST) >= 0)
        assert.ok(SERIES.includes(since), `${flag} ${since}`);
      for (const text of stable) {
        assert.match(text, /^\d+\.\d+\.\d+$/, flag);
        const [major, minor] = text.split('.');
        assert.ok(SERIES.includes(`${major}.${minor}`), `${flag} ${text}`);
        assert.ok(
          compareSeries(parseVersion(text), parseVersion(since)) < 0,
          `${flag} ${text} before ${since}`,
        );
      }
    }
  });

  it('has the back-ports of a switch in ascending order, at most one in a series', () => {
    for (const { flag, stable = [] } of ALL) {
      const series = stable.map((text) => SERIES.indexOf(text.split('.').slice(0, 2).join('.')));
      assert.deepEqual(
        [...new Set(series)].sort((a, b) => a - b),
        series,
        flag,
      );
    }
  });

  it('has the switches of a flag in ascending order on each architecture', () => {
    for (const on of MACHINES)
      for (const flag of FLAGS) {
        const since = switchesOf(flag, on).map((s) => parseVersion(s.since));
        for (const [i, v] of since.slice(1).entries())
          assert.ok(compareSeries(since[i]!, v) <= 0, `${flag} on ${named(on)}`);
      }
  });

  it('has a source at the place of each switch', () => {
    for (const flag of FLAGS) assert.equal(SOURCES[flag].length, TABLE[flag].length - 1, flag);
  });

  it('says of each switch what it rests on, and names a commit or says why none', () => {
    for (const { flag, commit, note, basis, since } of ALL) {
      assert.ok(['read', 'recorded', 'inferred'].includes(basis), flag);
      assert.ok(commit ?? note, `${flag} ${since}`);
      if (basis === 'inferred') assert.ok(note, `${flag} ${since}`);
      assert.ok(!note?.includes('\n') && !note?.endsWith('.'), `${flag} ${since}`);
    }
  });

  it('follows back-ports, and the series after one that lack it', () => {
    const arm64 = ARCHES.find((a) => a.name === 'arm64')!;
    const populate = (release: string): unknown => behaviourOf(parseVersion(release), arm64).populate;
    const [whole, parts] = ['hugepages', 'hugepages-of-sections-altmap-pages'];
    for (const release of ['6.1.131', '6.2', '6.6.83', '6.12.19', '6.13.7'])
      assert.equal(populate(release), whole, release);
    for (const release of ['6.1.132', '6.1', '6.6.84', '6.12.20', '6.13.8', '6.14', '7.3'])
      assert.equal(populate(release), parts, release);
  });

  it('has the powerpc fix of addr_pfn where its back-ports are', () => {
    const radix = ARCHES.find((a) => a.name === 'ppc64le')!;
    const compound = (release: string): unknown => behaviourOf(parseVersion(release), radix).compound;
    for (const release of ['6.6', '6.12.107', '6.19', '7.2.4'])
      assert.equal(compound(release), release === '6.6' ? 'radix' : 'addr-pfn-bug', release);
    for (const release of ['6.6.157', '6.12.110', '6.18.51', '7.2.5', '7.3'])
      assert.equal(compound(release), 'radix', release);
  });
});

describe('the releases in which something holds', () => {
  const SELECTED = ({ dedupSelected }: Behaviour): boolean => dedupSelected;
  const plain = (on: On, test: (b: Behaviour) => boolean): string[] =>
    SERIES.filter((s) => [`${s}.0`, s].some((release) => test(behaviourOf(parseVersion(release), on))));
  /** The series that a text names: `5.19–6.3, 6.6 (…)`. */
  const named = (text = ''): string[] =>
    text
      .replace(/ \(.*/, '')
      .split(', ')
      .flatMap((span) => {
        const [from, to = from] = span.split('–').map((s) => SERIES.indexOf(s));
        return SERIES.slice(from, to! + 1);
      });

  it('are those of the architecture and of the question that is asked, also when it is asked again', () => {
    for (let time = 0; time < 2; time++)
      for (const on of MACHINES)
        for (const test of [SELECTED, (b: Behaviour) => b.zoneDevice])
          assert.deepEqual(named(releasesWith(on, test)), plain(on, test), `${on.name} ${time}`);
  });

  it('tell compounds of two vmemmap pages from larger ones, and one question from another', () => {
    const x86 = MACHINES.find((on) => on.name === 'x86_64')!;
    for (let time = 0; time < 2; time++) {
      assert.match(releasesWithDedup(x86, 2)!, /^5\.19–6\.5/);
      assert.match(releasesWithDedup(x86, 8)!, new RegExp(`^5\\.19–${SERIES.at(-1)!.replace('.', '\\.')}`));
      assert.equal(
        releasesWithDedup(x86, 8, () => false),
        undefined,
      );
    }
  });
});
