/** As much of playwright-core as the tests use: its own types come only with the embedded host. */
export interface Locator {
  locator(selector: string, options?: { hasText?: string | RegExp }): Locator;
  contentFrame(): FrameLocator;
  filter(options: { hasText?: string | RegExp; visible?: boolean }): Locator;
  getByRole(role: string, options?: { name?: string | RegExp; exact?: boolean }): Locator;
  getByText(text: string | RegExp, options?: { exact?: boolean }): Locator;
  first(): Locator;
  last(): Locator;
  nth(index: number): Locator;
  count(): Promise<number>;
  waitFor(options?: {
    state?: 'attached' | 'detached' | 'visible' | 'hidden';
    timeout?: number;
  }): Promise<void>;
  click(options?: {
    button?: 'left' | 'right';
    force?: boolean;
    position?: { x: number; y: number };
    timeout?: number;
  }): Promise<void>;
  dblclick(): Promise<void>;
  hover(options?: { force?: boolean; position?: { x: number; y: number } }): Promise<void>;
  focus(): Promise<void>;
  fill(text: string, options?: { timeout?: number }): Promise<void>;
  press(key: string): Promise<void>;
  selectOption(value: string): Promise<string[]>;
  isVisible(): Promise<boolean>;
  textContent(): Promise<string | null>;
  innerText(): Promise<string>;
  allInnerTexts(): Promise<string[]>;
  inputValue(): Promise<string>;
  getAttribute(name: string): Promise<string | null>;
  boundingBox(): Promise<{ x: number; y: number; width: number; height: number } | null>;
  evaluate<R, A>(f: (element: Element, argument: A) => R, argument?: A): Promise<Awaited<R>>;
  evaluateAll<R>(f: (elements: Element[]) => R): Promise<Awaited<R>>;
  screenshot(options: { path: string }): Promise<unknown>;
}

export interface FrameLocator {
  locator(selector: string, options?: { hasText?: string | RegExp }): Locator;
  getByRole(role: string, options?: { name?: string | RegExp; exact?: boolean }): Locator;
  getByText(text: string | RegExp, options?: { exact?: boolean }): Locator;
  frameLocator(selector: string): FrameLocator;
}

export interface Frame {
  url(): string;
  parentFrame(): Frame | null;
  evaluate<R, A>(f: (argument: A) => R, argument?: A): Promise<Awaited<R>>;
  waitForFunction<A>(
    f: (argument: A) => unknown,
    argument?: A,
    options?: { timeout?: number },
  ): Promise<unknown>;
}

export interface ConsoleMessage {
  type(): string;
  text(): string;
  location(): { url: string };
}

/** Chromium's own protocol. */
export interface CDPSession {
  send(method: string, parameters?: object): Promise<unknown>;
  detach(): Promise<void>;
}

export interface BrowserContext {
  grantPermissions(permissions: string[]): Promise<void>;
  newCDPSession(page: Page): Promise<CDPSession>;
}

export interface Page extends Frame {
  readonly keyboard: {
    press(key: string, options?: { delay?: number }): Promise<void>;
    type(text: string, options?: { delay?: number }): Promise<void>;
    insertText(text: string): Promise<void>;
    down(key: string): Promise<void>;
    up(key: string): Promise<void>;
  };
  readonly mouse: {
    move(x: number, y: number, options?: { steps?: number }): Promise<void>;
    down(): Promise<void>;
    up(): Promise<void>;
    wheel(x: number, y: number): Promise<void>;
  };
  locator(selector: string, options?: { hasText?: string | RegExp }): Locator;
  getByRole(role: string, options?: { name?: string | RegExp; exact?: boolean }): Locator;
  frameLocator(selector: string): FrameLocator;
  frames(): Frame[];
  context(): BrowserContext;
  goto(url: string): Promise<unknown>;
  reload(): Promise<unknown>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  emulateMedia(options: {
    reducedMotion?: 'reduce' | 'no-preference';
    forcedColors?: 'active' | 'none';
  }): Promise<void>;
  waitForTimeout(ms: number): Promise<void>;
  screenshot(options: {
    path: string;
    fullPage?: boolean;
    clip?: { x: number; y: number; width: number; height: number };
  }): Promise<unknown>;
  on(event: 'console', listener: (message: ConsoleMessage) => void): unknown;
  on(event: 'pageerror', listener: (error: Error) => void): unknown;
}
