/** The kernel a config names: read from a release or what `uname` prints. */
import { X86_64 } from './arch';
import { behaviourOf, compareSeries, NEWEST_RELEASE, parseVersion } from './releases';
import type { Behaviour, On, Version } from './releases';

export interface Kernel {
  /** As the config wrote it, or the newest release known. */
  readonly text: string;
  /** The release whose behaviour is used: `7.3`, `6.1.192`. A bare `6.1` means its newest stable release. */
  readonly release: string;
  readonly behaviour: Behaviour;
  /** What had to be assumed about it, in a sentence; null where nothing. */
  readonly assumed: string | null;
}

const FORM = /^v?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,4}))?(?![\d.])([-+~_. \w]*)$/;

/** Distributions number their builds over a `.0`: Debian's 6.1.0-56-amd64 is 6.1.192, Ubuntu's 6.8.0-45-generic has back-ports. */
const hidesPatch = (v: Version, suffix: string): boolean => v.patch === 0 && /^-\d/.test(suffix);

/**
 * Reads `6.12`, `6.1.192` or a `uname -r` string; undefined where it is none of these. A release newer than the
 * table is taken for the newest known one, and says so.
 */
export function parseKernel(text: string, on: On = X86_64): Kernel | undefined {
  const m = FORM.exec(text.trim());
  if (!m) return undefined;
  const v: Version = {
    major: Number(m[1]),
    minor: Number(m[2]),
    patch: m[3] === undefined ? Infinity : Number(m[3]),
  };
  const series = `${v.major}.${v.minor}`;
  if (compareSeries(v, parseVersion(NEWEST_RELEASE)) > 0)
    return {
      text,
      release: NEWEST_RELEASE,
      behaviour: newest(on).behaviour,
      assumed: `Linux ${series} is newer than what is known here and is taken to behave as ${NEWEST_RELEASE}.`,
    };
  if (hidesPatch(v, m[4]!))
    return {
      text,
      release: series,
      behaviour: behaviourOf({ ...v, patch: Infinity }, on),
      assumed: `"${text}" does not say which stable release it is; the newest ${series} is assumed.`,
    };
  const release = v.patch === Infinity ? series : `${series}.${v.patch}`;
  return { text, release, behaviour: behaviourOf(v, on), assumed: null };
}

/** The newest release the engine knows: what a config without `kernel` gets. */
export const newest = (on: On): Kernel => ({
  text: NEWEST_RELEASE,
  release: NEWEST_RELEASE,
  behaviour: behaviourOf(parseVersion(NEWEST_RELEASE), on),
  assumed: null,
});
