/** Ways out of what is written oddly, on the text alone. */
import { findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import { locationAt } from '../../config/location';
import type { Code } from '../../engine/codes';
import type { Finding, TextFix } from '../../config/model';

/** A size in powers of 1000. */
const DECIMAL = /^"\s*(\d[\d_]*)\s*([kmgtp])b\s*"$/i;

type Written = (text: string, at: Finding) => TextFix[];

/** In powers of 1024, which is meant most of the time, or the bytes as they are counted now. */
const binary: Written = (text, { offset, length }) => {
  const [, digits, unit] = DECIMAL.exec(text.slice(offset, offset + length)) ?? [];
  if (!digits || !unit) return [];
  const power = BigInt('KMGTP'.indexOf(unit.toUpperCase()) + 1);
  const number = BigInt(digits.replace(/_/g, ''));
  const bytes = (base: bigint): string => (number * base ** power).toLocaleString('en-US');
  const exact = String(number * 1000n ** power);
  const whole = number * 1000n ** power <= BigInt(Number.MAX_SAFE_INTEGER) ? exact : `"${exact}"`;
  const write = (newText: string, title: string): TextFix => ({
    title,
    edits: [{ offset, length, newText }],
  });
  const name = `${number}${unit.toUpperCase()}iB`;
  return [
    write(`"${name}"`, `Write ${name}: ${bytes(1024n)} bytes`),
    write(whole, `Write the bytes: ${bytes(1000n)}, as it counts now`),
  ];
};

/** Takes the key or value that the finding stands on out, with its comma. */
const removed: Written = (text, { offset }) => {
  const path = locationAt(text, offset + 1)?.path;
  const key = path?.at(-1);
  if (!path || typeof key !== 'string' || key === '') return [];
  // In a broken text a key can stand where no object is, and modify() throws.
  const root = parseTree(text);
  if (!root || !findNodeAtLocation(root, path)) return [];
  const edits = modify(text, path, undefined, {
    formattingOptions: { insertSpaces: true, tabSize: 2 },
  }).map((e) => ({ offset: e.offset, length: e.length, newText: e.content }));
  return [{ title: `Remove "${key}"`, edits }];
};

const WRITTEN: Readonly<Partial<Record<Code, Written>>> = {
  'conflicting-keys': removed,
  'decimal-size': binary,
  'ineffective-value': removed,
  'unknown-key': removed,
};

export const inputFixes = (text: string, finding: Finding): TextFix[] =>
  WRITTEN[finding.code]?.(text, finding) ?? [];
