/** The machine that figures were taken on, as far as it matters for them. */
import { existsSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../e2e/harness';

interface Surroundings {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly platform: string;
  /** Of the embedded one; null where it is not installed. */
  readonly vscode: string | null;
}

function embedded(): string | null {
  const product = join(root, 'tools/vscode-host/node_modules/code-server/lib/vscode/package.json');
  if (!existsSync(product)) return null;
  return (JSON.parse(readFileSync(product, 'utf8')) as { version: string }).version;
}

export const surroundings = (): Surroundings => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  vscode: embedded(),
});
