// `npm run package [-- FILE.vsix]`: builds and packs the extension; fails where the file is larger than it may be.
const { join, resolve } = require('node:path');
const { vsixTooLarge } = require('./budgets');
const { Problem, runMain } = require('./problem');
const { run } = require('./processes');

const root = join(__dirname, '..');
const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
const { name, version } = require('../package.json');

runMain(async () => {
  const file = resolve(process.env.INIT_CWD ?? '.', process.argv[2] ?? join(root, `${name}-${version}.vsix`));
  // All is bundled, and there is no repository yet that links could lead to.
  const plain = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];
  const args = [vsce, 'package', ...plain, '--readme-path', 'dist/README.md', '--out', file];
  const { code } = await run(process.execPath, args, { cwd: root });
  if (code !== 0) throw new Problem('The extension could not be packed; what is wrong stands above.');
  const [tooLarge] = vsixTooLarge(file);
  if (tooLarge) throw new Problem(tooLarge);
});
