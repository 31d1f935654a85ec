/** Completion, workspace commands, the view of devices and links: all of it loaded when it is asked for. */
import * as vscode from 'vscode';
import { LANGUAGE } from './analyses';
import { later } from './later';
import { GLOB } from './pgmapFiles';
import { onDefaultMachine } from './settings';
import type { Analyses } from './analyses';
import type { DeviceRow } from './deviceTree';
import type { DiagramPanels } from './panels';

const DELAY_MS = 400;

const ON_REQUEST = [
  'newConfig',
  'openMachineOutput',
  'convertMachineOutput',
  'checkWorkspace',
  'clearWorkspaceProblems',
  'copyDeviceCommand',
] as const;

export function registerRequests(
  analyses: Analyses,
  panels: DiagramPanels,
  subscriptions: vscode.Disposable[],
): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  const changed = new vscode.EventEmitter<void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => changed.fire(), DELAY_MS);
  };
  let watched = false;
  /** Files are watched once the view is seen. */
  const watch = (): void => {
    if (watched) return;
    watched = true;
    const watcher = vscode.workspace.createFileSystemWatcher(GLOB);
    subscriptions.push(
      watcher,
      watcher.onDidCreate(refresh),
      watcher.onDidChange(refresh),
      watcher.onDidDelete(refresh),
    );
  };
  // The view comes with the first pgmap: where there is none it takes no place.
  void vscode.commands.executeCommand('setContext', 'vmemmapLens.active', true);
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeWorkspaceFolders(refresh),
    onDefaultMachine(refresh),
    vscode.workspace.onDidChangeTextDocument(({ document }) => document.languageId === LANGUAGE && refresh()),
    vscode.languages.registerCompletionItemProvider(
      LANGUAGE,
      {
        provideCompletionItems: async (document, position, token) => {
          const { complete } = await later();
          return token.isCancellationRequested ? [] : complete(document, position, analyses);
        },
      },
      '"',
      ' ',
    ),
    vscode.window.registerTreeDataProvider<DeviceRow>('vmemmapLens.devices', {
      onDidChangeTreeData: changed.event,
      getTreeItem: (row) => row,
      getChildren: async (row) => {
        watch();
        return (await later()).deviceRows(analyses, row);
      },
    }),
    vscode.window.registerUriHandler({
      handleUri: async (uri) => (await later()).handleUri(uri, { analyses, panels }),
    }),
    registerCommand('vmemmapLens.refreshDevices', () => changed.fire()),
    ...ON_REQUEST.map((name) =>
      registerCommand(`vmemmapLens.${name}`, async (chosen?: DeviceRow | vscode.Uri, all?: vscode.Uri[]) => {
        const files = chosen instanceof vscode.Uri ? (all ?? [chosen]) : [];
        return (await later()).COMMANDS[name]({
          analyses,
          panels,
          subscriptions,
          files,
          row: chosen as DeviceRow,
        });
      }),
    ),
  );
}
