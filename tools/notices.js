// The packages that are in what ships, by esbuild's own account, and the licences that go with them.
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');

/** May be passed on within something under the MIT licence, with their text. */
const COMPATIBLE = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'];

/** FAST is published without its licence file; that of the toolkit made of it is the same, by the same authors. */
const WITHOUT_FILE = /^@microsoft\/fast-/;
const TOOLKIT = 'node_modules/@vscode/webview-ui-toolkit';

/** Folders of the packages that have bytes in one of the outputs, as `node_modules/preact`. */
function packagesIn(outputs) {
  const folders = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]),
  );
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

/** `{ name, version, license, text }` of a package. */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  if (!COMPATIBLE.includes(license))
    throw new Error(
      `${name} ${version} has the licence ${license}, which is none of ${COMPATIBLE.join(', ')}.`,
    );
  const from = WITHOUT_FILE.test(name) ? TOOLKIT : folder;
  const file = readdirSync(join(root, from)).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  if (!file) throw new Error(`${name} ${version} has no licence file to be passed on.`);
  return { name, version, license, text: readFileSync(join(root, from, file), 'utf8').trim() };
}

/** The text that ships: each licence once, with the packages under it. */
function notices(outputs) {
  const byText = new Map();
  for (const { name, version, license, text } of packagesIn(outputs).map(licenceOf)) {
    const names = byText.get(text) ?? [];
    byText.set(text, [...names, `${name} ${version} (${license})`]);
  }
  const parts = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return ['vmemmap Lens contains parts of these packages.\n', ...parts].join(`\n${'-'.repeat(72)}\n\n`);
}

module.exports = { notices, licenceOf };
