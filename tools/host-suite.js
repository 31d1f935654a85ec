// Runs the extension-host suite in the embedded VS Code and prints what the suite said; fails as the suite does.
const { rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { format } = require('node:util');
const { launchBrowser } = require('./browser');
const { chosenHost } = require('./hosts');
const { installHost } = require('./host-install');
const { startServer } = require('./host-server');
const { Problem, runMain } = require('./problem');
const { read } = require('./results');

const root = join(__dirname, '..');
const out = join(root, 'out', 'test');
const results = process.env.VMEMMAP_LENS_RESULTS ?? join(out, 'host-results.json');
const logFile = join(out, 'host.log');

runMain(async () => {
  await installHost(chosenHost());
  rmSync(results, { force: true });
  const server = await startServer({ env: { VMEMMAP_LENS_RESULTS: results } });
  const browser = await launchBrowser();
  const { page, requests } = await browser.newPage();
  const log = [];
  const code = await new Promise((resolve) => {
    server.child.once('exit', () => resolve('the server ended'));
    page.once('crash', () => resolve('the page crashed'));
    const opened = open(page, server, (...line) => log.push(format(...line)), resolve);
    opened.catch((error) => resolve(error.message));
  });
  await browser.close();
  await server.stop();

  // What the workbench and its own extensions say fills pages and matters only when the suite said nothing.
  writeFileSync(logFile, log.join('\n'));
  const { text, running } = read(results) ?? {};
  if (running) log.push(`It ended in “${running}” or right after it.`);
  console.log(text ?? log.slice(-20).join('\n'));
  if (code !== 0) throw new Problem(`The suite ended with: ${code}. All that was logged is in ${logFile}`);
  if (requests.length)
    throw new Problem(`The workbench asked others than this machine: ${requests.join(' ')}`);
});

async function open(page, server, log, exit) {
  await page.exposeFunction('codeAutomationLog', (type, args) => log(...args));
  await page.exposeFunction('codeAutomationExit', exit);
  const tests = join(out, 'host-index.js');
  await page.goto(server.url({ folder: join(root, 'examples'), extensions: [root], tests }));
}
