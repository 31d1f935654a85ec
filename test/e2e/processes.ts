/** The processes of the embedded VS Code, which runs on Linux alone: to end one of them, as a machine short of memory does. */
import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // After the name in brackets, which may hold anything: the state, and the parent.
        const parent = /\) \S (\d+) /.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return [];
      }
    });
}

/** The extension hosts that a server has started, the newest last. */
export function extensionHosts(server: number): number[] {
  const all = processes();
  const below = new Set([server]);
  // A child may have a lower number than its parent, so that one round is not enough.
  for (let grown = true; grown;) {
    const more = all.filter(({ pid, parent }) => below.has(parent) && !below.has(pid));
    more.forEach(({ pid }) => below.add(pid));
    grown = more.length > 0;
  }
  return all
    .filter(({ pid, command }) => below.has(pid) && command.includes('--type=extensionHost'))
    .map(({ pid }) => pid);
}
