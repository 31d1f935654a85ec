/** How distributions name their kernels, and what the number in such a name is worth. */

/** `exact`: the upstream stable release; `hidden`: the series, the stable release is not said; `back-ports`: little. */
export type Worth = 'exact' | 'hidden' | 'back-ports' | 'candidate';

export interface Distribution {
  readonly name: string;
  /** Of what follows the numbers of the release: `-503.11.1.el9_5.x86_64`. */
  readonly suffix: RegExp;
  /** Only where the third number is 0. */
  readonly zero?: true;
  readonly worth: Worth;
}

/** The first that fits holds. */
export const DISTRIBUTIONS: readonly Distribution[] = [
  { name: 'A release candidate', suffix: /^[-~.]?rc\d/, worth: 'candidate' },
  { name: 'linux-next', suffix: /^-next-\d/, worth: 'candidate' },
  { name: 'A kernel between releases', suffix: /^(?:-rc\d+)?-\d{2,6}-g[0-9a-f]{7,}/, worth: 'candidate' },
  { name: 'Oracle UEK', suffix: /\.el\d+uek\b/, worth: 'back-ports' },
  { name: 'RHEL', suffix: /\.el\d+/, worth: 'back-ports' },
  { name: 'SUSE Linux Enterprise', suffix: /^-\d{5,6}\.\d+/, worth: 'back-ports' },
  { name: 'openEuler', suffix: /\.oe\d/, worth: 'back-ports' },
  { name: 'Debian', suffix: /^\+(?:deb|bpo)\d/, worth: 'exact' },
  { name: 'Fedora', suffix: /\.fc\d+/, worth: 'exact' },
  { name: 'Amazon Linux', suffix: /\.amzn\d+/, worth: 'exact' },
  { name: 'Arch Linux', suffix: /^-arch\d/, worth: 'exact' },
  { name: 'Raspberry Pi OS', suffix: /^\+rpt/, worth: 'exact' },
  { name: 'WSL', suffix: /^-microsoft/, worth: 'exact' },
  { name: 'Android', suffix: /^-android\d/, worth: 'exact' },
  { name: 'Proxmox', suffix: /^-\d+-pve$/, worth: 'exact' },
  {
    name: 'Debian',
    suffix:
      /^-\d+(?:\.[\w.]+)?(?:-(?:rt|cloud|marvell|powerpc64le|\d+k))*-(?:amd64|arm64|686|s390x|powerpc64le|riscv64|armmp|loong64)/,
    zero: true,
    worth: 'hidden',
  },
  {
    name: 'Ubuntu',
    suffix: /^-\d+-(?:generic|lowlatency|aws|azure|gcp|gke|oracle|kvm|ibm|nvidia|raspi|realtime|oem|intel)/,
    zero: true,
    worth: 'hidden',
  },
  { name: 'This distribution', suffix: /^-\d/, zero: true, worth: 'hidden' },
];
