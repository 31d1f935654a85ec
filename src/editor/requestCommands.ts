/** The commands that nothing waits for: registered by name, and loaded with the first of them. */
import { checkWorkspace, clearWorkspaceProblems } from './checkWorkspace';
import { copyDeviceCommand } from './deviceTree';
import { convertMachineOutput, openMachineOutput } from './machineOutput';
import { newPgmapConfig } from './newConfig';
import type * as vscode from 'vscode';
import type { DeviceRow } from './deviceTree';
import type { DiagramPanels } from './panels';

/** What a command may need; `row` is what a context menu was opened on. */
export interface Request {
  readonly panels: DiagramPanels;
  readonly subscriptions: vscode.Disposable[];
  readonly row: DeviceRow;
}

export const COMMANDS = {
  newConfig: () => newPgmapConfig(),
  openMachineOutput: ({ panels }: Request) => openMachineOutput(panels),
  convertMachineOutput: async () => void (await convertMachineOutput()),
  checkWorkspace: ({ subscriptions }: Request) => checkWorkspace(subscriptions),
  clearWorkspaceProblems: () => clearWorkspaceProblems(),
  copyDeviceCommand: ({ row }: Request) => copyDeviceCommand(row),
};
