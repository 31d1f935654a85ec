// Runs the embedded VS Code for one user of this machine, with a temporary folder for all that it writes.
const { cpSync, symlinkSync, writeFileSync } = require('node:fs');
const { get } = require('node:http');
const { basename, join } = require('node:path');
const { openDoor } = require('./door');
const { chosenHost } = require('./hosts');
const { Problem } = require('./problem');
const { start, end, run } = require('./processes');
const { writeSettings } = require('./settings');
const { temporaryFolder } = require('./temporary');

const READY_MS = 60_000;
const INSTALL_MS = 60_000;

/**
 * Starts a server: `{ port, url(what), child, stop() }`. `settings` are the user's settings.json, `installed` are folders
 * and .vsix files of extensions, `env` reaches the extension host, `port` is a free one unless given; with `trust` folders have to be trusted.
 */
async function startServer({ settings, installed = [], env = {}, port, trust = false } = {}) {
  const host = chosenHost();
  const temporary = temporaryFolder();
  const at = (name) => join(temporary.path, name);
  const door = await openDoor(at('socket'), port);
  writeSettings(at('user'), settings);
  writeFileSync(at('config.yaml'), '');
  const inHost = { cwd: temporary.path, env: environment(temporary.path, env) };
  const isPacked = (path) => path.endsWith('.vsix');
  for (const folder of installed.filter((path) => !isPacked(path)))
    cpSync(folder, join(at('extensions'), basename(folder)), { recursive: true });
  for (const vsix of installed.filter(isPacked)) await install(host, vsix, at, inHost);

  const child = start(
    host.node,
    [host.server, ...flags(at), ...host.flags, ...(trust ? [] : ['--disable-workspace-trust'])],
    { ...inHost, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  const keep = (data) => (log = (log + data).slice(-20_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const stop = async () => {
    door.close();
    await end(child);
    temporary.remove();
  };
  if (!(await ready(child, at('socket')))) {
    await stop();
    const last = log.split('\n').slice(-15).join('\n');
    throw new Problem(`The embedded VS Code did not start. The last it said:\n${last}`);
  }

  let links = 0;
  /**
   * An extension in development is named by a link beside it: this server lies inside the repository, and the workbench
   * takes every theme below the folder of an extension in development for one that is being developed, and shows that.
   */
  const linkTo = (path) => {
    const link = at(`${++links}-${basename(path)}`);
    symlinkSync(path, link);
    return link;
  };
  const url = ({ extensions = [], ...what } = {}) =>
    door.link(page(door.port, { ...what, extensions: extensions.map(linkTo) }));
  return { port: door.port, url, child, stop };
}

/** As `code --install-extension` does; folders of extensions that lie there already are kept. */
async function install(host, vsix, at, options) {
  const { code } = await run(host.node, [host.server, ...places(at), '--install-extension', vsix], {
    ...options,
    stdio: 'ignore',
    timeoutMs: INSTALL_MS,
  });
  if (code !== 0) throw new Problem(`${vsix} could not be installed in ${host.title} (exit code ${code}).`);
}

const places = (at) => [
  ...['--config', at('config.yaml'), '--user-data-dir', at('user'), '--extensions-dir', at('extensions')],
];

function flags(at) {
  return [
    ...[...places(at), '--auth', 'none', '--socket', at('socket'), '--socket-mode', '600'],
    ...['--disable-telemetry', '--disable-update-check'],
    ...['--disable-getting-started-override', '--disable-proxy', '--ignore-last-opened'],
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

/** The page that shows `folder`, or the `workspace` of a file, with `extensions` in development, a file open, or a test suite run. */
function page(port, { folder, workspace, extensions = [], tests, openFile }) {
  // The authority must equal the page's host and port.
  const remote = (path) =>
    `vscode-remote://localhost:${port}${path.split('/').map(encodeURIComponent).join('/')}`;
  const payload = extensions.map((path) => ['extensionDevelopmentPath', remote(path)]);
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  if (openFile) payload.push(['openFile', remote(openFile)]);
  const query = new URLSearchParams();
  if (folder && !workspace) query.set('folder', folder);
  if (workspace) query.set('workspace', workspace);
  if (payload.length) query.set('payload', JSON.stringify(payload));
  return `/?${query}`;
}

async function ready(child, socketPath) {
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  for (const limit = Date.now() + READY_MS; Date.now() < limit && !ended;) {
    if (await healthy(socketPath)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

function healthy(socketPath) {
  return new Promise((resolve) => {
    const asked = get({ socketPath, path: '/healthz', timeout: 2000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
  });
}

module.exports = { startServer };
