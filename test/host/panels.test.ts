import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, file, lens, open, paintedBy, range, remove, replace, until } from './helpers';
import type { DiagramPanel } from '../../src/editor/panel';
import type { PanelToHost } from '../../src/protocol';

const config = (align: string): string =>
  `{ "pgmaps": [{ "name": "dax0.0", "align": "${align}", ${range} }] }`;
/** The start is 2 MiB past a section boundary. */
const ALIASED =
  '{ "pgmaps": [{ "name": "ns", "align": "1GiB", "ranges": [{ "start": "0x440200000", "end": "0x53fffffff" }] }] }';

const run = (command: string): Thenable<unknown> => vscode.commands.executeCommand(`vmemmapLens.${command}`);

/** Tells the host what a click in the panel tells it. */
const clicked = (panel: DiagramPanel, message: PanelToHost): void => panel.receive(message);

const titles = (): string[] =>
  vscode.window.tabGroups.all
    .flatMap((g) => g.tabs)
    .filter((t) => t.input instanceof vscode.TabInputWebview)
    .map((t) => t.label)
    .sort();

const shownIn = (panel: DiagramPanel): string | undefined => panel.document?.uri.toString();

describe('several panels', () => {
  afterEach(closeAll);

  it('one follows the editor, one stays with its file', async () => {
    const first = await open(config('1GiB'));
    await paintedBy(first.document, () => run('openDiagramToSide'));
    await paintedBy(first.document, () => run('openLockedDiagram'));
    const second = await open(config('2MiB'));
    const { panel: panels } = await lens();
    const [following, locked] = panels.all as [DiagramPanel, DiagramPanel];
    assert.ok(!following.locked && locked.locked);
    assert.equal(shownIn(following), second.document.uri.toString());
    assert.equal(shownIn(locked), first.document.uri.toString());
    assert.match(titles()[0]!, /^\[vmemmap: /);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(first.document.uri, new vscode.Position(0, 0), ' ');
    await paintedBy(first.document, () => vscode.workspace.applyEdit(edit));
  });

  it('asked for twice, each is there once', async () => {
    const editor = await open(config('1GiB'));
    await paintedBy(editor.document, () => run('openDiagramToSide'));
    await paintedBy(editor.document, () => run('openLockedDiagram'));
    await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
    await run('openLockedDiagram');
    await run('openDiagramToSide');
    assert.equal((await lens()).panel.all.length, 2);
  });

  it('the one in front leads back to its text, and is what commands are about, seen or not', async () => {
    const first = await open(config('1GiB'));
    const { uri } = first.document;
    await paintedBy(first.document, () => run('openDiagram'));
    const panel = (await lens()).panel.all[0]!;
    panel.webviewPanel.reveal();
    await until('the panel in front', () => panel.webviewPanel.active);
    assert.equal(vscode.window.visibleTextEditors.length, 0);
    await run('copyTextDiagram');
    assert.match(await vscode.env.clipboard.readText(), /dax0\.0/);
    await run('showSource');
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
    assert.equal((await lens()).panel.all.length, 1);
  });

  it('locking is toggled on the panel in front', async () => {
    const first = await open(config('1GiB'));
    await paintedBy(first.document, () => run('openDiagramToSide'));
    const panel = (await lens()).panel.all[0]!;
    panel.webviewPanel.reveal();
    await until('the panel to be active', () => panel.webviewPanel.active);
    await run('toggleDiagramLocking');
    assert.ok(panel.locked);
    const second = await open(config('2MiB'));
    assert.equal(shownIn(panel), first.document.uri.toString());
    panel.webviewPanel.reveal();
    await until('the panel to be active', () => panel.webviewPanel.active);
    await run('toggleDiagramLocking');
    assert.ok(!panel.locked);
    await until('it to follow again', () => shownIn(panel) === second.document.uri.toString());
  });

  it('each comes back with its file and its lock', async () => {
    const first = await open(config('1GiB'));
    await open(config('2MiB'));
    const { panel: panels } = await lens();
    const restored = async (state: unknown): Promise<DiagramPanel> => {
      const made = vscode.window.createWebviewPanel(
        'vmemmapLens.diagram',
        '…',
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        {},
      );
      await panels.deserializeWebviewPanel(made, state);
      return panels.all.at(-1)!;
    };
    const locked = await restored({ uri: first.document.uri.toString(), locked: true });
    assert.ok(locked.locked);
    assert.equal(shownIn(locked), first.document.uri.toString());
    const following = await restored({ uri: first.document.uri.toString(), locked: false });
    assert.ok(!following.locked);
    // What another version, or nobody, has written there does no harm.
    for (const state of [undefined, null, 7, { uri: 'file:///nowhere.pgmap.json', locked: 'yes' }])
      assert.ok(!(await restored(state)).locked);
    assert.equal(panels.all.length, 6);
  });

  it('opens with no pgmap at all, and its button opens an example', async () => {
    await run('openDiagramToSide');
    const panel = (await lens()).panel.all[0]!;
    assert.equal(panel.document, undefined);
    clicked(panel, { type: 'start', what: 'example' });
    const shown = await until('the example', () => panel.document);
    assert.equal(shown.languageId, 'pgmap');
    assert.ok(shown.isUntitled);
    await paintedBy(shown, () => undefined).catch(() => undefined);
  });
});

describe('a fix in the panel', () => {
  afterEach(closeAll);

  const aliased = async (): Promise<{ editor: vscode.TextEditor; panel: DiagramPanel; offset: number }> => {
    const editor = await open(ALIASED);
    await paintedBy(editor.document, () => run('openDiagramToSide'));
    return { editor, panel: (await lens()).panel.all[0]!, offset: ALIASED.indexOf('"0x440200000"') };
  };

  it('is one edit that undo takes back', async () => {
    const { editor, panel, offset } = await aliased();
    const { version } = editor.document;
    clicked(panel, { type: 'fix', version, code: 'head-aliasing', offset, fix: 0 });
    await until('the edit', () => !editor.document.getText().includes('0x440200000'));
    await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
    await vscode.commands.executeCommand('undo');
    await until('undo', () => editor.document.getText() === ALIASED);
  });

  it('is refused for a text that has changed, or when nobody offered it', async () => {
    const { editor, panel, offset } = await aliased();
    const { version } = editor.document;
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), ' '));
    const text = editor.document.getText();
    const now = editor.document.version;
    for (const stale of [
      { version, offset, code: 'head-aliasing', fix: 0 },
      { version: now, offset, code: 'head-aliasing', fix: 0 },
      { version: now, offset: offset + 1, code: 'head-aliasing', fix: 99 },
      { version: now, offset: offset + 1, code: 'constructor', fix: 0 },
    ])
      clicked(panel, { type: 'fix', ...stale });
    // Edits are applied one after the other: what comes after them all would see theirs.
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), ' '));
    assert.equal(editor.document.getText(), ` ${text}`);
  });
});

describe('what a panel’s clicks select in the text', () => {
  afterEach(closeAll);

  it('is selected and leaves the focus alone; where it is asked for, the editor gets it', async () => {
    const editor = await open(config('1GiB'));
    await paintedBy(editor.document, () => run('openDiagramToSide'));
    const panel = (await lens()).panel.all[0]!;
    panel.webviewPanel.reveal();
    await until('the panel to be active', () => panel.webviewPanel.active);
    clicked(panel, { type: 'reveal', how: 'show', place: { pgmap: 0, key: 'align' } });
    await until('the align', () => editor.document.getText(editor.selection) === '"1GiB"');
    assert.ok(panel.webviewPanel.active);
    clicked(panel, { type: 'reveal', how: 'go', place: { pgmap: 0, range: 0, key: 'start' } });
    await until('the start', () => editor.document.getText(editor.selection) === '"0x10000000000"');
    await until('the focus to leave the panel', () => !panel.webviewPanel.active);
  });

  it('is selected in the editor that was used last, where two show the document', async () => {
    const left = await open(config('1GiB'));
    const right = await vscode.window.showTextDocument(left.document, vscode.ViewColumn.Two);
    await paintedBy(left.document, () => run('openDiagramToSide'));
    await vscode.window.showTextDocument(left.document, vscode.ViewColumn.Two);
    right.selection = new vscode.Selection(0, 3, 0, 3);
    const panel = (await lens()).panel.all[0]!;
    clicked(panel, { type: 'reveal', how: 'follow', place: { pgmap: 0, key: 'align' } });
    const of = (column: vscode.ViewColumn): vscode.TextEditor | undefined =>
      vscode.window.visibleTextEditors.find((e) => e.viewColumn === column && e.document === left.document);
    await until('the align on the right', () => {
      const there = of(vscode.ViewColumn.Two);
      return there && there.document.getText(there.selection) === '"1GiB"';
    });
    const here = of(vscode.ViewColumn.One);
    assert.notEqual(here && here.document.getText(here.selection), '"1GiB"');
  });
});

describe('a locked panel’s file', () => {
  const opened: vscode.TextEditor[] = [];
  afterEach(async () => {
    await closeAll();
    for (const editor of opened.splice(0)) await remove(editor);
  });

  const locked = async (name: string): Promise<{ editor: vscode.TextEditor; panel: DiagramPanel }> => {
    const editor = await file(name, config('1GiB'));
    opened.push(editor);
    await paintedBy(editor.document, () => run('openLockedDiagram'));
    return { editor, panel: (await lens()).panel.all[0]! };
  };

  it('is still drawn after it was renamed', async () => {
    const { editor, panel } = await locked('before.pgmap.json');
    const newUri = vscode.Uri.joinPath(editor.document.uri, '..', 'after.pgmap.json');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(editor.document.uri, newUri);
    await vscode.workspace.applyEdit(edit);
    await until('the new name', () => shownIn(panel) === newUri.toString());
    const moved = await vscode.window.showTextDocument(newUri, { viewColumn: vscode.ViewColumn.One });
    opened.push(moved);
    assert.match(panel.webviewPanel.title, /after\.pgmap\.json/);
    await paintedBy(moved.document, () => replace(moved, config('2MiB')));
    await moved.document.save();
  });

  it('is drawn again when it is closed and opened once more, and after a change of language', async () => {
    const { editor, panel } = await locked('again.pgmap.json');
    const document = await vscode.languages.setTextDocumentLanguage(editor.document, 'plaintext');
    const back = await vscode.languages.setTextDocumentLanguage(document, 'pgmap');
    assert.equal(panel.document, back);
    const shown = await vscode.window.showTextDocument(back, { viewColumn: vscode.ViewColumn.One });
    await paintedBy(back, () => replace(shown, config('2MiB')));
    await back.save();
  });

  it('keeps its picture when the file is deleted, and is drawn again when it is back', async () => {
    const { editor, panel } = await locked('gone.pgmap.json');
    const { uri } = editor.document;
    await vscode.workspace.fs.delete(uri);
    assert.equal(shownIn(panel), uri.toString());
    const back = await file('gone.pgmap.json', config('2MiB'));
    await paintedBy(back.document, () => replace(back, config('4KiB')));
    await back.document.save();
  });
});

describe('10,000 pgmaps', () => {
  afterEach(closeAll);

  it('are laid out in slices: the host answers meanwhile, and cancelling leaves off', async () => {
    const pgmaps = Array.from({ length: 10_000 }, (_, i) => {
      const start = 2 ** 40 + i * 2 ** 31;
      return `{"name":"dax${i}.0","align":"2MiB","ranges":["0x${start.toString(16)}-0x${(start + 2 ** 31 - 1).toString(16)}"]}`;
    });
    const editor = await open(`{"machine":{"paging_levels":5},"pgmaps":[\n${pgmaps.join(',\n')}\n]}`);
    let longest = 0;
    let last = performance.now();
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    try {
      await paintedBy(editor.document, () => run('openDiagramToSide'));
    } finally {
      clearInterval(beat);
    }
    // Twice what laying them out takes in one go on a slow machine would still be held up for longer.
    assert.ok(longest < 1500, `the host was held up for ${longest.toFixed(0)} ms`);

    const { panel: panels } = await lens();
    const painted: number[] = [];
    const listening = panels.onDidPaint(({ version }) => painted.push(version));
    const edited = vscode.workspace.onDidChangeTextDocument(() =>
      clicked(panels.all[0]!, { type: 'cancel' }),
    );
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), ' '));
    edited.dispose();
    const { version } = editor.document;
    await paintedBy(editor.document, () => {
      assert.ok(!painted.includes(version));
      clicked(panels.all[0]!, { type: 'resume' });
    });
    listening.dispose();
  });
});
