/** Sizes of what ships. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../e2e/harness';
import type { Row, Section } from './table';

const kibibytes = (paths: readonly string[]): number =>
  paths.reduce((sum, path) => sum + (existsSync(path) ? statSync(path).size : Infinity), 0) / 1024;

/** A module and all that it imports before it runs: what `import()` asks for later is not among them. */
function withImports(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path) || !existsSync(path)) return [path];
  seen.add(path);
  const source = readFileSync(path, 'utf8');
  for (const [, name] of source.matchAll(/(?:from|import)"(\.\/[^"]+\.js)"/g))
    withImports(join(dirname(path), name!), seen);
  return [...seen];
}

export function sizes(): Section[] {
  const dist = join(root, 'dist');
  const rows: Row[] = [
    { what: 'dist/extension.js', figure: kibibytes([join(dist, 'extension.js')]), unit: 'KiB', budget: 150 },
    {
      what: 'panel, all that its first picture waits for',
      figure: kibibytes(withImports(join(dist, 'webview', 'main.js'))),
      unit: 'KiB',
      budget: 60,
    },
  ];
  const vsix = readdirSync(root).find((f) => f.endsWith('.vsix'));
  if (vsix) rows.push({ what: vsix, figure: kibibytes([join(root, vsix)]), unit: 'KiB', budget: 500 });
  return [{ title: 'Sizes', rows }];
}
