/** Alignment, as ALIGN(), ALIGN_DOWN() and is_power_of_2() have it (include/linux/align.h, include/linux/log2.h). */

export const alignUp = (n: bigint, to: bigint): bigint => ((n + to - 1n) / to) * to;
export const alignDown = (n: bigint, to: bigint): bigint => (n / to) * to;
export const isPowerOf2 = (n: number): boolean => Number.isInteger(Math.log2(n));
