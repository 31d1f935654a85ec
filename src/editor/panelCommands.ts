/** The commands that open diagrams and say what they follow. */
import * as vscode from 'vscode';
import { onPgmap } from './commands';
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
    ...TOGGLES.map((name) =>
      vscode.commands.registerCommand(`vmemmapLens.${name}`, () => panels.toggleLock()),
    ),
  );
