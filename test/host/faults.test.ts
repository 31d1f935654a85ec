/** What goes wrong around a text: storms of edits, settings and languages that change midway, texts that are closed too early. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, codeOf, file, lens, open, paintedBy, problems, replace, until } from './helpers';
import type { DiagramPanel } from '../../src/editor/panel';

const config = (size: number): string =>
  `{ "pgmaps": [{ "name": "dax0.0", "align": "2MiB", "ranges": [{ "start": "0x10000000000", "size": "${size}GiB" }] }] }`;
/** So many are laid out in slices, and sent to the panel in parts. */
const many = (count: number): string => {
  const pgmaps = Array.from({ length: count }, (_, i) => {
    const start = 2 ** 40 + i * 2 ** 31;
    return `{"name":"dax${i}.0","align":"2MiB","ranges":["0x${start.toString(16)}-0x${(start + 2 ** 31 - 1).toString(16)}"]}`;
  });
  return `{"pgmaps":[\n${pgmaps.join(',\n')}\n]}`;
};
const ALIASING =
  '{ "pgmaps": [{ "name": "ns", "align": "1GiB", "ranges": [{ "start": "0x440200000", "end": "0x53fffffff" }] }] }';

const run = (command: string): Thenable<unknown> => vscode.commands.executeCommand(command);
const diagram = (): Thenable<unknown> => run('vmemmapLens.openDiagramToSide');
const panelOf = async (): Promise<DiagramPanel> => (await lens()).panel.all[0]!;
const codes = (document: vscode.TextDocument): string => problems(document).map(codeOf).join();

/** Writes another text as another extension would, whether it is seen or not. */
async function write({ uri, lineCount }: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(0, 0, lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

const firstLens = async ({ uri }: vscode.TextDocument): Promise<string | undefined> =>
  (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 1))[0]
    ?.command?.title;
const lensSays = (document: vscode.TextDocument, words: RegExp): Promise<true> =>
  until(`a lens of ${words}`, async () => words.test((await firstLens(document)) ?? ''));

const setMachine = (value: unknown): Thenable<void> =>
  vscode.workspace
    .getConfiguration('vmemmapLens')
    .update('defaultMachine', value, vscode.ConfigurationTarget.Global);

describe('storms', () => {
  before(lens);
  afterEach(closeAll);

  it('1,000 edits by other extensions: none is lost, and all that is shown is of the last', async function () {
    this.timeout(240_000);
    const { document } = await open(`${config(1000)}\n`);
    const { panel: panels } = await lens();
    const painted: number[] = [];
    const listening = panels.onDidPaint(({ version }) => painted.push(version));
    await paintedBy(document, async () => {
      await diagram();
      for (let i = 0; i < 1000; i++) {
        const edit = new vscode.WorkspaceEdit();
        const at = document.getText().indexOf('GiB" }');
        edit.replace(
          document.uri,
          new vscode.Range(document.positionAt(at - 1), document.positionAt(at)),
          `${i % 10}`,
        );
        edit.insert(document.uri, new vscode.Position(document.lineCount, 0), `// ${i}\n`);
        assert.ok(await vscode.workspace.applyEdit(edit), `edit ${i}`);
      }
    });
    listening.dispose();
    const lines = document.getText().trimEnd().split('\n');
    assert.deepEqual(lines, [config(1009), ...Array.from({ length: 1000 }, (_, i) => `// ${i}`)]);
    assert.deepEqual(
      painted,
      [...painted].sort((a, b) => a - b),
    );
    assert.equal(painted.at(-1), document.version);
    await lensSays(document, /of 15\.77 GiB/);
    await until('its problem', () => codes(document) === 'larger-align');
  });

  it('undo and redo, as fast as they go, come back to where they began', async () => {
    const editor = await open(config(1));
    const { document } = editor;
    await paintedBy(document, diagram);
    for (let size = 2; size <= 30; size++) await replace(editor, config(size));
    const storm = (command: string): Promise<unknown> =>
      Promise.all(Array.from({ length: 40 }, () => run(command)));
    await paintedBy(document, async () => {
      await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
      for (let i = 0; i < 3; i++) {
        await storm('undo');
        await storm('redo');
      }
      await until('the last text', () => document.getText() === config(30));
    });
    await lensSays(document, /of 480 MiB/);
  });

  it('the clock jumps: versions count, not the hour', async () => {
    const { document } = await open(config(1));
    const { panel: panels } = await lens();
    await paintedBy(document, diagram);
    const painted: number[] = [];
    const listening = panels.onDidPaint(({ version }) => painted.push(version));
    const { now } = Date;
    const DAY = 86_400_000;
    try {
      for (let size = 2; size <= 12; size++) {
        Date.now = () => now() + (size % 2 ? 400 * DAY : -20_000 * DAY);
        await write(document, config(size));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    } finally {
      Date.now = now;
    }
    await until('the last version', () => painted.at(-1) === document.version);
    listening.dispose();
    assert.deepEqual(
      painted,
      [...painted].sort((a, b) => a - b),
    );
    await lensSays(document, /of 192 MiB/);
    await until('its problem', () => codes(document) === 'larger-align');
  });
});

describe('what changes while a large text is laid out', () => {
  before(lens);
  afterEach(async () => {
    await setMachine(undefined);
    await closeAll();
  });

  it('the default machine: what was laid out on the old one is shown nowhere', async () => {
    const { document } = await open(many(4000));
    await setMachine({ arch: 'arm64' });
    await paintedBy(document, diagram);
    await lensSays(document, /saves nothing/);
    const panel = await panelOf();
    const { panel: panels } = await lens();
    const again = new Promise((resolve) => panels.onDidPaint(resolve));
    await setMachine({ arch: 'x86_64' });
    await again;
    await lensSays(document, /^saves /);
    assert.equal(panel.document, document);
  });

  it('the default machine, under a report that is open', async () => {
    await open(config(1));
    await run('vmemmapLens.showReport');
    const report = vscode.window.activeTextEditor!.document;
    await setMachine({ kernel: '5.10' });
    await until('the report on 5.10', () => /5\.10/.test(report.getText()));
  });

  it('its language, to another and back', async () => {
    const { document } = await open(many(4000));
    await diagram();
    const other = await vscode.languages.setTextDocumentLanguage(document, 'jsonc');
    assert.equal(problems(other).length, 0);
    const back = await vscode.languages.setTextDocumentLanguage(other, 'pgmap');
    await paintedBy(back, () => undefined);
    await until('its problems', () => problems(back).length > 0);
    assert.equal((await panelOf()).document, back);
  });

  it('it is closed: it leaves no problems, and the next text is analysed as ever', async () => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'closed.pgmap.json');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(many(10_000)));
    try {
      // A document that this host asked for would stay open for minutes.
      await vscode.commands.executeCommand('vscode.open', uri);
      const { document } = await until('the editor', () => vscode.window.activeTextEditor);
      await run('workbench.action.closeActiveEditor');
      await until('it to be closed', () => document.isClosed);
      const editor = await open(ALIASING);
      await until('head-aliasing', () => codes(editor.document).includes('head-aliasing'));
      assert.deepEqual(problems(document), []);
    } finally {
      await vscode.workspace.fs.delete(uri);
    }
  });

  it('its panel is closed while the picture is sent, and opened again', async () => {
    const editor = await open(many(4000));
    const { document } = editor;
    await paintedBy(document, diagram);
    await editor.edit((edit) =>
      edit.replace(new vscode.Range(0, 0, 0, 1), '{ "machine": { "kernel": "6.12" },'),
    );
    (await panelOf()).webviewPanel.dispose();
    await paintedBy(document, async () => {
      await diagram();
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), ' '));
    });
    assert.equal((await lens()).panel.all.length, 1);
  });
});

describe('a panel whose text is no longer what it was', () => {
  const files: vscode.Uri[] = [];
  before(lens);
  afterEach(async () => {
    await closeAll();
    for (const uri of files.splice(0)) await vscode.workspace.fs.delete(uri);
  });

  it('goes along when an untitled config is saved', async () => {
    const path = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'saved.pgmap.json').path;
    const untitled = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'untitled', path }));
    const editor = await vscode.window.showTextDocument(untitled, vscode.ViewColumn.One);
    await replace(editor, config(1));
    await paintedBy(untitled, () => run('vmemmapLens.openLockedDiagram'));
    const panel = await panelOf();
    assert.ok(await untitled.save());
    const saved = await until('the file', () => panel.document !== untitled && panel.document);
    files.push(saved.uri);
    assert.equal(saved.getText(), config(1));
    await paintedBy(saved, () => write(saved, config(2)));
    await saved.save();
  });

  it('shows what is stored where the edits are thrown away', async () => {
    const editor = await file('thrown.pgmap.json', config(1));
    files.push(editor.document.uri);
    await paintedBy(editor.document, () => run('vmemmapLens.openLockedDiagram'));
    await paintedBy(editor.document, () => write(editor.document, config(2)));
    const panel = await panelOf();
    await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
    await run('workbench.action.revertAndCloseActiveEditor');
    const stored = await until(
      'the stored text',
      () => panel.document!.getText() === config(1) && panel.document,
    );
    await paintedBy(stored, () => write(stored, config(3)));
    await stored.save();
  });

  it('follows the editor where it comes back locked to a file that is gone', async () => {
    const { document } = await open(config(1));
    const { panel: panels } = await lens();
    const made = vscode.window.createWebviewPanel('vmemmapLens.diagram', '…', vscode.ViewColumn.Two, {});
    await panels.deserializeWebviewPanel(made, { uri: 'file:///nowhere/a.pgmap.json', locked: true });
    const panel = panels.all[0]!;
    assert.ok(!panel.locked);
    assert.equal(panel.document, document);
  });
});

describe('files in other encodings', () => {
  const uris: vscode.Uri[] = [];
  before(lens);
  afterEach(async () => {
    await closeAll();
    for (const uri of uris.splice(0)) await vscode.workspace.fs.delete(uri);
    await run('vmemmapLens.clearWorkspaceProblems');
  });

  const of = (name: string): vscode.Uri => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
    uris.push(uri);
    return uri;
  };
  const text = ALIASING.replaceAll(', ', ',\n');
  const utf16 = (mark: string): Uint8Array => Buffer.from(`${mark}${text}`, 'utf16le');
  const swapped = (bytes: Uint8Array): Uint8Array => Buffer.from(bytes).swap16();
  for (const [what, bytes] of [
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little endian', utf16('\ufeff')],
    ['UTF-16, big endian', swapped(utf16('\ufeff'))],
    ['CRLF', Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['Latin-1 in a comment', Buffer.from(`// caf\u00e9\n${text}`, 'latin1')],
  ] as const)
    it(`${what}: the same problem at the same place, open or closed`, async () => {
      const uri = of(`encoded-${what.replace(/\W+/g, '-')}.pgmap.json`);
      await vscode.workspace.fs.writeFile(uri, bytes);
      const found = (): vscode.Diagnostic | undefined =>
        vscode.languages
          .getDiagnostics(uri)
          .find((d) => d.source === 'vmemmap Lens' && codeOf(d) === 'head-aliasing');
      await run('vmemmapLens.checkWorkspace');
      const closed = await until('the problem of the closed file', found);
      await run('vmemmapLens.clearWorkspaceProblems');
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
      const seen = await until('the problem of the open file', found);
      assert.equal(document.getText(seen.range), '"0x440200000"');
      assert.deepEqual([closed.range, closed.message], [seen.range, seen.message]);
      // The panel takes the edits of it as of any.
      await paintedBy(document, diagram);
    });

  it('NUL bytes: the file is said to be no text; once it is one, it is checked again', async () => {
    const uri = of('nul.pgmap.json');
    const said = (): string =>
      vscode.languages
        .getDiagnostics(uri)
        .map(({ message }) => message)
        .join('\n');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(`{\0\0 "pgmaps": [] }`));
    await run('vmemmapLens.checkWorkspace');
    await until('that problem', () => /^This file cannot be read: .*binary/.test(said()));
    await vscode.workspace.fs.writeFile(uri, Buffer.from(ALIASING));
    await until('the problems of the text', () => /heads/.test(said()));
  });

  it('written anew in another encoding while it is open', async () => {
    const editor = await file('recoded.pgmap.json', config(1));
    const { document } = editor;
    uris.push(document.uri);
    await paintedBy(document, () => run('vmemmapLens.openLockedDiagram'));
    await vscode.workspace.fs.writeFile(document.uri, Buffer.from(`\ufeff${config(7)}`, 'utf16le'));
    await until('the new text', () => document.getText() === config(7));
    await lensSays(document, /of 112 MiB/);
    assert.ok(!document.isDirty);
  });
});

describe('machine output that is too large', () => {
  before(lens);
  afterEach(closeAll);

  for (const megabytes of [20, 51])
    it(`${megabytes} MB: opens nothing, and the next is opened as ever`, async () => {
      const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, `${megabytes}-iomem.out`);
      const line = '4080000000-807fffffff : dax7.0\n';
      const convert = (): Thenable<vscode.TextDocument | undefined> =>
        vscode.commands.executeCommand('vmemmapLens.convertMachineOutput', uri);
      try {
        await vscode.workspace.fs.writeFile(uri, Buffer.from(line + '\n'.repeat(megabytes * 2 ** 20)));
        assert.equal(await convert(), undefined);
        await vscode.workspace.fs.writeFile(uri, Buffer.from(line));
        const made = await until('the config', convert);
        assert.match(made.getText(), /dax7\.0/);
      } finally {
        await vscode.workspace.fs.delete(uri);
      }
    });
});

describe('a folder that cannot be written to', () => {
  afterEach(closeAll);

  it('is shown like any, and what a fix would change stays as it is', async () => {
    const uri = vscode.Uri.parse('only-read:/a.pgmap.json');
    const provider = vscode.workspace.registerFileSystemProvider('only-read', new OnlyRead(ALIASING), {
      isReadonly: true,
    });
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
      await paintedBy(document, diagram);
      await until('head-aliasing', () => codes(document).includes('head-aliasing'));
      const offset = ALIASING.indexOf('"0x440200000"');
      (await panelOf()).receive({
        type: 'fix',
        version: document.version,
        code: 'head-aliasing',
        offset,
        fix: 0,
      });
      // What is done on its own is done by then.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      assert.equal(document.getText(), ALIASING);
    } finally {
      await closeAll();
      provider.dispose();
    }
  });
});

/** One file, which nobody may change. */
class OnlyRead implements vscode.FileSystemProvider {
  readonly #bytes: Uint8Array;
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(content: string) {
    this.#bytes = new TextEncoder().encode(content);
  }
  watch = (): vscode.Disposable => new vscode.Disposable(() => undefined);
  stat = ({ path }: vscode.Uri): vscode.FileStat => ({
    type: path === '/' ? vscode.FileType.Directory : vscode.FileType.File,
    ctime: 0,
    mtime: 0,
    size: this.#bytes.length,
    permissions: vscode.FilePermission.Readonly,
  });
  readDirectory = (): [string, vscode.FileType][] => [['a.pgmap.json', vscode.FileType.File]];
  readFile = (): Uint8Array => this.#bytes;
  writeFile = (): void => {
    throw vscode.FileSystemError.NoPermissions();
  };
  createDirectory = this.writeFile;
  delete = this.writeFile;
  rename = this.writeFile;
}
