// Runs the embedded VS Code on a loopback port, with a temporary folder of its own for all that it writes.
const { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { basename, join } = require('node:path');
const { host } = require('./host-install');
const { Problem } = require('./problem');
const { start, end, atEnd } = require('./processes');

const READY_MS = 60_000;

/** No page but the file's, no tip, no dialog, no word to anybody. */
const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Dark Modern',
  'window.autoDetectColorScheme': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
};

/**
 * Starts a server: `{ port, url(what), stop() }`. `settings` are the user's settings.json,
 * `env` reaches the extension host, `port` is a free one unless given, `installed` are extensions to have beside
 * the one in development (a page takes one of those alone).
 */
async function startServer({ settings = {}, env = {}, port, installed = [] } = {}) {
  const chosen = port ?? (await freePort());
  if (port !== undefined && !(await isFree(port)))
    throw new Problem(`Port ${port} is in use: give another one with --port, or none to have a free one.`, 2);

  const temporary = temporaryFolder();
  const user = join(temporary, 'user', 'User');
  mkdirSync(user, { recursive: true });
  writeFileSync(join(user, 'settings.json'), JSON.stringify({ ...QUIET, ...settings }, null, 2));
  writeFileSync(join(temporary, 'config.yaml'), '');
  for (const path of installed)
    cpSync(path, join(temporary, 'extensions', basename(path)), { recursive: true });

  const child = start(host.node, [host.server, ...flags(temporary, chosen)], {
    cwd: temporary,
    env: environment(temporary, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const keep = (data) => (log = (log + data).slice(-20_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const remove = () => rmSync(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  const forget = atEnd(remove);
  const stop = async () => {
    await end(child);
    remove();
    forget();
  };

  if (!(await ready(child, chosen))) {
    await stop();
    throw new Problem(
      `The embedded VS Code did not start. The last it said:\n${log.split('\n').slice(-15).join('\n')}`,
    );
  }
  return {
    port: chosen,
    url: ({ extensions = [], ...what } = {}) =>
      address(chosen, { ...what, extensions: extensions.map((path) => linkTo(path, temporary)) }),
    child,
    stop,
    log: () => log,
  };
}

function flags(temporary, port) {
  return [
    ...['--config', join(temporary, 'config.yaml'), '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
    ...['--user-data-dir', join(temporary, 'user'), '--extensions-dir', join(temporary, 'extensions')],
    ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
    ...['--disable-getting-started-override', '--disable-proxy', '--ignore-last-opened'],
    // Without it the page's payload, and with it the extension in development, is ignored in silence.
    ...['--vscode-option', 'enable-smoke-test-driver'],
  ];
}

/** Ours, without what would tell this server that it runs inside npm, code-server or VS Code. */
function environment(temporary, more) {
  const foreign = /^(PORT|PASSWORD|HASHED_PASSWORD|NODE_OPTIONS|CODE_SERVER_.*|VSCODE_.*|npm_.*)$/;
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(inherited),
    ...more,
    TMPDIR: temporary,
    XDG_RUNTIME_DIR: temporary,
    // An empty gallery: the workbench then asks no other host for anything.
    EXTENSIONS_GALLERY: '{}',
  };
}

/** Short, since the sockets inside have paths of at most 107 bytes. */
function temporaryFolder() {
  const parent = tmpdir().length > 40 ? '/tmp' : tmpdir();
  return mkdtempSync(join(parent, 'vmemmap-lens-'));
}

/**
 * An extension in development is named by a link beside it: this server lies inside the repository, and the workbench
 * takes every theme below the folder of an extension in development for one that is being developed, and shows that.
 */
function linkTo(path, temporary) {
  const link = join(temporary, `in-development-${basename(path)}`);
  if (!existsSync(link)) symlinkSync(path, link);
  return link;
}

/** The page that shows `folder`, with `extensions` in development, a file open, or a test suite run. */
function address(port, { folder, extensions = [], tests, openFile } = {}) {
  // The authority must equal the page's host and port.
  const remote = (path) => `vscode-remote://localhost:${port}${encodeURI(path)}`;
  const payload = extensions.map((path) => ['extensionDevelopmentPath', remote(path)]);
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  if (openFile) payload.push(['openFile', remote(openFile)]);
  const query = new URLSearchParams();
  if (folder) query.set('folder', folder);
  if (payload.length) query.set('payload', JSON.stringify(payload));
  return `http://localhost:${port}/?${query}`;
}

async function ready(child, port) {
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  for (const limit = Date.now() + READY_MS; Date.now() < limit && !ended;) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2000) });
      if (answer.ok) return true;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

/** On both addresses that `localhost` may mean: a browser may try either first. */
async function isFree(port) {
  for (const address of ['127.0.0.1', '::1'])
    if ((await listen(port, address)) === 'EADDRINUSE') return false;
  return true;
}

async function freePort() {
  for (let tries = 0; tries < 20; tries++) {
    const port = await listen(0, '127.0.0.1');
    if (typeof port === 'number' && (await isFree(port))) return port;
  }
  throw new Problem('No free port was found on 127.0.0.1.');
}

/** Listens for a moment: the port it got, or the code of the error. */
function listen(port, address) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.code));
    server.listen(port, address, () => {
      const got = server.address().port;
      server.close(() => resolve(got));
    });
  });
}

module.exports = { startServer };
