/** Makes the parts and hands them to each other. */
import * as vscode from 'vscode';
import { Analyses } from './editor/analyses';
import { registerCommands } from './editor/commands';
import { registerCompare } from './editor/compareCommands';
import { madeLater } from './editor/later';
import { registerPanelCommands } from './editor/panelCommands';
import { DiagramPanels } from './editor/panels';
import { defaultMachine, onDefaultMachine } from './editor/settings';
import { registerRequests } from './editor/requests';

/** What tests and other extensions may hold on to. */
export interface VmemmapLens {
  readonly panel: DiagramPanels;
}

export function activate(context: vscode.ExtensionContext): VmemmapLens {
  const log = vscode.window.createOutputChannel('vmemmap Lens', { log: true });
  const analyses = new Analyses(defaultMachine);
  const panel = new DiagramPanels(context, analyses, log);
  context.subscriptions.push(
    log,
    // Before all those who then ask for it again.
    onDefaultMachine(() => analyses.forget()),
    panel,
    registerCommands(analyses, panel),
    registerPanelCommands(panel),
    registerCompare(panel),
    registerRequests(analyses, panel, context.subscriptions),
    // The diagram comes first; problems and what is said on top of the text are not waited for, nor is their file read meanwhile.
    madeLater(({ outliveHost, registerLanguageFeatures }) =>
      vscode.Disposable.from(
        registerLanguageFeatures(analyses, panel, context.extensionUri),
        outliveHost(context.workspaceState, panel),
      ),
    ),
  );
  return { panel };
}
