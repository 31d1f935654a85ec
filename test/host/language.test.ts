import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, EXTENSION, open, range, until } from './helpers';

const text = (hover: vscode.Hover): string =>
  hover.contents.map((c) => (typeof c === 'string' ? c : 'value' in c ? c.value : '')).join('\n');

/** Hover texts at the middle of `part`, once there is one that `wanted` matches. */
const hoverAt = (document: vscode.TextDocument, part: string, wanted: RegExp): Promise<string> =>
  until(`a hover of ${part} that says ${wanted}`, async () => {
    const at = document.positionAt(document.getText().indexOf(part) + Math.floor(part.length / 2));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at,
    );
    return hovers.map(text).find((t) => wanted.test(t));
  });

describe('the pgmap language', () => {
  afterEach(closeAll);

  it('is that of *.pgmap.json and *.pgmap.jsonc, and opening one wakes the extension', async () => {
    const [example] = await vscode.workspace.findFiles('**/*.pgmap.jsonc', undefined, 1);
    const document = await vscode.workspace.openTextDocument(example!);
    assert.equal(document.languageId, 'pgmap');
    await until('activation', () => vscode.extensions.getExtension(EXTENSION)!.isActive);
  });

  it('has VS Code’s JSON service beside it, which by itself waits for files in the language json or jsonc', async () => {
    const [example] = await vscode.workspace.findFiles('**/*.pgmap.jsonc', undefined, 1);
    await vscode.workspace.openTextDocument(example!);
    const service = vscode.extensions.getExtension('vscode.json-language-features')!;
    await until('the JSON service', () => service.isActive);
  });

  it('has completion of keys and of values from the schema', async () => {
    const { document } = await open('{ "pgmaps": [{ "mode": "", "" }] }');
    const labels = (at: number): Promise<string[]> =>
      until('completions', async () => {
        const list = await vscode.commands.executeCommand<vscode.CompletionList>(
          'vscode.executeCompletionItemProvider',
          document.uri,
          document.positionAt(at),
        );
        const found = list.items.map((i) => (typeof i.label === 'string' ? i.label : i.label.label));
        return found.some((l) => /align|fsdax/.test(l)) && found;
      });
    assert.ok((await labels(document.getText().indexOf('""') + 1)).some((l) => l.includes('system-ram')));
    assert.ok(
      (await labels(document.getText().lastIndexOf('""') + 1)).some((l) => l.includes('vmemmap_shift')),
    );
  });

  it('has hovers on keys, an outline and folding', async () => {
    const { document } = await open(
      `{\n  "pgmaps": [\n    {\n      "name": "dax0.0",\n      ${range}\n    }\n  ]\n}\n`,
    );
    await hoverAt(document, '"pgmaps"', /in the order they are made/);
    const symbols = await until('symbols', async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      return found?.length > 0 && found;
    });
    assert.equal(symbols[0]!.name, 'pgmaps');
    const folds = await until('folding', async () => {
      const found = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
        'vscode.executeFoldingRangeProvider',
        document.uri,
      );
      return found?.length > 0 && found;
    });
    assert.ok(folds.some((f) => f.start === 0));
  });
});

describe('hovers', () => {
  afterEach(closeAll);
  const config = `{ "machine": { "kernel": "7.3" }, "pgmaps": [{ "name": "dax0.0", "map": "mem", "align": "2MiB",\n ${range} }] }`;

  it('on a pgmap say what it costs and saves, to the byte', async () => {
    const { document } = await open(config);
    const said = await hoverAt(document, '"dax0.0"', /dax0/);
    assert.match(said, /saves 12,256 KiB of 16 MiB|saves 11\.97 MiB of 16 MiB/);
    assert.match(said, /12,550,144 B/);
  });

  it('on align, map and a range say why', async () => {
    const { document } = await open(config);
    await hoverAt(document, '"2MiB"', /Of the 8 vmemmap pages of a compound 2 are kept and 6 map the second/);
    await hoverAt(document, '"mem"', /the memmap is kept in RAM/);
    await hoverAt(document, '"0x10000000000"', /vmemmap_populate_compound_pages/);
  });

  it('show a name as it is written, whatever Markdown would make of it', async () => {
    const { document } = await open(config.replace('dax0.0', '**x** <img src=y> [z](command:q)'));
    const said = await hoverAt(document, '<img', /img/);
    assert.match(said, /\\\*\\\*x\\\*\\\* \\<img src=y\\>/);
  });
});
