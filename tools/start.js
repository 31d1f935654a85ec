// `npm start [-- FILE_OR_FOLDER] [--port N]`: shows the extension at work, in a desktop VS Code or in the embedded one.
const { spawn } = require('node:child_process');
const { existsSync, readdirSync, statSync } = require('node:fs');
const { basename, dirname, join, resolve } = require('node:path');
const { parseArgs } = require('node:util');
const { desktopCode, hasDisplay } = require('./desktop-code');
const { checkPort } = require('./door');
const { installHost } = require('./host-install');
const { startServer } = require('./host-server');
const { Problem, runMain } = require('./problem');
const { run } = require('./processes');

const root = join(__dirname, '..');
const demo = join(__dirname, 'demo');
const CONFIG = /\.pgmap\.jsonc?$/;

/** What to open: a folder, and the file in it that is seen first. */
function target(given) {
  const path = resolve(process.env.INIT_CWD ?? '.', given ?? join(root, 'examples'));
  if (!existsSync(path))
    throw new Problem(`${given} is not there: name a pgmap config or a folder of them.`, 2);
  if (!statSync(path).isDirectory()) {
    if (!CONFIG.test(path))
      console.log(
        `${basename(path)} opens without a diagram: a config's name ends in .pgmap.json or .pgmap.jsonc.`,
      );
    return { folder: dirname(path), file: path };
  }
  const first = readdirSync(path)
    .sort()
    .find((name) => CONFIG.test(name));
  return { folder: path, file: first && join(path, first) };
}

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { port: { type: 'string' } },
    });
    if (positionals.length > 1) throw new Error('more than one file or folder is named');
    const port = values.port ?? process.env.PORT;
    if (port !== undefined && !(Number.isInteger(Number(port)) && port > 0 && port < 65536))
      throw new Error(`${port} is no port`);
    return { given: positionals[0], port: port && Number(port) };
  } catch (error) {
    throw new Problem(`npm start [-- FILE_OR_FOLDER] [--port N]: ${error.message}.`, 2);
  }
}

async function build() {
  if (!existsSync(join(root, 'node_modules', 'esbuild')))
    throw new Problem('The packages of the project are not installed: run `npm ci` first.');
  const { code } = await run(process.execPath, [join(root, 'esbuild.js')], { cwd: root });
  if (code !== 0) throw new Problem('The extension could not be built; what is wrong stands above.');
}

/** In a window of its own; it goes on when this command ends. */
async function showOnDesktop(code, { folder, file }) {
  console.log(`Opening ${basename(folder)} in ${code}`);
  const development = [root, demo].map((path) => `--extensionDevelopmentPath=${path}`);
  // Trust is asked for what a user brings, not for the examples of this very folder.
  const trusted = folder === join(root, 'examples') ? ['--disable-workspace-trust'] : [];
  const args = ['--new-window', ...trusted, ...development, folder, ...(file ? [file] : [])];
  // On Windows `code` is a batch file, which a shell runs, and a shell wants quotes.
  const windows = process.platform === 'win32';
  const quoted = (text) => (windows ? `"${text}"` : text);
  const ended = await run(quoted(code), args.map(quoted), { shell: windows });
  if (ended.code !== 0)
    throw new Problem(
      `${code} could not be started: set VSCODE_EXECUTABLE to the \`code\` command of VS Code.`,
    );
}

async function showEmbedded({ folder, file }, port) {
  await installHost();
  const server = await startServer({ port, installed: [demo] });
  const url = server.url({ folder, extensions: [root], openFile: file });
  console.log(
    `\nvmemmap Lens runs at\n\n  ${url}\n\nCtrl+C ends it. It listens on this machine alone and lets in whoever has that address.`,
  );
  openInBrowser(url, server.port);
  await new Promise((gone) => server.child.once('exit', gone));
  throw new Problem('The embedded VS Code has ended.');
}

/** In a group of its own: the browser stays when this program ends. */
function openInBrowser(url, port) {
  if (!hasDisplay()) return sayHowToOpen(port);
  const opener = spawn('xdg-open', [url], { stdio: 'ignore', detached: true });
  opener.once('error', () => sayHowToOpen(port));
  opener.once('exit', (code) => code && sayHowToOpen(port));
  opener.unref();
}

const sayHowToOpen = (port) =>
  console.log(
    `No browser could be opened here: open that address in one, from another machine after \`ssh -L ${port}:localhost:${port} THIS_MACHINE\`.`,
  );

runMain(async () => {
  const { given, port } = options();
  const what = target(given);
  const code = desktopCode();
  if (port && !code) await checkPort(port);
  await build();
  await (code ? showOnDesktop(code, what) : showEmbedded(what, port));
});
