/**
 * A real workbench in a real browser, with our extension in development or, where VMEMMAP_LENS_INSTALLED names its .vsix,
 * installed: what every test here starts from. VMEMMAP_LENS_HOST chooses the VS Code.
 */
import { cpSync, mkdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { extensionHosts } from './processes';
import type { FrameLocator, Locator, Page } from './browser';

export type { FrameLocator, Frame, Locator, Page } from './browser';

/** The bundle lies in out/test/. */
export const root = join(__dirname, '..', '..');
export const examples = join(root, 'examples');
export const firstExample = join(examples, '01-cxl-1gib.pgmap.jsonc');

interface Server {
  readonly port: number;
  readonly child: { readonly pid?: number | undefined };
  url(what: { folder?: string; workspace?: string; extensions?: string[]; openFile?: string }): string;
  stop(): Promise<void>;
}
export interface Browser {
  newPage(options?: object): Promise<{ page: Page; requests: string[]; close(): Promise<void> }>;
  close(): Promise<void>;
}
// The tools are plain JavaScript and stay outside this bundle.
const tools = createRequire(join(root, 'tools', 'test.js'));
const { startServer } = tools('./host-server.js') as {
  startServer(options: {
    settings?: object;
    installed?: readonly string[];
    trust?: boolean;
  }): Promise<Server>;
};
const { temporaryFolder } = tools('./temporary.js') as {
  temporaryFolder(): { path: string; remove(): void };
};
export const { launchBrowser } = tools('./browser.js') as { launchBrowser(): Promise<Browser> };

/** The packed extension, where that is what is tested. */
export const vsix = process.env.VMEMMAP_LENS_INSTALLED;

export interface WorkbenchOptions {
  /** `Dark Modern` unless given; also `Light Modern`, `Default High Contrast`, `Default High Contrast Light`. */
  readonly theme?: string;
  /** A folder or a file to open; a file is open in the editor. They are copied first: edits harm nothing. */
  readonly folder?: string;
  readonly file?: string;
  readonly settings?: Record<string, unknown>;
  /** The folder of the extension, if it is not this one. */
  readonly extension?: string;
  /**
   * It is installed, as a user has it. One in development VS Code asks for hints right behind every key, and its host is not
   * started again when it dies.
   */
  readonly installedItself?: boolean;
  /** Folders of further extensions. */
  readonly installed?: readonly string[];
  /** A *.code-workspace file of the folder, to be opened in its place. */
  readonly workspace?: string;
  /** The folder has to be trusted first: the window opens in Restricted Mode. */
  readonly trust?: boolean;
  readonly viewport?: { width: number; height: number };
  /** Points of a screenshot for each point of the page. */
  readonly scale?: number;
}

export interface Workbench {
  readonly page: Page;
  /** The panel's document; it answers once a panel is open. */
  panelFrame(): FrameLocator;
  /** Runs a command by its full title in the palette. */
  command(title: string): Promise<void>;
  /** Opens a file of the folder by its name. */
  open(name: string): Promise<void>;
  /** Chooses a colour theme, as a person does. */
  setTheme(name: string): Promise<void>;
  /** Opens the menu of quick fixes at the caret; it has this one. */
  openFixes(title: string): Promise<void>;
  /** Takes that quick fix at the caret. */
  applyFix(title: string): Promise<void>;
  /** Types at the caret of the editor, which gets the focus. */
  typeInEditor(text: string, options?: { delay?: number }): Promise<void>;
  /** Replaces the whole text of the editor at once. */
  replaceText(text: string): Promise<void>;
  /** Saves what is seen as out/screenshots/NAME.png. */
  screenshot(name: string): Promise<string>;
  /** Every request that would have left this machine; must stay empty. */
  readonly requests: readonly string[];
  /** Errors on the console of the panel's own frame; must stay empty. */
  readonly panelErrors: readonly string[];
  /** The folder that is open: a copy. */
  readonly folder: string;
  /** The same folder in a second window of the same server. */
  secondWindow(): Promise<Workbench>;
  /** Ends the extension hosts of all windows at once, as a crash does; the workbench starts others. */
  killExtensionHosts(): void;
  close(): Promise<void>;
}

/** Text arrives as it is sent: nothing is closed, surrounded or indented by the editor. */
const AS_TYPED = {
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.autoSurround': 'never',
  'editor.autoIndent': 'none',
};

/** As on the desktop: what looks for open ports is of remote windows alone, and reads all of /proc every two seconds. */
const AS_ON_THE_DESKTOP = { 'remote.autoForwardPorts': false, 'remote.autoForwardPortsSource': 'output' };

const PICK_MS = 12_000;
const FOCUS_MS = 3000;
const PALETTE_ROW = '.quick-input-widget .quick-input-list .monaco-list-row';

/** What an installed extension needs of this folder. */
const PACKED = ['package.json', 'package.nls.json', 'dist', 'media', 'l10n', 'examples'];

function packed(folder: string): string {
  for (const name of PACKED) cpSync(join(root, name), join(folder, name), { recursive: true });
  return folder;
}

export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const temporary = temporaryFolder();
  const source = options.folder ?? (options.file ? dirname(options.file) : examples);
  const folder = join(temporary.path, basename(source));
  cpSync(source, folder, { recursive: true, filter: (path) => path === source || statSync(path).isFile() });

  const opened: { close(): Promise<unknown> }[] = [];
  const close = async (): Promise<void> => {
    for (const part of opened.reverse()) await part.close();
    temporary.remove();
  };
  try {
    // Another extension than ours is looked at by itself.
    const packaged = vsix && !options.extension ? [vsix] : [];
    const itself =
      packaged.length > 0 || !options.installedItself
        ? packaged
        : [options.extension ?? packed(join(temporary.path, 'vmemmap-lens'))];
    const installed = [...itself, ...(options.installed ?? [])];
    const server = await startServer({
      settings: {
        'workbench.colorTheme': options.theme ?? 'Dark Modern',
        ...AS_TYPED,
        ...AS_ON_THE_DESKTOP,
        ...options.settings,
      },
      installed,
      ...(options.trust && { trust: true }),
    });
    opened.push({ close: () => server.stop() });
    const browser = await launchBrowser();
    opened.push(browser);
    const openFile = options.file && join(folder, basename(options.file));
    const workspace = options.workspace && join(folder, options.workspace);
    const window = async (closing: () => Promise<void>): Promise<Workbench> => {
      const { page, requests } = await browser.newPage({
        ...(options.viewport && { viewport: options.viewport }),
        ...(options.scale && { deviceScaleFactor: options.scale }),
      });
      const workbench = new RealWorkbench(page, requests, folder, {
        secondWindow: () => window(() => Promise.resolve()),
        killExtensionHosts: () =>
          extensionHosts(server.child.pid!).forEach((pid) => process.kill(pid, 'SIGKILL')),
        close: async () => {
          await closing();
          // Of every test here: nothing left this machine, and nothing was refused to the panel.
          if (requests.length > 0) throw new Error(`Asked others than this machine: ${requests.join(' ')}`);
          const refused = workbench.panelErrors.filter((text) =>
            /Content Security Policy|Refused to/.test(text),
          );
          if (refused.length > 0) throw new Error(refused.join('\n'));
        },
      });
      const shown = { folder, ...(workspace && { workspace }), ...(openFile && { openFile }) };
      const extensions = itself.length > 0 ? [] : [options.extension ?? root];
      await page.goto(server.url({ ...shown, extensions }));
      await page.locator('.monaco-workbench[class*="vscode-theme"]').waitFor({ timeout: 60_000 });
      if (openFile) await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: 60_000 });
      return workbench;
    };
    return await window(close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** What reaches beyond the window. */
type Around = Pick<Workbench, 'secondWindow' | 'killExtensionHosts' | 'close'>;

class RealWorkbench implements Workbench {
  readonly panelErrors: string[] = [];
  readonly secondWindow: Around['secondWindow'];
  readonly killExtensionHosts: Around['killExtensionHosts'];
  readonly close: Around['close'];

  constructor(
    readonly page: Page,
    readonly requests: readonly string[],
    readonly folder: string,
    around: Around,
  ) {
    ({
      secondWindow: this.secondWindow,
      killExtensionHosts: this.killExtensionHosts,
      close: this.close,
    } = around);
    // The workbench has errors of its own; those of the panel name its scripts or its page.
    page.on('console', (message) => {
      const { url } = message.location();
      if (message.type() === 'error' && /\/dist\/webview\/|\/fake\.html|\/webview\/.*index\.html/.test(url))
        this.panelErrors.push(message.text());
    });
    page.on('pageerror', (error) => {
      if (/dist\/webview/.test(error.stack ?? '')) this.panelErrors.push(String(error));
    });
  }

  panelFrame(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  async command(title: string): Promise<void> {
    // The row is clicked: Enter takes the first fuzzy match, which may be another.
    await this.#pick('F1', `>${title}`, title);
  }

  async open(name: string): Promise<void> {
    await this.#pick('Control+P', name, name);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  async setTheme(name: string): Promise<void> {
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+T');
    await this.page.locator('.quick-input-widget input.input').fill(name);
    await this.page.locator(PALETTE_ROW, { hasText: name }).first().click();
  }

  #fix(title: string): Locator {
    return this.page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
  }

  async openFixes(title: string): Promise<void> {
    const row = this.#fix(title);
    // Asked for before the provider is there, VS Code says that there is none, and is asked again.
    for (let tries = 0; tries < 6 && !(await row.isVisible()); tries++) {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+.');
      await row.waitFor({ timeout: 5000 }).catch(() => undefined);
    }
    await row.waitFor();
  }

  async applyFix(title: string): Promise<void> {
    await this.openFixes(title);
    const row = this.#fix(title);
    // Up to the first move of the mouse VS Code 1.100 lets no click through.
    await row.hover({ force: true });
    await row.click();
  }

  async typeInEditor(text: string, options?: { delay?: number }): Promise<void> {
    await this.#focusEditor();
    await this.page.keyboard.type(text, options);
  }

  async replaceText(text: string): Promise<void> {
    await this.#focusEditor();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.insertText(text);
  }

  async screenshot(name: string): Promise<string> {
    const folder = join(root, 'out', 'screenshots');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** Something that takes the focus meanwhile closes the list: then it is opened once more. */
  async #pick(key: string, written: string, row: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    for (let tries = 0; ; tries++) {
      try {
        await this.page.keyboard.press(key);
        await input.waitFor({ timeout: PICK_MS });
        await input.fill(written, { timeout: PICK_MS });
        await this.page.locator(PALETTE_ROW, { hasText: row }).first().click({ timeout: PICK_MS });
        return;
      } catch (error) {
        if (tries === 3) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** A webview that has the focus and is still loading hands no keys on: they are pressed once more. */
  async #focusEditor(): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        await this.page.keyboard.press('Control+1');
        await this.page.locator('.monaco-editor.focused').first().waitFor({ timeout: FOCUS_MS });
        return;
      } catch (error) {
        if (tries === 9) throw error;
      }
    }
  }
}
