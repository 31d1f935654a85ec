// `npm run test:desktop`: the extension-host suite in a desktop VS Code, downloaded or named by VSCODE_EXECUTABLE.
const { rmSync } = require('node:fs');
const { join } = require('node:path');
const { runTests } = require('@vscode/test-electron');
const { programOf } = require('./desktop-code');
const { Problem, runMain } = require('./problem');
const { read } = require('./results');
const { writeSettings } = require('./settings');
const { temporaryFolder } = require('./temporary');

const root = join(__dirname, '..');
const results = process.env.VMEMMAP_LENS_RESULTS ?? join(root, 'out', 'test', 'host-results.json');

runMain(async () => {
  const given = process.env.VSCODE_EXECUTABLE;
  const user = temporaryFolder();
  writeSettings(user.path);
  rmSync(results, { force: true });
  try {
    await runTests({
      ...(given ? { vscodeExecutablePath: programOf(given) } : {}),
      cachePath: join(root, '.cache', 'vscode-test'),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'out', 'test', 'host-index.js'),
      extensionTestsEnv: { VMEMMAP_LENS_RESULTS: results },
      launchArgs: [
        join(root, 'examples'),
        '--disable-extensions',
        `--user-data-dir=${user.path}`,
        `--extensions-dir=${join(user.path, 'extensions')}`,
      ],
    });
  } catch (error) {
    const { text, running } = read(results) ?? {};
    if (text) throw new Problem(text);
    if (running) throw new Problem(`VS Code ended in “${running}” or right after it.`);
    throw new Problem(
      `No desktop VS Code could be run (${error.message ?? error}): connect to the network for a download, or set VSCODE_EXECUTABLE.`,
    );
  }
  console.log(read(results)?.text ?? '');
});
