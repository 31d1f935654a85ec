import assert from 'node:assert/strict';
import { ARCHES } from '../../src/engine/arch';
import { parseKernel } from '../../src/engine/kernel';
import { behaviourOf, NEWEST_RELEASE, parseVersion } from '../../src/engine/releases';

/** What uname prints, the release it is taken for, and what has to be assumed of it. */
const NAMES: readonly [
  text: string,
  release: string | undefined,
  assumed?: RegExp | undefined,
  arch?: string,
][] = [
  ['6.12', '6.12'],
  ['6.1.192', '6.1.192'],
  ['v6.6', '6.6'],
  ['6.12.0', '6.12.0'],
  ['6.12.107+', '6.12.107'],
  ['5.10', '5.10'],
  ['4.18', '4.18', /older than what is known here and is taken to behave as 5\.10/],
  ['6.20', '6.20', /no release known here and is taken to behave as 6\.19/],
  ['9.0', NEWEST_RELEASE, /newer than what is known/],
  // Debian
  ['6.1.0-56-amd64', '6.1', /Debian 6\.1\.N/, 'x86_64'],
  ['6.1.0-18-cloud-amd64', '6.1', /newest 6\.1/, 'x86_64'],
  ['6.1.0-0.deb11.21-amd64', '6.1', /newest 6\.1/, 'x86_64'],
  ['6.12.107+deb13-amd64', '6.12.107', undefined, 'x86_64'],
  ['6.12.107+deb13-arm64-16k', '6.12.107', undefined, 'arm64'],
  ['7.2.13+deb14-powerpc64le-64k', '7.2.13', undefined, 'ppc64le'],
  ['6.12.94+bpo12-amd64', '6.12.94', undefined, 'x86_64'],
  [
    'Linux box 6.1.0-56-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-1 (2026-10-01) x86_64 GNU/Linux',
    '6.1.192',
    undefined,
    'x86_64',
  ],
  [
    'Linux version 6.12.107+deb13-amd64 (debian-kernel@lists.debian.org) (gcc-14)',
    '6.12.107',
    undefined,
    'x86_64',
  ],
  // Ubuntu
  ['6.8.0-45-generic', '6.8', /newest 6\.8/],
  ['6.8.0-1017-aws', '6.8', /newest 6\.8/],
  ['6.8.0-1004-azure', '6.8', /newest 6\.8/],
  ['6.8.0-45-generic-64k', '6.8', /newest 6\.8/],
  ['5.15.0-122-lowlatency', '5.15', /newest 5\.15/],
  // Fedora, Amazon, Arch and others that keep the upstream number
  ['6.11.4-301.fc41.x86_64', '6.11.4', undefined, 'x86_64'],
  ['7.2.5-200.fc44.aarch64', '7.2.5', undefined, 'arm64'],
  ['6.1.112-122.189.amzn2023.x86_64', '6.1.112', undefined, 'x86_64'],
  ['6.11.5-arch1-1', '6.11.5'],
  ['6.8.12-4-pve', '6.8.12'],
  ['6.6.51+rpt-rpi-v8', '6.6.51'],
  ['5.15.153.1-microsoft-standard-WSL2', '5.15.153'],
  ['6.1.75-android14-11-g0123456789ab', '6.1.75'],
  ['6.11.3-1-default', '6.11.3'],
  ['6.6.56+', '6.6.56'],
  // Kernels with back-ported memory management
  ['4.18.0-553.el8_10.x86_64', '4.18.0', /RHEL carries.*machine\.behaviour/, 'x86_64'],
  ['5.14.0-503.11.1.el9_5.x86_64', '5.14.0', /RHEL carries/, 'x86_64'],
  ['5.14.0-503.11.1.el9_5.aarch64+64k', '5.14.0', /RHEL carries/, 'arm64'],
  ['6.12.0-55.9.1.el10_0.x86_64', '6.12.0', /RHEL carries/, 'x86_64'],
  ['5.15.0-200.131.27.el9uek.x86_64', '5.15.0', /Oracle UEK carries/, 'x86_64'],
  ['6.12.0-1.23.3.2.el9uek.x86_64', '6.12.0', /Oracle UEK carries/, 'x86_64'],
  ['5.14.21-150500.55.59-default', '5.14.21', /SUSE Linux Enterprise carries/],
  ['6.4.0-150600.23.25-default', '6.4.0', /SUSE Linux Enterprise carries/],
  // Not yet a release
  ['6.12.0-rc3+', '6.12.0', /release candidate/],
  ['7.3-rc2', '7.3.0', /release candidate/],
  ['6.12.0-12345-gabcdef123456', '6.12.0', /between releases/],
  ['6.12.0-next-20241101', '6.12.0', /linux-next/],
  // None of these is a kernel
  ['latest', undefined],
  ['6', undefined],
  ['6.x', undefined],
  ['6.12.107.3.4', undefined],
  ['', undefined],
  ['kernel 6.12', undefined],
];

describe('what uname prints', () => {
  for (const [text, release, assumed, arch] of NAMES)
    it(`${text || 'nothing'}: ${release ?? 'no kernel'}`, () => {
      const kernel = parseKernel(text);
      assert.equal(kernel?.release, release);
      if (assumed) assert.match(kernel!.assumed!, assumed);
      else assert.equal(kernel?.assumed ?? null, null);
      assert.equal(kernel?.arch ?? null, arch ?? null);
    });

  it('does not hang on megabytes', () => {
    for (const text of [`6.${'1'.repeat(2e6)}`, `Linux ${'a '.repeat(1e6)}`, `6.1.0-${'1.'.repeat(1e6)}`])
      assert.doesNotThrow(() => parseKernel(text));
  });
});

describe('a kernel older than any that is known', () => {
  it('does what the oldest does, on every architecture', () => {
    for (const arch of Object.values(ARCHES))
      assert.deepEqual(behaviourOf(parseVersion('5.4'), arch), behaviourOf(parseVersion('5.10'), arch));
  });
});
