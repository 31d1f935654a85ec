import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, codeOf, lens, open, problems, range, until } from './helpers';

const TWO =
  '{ "pgmaps": [{ "ranges": [{ "start": "0x10000100000", "size": "1GiB" }] }, { "ranges": [{ "start": "0x20000100000", "size": "1GiB" }] }] }';

const actionsAt = (
  document: vscode.TextDocument,
  where: vscode.Range,
  kind?: vscode.CodeActionKind,
  resolved = 0,
): Thenable<vscode.CodeAction[]> =>
  vscode.commands.executeCommand(
    'vscode.executeCodeActionProvider',
    document.uri,
    where,
    kind?.value,
    resolved,
  );
const problem = (document: vscode.TextDocument, code: string): Promise<vscode.Diagnostic> =>
  until(code, () => problems(document).find((d) => codeOf(d) === code));

describe('quick fixes', () => {
  before(async () => {
    await lens();
    // Providers come right after the activation, which does not wait for them.
    const { document } = await open(TWO);
    const { range: where } = await problem(document, 'subsection-misaligned');
    await until('quick fixes', async () => (await actionsAt(document, where)).length > 0);
    await closeAll();
  });
  afterEach(closeAll);

  it('state their gain, one is preferred, and each is one undoable edit', async () => {
    const { document } = await open(TWO);
    const before = document.getText();
    const found = await problem(document, 'subsection-misaligned');
    const actions = (await actionsAt(document, found.range)).filter((a) => a.edit);
    assert.match(
      actions[0]!.title,
      /^Move the range up to 0x10000200000-0x100401fffff: accepted, saves 11\.97 MiB$/,
    );
    assert.deepEqual(
      actions.filter((a) => a.isPreferred).map((a) => a.title),
      [actions[0]!.title],
    );
    await vscode.workspace.applyEdit(actions[0]!.edit!);
    assert.match(document.getText(), /"start": "0x10000200000"/);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  it('mend all of a kind, and all there is, at once', async () => {
    const { document } = await open(TWO);
    const found = await problem(document, 'subsection-misaligned');
    const actions = await actionsAt(document, found.range);
    const kind = actions.find((a) => a.title === 'Fix all of this kind (subsection-misaligned)')!;
    assert.equal(kind.edit, undefined, 'it is worked out when it is chosen');
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const [all, ...others] = await actionsAt(document, whole, vscode.CodeActionKind.SourceFixAll, 1);
    assert.deepEqual(others, []);
    assert.equal(all!.kind?.value, 'source.fixAll.vmemmapLens');
    await vscode.workspace.applyEdit(all!.edit!);
    await until('no error', () =>
      problems(document).every((d) => d.severity !== vscode.DiagnosticSeverity.Error),
    );
    assert.match(document.getText(), /0x10000200000.*0x20000200000/);
  });

  it('mend all of a kind when that is chosen: no such problem is left', async () => {
    const { document } = await open(TWO);
    const { range: where } = await problem(document, 'subsection-misaligned');
    const actions = await actionsAt(document, where, vscode.CodeActionKind.QuickFix, 20);
    const kind = actions.find((a) => a.title === 'Fix all of this kind (subsection-misaligned)')!;
    await vscode.workspace.applyEdit(kind.edit!);
    assert.match(document.getText(), /0x10000200000.*0x20000200000/);
    await until('none of the kind', () =>
      problems(document).every((d) => codeOf(d) !== 'subsection-misaligned'),
    );
  });

  it('have the line that makes it so, which is copied and not run', async () => {
    const { document } = await open(`{ "pgmaps": [{ "name": "dax0.1", "align": "2MiB", ${range} }] }`);
    const found = await problem(document, 'larger-align');
    const actions = await actionsAt(document, found.range);
    const copy = actions.find((a) => a.title === 'Copy “daxctl create-device -r 0 -s 1G -a 1G”')!;
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand(copy.command!.command, ...copy.command!.arguments!);
    assert.equal(await vscode.env.clipboard.readText(), 'daxctl create-device -r 0 -s 1G -a 1G');
  });

  it('show a user’s words as they are, and no more of them than a menu holds', async () => {
    const key = `\u202e${'x'.repeat(500)}`;
    const { document } = await open(`{ "pgmaps": [{ "${key}": 1, ${range} }] }`);
    const found = await problem(document, 'unknown-key');
    const titles = (await actionsAt(document, found.range)).map((a) => a.title);
    assert.match(titles.join('\n'), /^Remove "\\u202ex+\.\.\.$/m);
    assert.ok(titles.every((title) => title.length <= 200));
  });

  it('are not asked for with each move of the caret: where nothing is wrong there is none', async () => {
    const { document } = await open(`{ "pgmaps": [{ "align": "1GiB", ${range} }] }`);
    const found = await actionsAt(document, new vscode.Range(0, 20, 0, 20));
    assert.deepEqual(
      found.map((a) => a.title),
      ['Sort JSON'],
    );
  });
});

describe('how problems are listed', () => {
  before(lens);
  afterEach(closeAll);

  it('the code leads to its section of the page on findings', async () => {
    const { document } = await open(TWO);
    const { code } = await problem(document, 'subsection-misaligned');
    assert.ok(typeof code === 'object');
    assert.equal(code.target.path, '/finding/subsection-misaligned');
    assert.equal(code.target.authority, 'vmemmap-lens.vmemmap-lens');
  });

  it('a page that a link asks for is one of these sections, or empty', async () => {
    const page = async (code: string): Promise<string> => {
      const uri = vscode.Uri.from({ scheme: 'vmemmap-finding', path: `/${code}.md` });
      return (await vscode.workspace.openTextDocument(uri)).getText();
    };
    assert.match(await page('head-aliasing'), /^# head-aliasing\n/);
    assert.equal(await page('[x](command:workbench.action.quit)'), '');
  });

  it('what has no effect is dimmed: unknown keys, other architectures’ keys, an align that saves nothing', async () => {
    const { document } = await open(
      `{ "machine": { "arch": "arm64", "mmu": "radix", "paging_levels": 5 }, "pgmaps": [{ "map": "dev", "align": "2MiB", "nonsense": 1, ${range} }] }`,
    );
    await until('problems', () => problems(document).length >= 4);
    const dimmed = problems(document)
      .filter((d) => d.tags?.includes(vscode.DiagnosticTag.Unnecessary))
      .map((d) => document.getText(d.range));
    assert.deepEqual(dimmed.sort(), ['"2MiB"', '"nonsense"', '"radix"', '5']);
  });

  it('severities follow the settings at once; “off” and nonsense do what they say', async () => {
    const settings = vscode.workspace.getConfiguration('vmemmapLens');
    const set = (value: unknown): Thenable<void> =>
      settings.update('severities', value, vscode.ConfigurationTarget.Global);
    const { document } = await open(`{ "pgmaps": [{ "align": "2MiB", ${range} }] }`);
    const found = await problem(document, 'larger-align');
    assert.equal(found.severity, vscode.DiagnosticSeverity.Hint);
    try {
      await set({ 'larger-align': 'warning' });
      await until('a warning', () => problems(document)[0]?.severity === vscode.DiagnosticSeverity.Warning);
      await set({ 'larger-align': 'off' });
      await until('none', () => problems(document).length === 0);
      await set({ 'larger-align': 'loud', constructor: 'off' });
      await until('a hint', () => problems(document)[0]?.severity === vscode.DiagnosticSeverity.Hint);
    } finally {
      await set(undefined);
    }
  });

  for (const [what, text] of [
    ['an empty list', '{ "pgmaps": [] }'],
    ['no pgmaps', '{ "machine": {} }'],
    ['a wrong architecture', '{ "machine": { "arch": "vax" }, "pgmaps": [] }'],
    ['a wrong mode and map', `{ "pgmaps": [{ "mode": "x", "map": "y", ${range} }] }`],
    ['a wrong align', `{ "pgmaps": [{ "align": "3MiB", ${range} }] }`],
    ['a number for a kernel', `{ "machine": { "kernel": 6.12 }, "pgmaps": [{ ${range} }] }`],
    ['a range without an end', '{ "pgmaps": [{ "ranges": [{ "start": "0x10000000000" }] }] }'],
    ['ranges that are no list', '{ "pgmaps": [{ "ranges": 5 }] }'],
    ['a pool without a count', '{ "pgmaps": [], "hugetlb": [{ "page_size": "1GiB" }] }'],
    ['an unknown key', `{ "pgmaps": [{ "algin": "1GiB", "align": "1GiB", ${range} }] }`],
    ['a key twice', `{ "pgmaps": [{ "align": "1GiB", "align": "1GiB", ${range} }] }`],
    ['a text that is none', '{ "pgmaps": [ }'],
  ] as const)
    it(`one cause, one problem: ${what}`, async () => {
      const { document } = await open(text);
      // The JSON service answers later than we do; a change of the text makes it answer again.
      await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', document.uri);
      await new Promise((resolve) => setTimeout(resolve, 1200));
      const places = vscode.languages
        .getDiagnostics(document.uri)
        .map((d) => `${document.offsetAt(d.range.start)} ${document.getText(d.range)}`);
      assert.deepEqual(places, [...new Set(places)]);
    });
});

describe('the default machine', () => {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('vmemmapLens');
  const set = (value: unknown): Thenable<void> =>
    settings().update('defaultMachine', value, vscode.ConfigurationTarget.Global);
  before(lens);
  afterEach(async () => {
    await set(undefined);
    await closeAll();
  });

  it('is that of files that name none, at once and until it is taken back', async () => {
    const bare = (await open(`{ "pgmaps": [{ "align": "2MiB", ${range} }] }`)).document;
    const own = (await open(`{ "machine": {}, "pgmaps": [{ "align": "2MiB", ${range} }] }`)).document;
    const codes = (document: vscode.TextDocument): string => problems(document).map(codeOf).join();
    await set({ arch: 'arm64' });
    await until('no saving', () => codes(bare) === 'dedup-off-arch');
    await until('its own machine', () => codes(own) === 'larger-align');
    await set(undefined);
    await until('a saving', () => codes(bare) === 'larger-align');
  });

  it('reaches the ways out and completion', async () => {
    await set({ arch: 'arm64', page_size: '64KiB' });
    const { document } = await open(`{ "pgmaps": [{ "align": "3MiB", ${range} }] }`);
    const found = await problem(document, 'align-unsupported');
    const actions = await actionsAt(document, found.range);
    assert.ok(actions.some((a) => a.title.startsWith('Use align 512 MiB')));
    assert.ok(actions.every((a) => !a.title.startsWith('Use align 2 MiB')));
  });

  it('that is nonsense is no machine, and nothing breaks', async () => {
    await set('nonsense');
    const { document } = await open(`{ "pgmaps": [{ "align": "2MiB", ${range} }] }`);
    await problem(document, 'larger-align');
  });
});
