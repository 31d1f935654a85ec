import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, open, range, replace, until } from './helpers';

const config = (align: string): string =>
  `{ "pgmaps": [{ "name": "dax0.0", "align": "${align}", ${range} }] }`;

describe('what changed over releases', () => {
  afterEach(closeAll);

  it('opens as a read-only Markdown document beside the text', async () => {
    await open(config('1GiB'));
    await vscode.commands.executeCommand('vmemmapLens.whatChanged');
    const { document, viewColumn } = vscode.window.activeTextEditor!;
    assert.equal(document.uri.scheme, 'vmemmap-lens');
    assert.equal(document.languageId, 'markdown');
    assert.equal(viewColumn, vscode.ViewColumn.Two);
    assert.match(document.getText(), /## dax0\.0.*align 1 GiB/);
    assert.match(document.getText(), /\*\*5\.19\*\*: compound pages of a pgmap are deduplicated/);
    assert.equal(vscode.workspace.fs.isWritableFileSystem(document.uri.scheme), undefined);
  });

  it('follows its config', async () => {
    const editor = await open(config('1GiB'));
    await vscode.commands.executeCommand('vmemmapLens.whatChanged');
    const { document } = vscode.window.activeTextEditor!;
    await replace(editor, config('4KiB'));
    await until('the new align', () => /align 4 KiB/.test(document.getText()));
    assert.doesNotMatch(document.getText(), /are deduplicated/);
  });
});
