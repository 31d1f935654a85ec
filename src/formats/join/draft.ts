/** A config to be written: JSON texts in their order, each with its source and what is to be said about it. */
import type { Code } from '../../engine/codes';
import type { PhysRange, Severity } from '../../engine/types';
import type { Problem, Source } from '../facts';

export interface Item {
  /** As JSON text. */
  readonly json: string;
  readonly source: Source;
  /** Behind the name of the source in the comment. */
  readonly remark?: string | undefined;
}

export interface Member {
  readonly key: string;
  readonly value: Item | readonly Item[];
}

export interface DraftPgmap {
  readonly name: string;
  readonly source: Source;
  readonly members: readonly Member[];
  /** The addresses it takes, where they are known. */
  readonly ranges: readonly PhysRange[];
  readonly kmem: boolean;
}

export interface Draft {
  readonly machine: readonly Member[];
  readonly pgmaps: readonly DraftPgmap[];
  readonly hugetlb: readonly { readonly source: Source; readonly members: readonly Member[] }[];
}

/** Where what joining finds is said. */
export class Says {
  readonly problems: Problem[] = [];

  add(code: Code, severity: Severity, source: Source, message: string): void {
    this.problems.push({ code, severity, source, message });
  }

  assumed(source: Source, message: string): void {
    this.add('assumed-value', 'hint', source, message);
  }

  conflict(source: Source, message: string): void {
    this.add('conflicting-sources', 'warning', source, message);
  }
}

export const item = (json: string, source: Source, remark?: string): Item => ({ json, source, remark });
export const member = (key: string, json: string, source: Source, remark?: string): Member => ({
  key,
  value: item(json, source, remark),
});

export const sizeOf = ({ start, end }: PhysRange): bigint => end - start + 1n;

export const within = (inner: PhysRange, outer: PhysRange): boolean =>
  inner.start >= outer.start && inner.end <= outer.end;
export const sameRange = (a: PhysRange, b: PhysRange): boolean => a.start === b.start && a.end === b.end;

/** An address or size as JSON: a number where doubles hold it, else in quotes. */
export const bytesJson = (n: bigint): string => (n <= 1n << 53n ? String(n) : `"${n}"`);

/** In the largest binary unit that says it exactly: `"2MiB"`. */
export function unitsJson(n: bigint): string {
  const powers = ['KiB', 'MiB', 'GiB', 'TiB'];
  for (let p = powers.length; p > 0; p--)
    if (n > 0n && n % (1n << BigInt(10 * p)) === 0n) return `"${n >> BigInt(10 * p)}${powers[p - 1]}"`;
  return bytesJson(n);
}
