import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category?: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
  };
};
const editor = readdirSync(join(root, 'src', 'editor'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({
    name,
    text: read(join('src', 'editor', name)),
  }));

describe('the manifest', () => {
  const words = JSON.parse(read('package.nls.json')) as Record<string, string>;

  it('takes every word from package.nls.json, which has no other', () => {
    const used = new Set([...read('package.json').matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key!));
    assert.deepEqual([...used].sort(), Object.keys(words).sort());
    const plain = [
      ...read('package.json').matchAll(/"(?:title|markdownDescription|contents)": "([^%][^"]*)"/g),
    ];
    assert.deepEqual(
      plain.map(([, text]) => text),
      ['vmemmap Lens'],
    );
  });

  it('has all commands under one category, and every menu and key is one of them', () => {
    const { commands, menus, keybindings } = manifest.contributes;
    const known = new Set(commands.map(({ command }) => command));
    assert.ok(commands.every(({ category }) => category === 'vmemmap Lens'));
    for (const { command } of [...Object.values(menus).flat(), ...keybindings])
      assert.ok(known.has(command), command);
  });

  it('is active where it is needed and nowhere else', () => {
    assert.deepEqual(manifest.activationEvents, [
      'onLanguage:machine-output',
      'onWebviewPanel:vmemmapLens.diagram',
    ]);
  });

  it('names files that are there', () => {
    for (const [, path] of read('package.json').matchAll(/"(\.?\/?(?:media|dist|l10n)[\w./-]*)"/g))
      assert.ok(existsSync(join(root, path!)), path);
  });
});

describe('words of the editor', () => {
  it('are in the bundle for translators as the code has them (npm run l10n)', async () => {
    const { getL10nJson } = createRequire(join(root, 'package.json'))('@vscode/l10n-dev') as {
      getL10nJson(files: { extension: string; contents: string }[]): Promise<Record<string, unknown>>;
    };
    const made = await getL10nJson(editor.map(({ text }) => ({ extension: '.ts', contents: text })));
    assert.deepEqual(JSON.parse(read('l10n/bundle.l10n.json')), made);
    assert.ok(Object.keys(made).length > 60);
  });

  it('do not go round it: no message, title or prompt is a bare literal', () => {
    const bare =
      /(?:show(?:Information|Warning|Error)Message|setStatusBarMessage)\(\s*['"`]|\b(?:title|prompt|placeHolder|tooltip):\s*['"`][A-Z]/;
    for (const { name, text } of editor) assert.doesNotMatch(text, bare, name);
  });
});
