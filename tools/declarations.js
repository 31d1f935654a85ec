// Writes the types of the engine's module: one file, since the modules of a package in parts would need their extensions.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { generateDtsBundle } = require('dts-bundle-generator');

const root = join(__dirname, '..');

const [types] = generateDtsBundle(
  [{ filePath: join(root, 'src', 'library.ts'), output: { noBanner: true, exportReferencedTypes: false } }],
  // The sources are checked by `npm run check`, what is written here by the test of the package.
  { preferredConfigPath: join(root, 'tsconfig.pure.json') },
);
// One for each way to import it: they are looked up under the name of the module that is loaded.
for (const name of ['index.d.mts', 'index.d.cts']) writeFileSync(join(root, 'dist', 'engine', name), types);
