import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, lens, open, range, replace } from './helpers';

/** The next version the panel paints that is at least `version`. */
async function painted(version: number): Promise<number> {
  const { panel } = await lens();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`version ${version} was not painted in ten seconds`)),
      10_000,
    );
    const listening = panel.onDidPaint((paint) => {
      if (paint.version < version) return;
      clearTimeout(timer);
      listening.dispose();
      resolve(paint.version);
    });
  });
}

const tabs = (): string[] => vscode.window.tabGroups.all.flatMap((g) => g.tabs.map((t) => t.label));

describe('the commands', () => {
  afterEach(closeAll);

  it('open the diagram to the side, painted, and leave the caret in the text', async () => {
    const editor = await open(`{ "pgmaps": [{ "align": "1GiB", ${range} }] }`);
    const first = painted(editor.document.version);
    await vscode.commands.executeCommand('vmemmapLens.openDiagramToSide');
    await first;
    assert.equal(vscode.window.activeTextEditor, editor);
    assert.ok(
      tabs().some((label) => label.startsWith('vmemmap: ')),
      tabs().join(),
    );
  });

  it('the diagram follows the typing, unsaved', async () => {
    const editor = await open(`{ "pgmaps": [{ "align": "1GiB", ${range} }] }`);
    const first = painted(editor.document.version);
    await vscode.commands.executeCommand('vmemmapLens.openDiagramToSide');
    await first;
    const next = painted(editor.document.version + 1);
    await replace(editor, `{ "pgmaps": [{ "align": "2MiB", ${range} }] }`);
    assert.equal(await next, editor.document.version);
  });

  it('show the report as Markdown beside the text', async () => {
    await open(`{ "pgmaps": [{ "name": "dax0.0", "align": "1GiB", ${range} }] }`);
    await vscode.commands.executeCommand('vmemmapLens.showReport');
    const report = vscode.window.activeTextEditor!.document;
    assert.equal(report.languageId, 'markdown');
    assert.match(report.getText(), /dax0\.0/);
    assert.match(report.getText(), /16 MiB/);
  });

  it('copy the text diagram, at most 78 columns wide', async () => {
    await open(`{ "pgmaps": [{ "name": "dax0.0", "align": "1GiB", ${range} }] }`);
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand('vmemmapLens.copyTextDiagram');
    const copied = await vscode.env.clipboard.readText();
    assert.match(copied, /4095/);
    assert.ok(copied.split('\n').every((line) => line.length <= 78));
  });
});
