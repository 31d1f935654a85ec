/** Our own files beside this one, as modules. */

/** So often a file is asked for. */
const TRIES = 4;
/** Before it is asked for again, in ms: longer each time. */
const PAUSE_MS = 250;

/**
 * A webview's files come through a service worker, which loses one now and then while it starts. A browser remembers
 * that a module did not come, so it is asked for under another name: the query is of no meaning to the worker.
 */
export async function loaded<Module>(file: string): Promise<Module> {
  for (let tries = 1; ; tries++)
    try {
      const again = tries === 1 ? '' : `?${tries}`;
      return (await import(new URL(`./${file}${again}`, import.meta.url).href)) as Module;
    } catch (problem) {
      if (tries === TRIES) throw problem;
      await new Promise((resolve) => setTimeout(resolve, tries * PAUSE_MS));
    }
}
