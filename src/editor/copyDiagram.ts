/** `Copy Text Diagram`. */
import * as vscode from 'vscode';
import { diagram } from '../report/diagram/diagram';
import { editorOf } from './editors';
import { quoted } from './quoted';
import type { Analyses } from './analyses';

/** Copies the diagram of the pgmap the caret is in, else of all. */
export async function copyTextDiagram(analyses: Analyses, document: vscode.TextDocument): Promise<void> {
  const { config, population } = analyses.of(document);
  const caret = editorOf(document)?.selection.active;
  const at = (caret && config.placeAt(document.offsetAt(caret))?.pgmap) ?? null;
  const wanted = [...config.pgmaps.keys()].filter((i) => at === null || at === i);
  const drawn = wanted.map((i) => diagram(config.machine, config.pgmaps[i]!, population.pgmaps[i]!));
  await vscode.env.clipboard.writeText(drawn.join('\n'));
  const said =
    wanted.length === 1
      ? vscode.l10n.t('Copied the diagram of {0}.', quoted(config.pgmaps[wanted[0]!]!.name))
      : vscode.l10n.t('Copied the diagrams of {0} pgmaps.', wanted.length);
  vscode.window.setStatusBarMessage(said, 4000);
}
