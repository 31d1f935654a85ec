import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { withConfig } from '../../src/report/svgConfig';

describe('Open Config from SVG', () => {
  it('opens the very text that was exported', async () => {
    const text =
      '// é\r\n{ "pgmaps": [ { "name": "</config>", "ranges": ["0x4080000000-0x407fffffff"] } ] }\n';
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/tmp');
    const uri = vscode.Uri.joinPath(folder, `exported-${Date.now()}.svg`);
    await vscode.workspace.fs.writeFile(
      uri,
      new TextEncoder().encode(
        withConfig('<svg xmlns="http://www.w3.org/2000/svg"><metadata></metadata></svg>', text),
      ),
    );
    try {
      await vscode.commands.executeCommand('vmemmapLens.openConfigFromSvg', uri);
      const document = vscode.window.activeTextEditor!.document;
      assert.equal(document.languageId, 'pgmap');
      assert.equal(document.getText().replace(/\r\n/g, '\n'), text.replace(/\r\n/g, '\n'));
    } finally {
      await vscode.workspace.fs.delete(uri);
    }
  });
});
