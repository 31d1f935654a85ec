/** What a page has been sent, in any order of being hidden, shown, edited and broken: at the end it holds the last state. */
import assert from 'node:assert/strict';
import { Analyses } from '../../src/editor/analyses';
import { PictureFeed } from '../../src/editor/pictureFeed';
import { Incoming } from '../../webview/incoming';
import type { HostToPanel, ShowMessage } from '../../src/protocol';
import type { TextDocument } from 'vscode';

/** As much of a document as is read: its text changes under the same object. */
class Text {
  version = 1;
  isClosed = false;
  constructor(
    public text: string,
    readonly uri = { path: '/a.pgmap.json', toString: () => 'file:///a.pgmap.json' },
  ) {}
  getText = (): string => this.text;
  positionAt = (offset: number): { line: number; offset: number } => ({ line: 0, offset });
  offsetAt = ({ offset }: { offset: number }): number => offset;
}

/** So many pgmaps are laid out in slices, and sent in parts. */
const many = (first: string): string => {
  const pgmaps = Array.from({ length: 4000 }, (_, i) => {
    const start = 2 ** 40 + i * 2 ** 31;
    return `{"name":"${i ? `dax${i}.0` : first}","align":"2MiB","ranges":["0x${start.toString(16)}-0x${(start + 2 ** 31 - 1).toString(16)}"]}`;
  });
  return `{"machine":{"paging_levels":5},"pgmaps":[\n${pgmaps.join(',\n')}\n]}`;
};

/** The page: what it shows, and what it says above. Newer versions are never followed by older ones. */
class Page {
  shown: ShowMessage | undefined;
  above: 'busy' | 'stale' | 'gone' | undefined;
  #incoming = new Incoming();
  #newest = 0;
  readonly feed: PictureFeed;

  constructor(analyses: Analyses) {
    this.feed = new PictureFeed(analyses, (message) => this.#take(message), 'broken');
  }

  /** Torn down, and loaded anew. */
  back(): void {
    this.feed.ready = false;
    this.shown = this.above = undefined;
    this.#incoming = new Incoming();
    this.#newest = 0;
    this.feed.ready = true;
  }

  #take(message: HostToPanel): void {
    if (message.type === 'busy' || message.type === 'gone') this.above = message.type;
    if (message.type === 'stale') [this.#newest, this.above] = [message.version, 'stale'];
    if (message.type !== 'show' && message.type !== 'part' && message.type !== 'update') return;
    const show = this.#incoming.take(message);
    assert.notEqual(show, 'again');
    if (!show || show === 'again') return;
    assert.ok(show.version >= this.#newest, 'an older picture than was said to be old already');
    [this.shown, this.above, this.#newest] = [show, undefined, show.version];
  }

  get first(): string | undefined {
    return this.shown?.population.pgmaps[0]?.name;
  }
}

async function until(what: string, is: () => boolean): Promise<void> {
  for (let turns = 0; !is(); turns++) {
    assert.ok(turns < 10_000, `${what} never came`);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
/** What was under way has ended. */
const calm = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 150));

describe('the feed of a panel, 4,000 pgmaps', () => {
  const analyses = new Analyses();
  let text: Text;
  let page: Page;
  const edit = (next: string): void => {
    text.text = next;
    text.version++;
    page.feed.changed();
  };
  beforeEach(async () => {
    text = new Text(many('before'));
    page = new Page(analyses);
    page.feed.document = text as unknown as TextDocument;
    page.feed.ready = true;
    await until('the first picture', () => page.first === 'before');
  });
  afterEach(() => page.feed.dispose());

  it('a page that comes back after an edit gets the last picture, then the next one', async () => {
    page.feed.ready = false;
    edit(many('after'));
    page.back();
    await until('the last picture', () => page.first === 'before');
    await until('the next one', () => page.first === 'after');
    await calm();
    assert.equal(page.above, undefined);
  });

  it('a page that comes back while the text is broken gets the last picture and is told so', async () => {
    page.feed.ready = false;
    edit('{');
    page.back();
    await until('the last picture', () => page.first === 'before' && page.above === 'stale');
    await calm();
    assert.equal(page.above, 'stale');
  });

  it('a page that comes back when the file is gone gets the last picture and is told so', async () => {
    page.feed.ready = false;
    page.feed.gone('The file is not there any more.');
    page.back();
    await until('the last picture', () => page.first === 'before' && page.above === 'gone');
  });

  it('edits while the last picture is being sent lose neither', async () => {
    page.back();
    edit('{');
    await until('word of it', () => page.first === 'before' && page.above === 'stale');
    edit(many('after'));
    await until('the next picture', () => page.first === 'after' && page.above === undefined);
  });

  it('is laid out anew when it is cancelled while the last picture is being sent, and taken up again', async () => {
    page.feed.ready = false;
    edit(many('after'));
    page.back();
    page.feed.cancel();
    await until('the last picture', () => page.first === 'before' && page.above === 'busy');
    page.feed.resume();
    await until('the next one', () => page.first === 'after' && page.above === undefined);
  });

  it('of a document opened anew, versions begin again', async () => {
    edit(many('again'));
    await until('it', () => page.first === 'again');
    const anew = new Text('{');
    page.feed.rebind(anew as unknown as TextDocument);
    page.back();
    await until('the last picture', () => page.first === 'again' && page.above === 'stale');
    text = anew;
    edit(many('new'));
    await until('the next picture', () => page.first === 'new' && page.above === undefined);
  });

  it('a page that goes away while parts are sent ends that', async () => {
    page.back();
    page.feed.dispose();
    await calm();
    assert.equal(page.shown, undefined);
  });

  it('new defaults while it is laid out: nobody gets what was laid out on the old ones', async () => {
    const machine = { arch: 'x86_64' as string };
    const own = new Analyses(() => machine);
    const document = new Text(
      many('x').replace('"machine":{"paging_levels":5},', ''),
    ) as unknown as TextDocument;
    const waiting = own.soon(document, { cancelled: false });
    machine.arch = 'arm64';
    own.forget();
    assert.ok((await waiting) === undefined);
    assert.equal((await own.soon(document, { cancelled: false }))?.config.machine.arch.name, 'arm64');
  });
});
