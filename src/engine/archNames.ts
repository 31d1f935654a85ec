/** The architectures, as configs name them. Apart from their data, which whoever checks a name alone can do without. */
export const ARCH_NAMES = ['x86_64', 'arm64', 'ppc64le', 'riscv64', 'loongarch64', 's390x'] as const;
export type ArchName = (typeof ARCH_NAMES)[number];
