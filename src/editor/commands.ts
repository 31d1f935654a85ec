/** The commands on the pgmap config that is worked on, but for those of its diagram. */
import * as vscode from 'vscode';
import { later } from './later';
import type { Analyses } from './analyses';
import type { DiagramPanels } from './panels';

/** Runs `use` on the config that is worked on, or says what to open first. */
export function onPgmap(
  panels: DiagramPanels,
  use: (document: vscode.TextDocument) => unknown,
): () => unknown {
  return () => {
    const document = panels.workedOn;
    if (document) return use(document);
    return vscode.window.showInformationMessage(
      vscode.l10n.t('Open a *.pgmap.json or *.pgmap.jsonc file first.'),
    );
  };
}

const NAMES = ['showReport', 'whatChanged', 'copyTextDiagram'] as const;

export const registerCommands = (analyses: Analyses, panels: DiagramPanels): vscode.Disposable =>
  vscode.Disposable.from(
    ...NAMES.map((name) =>
      vscode.commands.registerCommand(
        `vmemmapLens.${name}`,
        onPgmap(panels, async (document) => (await later()).ON_PGMAP[name](document, analyses)),
      ),
    ),
  );
