/** Completion, workspace commands, the view of devices and links: registered here, and done by what is loaded later. */
import * as vscode from 'vscode';
import { LANGUAGE } from './analyses';
import { later } from './later';
import type { Analyses } from './analyses';
import type { DeviceRow } from './deviceTree';
import type { DeviceView } from './deviceView';
import type { DiagramPanels } from './panels';

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
  const changed = new vscode.EventEmitter<DeviceRow | undefined>();
  let view: Promise<DeviceView> | undefined;
  /** Files are read and watched once the view is seen. */
  const devices = (): Promise<DeviceView> =>
    (view ??= later()
      .then(({ DeviceView }) => {
        const made = new DeviceView(analyses);
        subscriptions.push(
          made,
          made.onDidChangeTreeData((row) => changed.fire(row)),
        );
        return made;
      })
      .catch((error: unknown) => {
        // Asked for again, it is tried again.
        view = undefined;
        throw error;
      }));
  // The view comes with the first pgmap: where there is none it takes no place.
  void vscode.commands.executeCommand('setContext', 'vmemmapLens.active', true);
  return vscode.Disposable.from(
    changed,
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
      getChildren: async (row) => (await devices()).getChildren(row),
    }),
    vscode.window.registerUriHandler({
      handleUri: async (uri) => (await later()).handleUri(uri, { analyses, panels }),
    }),
    registerCommand('vmemmapLens.refreshDevices', async () => (await devices()).refresh()),
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
