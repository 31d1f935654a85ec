/** The commands that open diagrams, say what they follow, and export them. */
import * as vscode from 'vscode';
import { LANGUAGE } from './analyses';
import { onPgmap } from './commands';
import { later } from './later';
import type { DiagramPanels } from './panels';

/** Three names for one thing: that of the palette, and a button of the title bar for each state. */
const TOGGLES = ['toggleDiagramLocking', 'lockDiagram', 'unlockDiagram'];

/** What menus pass: the file of the explorer or of a title bar, or a row of the view of devices. */
type Chosen = vscode.Uri | { readonly resourceUri?: vscode.Uri };

/** The chosen file's document, if it is a pgmap config. */
async function documentOf(chosen: Chosen | undefined): Promise<vscode.TextDocument | undefined> {
  const uri = chosen instanceof vscode.Uri ? chosen : chosen?.resourceUri;
  const document = uri && (await vscode.workspace.openTextDocument(uri));
  return document?.languageId === LANGUAGE ? document : undefined;
}

export const registerPanelCommands = (panels: DiagramPanels): vscode.Disposable =>
  vscode.Disposable.from(
    vscode.commands.registerCommand('vmemmapLens.openDiagramToSide', async (chosen?: Chosen) =>
      panels.openToSide(await documentOf(chosen)),
    ),
    vscode.commands.registerCommand('vmemmapLens.openDiagram', async (chosen?: Chosen) =>
      panels.openToSide(await documentOf(chosen), vscode.ViewColumn.Active),
    ),
    vscode.commands.registerCommand(
      'vmemmapLens.openLockedDiagram',
      onPgmap(panels, (document) => panels.openLocked(document)),
    ),
    vscode.commands.registerCommand('vmemmapLens.showSource', () => panels.showSource()),
    vscode.commands.registerCommand('vmemmapLens.exportDiagram', () => panels.openExportMenu()),
    vscode.commands.registerCommand('vmemmapLens.openConfigFromSvg', async (svg?: vscode.Uri) =>
      (await later()).openConfigFromSvg(svg),
    ),
    ...TOGGLES.map((name) =>
      vscode.commands.registerCommand(`vmemmapLens.${name}`, () => panels.toggleLock()),
    ),
  );
