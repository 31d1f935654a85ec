import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PNG } from 'pngjs';
import { MACHINE_KEYS } from '../../src/config/keys';
import { ARCH_ALIASES } from '../../src/config/machine';
import { ARCH_NAMES } from '../../src/engine/archNames';
import { CODES } from '../../src/engine/codes';

interface SettingSchema {
  readonly propertyNames?: { readonly enum: readonly string[] };
  readonly properties?: Readonly<Record<string, { readonly enum?: readonly unknown[] }>>;
}

const root = join(__dirname, '..', '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  readonly activationEvents: readonly string[];
  readonly icon: string;
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly galleryBanner: { readonly color: string; readonly theme: string };
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies?: unknown;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, SettingSchema>> };
    readonly commands: readonly { readonly command: string; readonly category?: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly markdown: string } }[];
    }[];
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

  it('completes and checks what settings are objects: every code of a config, every key of a machine', () => {
    const { properties } = manifest.contributes.configuration;
    const { REFUSED, CORRUPTING, COSTLY, INPUT } = CODES;
    const listed = properties['vmemmapLens.severities']?.propertyNames?.enum;
    assert.deepEqual(listed, [...REFUSED, ...CORRUPTING, ...COSTLY, ...INPUT].sort());
    const machine = properties['vmemmapLens.defaultMachine']?.properties ?? {};
    assert.deepEqual(Object.keys(machine), [...MACHINE_KEYS]);
    assert.deepEqual(machine.arch?.enum, [...ARCH_NAMES, ...Object.keys(ARCH_ALIASES)]);
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
      'onUri',
    ]);
  });

  it('names files that are there', () => {
    for (const [, path] of read('package.json').matchAll(/"(\.?\/?(?:media|dist|l10n)[\w./-]*)"/g))
      // The types are made when the package is.
      assert.ok(/\.d\.[cm]ts$/.test(path!) || existsSync(join(root, path!)), path);
  });

  it('shows itself: an icon of 128 points or more, a banner, categories, words to be found by', () => {
    const { width, height } = PNG.sync.read(readFileSync(join(root, manifest.icon)));
    assert.ok(width >= 128 && width === height, `${width} × ${height}`);
    assert.match(manifest.galleryBanner.color, /^#[0-9a-f]{6}$/);
    assert.ok(manifest.categories.includes('Visualization') && manifest.categories.includes('Linters'));
    // The marketplace takes no more than 30.
    assert.ok(manifest.keywords.length <= 30 && new Set(manifest.keywords).size === manifest.keywords.length);
  });

  it('has a picture, with words for it, in each step of the walkthrough', () => {
    for (const { media } of manifest.contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      const [, alt, file] = /!\[([^\]]+)\]\(([\w-]+\.png)\)/.exec(read(media.markdown)) ?? [];
      assert.ok(alt && file && existsSync(join(root, dirname(media.markdown), file)), media.markdown);
    }
  });

  it('works untrusted and in virtual workspaces', () => {
    assert.deepEqual(manifest.capabilities, {
      untrustedWorkspaces: { supported: true },
      virtualWorkspaces: true,
    });
  });

  it('depends on nothing, all being bundled, and pins what it is made with', () => {
    assert.equal(manifest.dependencies, undefined);
    const hosts = ['vscode-host', 'vscode-host-oldest'].map(
      (name) => JSON.parse(read(`tools/${name}/package.json`)) as { dependencies: Record<string, string> },
    );
    for (const dependencies of [manifest.devDependencies, ...hosts.map((host) => host.dependencies)])
      for (const [name, version] of Object.entries(dependencies))
        assert.match(version, /^\d+\.\d+\.\d+$/, name);
  });

  it('names the oldest VS Code that it is tested on, and uses nothing of a newer one', () => {
    const host = JSON.parse(read('tools/vscode-host-oldest/package.json')) as {
      dependencies: Record<string, string>;
    };
    // code-server 4.N.P carries VS Code 1.N.P.
    assert.equal(manifest.engines['vscode'], host.dependencies['code-server']!.replace(/^4/, '^1'));
    assert.equal(`^${manifest.devDependencies['@types/vscode']!}`, manifest.engines['vscode']);
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

  it('nor is any other sentence, but for what is logged', () => {
    const call =
      /(?:l10n\.t|log\.(?:info|warn))\((?:[^()'`]|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\((?:[^()]|\([^()]*\))*\))*\)/g;
    const sentences = editor
      .filter(({ name }) => name !== 'panelHtml.ts')
      .flatMap(({ name, text }) => {
        const code = text.replace(/^\s*\/\*\*[^]*?\*\/|^\s*\/\/.*$/gm, '').replace(call, '');
        const literals = code.match(/'(?:[^'\\\n]|\\.)*'|`[^`]*`/g) ?? [];
        return literals.filter((l) => /[A-Za-z}] [a-z]+/.test(l)).map((l) => `${name} ${l}`);
      });
    // The name of a collection, which nobody reads.
    assert.deepEqual(sentences, ["checkWorkspace.ts 'pgmap workspace'"]);
  });
});
