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

/** Forbids what is pure plus the given folders of `src`. */
const pureBut = (...folders) => ({
  'no-restricted-imports': [
    'error',
    {
      paths: impure.paths,
      patterns: [
        ...impure.patterns,
        ...folders.map((f) => ({ group: [`**/${f}/**`], message: `This part does not know src/${f}.` })),
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
  { files: ['src/report/**', 'src/protocol.ts', 'src/guards.ts'], rules: pureBut() },
  {
    files: ['src/cli.ts'],
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
            { group: ['**/editor/**', '**/cli'] },
            { group: ['**/protocolToHost'], message: 'The panel would carry guards of what it only sends.' },
          ],
        },
      ],
    },
  },
  {
    files: ['src/protocolToPanel.ts', 'src/protocolBoth.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: impure.paths,
          patterns: [
            ...impure.patterns,
            { group: ['**/protocolToHost'], message: 'The panel would carry guards of what it only sends.' },
          ],
        },
      ],
    },
  },
  { files: ['**/*.js'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
