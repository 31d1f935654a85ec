/** The commands that compare: each asks what with, unless it is told. */
import * as vscode from 'vscode';
import { onPgmap } from './commands';
import { later } from './later';
import type { CompareWith } from '../protocol';
import type { DiagramPanels } from './panels';

const NAMES = ['compareRelease', 'compareArchitecture', 'compareFile'] as const;

export const registerCompare = (panels: DiagramPanels): vscode.Disposable =>
  vscode.Disposable.from(
    ...NAMES.map((name) =>
      vscode.commands.registerCommand(`vmemmapLens.${name}`, (told?: CompareWith) =>
        onPgmap(panels, async (document) => {
          const chosen = told ?? (await (await later()).COMPARE_CHOICES[name](document));
          if (chosen) panels.compare(document, chosen);
        })(),
      ),
    ),
  );
