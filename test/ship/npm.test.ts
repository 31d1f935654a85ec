import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { folderOfSuite, root, run } from './helpers';

const PACKAGE = [
  'LICENSE',
  'README.md',
  'dist/THIRD-PARTY-NOTICES.txt',
  'dist/cli.js',
  'dist/engine/index.cjs',
  'dist/engine/index.d.cts',
  'dist/engine/index.d.mts',
  'dist/engine/index.mjs',
  'docs/engine.md',
  'package.json',
];
const config = join(root, 'examples', '01-cxl-1gib.pgmap.jsonc');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

describe('the npm package', function () {
  this.timeout(180_000);
  const folder = folderOfSuite();
  let project: string;
  let tarball: string;
  /** With an empty cache and no network. */
  const npm = (command: 'npm' | 'npx', ...args: string[]): string =>
    run(command, ['--offline', ...args], project, { npm_config_cache: join(folder.path, 'cache') });

  before(() => {
    project = join(folder.path, 'project');
    mkdirSync(project);
    run('npm', ['pack', '--pack-destination', project], root);
    tarball = `./${readdirSync(project).find((name) => name.endsWith('.tgz'))!}`;
    writeFileSync(join(project, 'package.json'), '{ "private": true }');
  });

  it('runs with npx from the tarball', () => {
    assert.match(npm('npx', '--yes', tarball, 'report', config), /dax1\.0/);
    assert.match(
      npm('npx', '--yes', `--package=${tarball}`, 'vmemmap-lens', '--version'),
      /^\d+\.\d+\.\d+\n$/,
    );
  });

  it('is installed with nothing else, and holds what it needs and nothing else', () => {
    npm('npm', 'install', tarball);
    const modules = join(project, 'node_modules');
    assert.deepEqual(
      readdirSync(modules).filter((name) => !name.startsWith('.')),
      ['vmemmap-lens'],
    );
    const files = readdirSync(join(modules, 'vmemmap-lens'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(modules, 'vmemmap-lens').length + 1));
    assert.deepEqual(files.sort(), [...PACKAGE].sort());
  });

  it('has its command there', () => {
    const report = JSON.parse(npm('npx', 'vmemmap-lens', 'report', config, '--format', 'json')) as {
      totals: { bytesSaved: number };
    };
    assert.equal(report.totals.bytesSaved, 4_284_481_536);
  });

  it('gives the engine to import and require, with the same figures', () => {
    const text = JSON.stringify({
      pgmaps: [{ align: '2MiB', ranges: [{ start: '0x100000000', size: '1GiB' }] }],
    });
    const body = `console.log(analyse(${JSON.stringify(text)}).population.totals.sharedPages)`;
    writeFileSync(join(project, 'one.mjs'), `import { analyse } from 'vmemmap-lens/engine';\n${body}`);
    writeFileSync(join(project, 'other.cjs'), `const { analyse } = require('vmemmap-lens/engine');\n${body}`);
    // 1 GiB is 512 compounds of 8 vmemmap pages, of which 6 are shared.
    for (const file of ['one.mjs', 'other.cjs'])
      assert.equal(run(process.execPath, [file], project), '3072\n');
  });

  const samples = [
    ...readFileSync(join(root, 'docs', 'engine.md'), 'utf8').matchAll(
      /```ts\n([\s\S]*?)```\s*```text\n([\s\S]*?)```/g,
    ),
  ].map(([, code, printed]) => ({ code: code!, printed: printed! }));

  it('does what docs/engine.md shows', () => {
    const { transformSync } = createRequire(join(root, 'package.json'))('esbuild') as {
      transformSync(code: string, options: object): { code: string };
    };
    assert.equal(samples.length, 2);
    for (const [i, { code, printed }] of samples.entries()) {
      writeFileSync(join(project, `sample${i}.mjs`), transformSync(code, { loader: 'ts' }).code);
      const lines = run(process.execPath, [`sample${i}.mjs`], project).split('\n');
      assert.deepEqual(
        lines.map((line) => line.trim()),
        printed.split('\n'),
      );
    }
  });

  it('has types that hold, whichever way it is imported', () => {
    const strict = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022'];
    const declareConsole = 'declare const console: { log(...parts: unknown[]): void };\n';
    for (const [i, { code }] of samples.entries())
      for (const extension of ['mts', 'cts'])
        writeFileSync(join(project, `typed${i}.${extension}`), `${declareConsole}export {};\n${code}`);
    const files = ['typed0.mts', 'typed1.mts'];
    run(
      process.execPath,
      [tsc, ...strict, '--module', 'nodenext', ...files, 'typed0.cts', 'typed1.cts'],
      project,
    );
    run(
      process.execPath,
      [tsc, ...strict, '--module', 'esnext', '--moduleResolution', 'bundler', ...files],
      project,
    );
    const wrong =
      "import { analyse } from 'vmemmap-lens/engine';\nexport const n: string = analyse('').population.totals.frames;";
    writeFileSync(join(project, 'wrong.mts'), wrong);
    assert.throws(
      () => run(process.execPath, [tsc, ...strict, '--module', 'nodenext', 'wrong.mts'], project),
      /'number' is not assignable to type 'string'/,
    );
  });
});
