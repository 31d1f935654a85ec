/** When to follow what changes: a typist at a pause, a reader at once. */

/** After what the reader does, in ms: the frames of a movement are followed once. */
const MOMENT_MS = 60;
/** After a keystroke: longer than from one key to the next, or the next one would wait for us. */
const PAUSE_MS = 250;
/** Somebody who never pauses is followed after so long all the same. */
const MOST_MS = 1500;

export class Pauses {
  readonly #follow: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the first change came that has not been followed yet. */
  #since = 0;
  /** Something of the reader's is among them. */
  #asked = false;

  constructor(follow: () => void) {
    this.#follow = follow;
  }

  changed(byTyping: boolean): void {
    const now = Date.now();
    if (this.#timer === undefined) this.#since = now;
    else if (this.#asked) return;
    this.#asked = !byTyping;
    clearTimeout(this.#timer);
    const wait = byTyping ? Math.min(PAUSE_MS, this.#since + MOST_MS - now) : MOMENT_MS;
    this.#timer = setTimeout(() => {
      this.stop();
      this.#follow();
    }, wait);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked = false;
  }
}
