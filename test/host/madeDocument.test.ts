import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, lens, open, range, replace, until } from './helpers';

const config = (align: string): string =>
  `{ "pgmaps": [{ "name": "dax0.0", "align": "${align}", ${range} }] }`;

describe('documents made of a config', () => {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('vmemmapLens');
  const set = (value: unknown): Thenable<void> =>
    settings().update('defaultMachine', value, vscode.ConfigurationTarget.Global);
  before(lens);
  afterEach(async () => {
    await set(undefined);
    await closeAll();
  });

  for (const [command, was, is] of [
    ['showReport', /1 GiB/, /2 MiB/],
    ['whatChanged', /align 1 GiB/, /align 2 MiB/],
  ] as const)
    it(`${command}: follow its text and the default machine, each the one it is of`, async () => {
      const other = await open(config('4KiB'));
      await vscode.commands.executeCommand(`vmemmapLens.${command}`);
      const { document: ofOther } = vscode.window.activeTextEditor!;
      const before = ofOther.getText();
      const editor = await open(config('1GiB'));
      await vscode.commands.executeCommand(`vmemmapLens.${command}`);
      const { document } = vscode.window.activeTextEditor!;
      assert.match(document.getText(), was);
      await replace(editor, config('2MiB'));
      await until('the new align', () => is.test(document.getText()));
      assert.equal(ofOther.getText(), before);
      assert.notEqual(other.document, editor.document);
      await set({ arch: 'arm64' });
      await until('the new machine', () => /arm64/.test(document.getText()));
    });
});
