import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, lens, open, range, replace } from './helpers';
import type { ComparedMessage, CompareWith } from '../../src/protocol';

/** The next other side that is sent and is as wanted. */
async function compared(what: string, wanted: (m: ComparedMessage) => boolean): Promise<ComparedMessage> {
  const { panel } = await lens();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`waited ten seconds for ${what}`)), 10_000);
    const listening = panel.onDidCompare((message) => {
      if (!wanted(message)) return;
      clearTimeout(timer);
      listening.dispose();
      resolve(message);
    });
  });
}

const config = (align: string): string =>
  `{ "machine": { "kernel": "7.3" }, "pgmaps": [{ "name": "dax0.0", "align": "${align}", ${range} }] }`;
const run = (command: string, chosen: CompareWith): Thenable<unknown> =>
  vscode.commands.executeCommand(`vmemmapLens.${command}`, chosen);
const dedup = (m: ComparedMessage): boolean | undefined => m.show?.population.pgmaps[0]?.dedup;

describe('comparing', () => {
  afterEach(closeAll);

  it('with another release: the same pgmaps, laid out by it', async () => {
    await open(config('1GiB'));
    const answer = compared('5.10', (m) => m.show?.machine.kernel === '5.10');
    await run('compareRelease', { kernel: '5.10' });
    assert.equal(dedup(await answer), false);
  });

  it('with another architecture: its page size, the addresses kept', async () => {
    await open(config('2MiB'));
    const answer = compared('arm64', (m) => m.show?.machine.arch === 'arm64');
    await run('compareArchitecture', { arch: 'arm64', pageSize: 65536 });
    const { show } = await answer;
    assert.equal(show!.machine.pageShift, 16);
    const { outcome } = show!.population.pgmaps[0]!;
    assert.ok(!outcome.ok || show!.population.pgmaps[0]!.ranges[0]!.startPfn === 2 ** 40 / 65536);
  });

  it('follows edits of the text', async () => {
    const editor = await open(config('1GiB'));
    const first = compared('the first', (m) => m.show !== null);
    await run('compareRelease', { kernel: '6.12' });
    assert.equal((await first).show!.population.pgmaps[0]!.pagesPerCompound, 262144);
    const next = compared('the edit', (m) => m.show?.population.pgmaps[0]?.pagesPerCompound === 512);
    await replace(editor, config('2MiB'));
    await next;
  });

  it('with another file: follows that one too, and stays with the first', async () => {
    const other = await open(config('2MiB'));
    const otherDocument = other.document;
    const mine = await open(config('1GiB'));
    const uri = otherDocument.uri.toString();
    const first = compared('the other file', (m) => m.show?.uri === uri);
    await run('compareFile', { uri });
    assert.equal((await first).uri, mine.document.uri.toString());
    const next = compared(
      'the edit of the other',
      (m) => m.show?.population.pgmaps[0]?.pagesPerCompound === 1,
    );
    const shown = await vscode.window.showTextDocument(otherDocument, vscode.ViewColumn.One);
    await replace(shown, config('4KiB'));
    assert.equal((await next).uri, mine.document.uri.toString());
  });

  it('says so where the text cannot be read', async () => {
    const editor = await open(config('1GiB'));
    const first = compared('the first', (m) => m.show !== null);
    await run('compareRelease', { kernel: '6.12' });
    await first;
    const broken = compared('the problem', (m) => m.problem !== null);
    await replace(editor, `${config('1GiB')} {`);
    assert.equal((await broken).show, null);
  });
});
