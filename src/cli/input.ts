/** Reads a text from a file or standard input, whatever is in it and however much there is. */
import { createReadStream } from 'node:fs';
import { Problem, systemProblem } from './problem';

/** More text than this is no config: it is refused before it takes the memory of the machine. */
const MOST_BYTES = 32 * 2 ** 20;
/** And so are more values than this: each takes a kilobyte or two while it is looked at. */
const MOST_VALUES = 1_000_000;

/**
 * The text of FILE, where `-` is standard input. Endless devices end here too. It may be a log or a terminal's record:
 * bytes that are no text are replaced, and said in `problem`.
 */
export async function readInput(file: string): Promise<{ text: string; problem: Problem | undefined }> {
  const read = decoded(file, await readBytes(file));
  if (valuesIn(read.text) > MOST_VALUES)
    throw new Problem(`${shown(file)}: has more than a million values, which no pgmap config has; split it`);
  return read;
}

/** About how many JSON values a text has: what separates and opens them is counted. */
function valuesIn(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    // , [ {
    if (c === 0x2c || c === 0x5b || c === 0x7b) count++;
  }
  return count;
}

async function readBytes(file: string): Promise<Buffer> {
  const stream = file === '-' ? process.stdin : createReadStream(file);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length > MOST_BYTES) break;
    }
  } catch (error) {
    throw systemProblem(shown(file), error);
  } finally {
    stream.destroy();
  }
  if (length > MOST_BYTES)
    throw new Problem(
      `${shown(file)}: larger than 32 MiB, which no pgmap config is; split it or check the path`,
    );
  return Buffer.concat(chunks);
}

/** Text in UTF-8, or in UTF-16 with its mark, as Windows shells write it. The mark is no part of the text. */
function decoded(file: string, bytes: Buffer): { text: string; problem: Problem | undefined } {
  const encoding = utf16(bytes) ?? 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return { text, problem: nulProblem(file, text) };
  } catch {
    const line = bytes.toString('utf8').split('\ufffd', 1)[0]!.split('\n').length;
    const where = encoding === 'utf-8' ? ` (line ${line})` : '';
    const problem = new Problem(
      `${shown(file)}: not valid ${encoding.toUpperCase()} text${where}; save it as UTF-8`,
    );
    return { text: new TextDecoder(encoding).decode(bytes), problem };
  }
}

function nulProblem(file: string, text: string): Problem | undefined {
  const nul = text.indexOf('\0');
  if (nul < 0) return undefined;
  const line = text.slice(0, nul).split('\n').length;
  return new Problem(
    `${shown(file)}: has a NUL character (line ${line}), so it is not a text; save it as UTF-8`,
  );
}

function utf16(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** What a message calls the file. */
export const shown = (file: string): string => (file === '-' ? 'standard input' : file);
