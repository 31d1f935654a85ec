// A real browser for the tests: whatever would leave this machine is stopped and written down.
const { existsSync, mkdirSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { newest } = require('./hosts').hosts;

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/** `{ newPage(options), close() }`; a page comes as `{ page, requests }`, `requests` naming what was stopped. */
async function launchBrowser() {
  const installed = createRequire(join(newest.folder, 'package.json'));
  const { chromium } = installed('playwright-core');
  const browser = await chromium.launch({ executablePath: await executable(installed), args: FLAGS });
  return {
    close: () => browser.close(),
    async newPage(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      const requests = [];
      await context.route(
        (url) => !isLoopback(url),
        (route) => {
          requests.push(route.request().url());
          return route.abort();
        },
      );
      return { page: await context.newPage(), requests, close: () => context.close() };
    },
  };
}

function isLoopback(url) {
  return /^(data|blob|about):$/.test(url.protocol) || /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
}

async function executable(installed) {
  const own = process.env.CHROMIUM_EXECUTABLE ?? '/usr/bin/chromium';
  if (existsSync(own)) return own;
  // The package unpacks into the temporary folder and takes what it finds there, of any version: give it one per version.
  const { version } = JSON.parse(
    readFileSync(join(newest.folder, 'node_modules/@sparticuz/chromium/package.json'), 'utf8'),
  );
  const before = process.env.TMPDIR;
  process.env.TMPDIR = join(tmpdir(), `vmemmap-lens-chromium-${version}-${process.getuid()}`);
  mkdirSync(process.env.TMPDIR, { recursive: true });
  try {
    const { default: packaged } = await import(installed.resolve('@sparticuz/chromium'));
    return await packaged.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

module.exports = { launchBrowser };
