/** What ships, as it is made: `npm test` packs the extension first. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The bundle lies in out/test/. */
export const root = join(__dirname, '..', '..');
export const vsix = join(root, 'out', 'test', 'vmemmap-lens.vsix');

/** A chunk's name ends in a hash. */
const plain = (name: string): string => name.replace(/-[A-Z0-9]{8}\.js$/, '-HASH.js');

/** Names and sizes as packed, out of a zip file's central directory (APPNOTE.TXT 4.3.12). */
export function zipEntries(path: string): ReadonlyMap<string, number> {
  const zip = readFileSync(path);
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const count = zip.readUInt16LE(end + 10);
  const entries = new Map<string, number>();
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    entries.set(plain(zip.toString('utf8', at + 46, at + 46 + name)), zip.readUInt32LE(at + 20));
    at += 46 + name + extra + comment;
  }
  return entries;
}

/** Runs a program to its end and gives what it printed; throws, with all that it said, where that fails. */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): string {
  const ended = spawnSync(command, args, { cwd, env: { ...withoutNpm(), ...env }, encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

/** `npm test` tells the npm below it what to do in variables; a person's npm has none. */
const withoutNpm = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

/** A folder that is there for the tests of a suite. */
export function folderOfSuite(): { readonly path: string } {
  const folder = { path: '' };
  before(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'vmemmap-lens-ship-'));
  });
  after(() => rmSync(folder.path, { recursive: true, force: true }));
  return folder;
}
