/** Holds the speed and size budgets: prints each figure and fails where one is broken. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from '../../src/config/analyse';
import { X86_64 } from '../../src/engine/arch';
import { populate } from '../../src/engine/population';
import { newest } from '../../src/engine/kernel';
import { panel } from './panel';
import type { Machine, Pgmap } from '../../src/engine/types';

const root = join(__dirname, '..', '..');
let broken = 0;

function line(what: string, figure: string, budget: string, kept: boolean): void {
  if (!kept) broken++;
  console.log(`${kept ? 'ok  ' : 'FAIL'} ${what.padEnd(52)} ${figure.padStart(12)}   ${budget}`);
}

/** Time of one call in µs: the fastest of several rounds after a warm-up, which is what other work on the machine spoils least. */
function micros(calls: number, run: () => unknown): number {
  for (let i = 0; i < Math.max(100, calls * 3); i++) run();
  const rounds = Array.from({ length: 15 }, () => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) run();
    return ((performance.now() - start) * 1000) / calls;
  }).sort((a, b) => a - b);
  return rounds[0]!;
}

const machine: Machine = {
  arch: X86_64,
  structPageSize: 64,
  kernel: newest(X86_64),
  pagingLevels: 5,
  hugetlbFreeVmemmap: false,
  ram: null,
};

const device = (size: bigint): Pgmap => ({
  name: 'dax0.0',
  mode: 'devdax',
  map: 'mem',
  align: 2 ** 21,
  vmemmapShift: 9,
  ranges: [{ start: 1n << 46n, end: (1n << 46n) + size - 1n }],
  altmap: null,
  memmapOnMemory: false,
  raw: null,
  size: null,
});

function engine(): void {
  const [large, small] = [device(64n << 40n), device(2n << 20n)];
  const huge = micros(500, () => populate(machine, [large], []));
  const tiny = micros(500, () => populate(machine, [small], []));
  line('engine, 64 TiB at 2 MiB', `${huge.toFixed(1)} µs`, '≤ 100 µs', huge <= 100);
  line('engine, 64 TiB against 2 MiB', `${(huge / tiny).toFixed(2)} ×`, '≤ 2 ×', huge / tiny <= 2);
}

/** A config of `n` pgmaps of 2 GiB each, as people write them. */
function config(n: number): string {
  const pgmaps = Array.from({ length: n }, (_, i) => {
    const start = (1n << 40n) + (BigInt(i) << 31n);
    return `    { "name": "dax${i}.0", "align": "2MiB", "ranges": [ { "start": "0x${start.toString(16)}", "size": "2GiB" } ] }`;
  });
  return `{\n  "machine": { "kernel": "7.3" },\n  "pgmaps": [\n${pgmaps.join(',\n')}\n  ]\n}\n`;
}

/** Text to everything the editor shows, against reading the same text with JSON.parse alone. */
function analysis(): void {
  for (const [n, budget] of [
    [100, 2],
    [1000, 40],
  ] as const) {
    const text = config(n);
    const ours = micros(10, () => analyse(text)) / 1000;
    const floor = micros(20, () => JSON.parse(text)) / 1000;
    line(
      `text → findings, ${n} pgmaps`,
      `${ours.toFixed(1)} ms`,
      `≤ ${budget} ms (JSON.parse ${floor.toFixed(2)} ms)`,
      ours <= budget,
    );
  }
}

function sizes(): void {
  const kilobytes = (path: string): number => statSync(path).size / 1024;
  const dist = join(root, 'dist');
  for (const [file, budget] of [
    ['extension.js', 150],
    ['webview/main.js', 60],
  ] as const) {
    const path = join(dist, file);
    const size = existsSync(path) ? kilobytes(path) : Infinity;
    line(`dist/${file}`, `${size.toFixed(0)} KB`, `≤ ${budget} KB`, size <= budget);
  }
  const vsix = readdirSync(root).find((f) => f.endsWith('.vsix'));
  if (vsix)
    line(
      vsix,
      `${kilobytes(join(root, vsix)).toFixed(0)} KB`,
      '≤ 500 KB',
      kilobytes(join(root, vsix)) <= 500,
    );
}

async function main(): Promise<void> {
  engine();
  analysis();
  sizes();
  // Needs the embedded VS Code, which is there once the tests have run.
  if (!process.argv.includes('--no-panel')) await panel(line);
  process.exitCode = broken > 0 ? 1 : 0;
}

void main();
