/** The command line under test, made anew so that no older build is tried by mistake. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

export const CLI = resolve('out/test/cli/cli.js');

export function buildCli(): void {
  const options = {
    entryPoints: ['src/cli.ts'],
    outfile: CLI,
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  };
  // A process of its own: esbuild cannot be bundled with the test.
  execFileSync(process.execPath, ['-e', `require('esbuild').buildSync(${JSON.stringify(options)})`]);
}
