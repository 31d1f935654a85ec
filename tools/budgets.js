// What ships may be no larger. Sizes are those that esbuild's metafiles state, in KiB.
const { statSync } = require('node:fs');

const BUDGETS = [
  ['dist/extension.js', /^dist\/extension\.js$/, 150],
  ['dist/later.js', /^dist\/later\.js$/, 260],
  ['dist/machine.js', /^dist\/machine\.js$/, 140],
  ['dist/web.js', /^dist\/web\.js$/, 350],
  ['dist/cli.js', /^dist\/cli\.js$/, 350],
  ['dist/engine/index.cjs', /^dist\/engine\/index\.cjs$/, 140],
  ['dist/engine/index.mjs', /^dist\/engine\/index\.mjs$/, 140],
  ['the controls of the panel', /^dist\/webview\/controls\.js$/, 90],
  ['what the panel loads late', /^dist\/webview\/late\.js$/, 145],
];
/** The panel's main.js with all that it imports before anything is painted. */
const FIRST_PAINT_KIB = 60;
const VSIX_KIB = 500;

/** A sentence for each that is too large. `outputs` are those of all metafiles. */
function tooLarge(outputs) {
  const names = Object.keys(outputs);
  const sizes = BUDGETS.map(([what, name, most]) => [
    what,
    bytesOf(
      outputs,
      names.filter((n) => name.test(n)),
    ),
    most,
  ]);
  const first = beforeFirstPaint(outputs);
  if (first.length)
    sizes.push([`the panel's first paint (${first.join(', ')})`, bytesOf(outputs, first), FIRST_PAINT_KIB]);
  return sizes.filter(([, bytes, most]) => bytes > most * 1024).map(sentence);
}

const bytesOf = (outputs, names) => names.reduce((sum, name) => sum + outputs[name].bytes, 0);

const sentence = ([what, bytes, most]) =>
  `${what} has ${(bytes / 1024).toFixed(1)} KiB; ${most} KiB are allowed.`;

/** main.js and its static imports, each with theirs. */
function beforeFirstPaint(outputs) {
  const found = new Set();
  const add = (name) => {
    if (found.has(name) || !outputs[name]) return;
    found.add(name);
    for (const { path, kind } of outputs[name].imports) if (kind === 'import-statement') add(path);
  };
  add('dist/webview/main.js');
  return [...found];
}

/** The same of a packed extension. */
function vsixTooLarge(path) {
  const bytes = statSync(path).size;
  return bytes > VSIX_KIB * 1024 ? [sentence([path, bytes, VSIX_KIB])] : [];
}

module.exports = { tooLarge, vsixTooLarge };
