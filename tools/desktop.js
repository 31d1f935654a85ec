// `npm run test:desktop`: the extension-host suite in a desktop VS Code, downloaded or named by VSCODE_EXECUTABLE.
const { rmSync } = require('node:fs');
const { join } = require('node:path');
const { runTests } = require('@vscode/test-electron');
const { read } = require('./results');
const { Problem, runMain } = require('./problem');

const root = join(__dirname, '..');
const results = process.env.VMEMMAP_LENS_RESULTS ?? join(root, 'out', 'test', 'host-results.json');

runMain(async () => {
  rmSync(results, { force: true });
  const vscodeExecutablePath = process.env.VSCODE_EXECUTABLE;
  try {
    await runTests({
      ...(vscodeExecutablePath ? { vscodeExecutablePath } : {}),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'out', 'test', 'host-index.js'),
      extensionTestsEnv: { VMEMMAP_LENS_RESULTS: results },
      launchArgs: [join(root, 'examples'), '--disable-extensions'],
    });
  } catch (error) {
    const said = read(results)?.text;
    if (said) throw new Problem(said);
    throw new Problem(
      `No desktop VS Code could be run (${error.message ?? error}): connect to the network for a download, or set VSCODE_EXECUTABLE.`,
    );
  }
  console.log(read(results)?.text ?? '');
});
