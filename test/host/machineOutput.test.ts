import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, lens, problems, until } from './helpers';

const IOMEM = `$ sudo cat /proc/iomem
00001000-0009ffff : System RAM
00100000-7fffffff : System RAM
4080000000-807fffffff : CXL Window 0
  4080000000-807fffffff : dax0.0
`;

const shown = async (content: string): Promise<void> => {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content }));
};
const run = (name: string): Thenable<unknown> => vscode.commands.executeCommand(`vmemmapLens.${name}`);
const active = (): vscode.TextDocument => vscode.window.activeTextEditor!.document;

describe('machine output in the editor', () => {
  before(lens);
  afterEach(closeAll);

  it('is converted to an untitled config that names its sources, with nothing wrong in it', async () => {
    await shown(IOMEM);
    await run('convertMachineOutput');
    await until('the config', () => active().languageId === 'pgmap');
    assert.ok(active().isUntitled);
    assert.match(active().getText(), /"0x4080000000"/);
    assert.match(active().getText(), /\/proc\/iomem, line 5/);
    const { Information } = vscode.DiagnosticSeverity;
    await until('its hints, and nothing worse', () => {
      const found = problems(active());
      return found.length > 0 && found.every(({ severity }) => severity >= Information);
    });
  });

  it('is shown as a diagram beside that config', async () => {
    await shown(IOMEM);
    await run('openMachineOutput');
    const { panel } = await lens();
    await until('the diagram', () => panel.all.some((p) => p.document?.getText().includes('0x4080000000')));
  });

  it('is taken from the selection alone where there is one', async () => {
    await shown(`nothing of ours\n${IOMEM}4100000000-413fffffff : dax1.0\n`);
    const editor = vscode.window.activeTextEditor!;
    editor.selection = new vscode.Selection(new vscode.Position(1, 0), new vscode.Position(6, 0));
    await run('convertMachineOutput');
    await until('the config', () => active().languageId === 'pgmap');
    assert.doesNotMatch(active().getText(), /0x4100000000/);
  });

  it('that is none opens nothing', async () => {
    await shown('Dear list,\nthis is a mail.\n');
    void run('convertMachineOutput');
    await run('clearWorkspaceProblems');
    assert.equal(active().languageId, 'plaintext');
  });
});

describe('the lens on machine output', () => {
  before(lens);
  afterEach(closeAll);
  const lenses = async (content: string, language: string): Promise<string[]> => {
    const document = await vscode.workspace.openTextDocument({ content, language });
    await vscode.window.showTextDocument(document);
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    return found.map(({ command }) => command?.title ?? '');
  };

  it('offers the diagram and the config, by content, whatever the file is called', async () => {
    assert.deepEqual(await lenses(IOMEM, 'plaintext'), [
      'Open as vmemmap diagram (/proc/iomem)',
      'Convert to pgmap config',
    ]);
    const daxctl = '[{"chardev":"dax0.0","size":1073741824,"target_node":1,"align":2097152,"mode":"devdax"}]';
    assert.match((await lenses(daxctl, 'json'))[0]!, /daxctl list/);
  });

  it('is not on a mail, a package.json or a program', async () => {
    assert.deepEqual(await lenses('Dear list,\nthis is a mail.\n', 'plaintext'), []);
    assert.deepEqual(await lenses('{ "name": "some-package", "version": "1.0.0" }', 'json'), []);
    assert.deepEqual(await lenses(`/*\n${IOMEM}*/\n`, 'javascript'), []);
  });

  it('takes the file it stands on, and several files as one machine', async () => {
    const file = async (content: string): Promise<vscode.Uri> =>
      (await vscode.workspace.openTextDocument({ content, language: 'plaintext' })).uri;
    const files = [await file(IOMEM), await file('Linux box 6.12.57+deb13-amd64 #1 SMP x86_64 GNU/Linux\n')];
    await vscode.commands.executeCommand('vmemmapLens.convertMachineOutput', files[0], files);
    await until('the config', () => active().languageId === 'pgmap');
    assert.match(active().getText(), /"0x4080000000"/);
    assert.match(active().getText(), /"6\.12\.57\+deb13-amd64"/);
  });
});
