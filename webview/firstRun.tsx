/** Before there is anything to draw: what to do, with buttons that do it. */
import type { JSX } from 'preact';
import type { StartMessage } from '../src/protocol/session';
import { Button } from './button';
import { Empty } from './empty';

const EXAMPLE = `{
  "machine": { "arch": "x86_64" },
  "pgmaps": [
    { "name": "dax0.0", "align": "1GiB",
      "ranges": [{ "start": "0x4080000000", "size": "256GiB" }] }
  ]
}`;

const STARTS: readonly { readonly what: StartMessage['what']; readonly words: string }[] = [
  { what: 'example', words: 'Open an example' },
  { what: 'new', words: 'New config' },
  { what: 'open', words: 'Open a file…' },
  { what: 'paste', words: 'Paste machine output' },
];

export const FirstRun = ({
  title,
  start,
}: {
  title: string;
  start: (what: StartMessage['what']) => void;
}): JSX.Element => (
  <Empty title={title}>
    <p>
      Open a <code>*.pgmap.json</code> file, or write a pgmap like this one, and the page frames behind its
      struct pages are drawn here as you type. Or let fall here, or paste, what <code>daxctl list -M</code>,{' '}
      <code>ndctl list</code>, <code>cxl list</code> or <code>/proc/iomem</code> print.
    </p>
    <div class="starts">
      {STARTS.map(({ what, words }, i) => (
        <Button key={what} label={words} primary={i === 0} run={() => start(what)}>
          {words}
        </Button>
      ))}
    </div>
    <pre tabIndex={0}>{EXAMPLE}</pre>
  </Empty>
);
