/** Long work that lets others run. */

/** The extension host is held so long at a time, in ms. */
const SLICE_MS = 12;

/** Works in slices, between which others run; undefined once nobody wants it any more. */
export async function inSlices<T>(
  steps: Iterator<unknown, T>,
  isWanted: () => boolean,
): Promise<T | undefined> {
  while (isWanted()) {
    const start = performance.now();
    while (performance.now() - start < SLICE_MS) {
      const step = steps.next();
      if (step.done) return step.value;
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  return undefined;
}
