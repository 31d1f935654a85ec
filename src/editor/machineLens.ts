/** Above a file that looks like the output of a machine: that it can be shown. */
import * as vscode from 'vscode';
import { machine } from './machineChunk';
import { isOn, onSwitched } from './settings';

/** Where such output is kept. A text in a programming language is not looked at. */
const LANGUAGES = [
  'machine-output',
  'plaintext',
  'json',
  'jsonc',
  'jsonl',
  'log',
  'dts',
  'properties',
  'shellscript',
];

export function registerMachineLens(): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const known = new WeakMap<vscode.TextDocument, { version: number; tools: readonly string[] }>();

  const toolsIn = async (document: vscode.TextDocument): Promise<readonly string[]> => {
    const { version } = document;
    const before = known.get(document);
    if (before?.version === version) return before.tools;
    const tools = (await machine()).recognise(document.getText());
    known.set(document, { version, tools });
    return tools;
  };

  return vscode.Disposable.from(
    changed,
    onSwitched('codeLens', () => changed.fire()),
    vscode.languages.registerCodeLensProvider(LANGUAGES, {
      onDidChangeCodeLenses: changed.event,
      async provideCodeLenses(document, token) {
        if (!isOn('codeLens', document)) return [];
        const tools = await toolsIn(document);
        if (token.isCancellationRequested || tools.length === 0) return [];
        const lens = (title: string, command: string): vscode.CodeLens =>
          new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command, arguments: [document.uri] });
        return [
          lens(
            vscode.l10n.t('Open as vmemmap diagram ({0})', tools.join(', ')),
            'vmemmapLens.openMachineOutput',
          ),
          lens(vscode.l10n.t('Convert to pgmap config'), 'vmemmapLens.convertMachineOutput'),
        ];
      },
    }),
  );
}
