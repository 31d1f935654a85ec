import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { basename, join } from 'node:path';
import { launchBrowser, root, type Browser } from './harness';

const PAGE = `<!DOCTYPE html><main id="panel"></main>
<script>
  window.said = [];
  window.acquireVsCodeApi = () => ({ postMessage: (m) => said.push(m), getState: () => null, setState: () => {} });
</script>
<script type="module" src="/main.js"></script>`;

/** The panel's own files, of which each but the first is lost once, as a webview's worker loses one now and then. */
async function lossy(): Promise<{ readonly server: Server; readonly asked: string[] }> {
  const asked: string[] = [];
  const lost = new Set<string>();
  const server = createServer(({ url = '/' }, answer) => {
    const name = basename(new URL(url, 'http://localhost').pathname);
    const file = join(root, 'dist', 'webview', name);
    if (name === '') return void answer.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    asked.push(url);
    if (!existsSync(file) || (/^(late|controls)\./.test(name) && !lost.has(name))) {
      lost.add(name);
      return void answer.writeHead(404).end();
    }
    answer.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(file));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { server, asked };
}

describe('a file of the panel that does not come', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  it('is asked for once more, under a name that the browser does not hold for lost', async () => {
    const { server, asked } = await lossy();
    try {
      const { page } = await browser.newPage();
      const { port } = server.address() as { port: number };
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.evaluate(() => window.postMessage({ type: 'about', uri: null, locked: false }, '*'));
      await page.locator('#panel', { hasText: 'No pgmap config is open' }).waitFor();
      await page.locator('vscode-button').first().waitFor();
      assert.deepEqual(asked.filter((url) => /late|controls/.test(url)).sort(), [
        '/controls.js',
        '/controls.js?2',
        '/late.js',
        '/late.js?2',
      ]);
    } finally {
      server.close();
    }
  });
});
