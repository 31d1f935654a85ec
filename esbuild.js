// Builds what ships (dist/) and, with --tests, the test bundles (out/test/). --watch rebuilds on change.
const esbuild = require('esbuild');
const { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { tooLarge } = require('./tools/budgets');
const { notices } = require('./tools/notices');

const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');
const minify = !watch && !process.argv.includes('--dev');

const common = {
  bundle: true,
  target: 'es2022',
  charset: 'utf8',
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

/** What a switch of the release table rests on is told on request alone: here the table has the behaviour. */
const withoutSources = {
  name: 'without-sources',
  setup: (build) =>
    build.onLoad({ filter: /releaseTable\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(
        /\b(?:commit|basis|note): (?:(['`]).*?[^\\]\1|[A-Z_]+),?/g,
        '',
      ),
      loader: 'ts',
    })),
};

/** On the desktop what is done on request lies in a file of its own; of jsonc-parser it takes the functions, not the enums. */
const host = {
  ...web,
  outfile: 'dist/extension.js',
  plugins: [laterApart, withoutSources],
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/impl/parser.js' },
};
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

/** The engine as a module for others, both ways to import it; its types are made by tools/declarations.js. */
const engine = (format, outfile) => ({
  ...common,
  entryPoints: ['src/library.ts'],
  outfile,
  format,
  platform: 'neutral',
  mainFields: ['module', 'main'],
});
const library = [engine('cjs', 'dist/engine/index.cjs'), engine('esm', 'dist/engine/index.mjs')];

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
  for (const name of ['host', 'ship']) list.push(bundle(name, suite(name)));
  const workbench = suite('e2e');
  list.push(
    bundle(
      'e2e',
      workbench.filter((file) => !/installed/.test(file)),
    ),
  );
  // Pictures are kept of one VS Code, and what axe finds in a page does not change with how it came there.
  list.push(
    bundle(
      'installed',
      workbench.filter((file) => !/pictures|axe/.test(file)),
    ),
  );
  for (const [name, entry] of [
    ['host-index', 'test/host/index.ts'],
    ['bench', 'test/bench/bench.ts'],
    ['fuzz', 'test/fuzz/fuzz.ts'],
  ])
    if (existsSync(entry)) list.push({ ...base, entryPoints: [entry], outfile: `out/test/${name}.js` });
  return list;
}

/** Sizes, and the licences of what is in there: both by esbuild's own account. */
function check(results) {
  const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile.outputs));
  writeFileSync('dist/THIRD-PARTY-NOTICES.txt', notices(outputs));
  for (const sentence of minify ? tooLarge(outputs) : []) {
    console.error(sentence);
    process.exitCode = 1;
  }
}

async function main() {
  if (!watch) rmSync('dist', { recursive: true, force: true });
  const shipped = [host, later, machine, web, cli, ...library, panel];
  const builds = [...shipped, ...(tests ? testBundles() : [])];
  if (!watch) {
    const results = await Promise.all(builds.map((b) => esbuild.build({ ...b, metafile: true })));
    check(results.slice(0, shipped.length));
    return;
  }
  const contexts = await Promise.all(builds.map((b) => esbuild.context({ ...b, logLevel: 'info' })));
  await Promise.all(contexts.map((c) => c.watch()));
}

main().catch((error) => {
  // What esbuild finds wrong it has said itself.
  if (!error.errors) console.error(error.message);
  process.exit(1);
});
