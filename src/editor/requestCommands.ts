/** The commands that nothing waits for: registered by name before this is loaded. */
import { checkWorkspace, clearWorkspaceProblems } from './checkWorkspace';
import { copyTextDiagram } from './copyDiagram';
import { copyDeviceCommand } from './deviceTree';
import { machine } from './machineChunk';
import { showMade } from './madeDocument';
import { newPgmapConfig } from './newConfig';
import { REPORT } from './report';
import { WHAT_CHANGED } from './whatChanged';
import type * as vscode from 'vscode';
import type { Analyses } from './analyses';
import type { DeviceRow } from './deviceTree';
import type { DiagramPanels } from './panels';

/** What a menu hands over: files, one or several, or a row of the view of devices; the palette hands over nothing. */
export interface Request {
  readonly analyses: Analyses;
  readonly panels: DiagramPanels;
  readonly subscriptions: vscode.Disposable[];
  readonly files: readonly vscode.Uri[];
  readonly row: DeviceRow;
}

export const COMMANDS = {
  newConfig: () => newPgmapConfig(),
  openMachineOutput: async ({ panels, files }: Request) => (await machine()).openMachineOutput(panels, files),
  convertMachineOutput: async ({ files }: Request) => (await machine()).convertMachineOutput(files),
  checkWorkspace: ({ analyses, subscriptions }: Request) => checkWorkspace(analyses, subscriptions),
  clearWorkspaceProblems: () => clearWorkspaceProblems(),
  copyDeviceCommand: ({ row }: Request) => copyDeviceCommand(row),
};

/** The commands on the pgmap config that is worked on. */
export const ON_PGMAP = {
  showReport: (document: vscode.TextDocument) => showMade(REPORT, document),
  whatChanged: (document: vscode.TextDocument) => showMade(WHAT_CHANGED, document),
  copyTextDiagram: (document: vscode.TextDocument, analyses: Analyses) => copyTextDiagram(analyses, document),
};
