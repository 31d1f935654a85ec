import tseslint from 'typescript-eslint';

/** Imports that would tie a pure part to a place it must not know. */
const impure = {
  paths: [{ name: 'vscode', message: 'Pure code knows no editor.' }],
  patterns: [
    { group: ['node:*', 'fs', 'path', 'os', 'child_process'], message: 'Pure code knows no node.' },
    {
      group: ['**/editor/**', '**/webview/**', '**/extension', '**/cli'],
      message: 'Arrows run editor, cli, webview → config, formats → engine.',
    },
  ],
};

/** Forbids what is impure, and the given folders or files of `src`. */
const pureBut = (...folders) => ({
  'no-restricted-imports': [
    'error',
    {
      paths: impure.paths,
      patterns: [
        ...impure.patterns,
        ...folders.map((f) => ({
          group: [`**/${f}/**`, `**/${f}`],
          message: `This part does not know src/${f}.`,
        })),
      ],
    },
  ],
  'no-restricted-globals': [
    'error',
    'window',
    'document',
    'process',
    'require',
    'Buffer',
    'console',
    'fetch',
  ],
});

export default tseslint.config(
  {
    ignores: ['dist', 'out', '.cache', 'coverage', 'tools/*/node_modules', 'test/fixtures', 'examples'],
  },
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      eqeqeq: 'error',
    },
  },
  { files: ['src/engine/**'], rules: pureBut('config', 'formats', 'report') },
  { files: ['src/config/**'], rules: pureBut('report', 'formats') },
  { files: ['src/formats/**'], rules: pureBut('report') },
  { files: ['src/report/**', 'src/protocol.ts', 'src/protocol/**'], rules: pureBut() },
  { files: ['src/protocol/toPanel.ts', 'src/protocol/both.ts'], rules: pureBut('toHost') },
  {
    files: ['src/cli.ts', 'src/cli/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: impure.paths, patterns: [{ group: ['**/editor/**'] }] }],
    },
  },
  {
    files: ['webview/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: impure.paths,
          patterns: [
            impure.patterns[0],
            { group: ['**/editor/**', '**/cli/**', '**/cli'] },
            { group: ['**/toHost'], message: 'The panel would carry guards of what it only sends.' },
          ],
        },
      ],
    },
  },
  {
    // The scene is pure: the command line and the tests draw it where there is no page.
    files: ['webview/*.ts'],
    ignores: ['acting', 'controls', 'drop', 'exports', 'host', 'loaded', 'png', 'zoom'].map(
      (f) => `webview/${f}.ts`,
    ),
    rules: { 'no-restricted-globals': ['error', 'window', 'document', 'navigator', 'requestAnimationFrame'] },
  },
  { files: ['**/*.js'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
