// Builds what ships (dist/) and, with --tests, the test bundles (out/test/). --watch rebuilds on change.
const esbuild = require('esbuild');
const { existsSync, readdirSync, rmSync, statSync } = require('node:fs');
const { join } = require('node:path');

const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');
const minify = !watch && !process.argv.includes('--dev');

const common = {
  bundle: true,
  target: 'es2022',
  minify,
  sourcemap: minify ? false : 'linked',
  logLevel: 'warning',
};

/** The extension host's code imports `vscode` and nothing of node. In the browser it must be one file. */
const web = {
  ...common,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/web.js',
  format: 'cjs',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  external: ['vscode'],
};

/** Imports of a module become those of a bundle of its own beside it. */
const apart = (module, file) => ({
  name: `${module}-apart`,
  setup: (build) =>
    build.onResolve({ filter: new RegExp(`/${module}$`) }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: `./${file}`, external: true },
    ),
});
const laterApart = apart('onRequest', 'later.js');
const machineApart = apart('machineOutput', 'machine.js');

/** On the desktop what is done on request lies in a file of its own. */
const host = { ...web, outfile: 'dist/extension.js', plugins: [laterApart] };
/** For node, so that import() finds its exports by their names. */
const later = {
  ...web,
  platform: 'node',
  entryPoints: ['src/editor/onRequest.ts'],
  outfile: 'dist/later.js',
  plugins: [machineApart],
};
const machine = {
  ...web,
  platform: 'node',
  entryPoints: ['src/editor/machineOutput.ts'],
  outfile: 'dist/machine.js',
};

const cli = {
  ...common,
  entryPoints: ['src/cli.ts'],
  outfile: 'dist/cli.js',
  format: 'cjs',
  platform: 'node',
  mainFields: ['module', 'main'],
  banner: { js: '#!/usr/bin/env node' },
  loader: { '.css': 'text' },
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

/** ES modules; what `main` and `late` share is a chunk. `main` asks for the others by their names (webview/loaded.ts). */
const panel = {
  ...common,
  entryPoints: { main: 'webview/main.tsx', late: 'webview/late.ts', controls: 'webview/controls.ts' },
  outdir: 'dist/webview',
  format: 'esm',
  platform: 'browser',
  splitting: true,
  chunkNames: '[name]-[hash]',
  loader: { '.css': 'text' },
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

/** Each test folder becomes one bundle that mocha (or the extension host) loads. */
function testBundles() {
  const base = {
    ...common,
    minify: false,
    sourcemap: 'inline',
    loader: { '.css': 'text' },
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['vscode', 'mocha', 'playwright-core', 'fast-check'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
  };
  const suite = (folder) =>
    readdirSync(join('test', folder))
      .filter((f) => /\.test\.tsx?$/.test(f))
      .map((f) => `./${folder}/${f}`);
  const bundle = (name, files) => ({
    ...base,
    stdin: {
      contents: files.map((f) => `import ${JSON.stringify(f)};`).join('\n'),
      resolveDir: join(__dirname, 'test'),
      sourcefile: `${name}.ts`,
      loader: 'ts',
    },
    outfile: `out/test/${name}.js`,
  });
  const list = [bundle('unit', [...suite('unit'), ...suite('kernel')])];
  for (const name of ['host', 'e2e']) if (suite(name).length) list.push(bundle(name, suite(name)));
  for (const [name, entry] of [
    ['host-index', 'test/host/index.ts'],
    ['bench', 'test/bench/bench.ts'],
    ['fuzz', 'test/fuzz/fuzz.ts'],
  ])
    if (existsSync(entry)) list.push({ ...base, entryPoints: [entry], outfile: `out/test/${name}.js` });
  return list;
}

/** What ships may be no larger, in KiB. A chunk's name ends in a hash. */
const BUDGETS = [
  [/^extension\.js$/, 150],
  [/^later\.js$/, 240],
  [/^machine\.js$/, 140],
  [/^web\.js$/, 350],
  [/^cli\.js$/, 350],
  [/^webview\/main\.js$/, 60],
  [/^webview\/controls\.js$/, 90],
  [/^webview\/late\.js$/, 145],
];

function holdSizes() {
  const files = ['', 'webview'].flatMap((folder) =>
    readdirSync(join('dist', folder), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => (folder ? `${folder}/${name}` : name)),
  );
  for (const [name, most] of BUDGETS)
    for (const file of files.filter((f) => name.test(f))) {
      const size = statSync(join('dist', file)).size / 1024;
      if (size <= most) continue;
      console.error(`dist/${file} has ${size.toFixed(1)} KiB; ${most} KiB are allowed.`);
      process.exitCode = 1;
    }
}

async function main() {
  if (!watch) rmSync('dist', { recursive: true, force: true });
  const wanted = [host, later, machine, web, cli, panel].filter((b) =>
    existsSync(Object.values(b.entryPoints)[0]),
  );
  const builds = tests ? [...wanted, ...testBundles()] : wanted;
  if (!watch) {
    await Promise.all(builds.map((b) => esbuild.build(b)));
    if (minify) holdSizes();
    return;
  }
  const contexts = await Promise.all(builds.map((b) => esbuild.context({ ...b, logLevel: 'info' })));
  await Promise.all(contexts.map((c) => c.watch()));
}

main().catch(() => process.exit(1));
