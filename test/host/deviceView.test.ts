import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Analyses } from '../../src/editor/analyses';
import { FileRow } from '../../src/editor/deviceTree';
import { DeviceView } from '../../src/editor/deviceView';
import { closeAll, lens, range, until } from './helpers';
import type { DeviceRow } from '../../src/editor/deviceTree';

const text = (...aligns: string[]): string =>
  `{ "pgmaps": [${aligns.map((align) => `{ "align": "${align}", ${range} }`).join()}] }`;

describe('the view of devices', () => {
  const folder = vscode.Uri.file(mkdtempSync(join(tmpdir(), 'pgmaps-')));
  const uri = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, `${name}.pgmap.json`);
  const write = (name: string, content: string): Thenable<void> =>
    vscode.workspace.fs.writeFile(uri(name), new TextEncoder().encode(content));
  const NAMES = ['a', 'b', 'c'];
  let view: DeviceView;
  let fired: (DeviceRow | undefined)[];

  const rows = async (): Promise<FileRow[]> =>
    (await view.getChildren()).map((row) => {
      assert.ok(row instanceof FileRow);
      return row;
    });
  const described = (all: readonly FileRow[]): Promise<unknown> =>
    until('descriptions', () => all.every(({ description }) => description !== undefined));

  before(lens);
  beforeEach(async () => {
    for (const name of NAMES) await write(name, text('2MiB'));
    fired = [];
    view = new DeviceView(new Analyses(), () => Promise.resolve(NAMES.map(uri)));
    view.onDidChangeTreeData((row) => fired.push(row));
  });
  afterEach(async () => {
    view.dispose();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await closeAll();
  });
  after(() => vscode.workspace.fs.delete(folder, { recursive: true }));

  it('has its files at once, then what each saves, and devices under names of their own', async () => {
    const all = await rows();
    assert.deepEqual(
      all.map(({ id }) => id),
      NAMES.map((name) => uri(name).toString()),
    );
    await described(all);
    assert.deepEqual(fired, all);
    assert.match(String(all[0]!.description), /^1 device, saves /);
    await write('b', text('2MiB', '2MiB'));
    const ids = (await view.getChildren(all[1])).map(({ id }) => id);
    assert.equal(new Set(ids).size, 2);
    assert.ok(ids.every((id) => id?.startsWith(uri('b').toString())));
  });

  it('reads a file again when it has changed, and no other one', async () => {
    const all = await rows();
    await described(all);
    fired.length = 0;
    await write('b', text('1GiB', '4KiB'));
    view.refresh();
    await until('both devices', () => /^2 devices/.test(String(all[1]!.description)));
    await vscode.workspace.fs.delete(uri('c'));
    view.refresh();
    await until('no file', () => all[2]!.description === 'cannot be read');
    assert.deepEqual(fired, [undefined, all[1], undefined, all[2]]);
    assert.deepEqual(await rows(), all, 'the same rows');
  });

  it('follows what is typed in a file, on its row alone, and what is left when that is thrown away', async () => {
    const all = await rows();
    await described(all);
    const before = all[0]!.description;
    const editor = await vscode.window.showTextDocument(uri('a'));
    fired.length = 0;
    const at = editor.document.positionAt(editor.document.getText().indexOf('2MiB'));
    await editor.edit((edit) => edit.replace(new vscode.Range(at, at.translate(0, 4)), '1GiB'));
    await until('another saving', () => all[0]!.description !== before);
    assert.deepEqual(new Set(fired), new Set([all[0]]));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await until('the saving of the file', () => all[0]!.description === before);
  });
});
