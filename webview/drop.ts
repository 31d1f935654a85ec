/** Machine output or a config that is let fall on the panel, or pasted into it. */
import { LONGEST_DROP, MOST_DROPPED } from '../src/protocol/drop';
import type { DroppedMessage } from '../src/protocol/drop';

/** Kinds of transfer: the editor's own first, since with its URI a file keeps its name and is found again. */
const URIS = 'application/vnd.code.uri-list';
const TAKEN = [URIS, 'Files', 'text/uri-list', 'text/plain'];

/** Takes what is dropped or pasted anywhere on `root` but in a field; while something hangs over it the class says so. */
export function takeDrops(
  root: HTMLElement,
  send: (message: DroppedMessage) => void,
  say: (said: string) => void,
): void {
  const over = (is: boolean): void => void root.classList.toggle('dropping', is);
  const taken = async (data: DataTransfer): Promise<void> => {
    const message = await droppedIn(data);
    if (typeof message === 'string') say(message);
    else if (message.texts.length + message.uris.length > 0) send(message);
  };
  for (const type of ['dragenter', 'dragover'] as const)
    document.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.some((t) => TAKEN.includes(t))) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      over(true);
    });
  document.addEventListener('dragleave', (event) => over(event.relatedTarget !== null));
  document.addEventListener('drop', (event) => {
    over(false);
    if (!event.dataTransfer) return;
    event.preventDefault();
    void taken(event.dataTransfer);
  });
  document.addEventListener('paste', (event) => {
    if (event.composedPath()[0] instanceof HTMLInputElement || !event.clipboardData) return;
    void taken(event.clipboardData);
  });
}

/** Read at once where it must be: a transfer is empty again after the event. */
async function droppedIn(data: DataTransfer): Promise<DroppedMessage | string> {
  const uris = linesOf(data.getData(URIS) || data.getData('text/uri-list'));
  const files = [...data.files].slice(0, MOST_DROPPED);
  const plain = data.getData('text/plain');
  if (uris.length > 0) return { type: 'dropped', texts: [], uris };
  if (files.length > 0) {
    // Bytes are no fewer than UTF-16 units.
    const long = files.find((file) => file.size > LONGEST_DROP);
    if (long) return tooLong(long.name);
    const texts = await Promise.all(
      files.map(async (file) => ({ name: file.name, text: await file.text() })),
    );
    return { type: 'dropped', texts, uris: [] };
  }
  if (plain.length > LONGEST_DROP) return tooLong('This text');
  const texts = plain.trim() === '' ? [] : [{ name: '', text: plain }];
  return { type: 'dropped', texts, uris: [] };
}

const tooLong = (what: string): string =>
  `${what} is longer than ${LONGEST_DROP / 2 ** 20} MiB; drop the part that a tool printed.`;

/** A list of URIs is lines; those that begin with # are remarks. */
const linesOf = (list: string): string[] =>
  list
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, MOST_DROPPED);
