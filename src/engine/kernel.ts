/** The kernel a config names: read from a release or from what `uname` prints. */
import { X86_64 } from './arch';
import { DISTRIBUTIONS } from './distributions';
import { behaviourOf, compareSeries, NEWEST_RELEASE, parseVersion, SERIES } from './releases';
import type { ArchName } from './archNames';
import type { Distribution, Worth } from './distributions';
import type { Behaviour, On, Version } from './releases';

export interface Kernel {
  /** As the config wrote it, or the newest release known. */
  readonly text: string;
  /** The release whose behaviour is used: `7.3`, `6.1.192`. A bare `6.1` means its newest stable release. */
  readonly release: string;
  readonly behaviour: Behaviour;
  /** What had to be assumed about it, in a sentence; null where nothing. */
  readonly assumed: string | null;
  /** The architecture that the text names; null where it names none. */
  readonly arch: ArchName | null;
}

/** `uname -a` and /proc/version are a few hundred characters; more is not looked at. */
const LONGEST = 1000;

/** A release by itself; of 5.15.153.1-microsoft-standard-WSL2 the fourth number is the distribution's. */
const RELEASE = /^v?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,4})(?:\.\d{1,4})?)?(?![\d.])([-+~_.\w]*)$/;

/** `Linux host 6.1.0-56-amd64 #1 SMP …` and `Linux version 6.1.0-56-amd64 (…) …`. */
const UNAME_A = /^Linux\s+\S+\s+(\S+)/;

/** Debian's `uname -v` names the stable release that its `uname -r` hides. */
const DEBIAN = /\bDebian ((\d{1,3}\.\d{1,3})\.\d{1,4})-\d/g;

/** That release, in a line on a kernel of a series; Debian's compiler is named alike in /proc/version. */
export const debianStable = (line: string, release: string): string | undefined =>
  [...line.matchAll(DEBIAN)].find((m) => release.startsWith(`${m[2]}.`))?.[1];

const ARCH_IN_NAME: readonly [RegExp, ArchName][] = [
  [/\b(?:amd64|x86_64)\b/, 'x86_64'],
  [/\b(?:arm64|aarch64)\b/, 'arm64'],
  [/\b(?:ppc64le|ppc64el|powerpc64le)\b/, 'ppc64le'],
  [/\briscv64\b/, 'riscv64'],
  [/\b(?:loongarch64|loong64)\b/, 'loongarch64'],
  [/\bs390x\b/, 's390x'],
];

/**
 * Reads `6.12`, `6.1.192`, a `uname -r` string of any distribution, or a `uname -a` line; undefined where it is none
 * of these. A release newer than the table is taken for the newest known one, and says so.
 */
export function parseKernel(text: string, on: On = X86_64): Kernel | undefined {
  const line = text.slice(0, LONGEST).trim();
  const m = RELEASE.exec(UNAME_A.exec(line)?.[1] ?? line);
  if (!m) return undefined;
  const named = debianStable(line, m[0].startsWith('v') ? m[0].slice(1) : m[0]);
  const suffix = named ? '' : m[4]!;
  const v = named
    ? parseVersion(named)
    : { major: Number(m[1]), minor: Number(m[2]), patch: m[3] === undefined ? Infinity : Number(m[3]) };
  const arch = ARCH_IN_NAME.find(([name]) => name.test(line))?.[1] ?? null;
  return { text, arch, ...known(v, suffix, line, on) };
}

function known(v: Version, suffix: string, line: string, on: On): Omit<Kernel, 'text' | 'arch'> {
  const series = `${v.major}.${v.minor}`;
  if (compareSeries(v, parseVersion(NEWEST_RELEASE)) > 0)
    return {
      release: NEWEST_RELEASE,
      behaviour: newest(on).behaviour,
      assumed: `Linux ${series} is newer than what is known here and is taken to behave as ${NEWEST_RELEASE}.`,
    };
  const patch = v.patch === Infinity ? 0 : v.patch;
  const from = DISTRIBUTIONS.find((d) => d.suffix.test(suffix) && (!d.zero || v.patch === 0));
  const worth: Worth = from?.worth ?? 'exact';
  if (worth === 'exact')
    return {
      release: v.patch === Infinity ? series : `${series}.${v.patch}`,
      behaviour: behaviourOf(v, on),
      assumed: unlisted(v),
    };
  const release = worth === 'hidden' ? series : `${series}.${patch}`;
  const taken = worth === 'hidden' ? { ...v, patch: Infinity } : { ...v, patch };
  return {
    release,
    behaviour: behaviourOf(taken, on),
    assumed: assumption(from!, worth, line, series, release),
  };
}

/** What is said of a release that is older than those known, or that there never was; its switches are those reached. */
function unlisted(v: Version): string | null {
  const series = `${v.major}.${v.minor}`;
  if (SERIES.includes(series)) return null;
  const before = SERIES.filter((one) => compareSeries(parseVersion(one), v) < 0).at(-1);
  const what = before ? 'is no release known here' : 'is older than what is known here';
  return `Linux ${series} ${what} and is taken to behave as ${before ?? SERIES[0]!}.`;
}

function assumption(
  { name }: Distribution,
  worth: Exclude<Worth, 'exact'>,
  line: string,
  series: string,
  release: string,
): string {
  const text = `"${line.length > 60 ? `${line.slice(0, 60)}…` : line}"`;
  if (worth === 'hidden')
    return name === 'Debian'
      ? `${text} does not say which stable release it is, and the newest ${series} is assumed; uname -v names it (Debian ${series}.N): write that.`
      : `${text} does not say which stable release it is; the newest ${series} is assumed.`;
  if (worth === 'candidate') return `${name} is taken to behave as ${release}.`;
  return `${name} carries memory management of later releases than ${series}, so its number says little; it is taken for ${release}: set single flags in machine.behaviour, or name the release it was brought up to.`;
}

/** The newest release the engine knows: what a config without `kernel` gets. */
export const newest = (on: On): Kernel => ({
  text: NEWEST_RELEASE,
  release: NEWEST_RELEASE,
  behaviour: behaviourOf(parseVersion(NEWEST_RELEASE), on),
  assumed: null,
  arch: null,
});
