import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { WhatIfSide } from '../../src/editor/whatIf';
import { Analyses } from '../../src/editor/analyses';
import { closeAll, lens, open, range, until } from './helpers';
import type { DiagramPanel } from '../../src/editor/panel';

const TEXT = `{
  // one GiB
  "pgmaps": [{ "name": "dax1.0", "align": "1GiB", ${range} }] // the end
}`;

/** The panel in front of a text, and the row that a click names. */
async function shown(): Promise<{ editor: vscode.TextEditor; panel: DiagramPanel }> {
  const editor = await open(TEXT);
  await vscode.commands.executeCommand('vmemmapLens.openDiagramToSide');
  const panel = await until('the panel', async () => (await lens()).panel.all[0]);
  return { editor, panel };
}

const rowOf = async (document: vscode.TextDocument, align: string, kernel: string | null = null) => {
  const subject = { version: document.version, pgmap: 0, kernel };
  const answer = (await new WhatIfSide(new Analyses()).rows(document, subject))!;
  return { ...subject, row: answer.rows.findIndex((r) => r.align === align && r.map === 'mem') };
};

describe('the what-if table', () => {
  afterEach(closeAll);

  it('Apply is one edit that keeps the comments, and one undo takes it back', async () => {
    const { editor, panel } = await shown();
    panel.receive({ type: 'apply', ...(await rowOf(editor.document, '2 MiB', '6.12')) });
    const after = TEXT.replace('"1GiB"', '"2MiB"');
    await until('the edit', () => editor.document.getText() !== TEXT);
    const text = editor.document.getText();
    assert.match(text, /"kernel": "6\.12"/);
    assert.match(text, /\/\/ one GiB[^]*"align": "2MiB"[^]*\/\/ the end/);
    assert.equal(text.replace(/,\s*"machine": \{ "kernel": "6\.12" \}/, ''), after);
    await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
    await vscode.commands.executeCommand('undo');
    await until('undo', () => editor.document.getText() === TEXT);
  });

  it('does nothing for a text that has gone on, nor for a row that is not there', async () => {
    const { editor, panel } = await shown();
    const stale = await rowOf(editor.document, '2 MiB');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), ' '));
    panel.receive({ type: 'apply', ...stale });
    panel.receive({ type: 'apply', ...stale, version: editor.document.version, row: 99 });
    panel.receive({ type: 'apply', ...stale, version: editor.document.version, pgmap: 5 });
    // Edits are applied one after the other: what comes after them all would see theirs.
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), ' '));
    assert.equal(editor.document.getText(), `  ${TEXT}`);
  });

  it('Copy puts the line into the clipboard and leaves the text alone', async () => {
    const { editor, panel } = await shown();
    await vscode.env.clipboard.writeText('');
    panel.receive({ type: 'copy', ...(await rowOf(editor.document, '2 MiB')) });
    await until(
      'the line',
      async () => (await vscode.env.clipboard.readText()) === 'daxctl create-device -r 1 -s 1G -a 2M',
    );
    assert.equal(editor.document.getText(), TEXT);
  });

  it('leaves work off for what was asked before, and answers what was asked last', async () => {
    const pgmaps = Array.from(
      { length: 150 },
      (_, i) => `{ "ranges": [{ "start": "0x${(2 ** 40 + i * 2 ** 30).toString(16)}", "size": "1GiB" }] }`,
    );
    const { document } = await open(`{ "pgmaps": [ ${pgmaps.join(', ')} ] }`);
    const side = new WhatIfSide(new Analyses());
    const { version } = document;
    const [first, last] = await Promise.all(
      [3, 4].map((pgmap) => side.rows(document, { version, pgmap, kernel: null })),
    );
    assert.equal(first, undefined);
    assert.equal(last?.pgmap, 4);
    assert.equal(await side.rows(document, { version: version - 1, pgmap: 4, kernel: null }), undefined);
  });
});
