/** The benchmark's end of the line to the probe in an extension host. */
import { get } from 'node:http';
import { join } from 'node:path';
import type { Workbench } from '../e2e/harness';

export interface Taken {
  /** ms from change event to message posted. */
  readonly posted: number[];
  /** ms from message to painted. */
  readonly painted: number[];
}

export interface Probe {
  /** True once the extension that is measured runs. */
  active(): Promise<boolean>;
  /** Has the panel that is open timed. */
  attach(): Promise<void>;
  /** What was timed since it was asked last. */
  take(): Promise<Taken>;
  /** So many edits, each painted. */
  edits(n: number): Promise<void>;
  /** Bytes in use in the extension host. */
  heap(): Promise<number>;
}

export const probeFolder = (root: string): string => join(root, 'test', 'bench', 'probe');

export function probeOf({ folder }: Workbench): Probe {
  const ask = async <T>(what: string): Promise<T> => {
    const { answer, error } = JSON.parse(await read(join(folder, 'probe'), `/${what}`)) as {
      answer: T;
      error?: string;
    };
    if (error !== undefined) throw new Error(error);
    return answer;
  };
  return {
    active: () => ask('active'),
    attach: () => ask('attach'),
    take: () => ask('take'),
    edits: (n) => ask(`edits/${n}`),
    heap: () => ask('heap'),
  };
}

/** The extension host may still be starting: its socket is waited for. */
async function read(socketPath: string, path: string): Promise<string> {
  for (const limit = Date.now() + 30_000; ;) {
    try {
      return await once(socketPath, path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== 'ENOENT' && code !== 'ECONNREFUSED') || Date.now() > limit) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function once(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ socketPath, path }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
}
