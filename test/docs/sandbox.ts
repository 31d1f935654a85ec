/** A folder in which the commands of the pages run: our command line, the examples, and stand-ins for a machine's tools. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { buildCli, CLI } from './builtCli';
import { root } from './pages';

const recorded = (name: string): string => join(root, 'test', 'fixtures', 'machine-output', name);

/** What a tool prints wherever a page calls it. */
const TOOLS: Readonly<Record<string, string>> = {
  daxctl: recorded('daxctl-08-qemu-cxl-DRM-mappings.json'),
  ndctl: recorded('ndctl-10-issue93-two-devdax-mem.json'),
  ssh: recorded('iomem-04-cxl-128g-region.txt'),
  sudo: recorded('iomem-04-cxl-128g-region.txt'),
};

/** Files that pages name without showing them. */
const FILES: Readonly<Record<string, string>> = {
  FILE: '{ "pgmaps": [{ "name": "dax0.0", "ranges": [{ "start": "0x1080000000", "size": "128GiB" }] }] }\n',
  BEFORE: 'nr_memmap_pages 5\nnr_free_pages 9000000\n',
  AFTER: 'nr_memmap_pages 131077\nnr_free_pages 8867904\n',
  'ndctl.json': readFileSync(TOOLS['ndctl']!, 'utf8'),
  'iomem.txt': readFileSync(TOOLS['ssh']!, 'utf8'),
  'HOST.txt': readFileSync(TOOLS['ssh']!, 'utf8'),
};

export interface Sandbox {
  write(name: string, text: string): void;
  /** Standard output and standard error, in the order they came. */
  run(command: string): { readonly status: number | null; readonly output: string };
  remove(): void;
}

export function openSandbox(): Sandbox {
  buildCli();
  const folder = mkdtempSync(join(tmpdir(), 'vmemmap-lens-pages-'));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const bin = join(folder, 'bin');
  const script = (name: string, text: string): void => {
    write(join('bin', name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  mkdirSync(bin);
  script('vmemmap-lens', `exec '${process.execPath}' '${CLI}' "$@"`);
  // Standard input is taken, else what writes to it would fail.
  for (const [name, prints] of Object.entries(TOOLS))
    script(name, `[ -t 0 ] || cat > /dev/null; cat '${prints}'`);
  for (const [name, text] of Object.entries(FILES)) write(name, text);
  mkdirSync(join(folder, 'dist'));
  cpSync(CLI, join(folder, 'dist', 'cli.js'));
  cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
  return {
    write,
    run(command) {
      const { status, stdout } = spawnSync('sh', ['-c', `exec 2>&1; ${command}`], {
        cwd: folder,
        input: '',
        env: { ...process.env, PATH: bin + delimiter + process.env['PATH'] },
        timeout: 30_000,
      });
      return { status, output: stdout.toString() };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
