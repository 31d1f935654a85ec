import { table } from './formatsHelpers';

describe('uname and its neighbours', () => {
  table([
    [
      "Debian's uname -a names the stable release",
      'Linux host 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01) x86_64 GNU/Linux',
      ['machine kernel=6.1.76', 'machine arch=x86_64'],
      [],
    ],
    [
      'the first line of a log, whose compiler is of Debian too',
      '[    0.000000] Linux version 6.12.107+deb13-amd64 (d@debian.org) (gcc-14 (Debian 14.2.0-19) 14.2.0) #1 SMP Debian 6.12.107-1 (2026-06-28)',
      ['machine kernel=6.12.107', 'machine arch=x86_64'],
    ],
    [
      'other distributions',
      'Linux n1 5.14.0-427.13.1.el9_4.aarch64+64k #1 SMP aarch64 aarch64 aarch64 GNU/Linux',
      ['machine kernel=5.14.0-427.13.1.el9_4.aarch64+64k', 'machine arch=arm64', 'machine page_size=65536'],
    ],
    [
      "Ubuntu's log names the stable release too",
      '[Mon Nov 20 10:11:12 2023] Linux version 5.15.0-91-generic (b@h) (gcc 11) #101-Ubuntu SMP (Ubuntu 5.15.0-91.101-generic 5.15.131)',
      ['machine kernel=5.15.131'],
    ],
    ['uname -r behind its prompt', '$ uname -r\n6.8.0\n', ['machine kernel=6.8.0'], []],
    ['uname -r by itself', '6.8.0-45-generic', ['machine kernel=6.8.0-45-generic'], []],
    ['getconf', '# getconf PAGESIZE\n65536\n', ['machine page_size=65536'], []],
    [
      'getconf -a and lscpu',
      'PAGE_SIZE                          4096\nArchitecture:                         ppc64le',
      ['machine page_size=4096', 'machine arch=ppc64le'],
    ],
    [
      'hostnamectl',
      '          Kernel: Linux 6.12.9-amd64\n    Architecture: x86-64',
      ['machine kernel=6.12.9-amd64', 'machine arch=x86_64', 'machine arch=x86_64'],
    ],
    ['numbers that are no release', '10.0.0.1\n1.2.3\n', [], []],
  ]);
});
