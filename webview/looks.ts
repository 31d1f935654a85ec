/** What a vmemmap page looks like, by how it is mapped. */
import type { Pattern } from './marks';
import type { Row } from './rows';

export type PageRow = Row & { readonly kind: 'page' };

/** A word for the style sheet, and a pattern that says the same without colour. */
export function looksOf(
  { run }: Pick<PageRow, 'run'>,
  alias: boolean,
): { readonly word: string; readonly pattern?: Pattern } {
  if (alias) return { word: 'alias', pattern: 'alias' };
  if (run.kind === 'none') return { word: 'none' };
  if (run.rule === 'altmap') return { word: 'device', pattern: 'device' };
  if (run.rule === 'boot-memmap') return { word: 'boot', pattern: 'boot' };
  if (run.kind === 'huge') return { word: 'full', pattern: 'block' };
  if (run.kind === 'shared') return { word: 'shared', pattern: 'shared' };
  return { word: run.rule === 'head' ? 'head' : run.rule === 'first-tail' ? 'tail' : 'full' };
}
