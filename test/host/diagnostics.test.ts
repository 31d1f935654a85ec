import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, codeOf, open, problems, range, replace, until } from './helpers';

const ALIASING =
  '{ "machine": { "kernel": "7.3" }, "pgmaps": [{ "name": "ns", "align": "1GiB", "ranges": [{ "start": "0x440200000", "end": "0x53fffffff" }] }] }';

describe('problems', () => {
  afterEach(closeAll);

  it('stand at the exact value of the unsaved text, with code, severity and source', async () => {
    const { document } = await open(ALIASING);
    const found = await until('head-aliasing', () =>
      problems(document).find((d) => codeOf(d) === 'head-aliasing'),
    );
    assert.equal(document.getText(found.range), '"0x440200000"');
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
    assert.match(found.message, /^3 of 4 compound heads .*\.$/);
  });

  it('follow the typing: they go when the text is mended and come back', async () => {
    const editor = await open(ALIASING);
    await until('a problem', () => problems(editor.document).length > 0);
    await replace(editor, `{ "pgmaps": [{ "align": "1GiB", ${range} }] }`);
    await until('none', () => problems(editor.document).length === 0);
    await replace(editor, `{ "pgmaps": [{ "align": "3MiB", ${range} }] }`);
    await until('the new one', () =>
      problems(editor.document).some((d) => codeOf(d) === 'align-unsupported'),
    );
  });

  it('are not listed anew by a save, which changes nothing', async () => {
    const file = vscode.Uri.file(join(mkdtempSync(join(tmpdir(), 'pgmaps-')), 'a.pgmap.json'));
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(ALIASING));
    const { document } = await vscode.window.showTextDocument(file);
    await until('a problem', () => problems(document).length > 0);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(file, new vscode.Position(0, 0), ' ');
    await vscode.workspace.applyEdit(edit);
    const listed = await until('the edit', () =>
      problems(document).find(
        (d) => codeOf(d) === 'head-aliasing' && document.getText(d.range) === '"0x440200000"',
      ),
    );
    assert.ok(await document.save());
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.ok(problems(document).includes(listed), 'the very same problem');
  });

  it('point at the other place of a collision', async () => {
    const { document } = await open(
      `{ "machine": { "ram": [{ "start": 0, "size": "4GiB" }] }, "pgmaps": [{ "ranges": ["0x80000000-0xbfffffff"] }] }`,
    );
    const found = await until('ram-collision', () =>
      problems(document).find((d) => codeOf(d) === 'ram-collision'),
    );
    const [related] = found.relatedInformation!;
    assert.equal(document.getText(related!.location.range), '{ "start": 0, "size": "4GiB" }');
  });

  it('repeat no name that turns the writing around, neither here nor in what they relate to', async () => {
    const same = '"ranges": [{ "start": "0x10000000000", "size": "1GiB" }]';
    const { document } = await open(
      `{ "pgmaps": [{ "name": "a\u202eb", ${same} }, { "name": "c\u202ed", ${same} }] }`,
    );
    const found = await until('range-overlap', () =>
      problems(document).find((d) => codeOf(d) === 'range-overlap'),
    );
    assert.match(found.relatedInformation!.map((r) => r.message).join(), /[ac]\\u202e[bd]/);
    assert.doesNotMatch(
      problems(document)
        .map((d) => d.message)
        .join(),
      /\u202e/,
    );
  });

  it('have quick fixes that mend the text in one edit', async () => {
    const { document } = await open(ALIASING);
    const found = await until('head-aliasing', () =>
      problems(document).find((d) => codeOf(d) === 'head-aliasing'),
    );
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      found.range,
    );
    const fix = actions.find((a) => a.title.startsWith('Move start up to 0x448000000'))!;
    assert.equal(fix.isPreferred, true);
    await vscode.workspace.applyEdit(fix.edit!);
    assert.match(document.getText(), /"start": "0x448000000", "end": "0x53fffffff"/);
    await until('none', () => !problems(document).some((d) => codeOf(d) === 'head-aliasing'));
  });

  it('leave syntax to the JSON service, which reports it once, and takes comments and trailing commas', async () => {
    const good = await open(`// a comment\n{ "pgmaps": [{ "align": "1GiB", ${range}, }, ], }\n`);
    const bad = await open('{ "pgmaps": [ }');
    const ours = (): number => problems(bad.document).length;
    const others = (): number => vscode.languages.getDiagnostics(bad.document.uri).length - ours();
    await until('the JSON service alone', () => ours() === 0 && others() === 1);
    assert.deepEqual(vscode.languages.getDiagnostics(good.document.uri), []);
  });

  it('a wrong value is reported once, by us', async () => {
    const { document } = await open(`{ "pgmaps": [{ "mode": "devdx", "align": {}, ${range} }] }`);
    await until('two problems', () => problems(document).length >= 2);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const all = vscode.languages
      .getDiagnostics(document.uri)
      .filter((d) => d.severity === vscode.DiagnosticSeverity.Error);
    assert.deepEqual(
      all.map((d) => [d.source, codeOf(d)]),
      [
        ['vmemmap Lens', 'bad-value'],
        ['vmemmap Lens', 'wrong-type'],
      ],
    );
  });

  for (const [what, text] of [
    ['an empty file', ''],
    ['garbage', '\u0001 no JSON }} at [[ all'],
    ['a range of 4 KiB', '{ "pgmaps": [{ "ranges": [{ "start": "0x100000000", "size": "4KiB" }] }] }'],
    ['a start of 1 MiB', '{ "pgmaps": [{ "ranges": [{ "start": "1048576", "size": "2MiB" }] }] }'],
  ] as const)
    it(`${what} is no crash, and the next text is analysed as ever`, async () => {
      const editor = await open(text);
      await replace(editor, ALIASING);
      await until('head-aliasing', () =>
        problems(editor.document).some((d) => codeOf(d) === 'head-aliasing'),
      );
    });

  it('a file of 10 MB is one clear problem, at once, and the editor goes on', async () => {
    const editor = await open(`{ "pgmaps": [${' '.repeat(10 * 2 ** 20)}] }`);
    const { document } = editor;
    const found = await until('the problem', () => problems(document).find((d) => codeOf(d) === 'too-large'));
    assert.match(found.message, /^At 10\.0 MiB this file is too large to follow while it is edited/);
    await replace(editor, ALIASING);
    await until('head-aliasing', () => problems(document).some((d) => codeOf(d) === 'head-aliasing'));
  });

  it('5,000 misaligned pgmaps: at most 501 problems, which say how many more there are', async () => {
    const pgmaps = Array.from(
      { length: 5000 },
      (_, i) =>
        `{ "ranges": [{ "start": "0x${(0x10000100000 + i * 2 ** 31).toString(16)}", "size": "1GiB" }] }`,
    );
    const { document } = await open(`{ "pgmaps": [\n${pgmaps.join(',\n')}\n] }`);
    const found = await until('problems', () => problems(document).length > 1 && problems(document));
    assert.equal(found.length, 501);
    assert.match(found.at(-1)!.message, /^4500 more findings are not listed/);
  });
});
