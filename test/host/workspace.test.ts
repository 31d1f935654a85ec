import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, lens, open, range, until } from './helpers';
import type { Checked } from '../../src/editor/checkWorkspace';

const labelOf = ({ label }: vscode.CompletionItem): string =>
  typeof label === 'string' ? label : label.label;

describe('what is asked for', () => {
  before(lens);
  afterEach(closeAll);

  it('completes an align with what it saves, each once', async () => {
    const { document } = await open(`{ "pgmaps": [{ "align": "", ${range} }] }`);
    const at = document.positionAt(document.getText().indexOf('""') + 1);
    const items = await until('completions', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        at,
      );
      return list.items.some((i) => labelOf(i) === '"1GiB"') && list.items;
    });
    const gib = items.filter((i) => labelOf(i).includes('1GiB'));
    assert.equal(gib.length, 1);
    assert.match(gib[0]!.detail!, /^saves /);
  });

  it('formats and keeps comments', async () => {
    const { document } = await open('{ // machine\n"pgmaps":[ /* none */ ] }');
    const edits = await until('edits', async () => {
      const made = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
        'vscode.executeFormatDocumentProvider',
        document.uri,
        { tabSize: 2, insertSpaces: true },
      );
      return made?.length ? made : undefined;
    });
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    await vscode.workspace.applyEdit(edit);
    assert.match(document.getText(), /\/\/ machine\n {2}"pgmaps": \[/);
    assert.match(document.getText(), /\/\* none \*\//);
  });

  it('checks closed files of the workspace, and forgets them when told', async () => {
    const checked = await vscode.commands.executeCommand<Checked>('vmemmapLens.checkWorkspace');
    assert.ok(checked.files >= 10);
    assert.equal(checked.unreadable, 0);
    const closed = (): number =>
      vscode.languages.getDiagnostics().filter(([uri, all]) => {
        const open = vscode.workspace.textDocuments.some(
          (document) => document.uri.toString() === uri.toString(),
        );
        return !open && all.some((d) => d.source === 'vmemmap Lens');
      }).length;
    await until('problems of closed files', () => closed() > 0);
    await vscode.commands.executeCommand('vmemmapLens.clearWorkspaceProblems');
    await until('no problems', () => closed() === 0);
  });
});
