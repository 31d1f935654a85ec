// Installs an embedded host (VS Code's server, the Node it wants, a browser) into the node_modules of its folder. All of
// it is made elsewhere and moved there whole, with a stamp that holds the lock file's hash: without that stamp, or with
// another one, the install is done anew.
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
const { basename, join, relative } = require('node:path');
const { hosts } = require('./hosts');
const { atEnd, hasEnded } = require('./processes');
const { npm } = require('./npm');
const { Problem } = require('./problem');

const root = join(__dirname, '..');

const supported = process.platform === 'linux' && process.arch === 'x64';

const stamp = ({ modules }) => join(modules, '.installed');

function wantedStamp({ folder }) {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
}

function installed(host) {
  return existsSync(stamp(host)) && readFileSync(stamp(host), 'utf8') === wantedStamp(host);
}

/** Makes an embedded host ready; costs milliseconds when it is. */
async function installHost(host = hosts.newest, say = console.log) {
  if (!supported)
    throw new Problem(
      `The embedded VS Code runs on Linux x64 only, and this is ${process.platform} ${process.arch}: install VS Code and set VSCODE_EXECUTABLE to its \`code\` command.`,
    );
  if (installed(host)) return host;
  checkSpace(host);
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  say(
    `Installing ${host.title}, once: about ${host.megabytes} MB in ${relative(root, host.modules)}, a minute or so.`,
  );
  let fetched = 0;
  const count = () => fetched++;
  const ticking = setInterval(() => say(`  … ${fetched} files fetched after ${seconds()}`), 15_000);
  const staged = stage(host);
  try {
    say('  1/2 server and what runs it');
    await npm(['ci', '--ignore-scripts'], staged.folder, count);
    // Not `npm ci`: the shrinkwrap that code-server ships lacks an entry.
    say(`  2/2 the server's own packages (${seconds()})`);
    const server = join(staged.modules, 'code-server', 'lib', 'vscode');
    await npm(['install', '--omit=dev', '--ignore-scripts', ...host.serverPackages], server, count);
    writeFileSync(stamp(staged), wantedStamp(host));
    // Whoever installed at the same time and was first may be running what is there by now.
    if (!installed(host)) {
      rmSync(host.modules, { recursive: true, force: true });
      renameSync(staged.modules, host.modules);
    }
  } finally {
    clearInterval(ticking);
    staged.remove();
  }
  say(`  installed in ${seconds()}`);
  return host;
}

/** A folder to install in, on the same disk; one that a killed install left behind is swept away first. */
function stage({ folder }) {
  const cache = join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    const pid = /^vscode-host[a-z-]*-(\d+)$/.exec(name)?.[1];
    if (pid && hasEnded(pid)) rmSync(join(cache, name), { recursive: true, force: true });
  }
  const staging = join(cache, `${basename(folder)}-${process.pid}`);
  mkdirSync(staging);
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(folder, file), join(staging, file));
  const sweep = () => rmSync(staging, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  const forget = atEnd(sweep);
  return { folder: staging, modules: join(staging, 'node_modules'), remove: () => (sweep(), forget()) };
}

function checkSpace({ folder, title, megabytes }) {
  const { bavail, bsize } = statfsSync(folder);
  const free = (bavail * bsize) / 1e9;
  // Packed files in npm's cache come on top.
  const needed = (megabytes * 1.75) / 1e3;
  if (free < needed)
    throw new Problem(
      `${title[0].toUpperCase()}${title.slice(1)} needs about ${needed.toFixed(1)} GB of free disk space to install and ${folder} has ${free.toFixed(1)} GB: free some and run this again.`,
    );
}

module.exports = { installHost, supported };
