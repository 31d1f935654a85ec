import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, lens, open, range, replace, until } from './helpers';

const config = `{\n "machine": { "kernel": "6.12" },\n "pgmaps": [\n  { "name": "dax0.0", "align": "2MiB",\n    ${range} }\n ] }`;

const ask = async <T>(command: string, document: vscode.TextDocument, ...rest: unknown[]): Promise<T[]> =>
  (await vscode.commands.executeCommand<T[] | undefined>(command, document.uri, ...rest)) ?? [];
const whole = (document: vscode.TextDocument): vscode.Range => new vscode.Range(0, 0, document.lineCount, 0);

const labels = async (document: vscode.TextDocument): Promise<string[]> =>
  (await ask<vscode.InlayHint>('vscode.executeInlayHintProvider', document, whole(document))).map((h) =>
    String(h.label),
  );
const lenses = (document: vscode.TextDocument): Promise<vscode.CodeLens[]> =>
  ask<vscode.CodeLens>('vscode.executeCodeLensProvider', document, 200);

describe('what is said on top of the text', () => {
  before(lens);
  afterEach(async () => {
    for (const feature of ['codeLens', 'inlayHints', 'hover'])
      await vscode.workspace.getConfiguration('vmemmapLens').update(`${feature}.enabled`, undefined, true);
    await closeAll();
  });

  it('hints: the order of an align, the last byte of a size, on text that was never saved', async () => {
    const { document } = await open(config);
    const found = await until('hints', async () => {
      const said = await labels(document);
      return said.length > 0 && said;
    });
    assert.deepEqual(found, [' order 9', ' … 0x1003fffffff']);
  });

  it('lenses: what a pgmap saves, why, and what-if; they follow the text', async () => {
    const editor = await open(config);
    const titles = async (): Promise<string[]> =>
      (await lenses(editor.document)).map((l) => l.command?.title ?? '');
    const found = await until('lenses', async () => {
      const said = await titles();
      return said.length > 0 && said;
    });
    assert.match(found[0]!, /^saves 11\.97 MiB of 16 MiB|^saves 12,256 KiB of 16 MiB/);
    assert.deepEqual(found.slice(1), ['why', 'what-if']);
    await replace(editor, config.replace('6.12', '5.15'));
    await until('the lens of 5.15', async () =>
      /^takes 16 MiB, saves nothing/.test((await titles())[0] ?? ''),
    );
  });

  it('above fifty pgmaps each has the figure alone', async () => {
    const many = (n: number): string => {
      const pgmaps = Array.from(
        { length: n },
        (_, i) => `{ "ranges": [{ "start": "0x${(i + 64).toString(16)}0000000", "size": "256MiB" }] }`,
      );
      return `{ "machine": { "kernel": "7.3" }, "pgmaps": [\n${pgmaps.join(',\n')}\n] }`;
    };
    for (const [n, each] of [
      [50, 3],
      [51, 1],
    ] as const) {
      const { document } = await open(many(n));
      await until(`${n} pgmaps`, async () => (await lenses(document)).length === n * each);
    }
  });

  it('the what-if lens opens the diagram of that file', async () => {
    const { document } = await open(config);
    const [, , whatIf] = await until('lenses', async () => {
      const found = await lenses(document);
      return found.length === 3 && found;
    });
    await vscode.commands.executeCommand(whatIf!.command!.command, ...whatIf!.command!.arguments!);
    const { panel } = await lens();
    assert.equal(panel.all.at(-1)?.document, document);
  });

  it('addresses and sizes are tokens of their own', async () => {
    const { document } = await open(config);
    const tokens = await until('tokens', async () =>
      vscode.commands.executeCommand<vscode.SemanticTokens | undefined>(
        'vscode.provideDocumentSemanticTokens',
        document.uri,
      ),
    );
    assert.equal(tokens.data.length / 5, 3);
  });

  it('the release leads to what changed', async () => {
    const { document } = await open(config);
    const found = await until('links', async () => {
      const links = await ask<vscode.DocumentLink>('vscode.executeLinkProvider', document, 10);
      return links.some((l) => l.target?.path === 'vmemmapLens.whatChanged') && links;
    });
    assert.equal(document.getText(found[0]!.range), '"6.12"');
  });

  it('can be switched off, one by one, at once', async () => {
    const { document } = await open(config);
    await until('lenses', async () => (await lenses(document)).length === 3);
    const settings = vscode.workspace.getConfiguration('vmemmapLens');
    for (const feature of ['codeLens', 'inlayHints', 'hover'])
      await settings.update(`${feature}.enabled`, false, true);
    await until('no lenses', async () => (await lenses(document)).length === 0);
    await until('no hints', async () => (await labels(document)).length === 0);
    const at = document.positionAt(document.getText().indexOf('2MiB') + 1);
    const hovers = await ask<vscode.Hover>('vscode.executeHoverProvider', document, at);
    assert.ok(!JSON.stringify(hovers.map((h) => h.contents)).includes('2,097,152 B'));
  });

  it('says nothing wrong of broken text, and throws nothing', async () => {
    const { document } = await open(config.slice(0, config.indexOf('"ranges"') + 12));
    await labels(document);
    await lenses(document);
    await ask('vscode.executeHoverProvider', document, document.positionAt(config.indexOf('2MiB')));
  });
});
