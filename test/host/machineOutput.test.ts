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
