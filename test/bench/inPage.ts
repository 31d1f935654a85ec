/** What runs inside the pages: each function is sent there as text and knows nothing of this file. */

interface Marked {
  /** Epoch ms of the last key that went down. */
  benchKey?: number;
  benchNext?: (painted: Painted) => void;
}

export interface Painted {
  /** Epoch ms after the frame that shows the text. */
  readonly at: number;
  /** ms from the message's arrival until the DOM is written and laid out. */
  readonly work: number;
  /** Whether the page says anything else than before. */
  readonly changed: boolean;
}

/** In the workbench: the time of each key, as the browser took it in. */
export function watchKeys(): void {
  addEventListener(
    'keydown',
    ({ timeStamp }) => ((globalThis as Marked).benchKey = performance.timeOrigin + timeStamp),
    true,
  );
}

/** In the workbench: when the last key went down. */
export const lastKey = (): number => (globalThis as Marked).benchKey!;

/** In a panel: watches the pictures come in, behind the panel's own listener. */
export function watchPictures(): void {
  const marked = globalThis as Marked;
  let said = document.body.textContent;
  addEventListener('message', ({ data, timeStamp }) => {
    const { type } = data as { type?: string };
    if (type !== 'show' && type !== 'update' && type !== 'stale') return;
    // The frame would lay it out a moment later: asked for here, it can be told from the wait for the frame.
    void document.body.offsetHeight;
    const work = performance.now() - timeStamp;
    requestAnimationFrame(() =>
      setTimeout(() => {
        const at = performance.timeOrigin + performance.now();
        // Read behind the clock: an observer would put a record of each change into the time.
        const says = document.body.textContent;
        marked.benchNext?.({ at, work, changed: says !== said });
        said = says;
      }),
    );
  });
}

/** In a panel: the next picture once it is painted. */
export const nextPainted = (): Promise<Painted> =>
  new Promise((resolve, reject) => {
    (globalThis as Marked).benchNext = resolve;
    setTimeout(() => reject(new Error('nothing was painted within twenty seconds')), 20_000);
  });
