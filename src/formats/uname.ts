/** Which kernel and machine: uname, /proc/version, the first line of a log, hostnamectl, lscpu, getconf. */
import { debianStable } from '../engine/kernel';
import { commandIn } from './text';
import type { MachineFact } from './facts';
import type { Format } from './format';
import type { Page } from './page';
import type { Line } from './text';

const TOOL = 'uname';

/** uname -a, /proc/version and dmesg begin alike. */
const LINUX = /^\s*Linux (?:version )?(?:\S+ )?(\d{1,2}\.\d{1,3}\.\d{1,4}\S{0,100})(?: |$)/;
/** Ubuntu's log names the stable release that a kernel was brought up to. */
const UBUNTU = /\(Ubuntu \d\S* (\d{1,2}\.\d{1,3}\.\d{1,4})\)/;

/** uname -r alone: a release that says more than three numbers, or what a prompt asked for. */
const RELEASE = /^\s*(\d{1,2}\.\d{1,3}\.\d{1,4}(?:[-+_~.]\S{1,100})?)\s*$/;

/** uname -m and names in releases. */
export const MACHINES: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[^a-z0-9])(?:x86_64|amd64|x86-64)(?![a-z0-9])/i, 'x86_64'],
  [/(?:^|[^a-z0-9])(?:aarch64|arm64)(?![a-z0-9])/i, 'arm64'],
  [/(?:^|[^a-z0-9])(?:ppc64le|ppc64el|powerpc64le)(?![a-z0-9])/i, 'ppc64le'],
  [/(?:^|[^a-z0-9])riscv64(?![a-z0-9])/i, 'riscv64'],
  [/(?:^|[^a-z0-9])(?:loongarch64|loong64)(?![a-z0-9])/i, 'loongarch64'],
  [/(?:^|[^a-z0-9])s390x(?![a-z0-9])/i, 's390x'],
];

const archIn = (text: string): string | undefined => MACHINES.find(([pattern]) => pattern.test(text))?.[1];

/** Kernels of other page sizes say so in their names: -16k, -64k. */
const PAGES = /[-+](16|64)k\b/i;

const LABELS: readonly (readonly [RegExp, (page: Page, line: Line, value: string) => void])[] = [
  [/^\s*Kernel: Linux (\S+)/, (page, line, value) => kernel(page, line, value, '')],
  [/^\s*Architecture:\s+(\S+)/, (page, line, value) => arch(page, line, value, 2)],
  [/^\s*(?:_?PAGE_?SIZE)\s+(\d{4,7})\s*$/, (page, line, value) => pages(page, line, Number(value))],
];

export const uname: Format = {
  name: 'uname -a',
  read(page) {
    let asked = '';
    for (const line of page.free()) {
      const text = line.body.slice(0, 1000);
      const m = LINUX.exec(text) ?? (releaseAlone(text, asked) ? RELEASE.exec(text) : null);
      if (m) {
        page.take(line);
        kernel(page, line, m[1]!, text);
      }
      for (const [pattern, read] of LABELS) {
        const found = pattern.exec(text);
        if (!found) continue;
        page.take(line);
        read(page, line, found[1]!);
      }
      if (/\bgetconf PAGE_?SIZE\b/.test(asked) && /^\s*\d{4,7}\s*$/.test(text)) {
        page.take(line);
        pages(page, line, Number(text));
      }
      if (text.trim() !== '') asked = commandIn(line.text) ?? '';
    }
  },
};

const releaseAlone = (text: string, asked: string): boolean =>
  RELEASE.test(text) && (/\buname\b/.test(asked) || /^\s*\d+\.\d+\.\d+[-+.]\S*[a-z]/i.test(text));

function kernel(page: Page, line: Line, release: string, text: string): void {
  const stable = debianStable(text, release) ?? UBUNTU.exec(text)?.[1];
  add(page, line, 'kernel', stable ?? release, 3);
  // uname -a ends with the machine; the compiler's name in /proc/version has it too.
  const named = archIn(text === '' ? release : text);
  if (named) add(page, line, 'arch', named, 3);
  const kilobytes = PAGES.exec(release)?.[1];
  if (kilobytes) add(page, line, 'page_size', Number(kilobytes) * 1024, 1);
}

function arch(page: Page, line: Line, value: string, rank: number): void {
  const name = archIn(value);
  if (name) add(page, line, 'arch', name, rank);
}

function pages(page: Page, line: Line, bytes: number): void {
  add(page, line, 'page_size', bytes, 3);
}

const add = (page: Page, line: Line, key: MachineFact['key'], value: string | number, rank: number): void =>
  page.add({ kind: 'machine', key, value, rank, source: page.ofLine(TOOL, line) }, TOOL);
