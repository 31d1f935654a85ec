/** The commands that open diagrams, say what they follow, and export them. */
import * as vscode from 'vscode';
import { onPgmap } from './commands';
import { later } from './later';
import type { DiagramPanels } from './panels';

/** Three names for one thing: that of the palette, and a button of the title bar for each state. */
const TOGGLES = ['toggleDiagramLocking', 'lockDiagram', 'unlockDiagram'];

export const registerPanelCommands = (panels: DiagramPanels): vscode.Disposable =>
  vscode.Disposable.from(
    vscode.commands.registerCommand('vmemmapLens.openDiagramToSide', () => panels.openToSide()),
    vscode.commands.registerCommand(
      'vmemmapLens.openLockedDiagram',
      onPgmap((editor) => panels.openLocked(editor.document)),
    ),
    vscode.commands.registerCommand('vmemmapLens.exportDiagram', () => panels.openExportMenu()),
    vscode.commands.registerCommand('vmemmapLens.openConfigFromSvg', async (svg?: vscode.Uri) =>
      (await later()).openConfigFromSvg(svg),
    ),
    ...TOGGLES.map((name) =>
      vscode.commands.registerCommand(`vmemmapLens.${name}`, () => panels.toggleLock()),
    ),
  );
