/** Writes everything, at the pace of whoever reads. */
import { once } from 'node:events';
import { systemProblem } from './problem';

/** Characters handed over at once: enough to keep the pipe full, little enough to hold. */
const CHUNK = 65_536;

/** Resolves once all of `pieces` is taken; false where the reader has gone, which is no error. */
export async function writeAll(stream: NodeJS.WriteStream, pieces: Iterable<string>): Promise<boolean> {
  const failure = new Promise<never>((_, reject) => stream.once('error', reject));
  // Whoever awaits it later gets it; until then it is not unhandled.
  failure.catch(() => undefined);
  try {
    let gathered = '';
    for (const piece of pieces) {
      gathered += piece;
      if (gathered.length < CHUNK) continue;
      if (!stream.write(gathered)) await Promise.race([once(stream, 'drain'), failure]);
      // A reader that left shows between turns only: give it one even where the pipe takes everything.
      else await Promise.race([new Promise(setImmediate), failure]);
      gathered = '';
    }
    const flushed = new Promise<void>((done, failed) =>
      stream.write(gathered, (error) => (error ? failed(error) : done())),
    );
    await Promise.race([flushed, failure]);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return false;
    if ((error as NodeJS.ErrnoException).syscall === 'write') throw systemProblem('standard output', error);
    throw error;
  }
}
